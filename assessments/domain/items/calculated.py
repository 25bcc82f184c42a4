"""Calculated: a number to work out from values that each learner is given anew.

The author writes markers such as {{weight}} in stem, question and rationale, and the formula of the
answer. An attempt draws the values once and keeps them; what it asks is then a number like any other.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from assessments.domain.answers.formulas import (
    LONGEST,
    MOST_DECIMALS,
    Formula,
    FormulaFails,
    FormulaInvalid,
    read_formula,
)
from assessments.domain.answers.numbers import (
    LARGEST_EXPONENT,
    LONGEST_UNIT,
    Accepted,
    Tolerance,
)
from assessments.domain.answers.units import Units
from assessments.domain.answers.variables import (
    ANSWER,
    Variable,
    drawn,
    filled,
    markers_in,
    tried,
)
from assessments.domain.decimals import PlainDecimal, plain, rounded
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
)
from assessments.domain.items.numeric import AmountItem

TRIED = 100  # combinations of values that a question is tried with each time it is read
REDRAWN = 20
# Errors that a table tells apart, each with what the answer was multiplied by
SLIPS: Mapping[str, tuple[str, Fraction]] = {
    "x10": ("Ten times too much", Fraction(10)),
    "x0_1": ("Ten times too little", Fraction(1, 10)),
    "x100": ("A hundred times too much", Fraction(100)),
    "x0_01": ("A hundred times too little", Fraction(1, 100)),
    "x1000": ("A thousand times too much", Fraction(1000)),
    "x0_001": ("A thousand times too little", Fraction(1, 1000)),
    "x60": ("Sixty times too much, as an hour for a minute", Fraction(60)),
    "x1_60": ("Sixty times too little, as a minute for an hour", Fraction(1, 60)),
}
RIGHT, OTHER = Choice("right", "Right", True), Choice("other", "Another number", None)
CHOICES = (RIGHT, *(Choice(key, words, None) for key, (words, _) in SLIPS.items()), OTHER)


class Asked(AmountItem):
    """A calculated question with the values of one attempt filled in."""

    kind: Literal["calculated"] = "calculated"
    decimals: int

    def choices(self) -> list[Choice]:
        """Return right, the errors that doses die of, and any other number."""
        return list(CHOICES)

    def keys_of(self, value: str) -> list[str]:
        """Return which kind of error the number is, since the number itself depends on the values."""
        number = self.in_base_units(self.split_amount(value))
        if self.credit_for(number):
            return [RIGHT.key]
        found = (key for key, (_, factor) in SLIPS.items() if self.credit_for(number / factor))
        return [next(found, OTHER.key)]


class Calculated(Item):
    """`formula` gives the answer, rounded to `decimals`, in `unit`."""

    label: ClassVar[str] = "Calculated"
    draws_values: ClassVar[bool] = True
    response_field: ClassVar[str] = Asked.response_field

    kind: Literal["calculated"] = "calculated"
    variables: tuple[Variable, ...] = Field(min_length=1, max_length=12)
    formula: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)]
    decimals: int = Field(default=1, ge=0, le=MOST_DECIMALS)
    tolerance: Annotated[PlainDecimal, Field(ge=0)] = Decimal(0)
    tolerance_kind: Tolerance = Tolerance.ABSOLUTE
    unit: str = Field(default="", max_length=LONGEST_UNIT)
    units: Units | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if problems := self._problems_of_names() or self._problems_of_values():
            raise ValueError(" ".join(problems))
        self.realised(NO_ARRANGEMENT)  # units that do not fit each other are refused there
        return self

    @property
    def names(self) -> set[str]:
        """The names of the variables."""
        return {variable.name for variable in self.variables}

    def _problems_of_names(self) -> list[str]:
        if len(self.names) < len(self.variables):
            return ["Two variables have the same name."]
        try:
            used = self._read.names
        except FormulaInvalid as problem:
            return [str(problem)]
        told = {*markers_in(self.stem), *markers_in(self.lead_in)}
        unknown = {*used, *told, *markers_in(self.rationale)} - self.names
        if ANSWER not in {*used, *told}:
            unknown -= {ANSWER}
        problems = [f"There is no variable {name or '{{ }}'}." for name in sorted(unknown)]
        hidden = sorted((self.names & used) - told)
        problems += [f"Nobody is told {{{{{name}}}}}: write it in the case." for name in hidden]
        idle = sorted(self.names - used - told)
        return problems + [f"Neither the case nor the formula uses {name}." for name in idle]

    def _problems_of_values(self) -> list[str]:
        failing = first_failure(self._read, self.variables, self.decimals, most=TRIED)
        return [failing] if failing else []

    @cached_property
    def _read(self) -> Formula:
        return read_formula(self.formula)

    def answer(self, values: Mapping[str, Decimal]) -> Decimal:
        """Return the right answer for these values; raise `FormulaFails` where there is none."""
        return answer(self._read, values, self.decimals)

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Draw the values; those few for which the formula fails are drawn again."""
        for number in range(REDRAWN):
            values = drawn(self.variables, seed=seed, salt=f"{salt} {number}" if number else salt)
            if self._has_answer(values):
                return {name: [plain(value)] for name, value in values.items()}
        return {name: [plain(value)] for name, value in self._first_values.items()}

    def _has_answer(self, values: Mapping[str, Decimal]) -> bool:
        try:
            self.answer(values)
        except FormulaFails:
            return False
        return True

    @property
    def _first_values(self) -> dict[str, Decimal]:
        return {variable.name: variable.value(0) for variable in self.variables}

    def realised(self, arrangement: Arrangement) -> Asked:
        """Return the question with the values that were drawn, each variable's first where none was."""
        values = self._first_values | {
            name: Decimal(arrangement[name][0]) for name in self.names if arrangement.get(name)
        }
        answer = self.answer(values)
        shown = {name: plain(value) for name, value in values.items()}
        return Asked(
            stem=filled(self.stem, shown),
            lead_in=filled(self.lead_in, shown),
            rationale=filled(self.rationale, {**shown, ANSWER: plain(answer)}),
            hints=tuple(
                hint.model_copy(update={"text": filled(hint.text, shown)}) for hint in self.hints
            ),
            accepted=(
                Accepted(
                    value=answer, tolerance=self.tolerance, tolerance_kind=self.tolerance_kind
                ),
            ),
            unit=self.unit,
            units=self.units,
            decimals=self.decimals,
        )

    @cached_property
    def _example(self) -> Asked:
        return self.realised(NO_ARRANGEMENT)

    def choices(self) -> list[Choice]:
        """Return right, the errors that doses die of, and any other number."""
        return self._example.choices()

    def normalise(self, value: object) -> str | None:
        """Accept a number; which values were drawn makes no difference."""
        return self._example.normalise(value)

    def marks(self, value: str) -> Fraction:
        """Return the score under each variable's first value."""
        return self._example.marks(value)

    def keys_of(self, value: str) -> list[str]:
        """Return the kind of error under each variable's first value."""
        return self._example.keys_of(value)

    def guess_score(self) -> Fraction:
        """Return 0: no number is hit by chance."""
        return NOTHING

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the review of the question with the values that were drawn."""
        return self.realised(arrangement).review(response)


def answer(formula: Formula, values: Mapping[str, Decimal], decimals: int) -> Decimal:
    """Return the result for these values, rounded; raise `FormulaFails` where there is none."""
    exact = formula.result({name: Fraction(value) for name, value in values.items()})
    if abs(exact) >= 10**LARGEST_EXPONENT:
        raise FormulaFails("its result is too large")
    found = rounded(exact, decimals)
    if exact and not found:
        raise FormulaFails("its result is rounded to 0")
    return found


def first_failure(
    formula: Formula, variables: Sequence[Variable], decimals: int, *, most: int
) -> str:
    """Try so many combinations of values; return a sentence about one that fails, "" if none does."""
    for values in tried(variables, most=most):
        try:
            answer(formula, values, decimals)
        except FormulaFails as problem:
            told = ", ".join(f"{name} = {plain(value)}" for name, value in values.items())
            return f"The formula fails for {told}: {problem}."
    return ""
