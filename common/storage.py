"""Files that must be whole: certificates, answers and whatever else a row vouches for."""

import os
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Keep a file whole or not at all: written beside its place, flushed to disk, moved there.

    Saving under a name again replaces the file, so a writer that was killed leaves nothing that
    the next try cannot put right.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        # Of its own, since two may write the same file at once
        beside = place.with_name(f".{place.name}.{token_hex(4)}.part")
        try:
            with beside.open("wb") as file:
                file.writelines(content.chunks())
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)
        _flush_names(place.parent)
        return name


def _flush_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
