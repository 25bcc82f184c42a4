"""Credit as a report adds it up: what was recorded, given up and taken back, exact to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True)
class CreditLine:
    """Credit of one type in one activity, for one profession at the time of the award.

    `adjusted` is what learners gave up by claiming less, `withdrawn` what was taken back; both are
    0 or negative. `people` hold credit of this type now.
    """

    activity: int
    type_code: str
    type_name: str
    profession: str
    people: int
    recorded: Decimal
    adjusted: Decimal
    withdrawn: Decimal

    @property
    def balance(self) -> Decimal:
        """What stands: the sum of every entry."""
        return self.recorded + self.adjusted + self.withdrawn

    def __add__(self, other: "CreditLine") -> "CreditLine":
        return replace(
            self,
            people=self.people + other.people,
            recorded=self.recorded + other.recorded,
            adjusted=self.adjusted + other.adjusted,
            withdrawn=self.withdrawn + other.withdrawn,
        )


def totals(lines: Iterable[CreditLine]) -> list[CreditLine]:
    """Return one line for each credit type, whatever the activity and profession."""
    sums: dict[str, CreditLine] = {}
    for line in lines:
        held = sums.get(line.type_code)
        sums[line.type_code] = held + line if held else replace(line, profession="")
    return list(sums.values())
