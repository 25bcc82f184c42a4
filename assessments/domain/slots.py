"""Slots of an assessment: each asks for one fixed question or for some drawn from a pool."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.decimals import Points

ONE_POINT = "1"


class SlotsUnfillable(ValueError):
    """The slots ask for more different questions than their pools hold."""


class FixedSlot(BaseModel):
    """One question that every learner gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["fixed"] = "fixed"
    question_version: int
    points: Points = Field(default=ONE_POINT, validate_default=True)
    safety_critical: bool = False

    @property
    def pool(self) -> tuple[int, ...]:
        """The one question to choose from."""
        return (self.question_version,)

    @property
    def count(self) -> int:
        """How many questions the slot puts into a form."""
        return 1


class DrawSlot(BaseModel):
    """So many questions out of a pool, each worth `points`.

    `tag` and `difficulty` say how the pool was gathered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["draw"] = "draw"
    pool: tuple[int, ...] = Field(min_length=1)
    count: int = Field(ge=1)
    points: Points = Field(default=ONE_POINT, validate_default=True)
    tag: str = ""
    difficulty: str = ""
    safety_critical: bool = False

    @model_validator(mode="after")
    def _pool_is_a_set(self) -> Self:
        if len(set(self.pool)) != len(self.pool):
            message = "A pool names each question once."
            raise ValueError(message)
        return self


Slot: TypeAlias = Annotated[FixedSlot | DrawSlot, Field(discriminator="kind")]
Ranking: TypeAlias = Callable[[int, Sequence[int]], Sequence[int]]


def as_authored(slot_number: int, pool: Sequence[int]) -> Sequence[int]:
    """Rank a pool as it stands."""
    return pool


def allot(slots: Sequence[Slot], *, ranked: Ranking = as_authored) -> list[list[int]]:
    """Return the question versions of each slot, no version twice, the best ranked that fit.

    Pools may overlap: where a slot finds its pool taken, earlier slots give way if they can
    (augmenting paths of bipartite matching), so a form that exists is found.
    Raises `SlotsUnfillable` if none exists.
    """
    preferences = [ranked(number, slot.pool) for number, slot in enumerate(slots, start=1)]
    seats = [index for index, slot in enumerate(slots) for _ in range(slot.count)]
    wishes = [preferences[index] for index in seats]
    seat_of: dict[int, int] = {}
    for seat in range(len(seats)):
        if not _seat(seat, wishes, seat_of, set()):
            raise SlotsUnfillable(_shortage(seats[seat] + 1))
    rows: list[list[int]] = [[] for _ in slots]
    for version, seat in seat_of.items():
        rows[seats[seat]].append(version)
    return [sorted(row, key=preferences[index].index) for index, row in enumerate(rows)]


def _seat(
    seat: int, wishes: Sequence[Sequence[int]], seat_of: dict[int, int], asked: set[int]
) -> bool:
    """Give the seat its best free question, or one whose holder can move to another."""
    for version in wishes[seat]:
        if version not in seat_of:
            seat_of[version] = seat
            return True
    for version in wishes[seat]:
        if version in asked:
            continue
        asked.add(version)
        if _seat(seat_of[version], wishes, seat_of, asked):
            seat_of[version] = seat
            return True
    return False


def _shortage(slot_number: int) -> str:
    return (
        f"Slot {slot_number} asks for more questions than its pool has left: "
        "add questions to the pool, or ask for fewer."
    )
