"""Both servers together: shared by the commands of one place, stopped by the last one to leave."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lms.stack import postgres
from lms.stack.places import CHECKOUT, Place, place_at, throwaway_folder
from lms.stack.postgres import Postgres
from lms.stack.server import Server
from lms.stack.valkey import Valkey

KINDS: tuple[type[Server], ...] = (Postgres, Valkey)


@contextmanager
def running(place: Place) -> Iterator[dict[str, str]]:
    """Yield the environment of a program that reaches the servers.

    A server that the environment names already is left alone. The lock which says that a command
    uses the servers goes with the command, however it ends.
    """
    with (place.run / "users.lock").open("w") as users:
        try:
            with place.lock("servers"):
                fcntl.flock(users, fcntl.LOCK_SH)
                addresses = ensure(place)
            yield environment(place, addresses)
        finally:
            with place.lock("servers"):
                if _is_last(users):
                    stop(place)


def ensure(place: Place) -> dict[str, str]:
    """Start what isn't running; must be called with the servers locked."""
    return {
        kind.variable: kind(place).ensure() for kind in KINDS if not os.environ.get(kind.variable)
    }


def stop(place: Place) -> None:
    for kind in reversed(KINDS):
        kind(place).stop()


def revive(place: Place) -> list[str]:
    """Start the servers that have died since; return their names."""
    ours = [kind for kind in KINDS if not os.environ.get(kind.variable)]
    dead = [kind.name for kind in ours if not kind(place).is_alive()]
    if dead:
        with place.lock("servers"):
            ensure(place)
    return dead


def environment(place: Place, addresses: dict[str, str]) -> dict[str, str]:
    """Return what a program of the site needs to know."""
    known = {**os.environ, **addresses, "ATTEND_DATA_DIR": str(place.data)}
    known.setdefault("SECRET_KEY", place.secret("secret_key"))
    known.setdefault("SIGNING_KEYS", place.secret("signing_key"))
    known.setdefault("ENCRYPTION_KEYS", place.secret("encryption_key"))
    known["PYTHONPATH"] = str(CHECKOUT)
    if Postgres.variable in addresses:  # psql, pg_dump and their kin
        known["PATH"] = f"{known.get('PATH', os.defpath)}:{postgres.programs()}"
    return known


def _is_last(users: IO[str]) -> bool:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def throwaway() -> Iterator[Place]:
    """Yield a place that is gone afterwards, and clear away those that killed commands left."""
    home = throwaway_folder()
    for left in home.glob("place-*"):
        _discard(left)
    folder = home / f"place-{secrets.token_hex(4)}"
    with _lock_file(folder).open("w") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        try:
            yield place_at(folder, durable=False)
        finally:
            fcntl.flock(claim, fcntl.LOCK_UN)
            _discard(folder)


def _lock_file(folder: Path) -> Path:
    return folder.with_name(f"lock-{folder.name}")


def _discard(folder: Path) -> None:
    """Remove a throwaway place with its servers, unless a command still claims it."""
    with _lock_file(folder).open("w") as claim:
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        place = place_at(folder, durable=False)
        stop(place)
        shutil.rmtree(place.database, ignore_errors=True)
        if place.database.parent != folder:
            place.database.parent.rmdir()
        shutil.rmtree(folder)
        _lock_file(folder).unlink(missing_ok=True)
