"""Reads about files that learners sent; who asks has made sure that they may."""

from hashlib import file_digest
from typing import IO

from assessments.domain.files import HeldFile
from assessments.models import Attempt, Upload
from assessments.models.upload import file_store, place_of


def files_sent(attempt: Attempt, position: int) -> list[HeldFile]:
    """Return every file that was ever sent to a question of an attempt, oldest first."""
    rows = Upload.objects.filter(attempt=attempt, position=position).order_by("pk")
    return [row.described for row in rows]


def file_sent(attempt: Attempt, position: int, sha256: str) -> tuple[HeldFile, IO[bytes]] | None:
    """Open a file that was sent to a question of an attempt, None if there is none."""
    sent = files_sent(attempt, position)
    held = next((each for each in sent if each.sha256 == sha256), None)
    file = file_of(held) if held else None
    return (held, file) if held and file else None


def file_of(held: HeldFile) -> IO[bytes] | None:
    """Open the bytes of a file, None if they are not there."""
    try:
        return file_store().open(place_of(held.sha256))
    except FileNotFoundError:
        return None


def is_whole(held: HeldFile) -> bool:
    """Whether the bytes are there and are those that were sent."""
    file = file_of(held)
    if file is None:
        return False
    with file:
        return file_digest(file, "sha256").hexdigest() == held.sha256  # type: ignore[arg-type]
