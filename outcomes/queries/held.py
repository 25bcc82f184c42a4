"""Reports about very many people, kept for some minutes; each says itself of when it is."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Protocol, TypeVar

from django.core.cache import cache

HELD_FOR = timedelta(minutes=5)
HELD_FROM = 2_000  # people; fewer are counted within half a second


class Sized(Protocol):
    """A report that knows how many people it is about."""

    @property
    def enrolled(self) -> int: ...


Report = TypeVar("Report", bound=Sized)


def held(subject: str, compute: Callable[[], Report]) -> Report:
    """Return the report on a subject, computed now unless a large one was a moment ago.

    `subject` must name everything that the report depends on, short of the people in it.
    """
    key = f"outcomes:{sha256(subject.encode()).hexdigest()}"
    found: Report | None = cache.get(key)
    if found is not None:
        return found
    report = compute()
    if report.enrolled >= HELD_FROM:
        cache.set(key, report, HELD_FOR.total_seconds())
    return report
