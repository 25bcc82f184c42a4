"""A soft limit for each network address, counted in the cache."""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return where the request came from; behind a proxy, what that proxy itself has seen."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


@dataclass(frozen=True)
class Allowance:
    """So many tries of something within a time, for each address."""

    name: str
    tries: int
    seconds: int

    def is_spent(self, request: HttpRequest) -> bool:
        """Whether this address has no try left."""
        return int(cache.get(self._key(request), 0)) >= self.tries

    def spend(self, request: HttpRequest) -> None:
        """Count one try; the first one starts the clock."""
        key = self._key(request)
        if cache.add(key, 1, self.seconds):
            return
        with suppress(ValueError):  # it ran out this very moment
            cache.incr(key)

    def _key(self, request: HttpRequest) -> str:
        address = sha256(address_of(request).encode()).hexdigest()
        return f"allowance:{self.name}:{address[:32]}"
