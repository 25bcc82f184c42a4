"""How right an order is: nine published measures, each 0 to 1 (docs/rules/grading.md, Ordering).

An order is a sequence of ranks: at each place, where the thing that was put there belongs,
counting from 0. The right order of three things is (0, 1, 2). Every measure gives it 1.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import comb, factorial
from typing import NamedTuple, TypeAlias

from assessments.domain.random_orders import mean_run, mean_sequence

Order: TypeAlias = Sequence[int]


class Scheme(StrEnum):
    """How an order becomes a score."""

    LONGEST_SEQUENCE = "longest_sequence"
    LONGEST_RUN = "longest_run"
    DISTANCE = "distance"
    PAIRS = "pairs"
    NEIGHBOURS = "neighbours"
    NEXT = "next"
    NEXT_AND_LAST = "next_and_last"
    PLACES = "places"
    ALL_OR_NOTHING = "all_or_nothing"


def in_sequence(order: Order) -> list[int]:
    """Return a longest increasing subsequence: the most things that keep their right sequence.

    Alone, a thing is in no sequence: fewer than two are none.
    """
    heads: list[int] = []  # heads[k]: the smallest rank that ends a sequence of k + 1 ranks
    before: dict[int, int | None] = {}
    for rank in order:
        at = bisect_left(heads, rank)
        before[rank] = heads[at - 1] if at else None
        heads[at : at + 1] = [rank]
    found: list[int] = []
    last: int | None = heads[-1]
    while last is not None:
        found.append(last)
        last = before[last]
    return found[::-1] if len(found) > 1 else []


def _longest_run(order: Order) -> int:
    longest = run = 1
    for here, following in pairwise(order):
        run = run + 1 if following == here + 1 else 1
        longest = max(longest, run)
    return longest if longest > 1 else 0


def _followed(order: Order) -> int:
    """How many things are followed at once by what must follow them."""
    return sum(following == here + 1 for here, following in pairwise(order))


def _ends(order: Order) -> tuple[bool, bool]:
    """Whether the first is the first, and the last the last."""
    return order[0] == 0, order[-1] == len(order) - 1


def _in_place(order: Order) -> int:
    return sum(rank == place for place, rank in enumerate(order))


def _pairs(order: Order) -> int:
    """How many pairs stand the right way round, side by side or far apart."""
    return sum(here < later for at, here in enumerate(order) for later in order[at + 1 :])


def _nearness(order: Order) -> int:
    return sum(len(order) - 1 - abs(rank - place) for place, rank in enumerate(order))


def _neighbours(order: Order) -> int:
    """How many of the two neighbours of each thing are right, nothing beside an end included."""
    return 2 * _followed(order) + sum(_ends(order))


class Measure(NamedTuple):
    """What a scheme counts; the most it can count and the mean over all orders, of so many."""

    counted: Callable[[Order], int]
    most: Callable[[int], int]
    mean: Callable[[int], Fraction]


MEASURES: Mapping[Scheme, Measure] = {
    Scheme.LONGEST_SEQUENCE: Measure(
        lambda order: len(in_sequence(order)), lambda n: n, mean_sequence
    ),
    Scheme.LONGEST_RUN: Measure(_longest_run, lambda n: n, mean_run),
    Scheme.DISTANCE: Measure(
        _nearness, lambda n: n * (n - 1), lambda n: Fraction((2 * n - 1) * (n - 1), 3)
    ),
    Scheme.PAIRS: Measure(_pairs, lambda n: comb(n, 2), lambda n: Fraction(comb(n, 2), 2)),
    Scheme.NEIGHBOURS: Measure(_neighbours, lambda n: 2 * n, lambda n: Fraction(2)),
    Scheme.NEXT: Measure(_followed, lambda n: n - 1, lambda n: Fraction(n - 1, n)),
    Scheme.NEXT_AND_LAST: Measure(
        lambda order: _followed(order) + _ends(order)[1], lambda n: n, lambda n: Fraction(1)
    ),
    Scheme.PLACES: Measure(_in_place, lambda n: n, lambda n: Fraction(1)),
    Scheme.ALL_OR_NOTHING: Measure(
        lambda order: int(_in_place(order) == len(order)),
        lambda n: 1,
        lambda n: Fraction(1, factorial(n)),
    ),
}


def score(order: Order, scheme: Scheme) -> Fraction:
    """Return the exact share of the points that an order earns."""
    measure = MEASURES[scheme]
    return Fraction(measure.counted(order), measure.most(len(order)))


def guess_score(count: int, scheme: Scheme) -> Fraction:
    """Return the mean score over all orders of so many things."""
    measure = MEASURES[scheme]
    return measure.mean(count) / measure.most(count)
