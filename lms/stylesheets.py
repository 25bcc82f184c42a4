"""The style sheet is written as many files and served as one: on a phone each file is a journey."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile

SHEET = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>\w+)\))?;\n?')


class WholeSheet:
    """Stands where the sheet's own storage stood and opens it with its imports written out.

    What is imported must lie in the sheet's folder or hold no `url()`, because addresses in it
    stay as they are. `tests/architecture/test_static.py` holds that.
    """

    def __init__(self, paths: Mapping[str, tuple[Any, str]]) -> None:
        self.paths = paths

    def open(self, name: str, mode: str = "rb") -> "ContentFile[bytes]":
        return ContentFile(IMPORT.sub(self._written_out, self._text(name)).encode(), name=name)

    def _written_out(self, found: re.Match[str]) -> str:
        text = self._text(str(PurePosixPath(SHEET).parent / found["path"]))
        return f"@layer {found['layer']} {{\n{text}}}\n" if found["layer"] else text

    def _text(self, name: str) -> str:
        storage, path = self.paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())


def with_whole_sheet(paths: Mapping[str, tuple[Any, str]]) -> dict[str, tuple[Any, str]]:
    """Return the files to process, the style sheet among them as one."""
    return {**paths, SHEET: (WholeSheet(paths), SHEET)} if SHEET in paths else dict(paths)
