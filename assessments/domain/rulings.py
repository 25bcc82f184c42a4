"""Rulings: how a question that turned out to be faulty is graded (docs/rules/grading.md).

Canvas's four choices and ExamSys's exclusion. A ruling is about one question version, as it was
asked; the newest one on a version holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.items.base import EVERYTHING


class RulingChoice(StrEnum):
    """What was decided; `NO_REGRADE` takes an earlier ruling back."""

    FULL_CREDIT = "full_credit"
    CURRENT_AND_PREVIOUS_CORRECT = "current_and_previous_correct"
    CURRENT_CORRECT_ONLY = "current_correct_only"
    EXCLUDE = "exclude"
    NO_REGRADE = "no_regrade"


LABELS: Mapping[RulingChoice, str] = MappingProxyType(
    {
        RulingChoice.FULL_CREDIT: "Full credit for everyone",
        RulingChoice.CURRENT_AND_PREVIOUS_CORRECT: "The old and the corrected answers both count",
        RulingChoice.CURRENT_CORRECT_ONLY: "Only the corrected answers count",
        RulingChoice.EXCLUDE: "The question does not count at all",
        RulingChoice.NO_REGRADE: "Graded as published",
    }
)

NEEDS_CORRECTION = frozenset(
    {RulingChoice.CURRENT_AND_PREVIOUS_CORRECT, RulingChoice.CURRENT_CORRECT_ONLY}
)


@dataclass(frozen=True)
class Ruling:
    """A decision on a question version; `against` is the corrected question where one is needed."""

    id: int
    question_version: int
    choice: RulingChoice
    against: Item | None = None


Rulings: TypeAlias = Mapping[int, Ruling]  # by question version
NO_RULINGS: Rulings = MappingProxyType({})


def ruled_score(
    place: FormItem,
    item: Item,
    response: object,
    ruling: Ruling | None,
    mark: Fraction | None = None,
) -> Fraction | None:
    """Return the share of its points that a question earns, None if it does not count.

    `mark` is what people gave for it.
    """
    if ruling is None or ruling.choice is RulingChoice.NO_REGRADE:
        return item.score(response) if mark is None else mark
    if ruling.choice is RulingChoice.EXCLUDE:
        return None
    if ruling.against is None:
        return EVERYTHING
    corrected = ruling.against.realised(place.arrangement).score_carried(response)
    if ruling.choice is RulingChoice.CURRENT_CORRECT_ONLY:
        return corrected
    return max(item.score(response), corrected)


def needs_no_mark(ruling: Ruling | None) -> bool:
    """Whether a ruling says what an answer is worth, whoever might have marked it."""
    return ruling is not None and ruling.choice is not RulingChoice.NO_REGRADE


def why_not_against(asked: Item, corrected: Item) -> str:
    """Say why answers to one question cannot be graded by another, "" if they can."""
    if asked.marked_by_people:
        return "People mark this question: mark its answers again instead."
    if asked.kind != corrected.kind:
        return (
            f"The question as asked is of the kind “{asked.label}”, as corrected of the kind "
            f"“{corrected.label}”: its answers cannot be graded by it."
        )
    if asked.draws_values and _drawn(asked) != _drawn(corrected):
        return "The corrected question draws other values than the one that was asked."
    return ""


def _drawn(item: Item) -> set[str]:
    """Return the names of the values that every form draws anew."""
    return set(item.arrange(0, ""))
