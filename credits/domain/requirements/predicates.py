"""Conditions on facts about the holder, in three values: a fact not known is neither yes nor no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from credits.domain.requirements.facts import FACTS
from credits.domain.requirements.months import plus_months


@dataclass(frozen=True)
class Verdict:
    """True, False, or None with the facts that would decide it."""

    holds: bool | None
    missing: frozenset[str] = frozenset()


YES, NO = Verdict(True), Verdict(False)


@dataclass(frozen=True)
class Circumstances:
    """What conditions are about: facts by name, and the day for which they are asked."""

    facts: Mapping[str, Any]
    on: date

    def known(self, fact: str) -> Any:
        """Return the value of a fact, None if nobody has told it."""
        return self.facts.get(fact)


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _AboutFact(_Condition):
    fact: Annotated[str, Field(pattern="^(" + "|".join(FACTS) + ")$")]

    def verdict(self, circumstances: Circumstances) -> Verdict:
        """Judge the fact, if it is known."""
        value = circumstances.known(self.fact)
        if value is None:
            return Verdict(None, frozenset({self.fact}))
        return Verdict(self._holds(value, circumstances))

    def _holds(self, value: Any, circumstances: Circumstances) -> bool:
        raise NotImplementedError


class Is(_AboutFact):
    """A yes-or-no fact has this value."""

    equals: bool = Field(alias="is")

    def _holds(self, value: Any, circumstances: Circumstances) -> bool:
        return value is self.equals


class OneOf(_AboutFact):
    """A fact in words is one of these, whatever the case of its letters."""

    among: tuple[str, ...] = Field(alias="in", min_length=1)

    def _holds(self, value: Any, circumstances: Circumstances) -> bool:
        return str(value).casefold() in {word.casefold() for word in self.among}


class Over(_AboutFact):
    """A number is more than this."""

    over: Decimal

    def _holds(self, value: Any, circumstances: Circumstances) -> bool:
        return Decimal(str(value)) > self.over


class Within(_AboutFact):
    """A day lies at most so many months back, and not ahead."""

    within_months: int = Field(ge=1)

    def _holds(self, value: Any, circumstances: Circumstances) -> bool:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return plus_months(circumstances.on, -self.within_months) <= day <= circumstances.on


class AllOf(_Condition):
    """Every condition holds."""

    all: tuple["Predicate", ...]

    def verdict(self, circumstances: Circumstances) -> Verdict:
        """One no decides."""
        return _deciding(self.all, circumstances, decider=False)


class AnyOf(_Condition):
    """At least one condition holds."""

    any: tuple["Predicate", ...]

    def verdict(self, circumstances: Circumstances) -> Verdict:
        """One yes decides."""
        return _deciding(self.any, circumstances, decider=True)


class Not(_Condition):
    """The condition does not hold."""

    negated: "Predicate" = Field(alias="not")

    def verdict(self, circumstances: Circumstances) -> Verdict:
        """Turn yes into no; what is not known stays so."""
        found = self.negated.verdict(circumstances)
        return found if found.holds is None else Verdict(not found.holds)


Predicate: TypeAlias = Is | OneOf | Over | Within | AllOf | AnyOf | Not

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()


def _deciding(
    conditions: Iterable[Predicate], circumstances: Circumstances, *, decider: bool
) -> Verdict:
    found = [condition.verdict(circumstances) for condition in conditions]
    if any(verdict.holds is decider for verdict in found):
        return Verdict(decider)
    missing = frozenset().union(*(verdict.missing for verdict in found))
    return Verdict(None, missing) if missing else Verdict(not decider)


def judged(predicate: Predicate | None, circumstances: Circumstances, *, empty: bool) -> Verdict:
    """Return what a condition comes to; `empty` where there is none."""
    return Verdict(empty) if predicate is None else predicate.verdict(circumstances)
