"""Commercial support: what it is made of, and the sentence that learners read (docs/rules/independence.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NONE_RECEIVED = "No commercial support was received for this activity."


class InKind(StrEnum):
    """What a supporter gives that is no money, as activity reports name it."""

    EQUIPMENT = "equipment"
    FACILITIES = "facilities"
    SUPPLIES = "supplies"
    ANIMAL = "animal"
    HUMAN = "human"
    OTHER = "other"


IN_KIND = {
    InKind.EQUIPMENT: "Durable equipment",
    InKind.FACILITIES: "Facilities or space",
    InKind.SUPPLIES: "Disposable supplies",
    InKind.ANIMAL: "Animal parts or tissue",
    InKind.HUMAN: "Human parts or tissue",
    InKind.OTHER: "Other",
}


@dataclass(frozen=True)
class Given:
    """What one supporter gives."""

    supporter: str
    has_money: bool
    in_kind: tuple[InKind, ...] = ()
    nature: str = ""


def acknowledgement(given: Sequence[Given]) -> str:
    """Return the sentence about support that learners read: names and kinds, no amount and no logo."""
    if not given:
        return NONE_RECEIVED
    return "Commercial support was received from " + "; ".join(_told(each) for each in given) + "."


def _told(given: Given) -> str:
    things = [IN_KIND[each].lower() for each in given.in_kind]
    if given.nature:
        things = [given.nature]
    kinds = ["an educational grant"] if given.has_money else []
    if given.in_kind:
        kinds.append("in-kind support: " + ", ".join(things))
    return f"{given.supporter} ({'; '.join(kinds)})"


def problem_of(signed_on: date | None, starts_on: date) -> str:
    """Return what is wrong with an agreement's day, "" if it was signed before the activity starts."""
    if signed_on is None:
        return "is not signed yet."
    return "" if signed_on < starts_on else "was not signed before the activity starts."


@dataclass(frozen=True)
class Balance:
    """What came in of an activity's support, and what was spent of it."""

    received: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What has not been spent, below zero if more was spent than came in."""
        return self.received - self.spent
