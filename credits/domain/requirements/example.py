"""A made-up holder with made-up credit, to see what a requirement would tell them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from credits.domain.requirements.cycles import Holding
from credits.domain.requirements.facts import FACTS
from credits.domain.requirements.model import RequirementInvalid, sentence
from credits.domain.requirements.supply import Earned


class ExampleCredit(BaseModel):
    """Credit of the example."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    amount: Decimal = Field(gt=0, le=1000)
    earned_on: date
    topics: dict[str, Decimal] = {}
    tags: tuple[str, ...] = ()


class Example(BaseModel):
    """Dates of a licence, facts about its holder, and credit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issued_on: date | None = None
    expires_on: date | None = None
    facts: dict[str, bool | date | Decimal | str] = {}
    credit: tuple[ExampleCredit, ...] = ()

    def holding(self) -> Holding:
        """Return the licence as evaluation takes it."""
        return Holding(self.issued_on, self.expires_on, self.facts)

    def earned(self) -> list[Earned]:
        """Return the credit as evaluation takes it."""
        return [
            Earned(
                id=f"example:{number}",
                title=f"Example {number}",
                earned_on=one.earned_on,
                credit_type=one.type,
                amount=one.amount,
                topics=one.topics,
                tags=frozenset(one.tags),
            )
            for number, one in enumerate(self.credit, start=1)
        ]


def load_example(content: Mapping[str, Any]) -> Example:
    """Read an example; raise `RequirementInvalid` with a sentence a mistake."""
    try:
        found = Example.model_validate(content)
    except ValidationError as error:
        raise RequirementInvalid([sentence(problem) for problem in error.errors()]) from error
    if strange := sorted(set(found.facts) - set(FACTS)):
        raise RequirementInvalid([f"Nobody asks for “{strange[0]}”."])
    return found
