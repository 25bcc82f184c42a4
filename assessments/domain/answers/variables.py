"""Variables of calculated questions: which values each may take, and which one a learner gets."""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, product
from math import prod
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.answers.formulas import FUNCTIONS
from assessments.domain.decimals import PlainDecimal
from assessments.domain.seeded import digest

ANSWER = "answer"
MOST_VALUES = 100_000
MARKER = re.compile(r"\{\{ *([A-Za-z0-9_]*) *\}\}")
VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Values: TypeAlias = Mapping[str, Decimal]


class Variable(BaseModel):
    """Values from `lowest` to `highest` by `step`, or those listed in `values`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: VariableName
    lowest: PlainDecimal | None = None
    highest: PlainDecimal | None = None
    step: Annotated[PlainDecimal, Field(gt=0)] | None = None
    values: Annotated[tuple[PlainDecimal, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if problem := problem_of_name(self.name) or self._problem():
            raise ValueError(problem)
        return self

    def _problem(self) -> str:
        if self.values:
            ranged = {self.lowest, self.highest, self.step} - {None}
            return f"Give {self.name} a range or a list of values, not both." if ranged else ""
        if self.lowest is None or self.highest is None or self.step is None:
            return f"Give {self.name} a lowest and a highest value and a step, or a list of values."
        if self.lowest >= self.highest:
            return f"The highest value of {self.name} must lie above the lowest."
        if self.count > MOST_VALUES:
            return f"{self.name} has more than {MOST_VALUES} values: enlarge its step."
        return ""

    @property
    def count(self) -> int:
        """How many values there are."""
        if self.lowest is None or self.highest is None or self.step is None:
            return len(self.values)
        return int((self.highest - self.lowest) / self.step) + 1

    def value(self, place: int) -> Decimal:
        """Return a value by its place, from 0."""
        if self.lowest is None or self.step is None:
            return self.values[place]
        return self.lowest + self.step * place

    def drawn(self, *, seed: int, salt: str) -> Decimal:
        """Return the value that seed and salt decide, each with the same chance."""
        number = int.from_bytes(digest(self.name, seed=seed, salt=salt), "big")
        return self.value(number % self.count)


def problem_of_name(name: str) -> str:
    """Return why a variable cannot be called so as a sentence, "" if it can."""
    taken = name in FUNCTIONS or name == ANSWER or keyword.iskeyword(name)
    return f"{name} has a meaning of its own: choose another name." if taken else ""


def drawn(variables: Iterable[Variable], *, seed: int, salt: str) -> dict[str, Decimal]:
    """Return a value of each variable."""
    return {v.name: v.drawn(seed=seed, salt=salt) for v in variables}


def tried(variables: Sequence[Variable], *, most: int) -> Iterator[dict[str, Decimal]]:
    """Yield every combination of values if there are at most so many, else all corners and a sample."""
    names = [variable.name for variable in variables]
    if prod(variable.count for variable in variables) <= most:
        everything = product(*([v.value(n) for n in range(v.count)] for v in variables))
        yield from (dict(zip(names, row, strict=True)) for row in everything)
        return
    ends = product(*({v.value(0): 0, v.value(v.count - 1): 0} for v in variables))
    corners = list(islice(ends, most))
    yield from (dict(zip(names, row, strict=True)) for row in corners)
    yield from (drawn(variables, seed=n, salt="sample") for n in range(most - len(corners)))


def markers_in(text: str) -> list[str]:
    """Return the names that a text asks to be filled in."""
    return [name.lower() for name in MARKER.findall(text)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its markers replaced; values are digits, so they are safe in HTML too."""
    return MARKER.sub(lambda marker: values[marker[1].lower()], text)
