"""Whose outcomes a report is about: people by the day they enrolled or completed, by profession."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Basis(StrEnum):
    """Which day of a person a period looks at."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Cohort:
    """A period (both days included, days in UTC) and a profession; empty means everybody."""

    begins_on: date | None = None
    ends_on: date | None = None
    basis: Basis = Basis.ENROLLED
    profession: str = ""

    @property
    def has_period(self) -> bool:
        """Whether anybody is left out because of a day."""
        return self.begins_on is not None or self.ends_on is not None

    @property
    def is_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not self.has_period and not self.profession

    @property
    def begins_at(self) -> datetime | None:
        """The first moment of the period."""
        return _midnight(self.begins_on) if self.begins_on else None

    @property
    def ends_before(self) -> datetime | None:
        """The first moment after the period."""
        return _midnight(self.ends_on) + timedelta(days=1) if self.ends_on else None

    @property
    def period(self) -> str:
        """Say the period in words, "" if there is none."""
        if self.begins_on and self.ends_on:
            return f"{self.basis} from {_spoken(self.begins_on)} to {_spoken(self.ends_on)}"
        if self.begins_on:
            return f"{self.basis} on or after {_spoken(self.begins_on)}"
        return f"{self.basis} up to {_spoken(self.ends_on)}" if self.ends_on else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
