"""Texts that are too long, and a right answer that its length gives away."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from assessments.domain.flaws.base import Draft, Family, Finding, Flaw, words

LONGER = Fraction(3, 2)
LONGER_BY = 10
LONGEST_STEM = 200
LONGEST_LEAD_IN = 40


class LongestIsRight(Flaw):
    """The right answer is half as long again as the others are on average."""

    code: ClassVar = "longest_is_right"
    title: ClassVar = "The longest option is the right one"
    family: ClassVar = Family.TEST_WISENESS
    why: ClassVar = (
        "Authors qualify what is right until nobody can object, so the longest option is often "
        "the key. Make the options about equally long and specific."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Compare letters."""
        key, others = draft.key, [len(answer.text) for answer in draft.distractors]
        if key is None or len(others) < 2:
            return
        mean, longest = Fraction(sum(others), len(others)), max(others)
        if len(key.text) >= LONGER * mean and len(key.text) - longest >= LONGER_BY:
            said = f"{len(key.text)} characters; the others have {round(mean)} on average."
            yield self.at_answer(key, said, *draft.texts)


class OverlongText(Flaw):
    """The case or the question takes longer to read than to answer."""

    code: ClassVar = "overlong_text"
    title: ClassVar = "The text is very long"
    family: ClassVar = Family.IRRELEVANT_DIFFICULTY
    why: ClassVar = (
        "It measures reading speed too. Keep what is needed to decide and what makes the case "
        "real; leave out what only fills."
    )
    languages: ClassVar = None

    def check(self, draft: Draft) -> Iterator[Finding]:
        """Count words."""
        for place, text, limit in (
            ("stem", draft.stem, LONGEST_STEM),
            ("lead_in", draft.lead_in, LONGEST_LEAD_IN),
        ):
            count = len(words(text))
            if count > limit:
                yield self.at(place, f"{count} words; more than {limit} are hard to take in.", text)
