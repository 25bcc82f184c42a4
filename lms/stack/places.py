"""Where the stack keeps what it keeps."""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_FOLDER = Path("/var/lib/attend")


class StackError(Exception):
    """Something that the person at the terminal can understand and mend."""


def is_root() -> bool:
    return os.geteuid() == 0


@dataclass(frozen=True)
class Place:
    """One installation: `data` for everything, `database` for PostgreSQL alone."""

    data: Path
    database: Path
    durable: bool = True

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock `name` alone, waiting for whoever has it."""
        with (self.run / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def read(self, name: str) -> dict[str, Any]:
        """Return the note `name`; a note that a crash cut short counts as none."""
        try:
            note = json.loads((self.run / f"{name}.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def write(self, name: str, **facts: object) -> None:
        write_private(self.run / f"{name}.json", json.dumps(facts))

    def forget(self, name: str) -> None:
        (self.run / f"{name}.json").unlink(missing_ok=True)

    def secret(self, name: str) -> str:
        """Return the secret `name`, made on first use and readable by its owner alone."""
        path = self.data / name
        with self.lock(name):
            if not path.exists() or not path.read_text():
                write_private(path, secrets.token_urlsafe(48))
            return path.read_text()


def write_private(path: Path, text: str) -> None:
    """Replace `path` whole, or not at all; only its owner may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def make_folder(path: Path, mode: int = 0o755) -> Path:
    """Make `path` unless it is there; folders that are there keep their mode."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"The folder {path} can't be made: {error.strerror}.") from error
    if not os.access(path, os.W_OK):
        raise StackError(
            f"The folder {path} belongs to somebody else. Give it to this user, or set "
            "ATTEND_DATA_DIR to a folder of your own."
        )
    return path


def lasting_place() -> Place:
    """Return the place of this checkout, or the one that ATTEND_DATA_DIR names."""
    named = os.environ.get("ATTEND_DATA_DIR")
    return place_at(Path(named).expanduser().resolve() if named else CHECKOUT / ".data")


def place_at(data: Path, *, durable: bool = True) -> Place:
    """Lay out the folder `data`.

    As root the database lies under /var/lib: PostgreSQL then runs as a user of its own, and that
    user must reach it without any private folder being opened.
    """
    make_folder(data, 0o700)
    for name in ("run", "logs", "mail", "media"):
        make_folder(data / name, 0o700)
    if not is_root():
        return Place(data, data / "postgresql", durable)
    known_by = f"{data}:{Place(data, data).secret('instance')}"
    digest = hashlib.sha256(known_by.encode()).hexdigest()[:12]
    return Place(data, open_folder(digest) / "postgresql", durable)


def open_folder(name: str) -> Path:
    """Return a folder of ours under /var/lib that every user may enter."""
    folder = SYSTEM_FOLDER / name
    for path in (SYSTEM_FOLDER, folder):
        if not path.exists():
            make_folder(path).chmod(0o755)
    return folder


def throwaway_folder() -> Path:
    """Return where throwaway places stand, so that those of a killed command are found again."""
    return open_folder("throwaway") if is_root() else make_folder(CHECKOUT / ".data" / "throwaway")
