"""Short text: a few words to type, compared in normal form; likeness counts for nothing."""

from fractions import Fraction
from typing import ClassVar, Literal

from assessments.domain.answers.texts import LONGEST, TextMarking
from assessments.domain.answers.typed import WORTHLESS, Unreadable
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Item,
    ItemReview,
    ResponseInvalid,
)


class ShortText(TextMarking, Item):
    """Words among those accepted earn their credit; the learner's own words are kept as typed."""

    label: ClassVar[str] = "Short text"
    response_field: ClassVar[str] = "text"

    kind: Literal["short_text"] = "short_text"

    def normalise(self, value: object) -> str | None:
        """Accept words on one line."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ResponseInvalid("answer", "Type your answer in words.")
        try:
            return self.read_text(value)
        except Unreadable as problem:
            raise ResponseInvalid("answer", problem.message) from problem

    def marks(self, value: str) -> Fraction:
        """Return the credit of the words."""
        return self.judged_text(value).credit

    def keys_of(self, value: str) -> list[str]:
        """Return the normal form, so that a table counts ways of writing as one."""
        return [(self.normal(value) or value)[:LONGEST]]

    def guess_score(self) -> Fraction:
        """Return what any words at all earn: 0 unless the author takes anything."""
        return self.credit_for_anything

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the words given, the ones accepted and what the author says about them."""
        checked = self.check(response)
        given = checked[self.response_field] if checked else ""
        judged = self.judged_text(given) if given else WORTHLESS
        return ItemReview(
            score=judged.credit,
            rationale=self.rationale,
            given=given,
            expected=self.expected_text,
            feedback=judged.feedback,
        )
