"""What came of holding credit against a requirement: never a bare yes or no."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)
CENT = Decimal("0.01")


class Status(StrEnum):
    """How a clause stands."""

    MET = "met"
    SHORT = "short"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def written(amount: Decimal) -> str:
    """Write an amount without zeros that say nothing: 10, 1.5, 0.25."""
    return f"{amount.quantize(CENT).normalize():f}"


def in_units(amount: Decimal, unit: str) -> str:
    """Return the unit as it is said after an amount: 1 hour, 1.5 hours."""
    return unit.removesuffix("s") if amount == 1 else unit


LABELS = {
    Status.MET: "Met",
    Status.SHORT: "Short",
    Status.UNKNOWN: "Not known yet",
    Status.NOT_APPLICABLE: "Not asked",
}


@dataclass(frozen=True)
class Allocated:
    """So much of a credit that counts here."""

    credit: str
    title: str
    amount: Decimal


@dataclass(frozen=True)
class Finding:
    """How one clause stands, why, by when, and which credit was counted.

    `questions` are names of facts to ask for; where the status is not unknown, the answers could only
    help. `parts` are the findings of the alternative that is nearest, for a choice.
    """

    key: str
    title: str
    kind: str
    status: Status
    reason: str
    needed: Decimal = NOTHING
    counted: Decimal = NOTHING
    unit: str = ""
    due_on: date | None = None
    questions: tuple[str, ...] = ()
    allocated: tuple[Allocated, ...] = ()
    note: str = ""
    parts: tuple["Finding", ...] = ()

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS[self.status]

    @property
    def short_by(self) -> Decimal:
        """How much is missing; nothing where the status is not short."""
        return max(self.needed - self.counted, NOTHING) if self.status is Status.SHORT else NOTHING

    def is_overdue(self, today: date) -> bool:
        """Whether the day by which it had to be done is past."""
        return self.status is Status.SHORT and self.due_on is not None and self.due_on < today
