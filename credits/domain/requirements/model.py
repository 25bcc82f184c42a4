"""The shape of a requirement: dated data that accreditation staff keep, checked when it is read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from credits.domain.requirements.cycles import Cycle
from credits.domain.requirements.predicates import Predicate
from credits.domain.requirements.windows import EachCycle, Window

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Hours = Annotated[Decimal, Field(gt=0, le=1000, decimal_places=2)]


class RequirementInvalid(ValueError):
    """Data that is no sound requirement; `messages` are sentences for its editor."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CreditFilter(_Part):
    """Which credit counts: of these categories, on these topics, by these providers, with these tags.

    Nothing named, everything counts; categories left out are those of the requirement.
    """

    categories: tuple[Key, ...] = ()
    topics: tuple[Words, ...] = ()
    providers: tuple[Words, ...] = ()
    tags: tuple[Words, ...] = ()


class Multiplier(_Part):
    """Credit that counts for more: `factor` times, for the first `cap` of it where that is named."""

    credit: CreditFilter = CreditFilter()
    factor: Annotated[Decimal, Field(gt=0, le=10)]
    cap: Hours | None = None


class Proration(_Part):
    """What is asked instead of a licence that is younger than so many months when the cycle ends."""

    held_under_months: int = Field(ge=1)
    quantity: Hours


class _Clause(_Part):
    key: Key
    title: Words
    applies_if: Predicate | None = None
    met_if: Predicate | None = None
    note: str = ""


class AtLeast(_Clause):
    """So much credit of a kind: the total, a share of a category, a topic.

    With `percent_of` the quantity is a percentage of what that clause asks for. Hours of clauses that
    are `exclusive_with` each other count in one of them only; so "on top of the total" is to be
    exclusive with the total. `carry_over`: so much of what the cycle before had too much counts.
    """

    kind: Literal["total", "min", "topic"]
    quantity: Hours
    percent_of: Key | None = None
    unit: Words = "hours"
    credit: CreditFilter = CreditFilter()
    window: Window = EachCycle()
    exclusive_with: tuple[Key, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    prorated: tuple[Proration, ...] = ()
    carry_over: Hours | None = None


class AtMost(_Clause):
    """No more than so much credit of a kind counts to another clause."""

    kind: Literal["max"] = "max"
    quantity: Hours
    percent_of: Key | None = None
    unit: Words = "hours"
    credit: CreditFilter
    limits: Key


class Attest(_Clause):
    """Something to do or to declare that is no credit: met once the fact is told."""

    kind: Literal["attest"] = "attest"
    fact: Words
    window: Window = EachCycle()


Simple: TypeAlias = Annotated[AtLeast | AtMost | Attest, Field(discriminator="kind")]


class Alternative(_Part):
    """One way to meet a choice: all of its clauses."""

    title: Words
    clauses: tuple[Annotated[AtLeast | Attest, Field(discriminator="kind")], ...] = Field(
        min_length=1
    )


class AnyOf(_Clause):
    """A choice: one of the alternatives is enough."""

    kind: Literal["any_of"] = "any_of"
    alternatives: tuple[Alternative, ...] = Field(min_length=2)


class Equivalent(_Part):
    """Something that is no credit but counts as so much of it, such as a board examination passed.

    `fact` is a day, and it counts if it lies within so many months before the cycle ends; or a number,
    each of which counts `quantity`, up to `cap`.
    """

    key: Key
    title: Words
    fact: Words
    quantity: Hours
    within_months: int | None = Field(default=None, ge=1)
    cap: Hours | None = None
    category: Key


Clause: TypeAlias = Annotated[AtLeast | AtMost | Attest | AnyOf, Field(discriminator="kind")]


class Confidence(StrEnum):
    """How sure a rule is."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Requirement(_Part):
    """Everything that one licence or certification asks, as one dated version."""

    cycle: Cycle | None = None
    categories: tuple[Key, ...] = Field(min_length=1)
    clauses: tuple[Clause, ...] = Field(min_length=1)
    equivalents: tuple[Equivalent, ...] = ()
    substitutes: Predicate | None = None
    substitutes_note: str = ""

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        keys = [clause.key for clause in self.leaves()] + [
            clause.key for clause in self.clauses if isinstance(clause, AnyOf)
        ]
        if twice := [key for key, count in Counter(keys).items() if count > 1]:
            message = f"The key “{twice[0]}” is used twice."
            raise ValueError(message)
        counted = {clause.key for clause in self.leaves() if isinstance(clause, AtLeast)}
        for clause in self.leaves():
            for name in _named_by(clause):
                if name not in counted or name == clause.key:
                    message = f"“{clause.title}” refers to “{name}”, which is no other clause."
                    raise ValueError(message)
        return self

    def leaves(self) -> Iterator[AtLeast | AtMost | Attest]:
        """Return every clause that is counted by itself, those of alternatives too."""
        for clause in self.clauses:
            if isinstance(clause, AnyOf):
                for alternative in clause.alternatives:
                    yield from alternative.clauses
            else:
                yield clause


def _named_by(clause: AtLeast | AtMost | Attest) -> Iterator[str]:
    if isinstance(clause, AtLeast):
        yield from clause.exclusive_with
    if isinstance(clause, AtMost):
        yield clause.limits
    if not isinstance(clause, Attest) and clause.percent_of:
        yield clause.percent_of


def load(content: Mapping[str, Any]) -> Requirement:
    """Read stored data; raise `RequirementInvalid` with a sentence a mistake."""
    try:
        return Requirement.model_validate(content)
    except ValidationError as error:
        raise RequirementInvalid([sentence(problem) for problem in error.errors()]) from error


def sentence(problem: Mapping[str, Any]) -> str:
    """Say a mistake that validation found to an editor."""
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
    return f"{place.replace('_', ' ').capitalize()}: {problem['msg']}."
