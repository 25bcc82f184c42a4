"""Multiple response: the schemes to try, in one order for reading and for writing."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from assessments.domain.interchange import choices
from assessments.domain.interchange.qti.marking import first_that_marks_so
from assessments.domain.items import Item, ItemInvalid
from assessments.domain.items.multiple_response import Scheme

Earned = Sequence[tuple[Sequence[str], Fraction]]
BY_COUNT = (
    Scheme.RIGHT_MINUS_WRONG,
    Scheme.ALL_OR_NOTHING,
    Scheme.HALVES,
    Scheme.EVERY_DECISION,
)


def first_scheme(
    make: Callable[..., Item], earned: Earned, keyed: set[str], worth: Sequence[Fraction]
) -> Item | None:
    """Return the item of the first scheme under which picks earn this, None if there is none.

    `worth` says what ticking each option adds, where that is known.
    """
    made = (_attempted(make, scheme, extra) for scheme, extra in _schemes(earned, keyed, worth))
    return first_that_marks_so(made, [({"choices": list(p)}, share) for p, share in earned])


def _schemes(
    earned: Earned, keyed: set[str], worth: Sequence[Fraction]
) -> Iterator[tuple[Scheme, dict[str, Any]]]:
    for scheme in BY_COUNT:
        yield scheme, {}
    for picked, share in earned:
        if keyed < set(picked) and len(picked) == len(keyed) + 1 and share < 1:
            yield Scheme.FIXED_DOCK, {"dock": str((1 - share).limit_denominator(100))}
            break
    whole = sum((each for each in worth if each > 0), Fraction(0))
    if whole and 0 not in worth:
        points = choices.points_of([each / whole for each in worth])
        if points:
            yield Scheme.OPTION_POINTS, {"points": points}


def _attempted(make: Callable[..., Item], scheme: Scheme, extra: dict[str, Any]) -> Item | None:
    try:
        return make(scheme, **extra)
    except ItemInvalid:
        return None
