"""Facets of a list: which rows fit what was chosen, and how many each other choice would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Values = frozenset[str]


@dataclass(frozen=True)
class Listed(Generic[T]):
    """A thing with the values it has in each group of facets."""

    thing: T
    traits: Mapping[str, Values]


@dataclass(frozen=True)
class Selection(Generic[T]):
    """The things that fit, counts by group and value, and what each chosen group alone keeps out."""

    things: list[T]
    counts: Mapping[str, Counter[str]]
    kept_out: Counter[str]

    @property
    def most_limiting(self) -> tuple[str, int] | None:
        """The group whose removal brings most things back, and how many there would be then."""
        if not self.kept_out:
            return None
        group, more = self.kept_out.most_common(1)[0]
        return group, len(self.things) + more


def select(rows: Iterable[Listed[T]], chosen: Mapping[str, Values]) -> Selection[T]:
    """Return what fits: any value within a group, every group that has a choice.

    A group's counts say what a value would leave beside the choices in the other groups.
    """
    things: list[T] = []
    counts: dict[str, Counter[str]] = {}
    kept_out: Counter[str] = Counter()
    for row in rows:
        missed = [group for group, values in chosen.items() if not values & row.traits[group]]
        if not missed:
            things.append(row.thing)
        if len(missed) == 1:
            kept_out[missed[0]] += 1
        if len(missed) < 2:
            for group in missed or row.traits:
                counts.setdefault(group, Counter()).update(row.traits[group])
    return Selection(things, counts, kept_out)
