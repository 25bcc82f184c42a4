"""Which facts and topics a requirement speaks of."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from credits.domain.requirements.facts import FACTS, Fact
from credits.domain.requirements.model import Attest, CreditFilter, Requirement

OF_THE_LICENCE = frozenset({"issued_on", "expires_on"})


def facts_named(requirement: Requirement) -> list[str]:
    """Return the facts that could change a result, in the order in which they are named."""
    found = [part.fact for part in _parts(requirement) if hasattr(part, "fact")]
    if requirement.cycle and requirement.cycle.anchor == "birthday":
        found.insert(0, "birthday")
    return list(dict.fromkeys(found))


def topics_named(requirement: Requirement) -> set[str]:
    """Return the topics on which credit is asked for."""
    filters = (part for part in _parts(requirement) if isinstance(part, CreditFilter))
    return {topic for each in filters for topic in each.topics}


def fact_named(name: str, requirement: Requirement) -> Fact:
    """Return the question for a fact; for something to declare that has none, its clause's title."""
    if name in FACTS:
        return FACTS[name]
    declared = (c for c in requirement.leaves() if isinstance(c, Attest) and c.fact == name)
    return Fact(f"{next(declared).title}: is it done?")


def _parts(part: Any) -> Iterator[BaseModel]:
    """Yield a model and every model inside it."""
    if isinstance(part, BaseModel):
        yield part
        for _name, value in part:
            yield from _parts(value)
    elif isinstance(part, tuple):
        for each in part:
            yield from _parts(each)
