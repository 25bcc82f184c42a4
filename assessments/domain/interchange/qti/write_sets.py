"""How vignette sets are written: one item with an interaction for each question.

Every question keeps the rules of its kind; its variables carry the number of the question, and the
score of the item is the weighted mean of their scores.
"""

from collections.abc import Iterable
from fractions import Fraction
from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import joined
from assessments.domain.interchange.numbers import lowest
from assessments.domain.interchange.portable import Notes
from assessments.domain.interchange.qti.elements import base, blocks, el, set_score
from assessments.domain.interchange.qti.feedback import (
    FEEDBACK,
    declared_feedback,
    feedback_rule,
    feedbacks_of,
)
from assessments.domain.interchange.qti.processing import RESPONSE, SCORE
from assessments.domain.interchange.qti.written import Written, write_kind
from assessments.domain.items.vignette_set import Part, VignetteSet

NUMBERED = frozenset({RESPONSE, SCORE, FEEDBACK})


@write_kind.register
def _(item: VignetteSet, notes: Notes) -> Written:
    parts = [_written(part, number, notes) for number, part in enumerate(item.parts, start=1)]
    declared = [each for part in parts for each in part.declarations]
    declared.sort(key=lambda each: each.tag != "responseDeclaration")
    return Written(
        declared[0],
        [*blocks(joined(item.stem, item.lead_in)), *(el("div", *part.body) for part in parts)],
        [*(rule for part in parts for rule in part.rules), _mean(item)],
        more=declared[1:],
        feedbacks=[each for part in parts for each in part.feedbacks],
    )


def _written(part: Part, number: int, notes: Notes) -> Written:
    """Return a question with its variables numbered and what it says afterwards."""
    written = write_kind(part.question, notes)
    feedbacks = feedbacks_of(part.question.rationale, written)
    written.more.append(
        el(
            "outcomeDeclaration",
            el("defaultValue", el("value", "0")),
            identifier=SCORE,
            cardinality="single",
            baseType="float",
        )
    )
    if feedbacks:
        written.more.append(declared_feedback())
        written.rules.append(feedback_rule(written, feedbacks))
    written.feedbacks += feedbacks
    _number([*written.declarations, *written.body, *written.rules, *feedbacks], number)
    return written


def _number(elements: Iterable[ET.Element], number: int) -> None:
    for element in elements:
        for node in element.iter():
            for name, value in node.attrib.items():
                if value in NUMBERED:
                    node.set(name, f"{value}_{number}")


def _mean(item: VignetteSet) -> ET.Element:
    """Return the rule that sets the score to the weighted mean."""
    weights = lowest([Fraction(part.weight) for part in item.parts])
    weighted = [
        el("product", el("variable", identifier=f"{SCORE}_{number}"), base(weight))
        for number, weight in enumerate(weights, start=1)
    ]
    return set_score(el("divide", el("sum", *weighted), base(sum(weights))))
