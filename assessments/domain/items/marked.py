"""What the kinds that people mark share: a rubric, and words for those who mark by it."""

from typing import Any, ClassVar

from pydantic import Field

from assessments.domain.items.base import NO_ARRANGEMENT, Arrangement, Item, ItemReview
from assessments.domain.marking.rubric import Rubric


class MarkedItem(Item):
    """A question whose answer is worth what people say; until then it is worth nothing.

    `model_answer` and `marker_notes` are plain text for markers; learners see the model answer with
    the rationale if the author says so.
    """

    marked_by_people: ClassVar[bool] = True

    rubric: Rubric
    shows_criteria: bool = True
    model_answer: str = Field(default="", max_length=20_000)
    shows_model_answer: bool = False
    marker_notes: str = Field(default="", max_length=20_000)

    def marking_guide(self) -> Rubric:
        """Return the rubric by which people mark."""
        return self.rubric

    def criteria_shown(self) -> list[dict[str, str]]:
        """Return as JSON by what an answer will be marked, where the author shows it beforehand."""
        if not self.shows_criteria:
            return []
        return [
            {"title": each.title, "descriptor": each.descriptor, "points": each.worth}
            for each in self.rubric.criteria
        ]

    def told(self, response: object) -> str:
        """Return the answer in words, for the review."""
        raise NotImplementedError

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the answer, and the model answer if learners may see it."""
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            given=self.told(response),
            expected=self.model_answer if self.shows_model_answer else "",
        )

    def guess_score(self) -> None:
        """Nobody guesses an answer that is written."""
        return

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return by what the answer is marked."""
        return {"criteria": self.criteria_shown()}
