"""Keep in the process what can never change."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
_caches: WeakSet["FrozenCache[Any] | Kept[Any]"] = WeakSet()


class FrozenCache(Generic[T]):
    """Frozen rows by primary key: each is loaded once per process, many with one call.

    `load` takes the keys not yet held and returns what it found of them. When `size` is passed
    everything is let go: the next pages load what they need.
    """

    def __init__(self, load: Callable[[list[int]], Mapping[int, T]], *, size: int) -> None:
        self._load = load
        self._size = size
        self._held: dict[int, T] = {}
        _caches.add(self)

    def get(self, pk: int) -> T:
        """Return one row; raise `KeyError` if there is none."""
        held = self._held.get(pk)
        return self.many([pk])[pk] if held is None else held

    def many(self, pks: Iterable[int]) -> dict[int, T]:
        """Return rows by key; raise `KeyError` if one is missing."""
        wanted = list(pks)
        missing = [pk for pk in dict.fromkeys(wanted) if pk not in self._held]
        loaded = self._load(missing) if missing else {}
        found = {pk: loaded[pk] if pk in loaded else self._held[pk] for pk in wanted}
        if len(self._held) + len(loaded) > self._size:
            self._held = {}
        self._held.update(loaded)
        return found

    def clear(self) -> None:
        """Let everything go."""
        self._held = {}


class Kept(Generic[T]):
    """What was made out of frozen content, by a key that changes with the content."""

    def __init__(self, *, size: int) -> None:
        self._size = size
        self._held: dict[Hashable, T] = {}
        _caches.add(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under the key, making it the first time."""
        if key not in self._held:
            if len(self._held) >= self._size:
                self._held = {}
            self._held[key] = make()
        return self._held[key]

    def clear(self) -> None:
        """Let everything go."""
        self._held = {}


def forget_everything() -> None:
    """Empty every cache of this process; only a test that starts over with primary keys needs it."""
    for cache in _caches:
        cache.clear()
