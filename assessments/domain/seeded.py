"""An order decided by a seed: the same on every machine and in every Python release."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar

Key = TypeVar("Key", str, int)


def digest(key: str | int, *, seed: int, salt: str) -> bytes:
    """Return the place of `key` in the order that seed and salt decide."""
    return sha256(f"{seed}:{salt}:{key}".encode()).digest()


def shuffled(keys: Iterable[Key], *, seed: int, salt: str) -> list[Key]:
    """Return the keys in the order that seed and salt decide, whatever order they came in."""
    return sorted(keys, key=lambda key: digest(key, seed=seed, salt=salt))
