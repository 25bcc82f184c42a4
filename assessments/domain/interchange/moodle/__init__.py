"""Moodle XML: `<quiz>` of `<question type=…>`, texts as HTML, weights as rounded percentages."""

from assessments.domain.interchange.moodle.reading import read
from assessments.domain.interchange.moodle.writing import write

__all__ = ["read", "write"]
