"""A rubric: criteria, each with levels that are worth points (docs/rules/grading.md)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.decimals import Points, plain

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Descriptor = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]

Chosen = Mapping[str, str]
"""The level chosen for each criterion, both by key."""


class LevelsInvalid(Exception):
    """The chosen levels are no marking by this rubric; `criteria` are the keys of those at fault."""

    def __init__(self, criteria: list[str]) -> None:
        super().__init__("Choose a level for every criterion.")
        self.criteria = criteria


class Level(BaseModel):
    """How well a criterion is met, and what that is worth; plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    label: Words
    points: Points
    descriptor: Descriptor = ""

    @property
    def worth(self) -> str:
        """The points as people write them."""
        return plain(self.points)


class Criterion(BaseModel):
    """One thing that is looked at; its best level is what it is worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    title: Words
    descriptor: Descriptor = ""
    levels: tuple[Level, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _levels_differ(self) -> Self:
        _check_keys_differ(level.key for level in self.levels)
        if not self.points:
            message = f"Give points to a level of “{self.title}”."
            raise ValueError(message)
        return self

    @property
    def points(self) -> Decimal:
        """The most that it can earn."""
        return max(level.points for level in self.levels)

    @property
    def worth(self) -> str:
        """The most that it can earn, as people write it."""
        return plain(self.points)

    def level(self, key: str | None) -> Level | None:
        """Return a level by its key, None if there is none of that key."""
        return next((level for level in self.levels if level.key == key), None)


class Rubric(BaseModel):
    """The criteria by which people mark an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _criteria_differ(self) -> Self:
        _check_keys_differ(criterion.key for criterion in self.criteria)
        return self

    @property
    def points(self) -> Decimal:
        """What the best answer earns."""
        return sum((criterion.points for criterion in self.criteria), Decimal(0))

    @property
    def worth(self) -> str:
        """What the best answer earns, as people write it."""
        return plain(self.points)

    def earned(self, chosen: Chosen) -> Decimal:
        """Return the points of the chosen levels; raise `LevelsInvalid` unless each criterion has one."""
        levels = {each.key: each.level(chosen.get(each.key)) for each in self.criteria}
        missing = [key for key, level in levels.items() if level is None]
        if missing or chosen.keys() - levels.keys():
            raise LevelsInvalid(missing or sorted(chosen.keys() - levels.keys()))
        return sum((level.points for level in levels.values() if level), Decimal(0))

    def share(self, chosen: Chosen) -> Fraction:
        """Return the exact share of the rubric's points that the chosen levels earn."""
        return Fraction(self.earned(chosen)) / Fraction(self.points)


def _check_keys_differ(keys: Iterable[str]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        message = f"The key {twice[0]} is used twice."
        raise ValueError(message)
