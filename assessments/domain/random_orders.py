"""What a random order comes to on average, exactly, by counting orders instead of trying them."""

from collections.abc import Iterator
from fractions import Fraction
from math import comb, factorial, prod


def mean_sequence(count: int) -> Fraction:
    """Return the mean length of a longest increasing subsequence, one alone counting 0.

    As many orders have one of length k as there are pairs of standard Young tableaux of a shape
    with k columns (the Robinson-Schensted correspondence).
    """
    shapes = [shape for shape in _partitions(count, count) if shape[0] > 1]
    return Fraction(sum(shape[0] * _tableaux(shape) ** 2 for shape in shapes), factorial(count))


def _partitions(total: int, largest: int) -> Iterator[tuple[int, ...]]:
    if not total:
        yield ()
    for first in range(min(total, largest), 0, -1):
        for rest in _partitions(total - first, first):
            yield (first, *rest)


def _tableaux(shape: tuple[int, ...]) -> int:
    """Count standard Young tableaux by the hook length formula."""
    heights = [sum(row > column for row in shape) for column in range(shape[0])]
    hooks = (
        length - column + heights[column] - row - 1
        for row, length in enumerate(shape)
        for column in range(length)
    )
    return factorial(sum(shape)) // prod(hooks)


def mean_run(count: int) -> Fraction:
    """Return the mean length of the longest run of neighbours in sequence, one alone counting 0.

    An order is a composition of the count into runs, put together so that no two of them join.
    """
    within = [_orders_with_runs_within(limit, count) for limit in range(1, count + 1)]
    longer = sum(factorial(count) - orders for orders in within)
    return Fraction(longer + factorial(count) - within[0], factorial(count))


def _orders_with_runs_within(limit: int, count: int) -> int:
    return sum(_compositions(count, runs, limit) * _runless(runs) for runs in range(1, count + 1))


def _compositions(total: int, parts: int, limit: int) -> int:
    """In how many ways `total` is a sum of `parts` numbers from 1 to `limit`, order mattering."""
    return sum(
        (-1) ** over * comb(parts, over) * comb(total - over * limit - 1, parts - 1)
        for over in range(parts + 1)
        if total - over * limit > 0
    )


def _runless(count: int) -> int:
    """In how many orders nothing is followed at once by what must follow it (OEIS A000255)."""
    fewer, found = 0, 1
    for size in range(2, count + 1):
        fewer, found = found, (size - 1) * found + (size - 2) * fewer
    return found
