"""Which of our schemes marks as an item's rules do: found by asking both over many responses."""

import random
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, TypeVar

from assessments.domain.interchange.portable import ItemRefused, Notes
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.values import NotUnderstood
from assessments.domain.items import Item, ResponseInvalid

MOST_PROBES = 130
SMALL = 6
Response = TypeVar("Response")
NEARLY = Fraction(5, 100_000)


def near(first: Fraction, second: Fraction) -> bool:
    """Whether two scores are equal but for the rounding of what a file can write."""
    return abs(first - second) < NEARLY


def first_that_marks_so(
    candidates: Iterable[Item | None],
    probes: Sequence[tuple[object, Fraction]],
) -> Item | None:
    """Return the first item whose scores over the probes (response, share) are these."""
    for item in candidates:
        if item and all(_agrees(item, response, share) for response, share in probes):
            return item
    return None


def _agrees(item: Item, response: object, share: Fraction) -> bool:
    """Whether an item marks a response so; one that it does not take says nothing."""
    try:
        return near(item.score(response), share)
    except ResponseInvalid:
        return True


def shares(
    responses: Sequence[Response], score: Callable[[Response], Fraction], body: Body
) -> list[Fraction]:
    """Return what each response earns as a share of the maximum: declared, else reached by them.

    Raises `ItemRefused` if nothing earns anything and `NotUnderstood` as the rules do.
    """
    earned = [score(response) for response in responses]
    most = body.processing.maximum or max(earned, default=Fraction(0))
    if max(earned, default=Fraction(0)) <= 0 or most <= 0:
        raise ItemRefused("No answer earns anything.", body.item.line)
    if min(earned) < 0:
        body.notes.lost("Answers that cost points below zero earn nothing here, and cost nothing.")
    return [min(max(Fraction(0), each / most), Fraction(1)) for each in earned]


def picks(keys: Sequence[str], right: Iterable[str], most: int | None) -> list[list[str]]:
    """Return sets of picks to ask about: all of a few options, a fair part of many."""
    keyed = sorted(right)
    limit = len(keys) if most is None else most
    if len(keys) <= SMALL:
        found = [list(each) for size in range(1, limit + 1) for each in combinations(keys, size)]
    else:
        dice = random.Random(len(keys))  # noqa: S311 - the same picks each time
        found = [[key] for key in keys]
        found += [sorted({*keyed, key}) for key in keys]
        found += [[each for each in keyed if each != key] for key in keyed]
        found += [dice.sample(keys, dice.randint(1, limit)) for _ in range(MOST_PROBES)]
    return [each for each in found if 0 < len(each) <= limit][:MOST_PROBES]


def understood(act: Callable[[], Any], notes: Notes, instead: str) -> Any:
    """Return what `act` returns, None with a note where it meets a rule that is not known."""
    try:
        return act()
    except NotUnderstood as unknown:
        notes.lost(f"The marking uses {unknown}, which is not understood; {instead}")
        return None
