"""What comes before what: activities that ask for others first."""

from collections.abc import Iterable, Mapping


def leads_back(start: int, first: int, asks: Mapping[int, Iterable[int]]) -> bool:
    """Whether an activity that asked for `first` would, directly or through others, ask for itself."""
    waiting, seen = [first], set[int]()
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(asks.get(one, ()))
    return False
