"""Zip packages from strangers: bounded in number, size and ratio, names that stay inside."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath

from assessments.domain.interchange.portable import FileRefused

MAX_MEMBERS = 2000
MAX_TOTAL = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL = 1024 * 1024
BEGINNING = b"PK\x03\x04"
WHEN = (1980, 1, 1, 0, 0, 0)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
)
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1


class Package(Mapping[str, bytes]):
    """Files by name; each is unpacked when it is asked for."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_name(info): info for info in _checked(archive)}

    def __getitem__(self, name: str) -> bytes:
        info = self._members[name]
        try:
            return self._archive.read(info)
        except (*BROKEN, ValueError) as error:
            raise FileRefused(f"“{name}” in the package is damaged.") from error

    def size_of(self, name: str) -> int:
        """Return how many bytes a file unpacks to, 0 if there is none."""
        return self._members[name].file_size if name in self._members else 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def is_package(content: bytes) -> bool:
    """Whether a file is a zip package."""
    return content.startswith(BEGINNING)


def open_package(content: bytes) -> Package:
    """Return the files of a package; raise `FileRefused` for one that means harm or is broken."""
    try:
        return Package(zipfile.ZipFile(BytesIO(content)))
    except (*BROKEN, ValueError) as error:
        raise FileRefused("This is no zip package that can be opened.") from error


def _checked(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise FileRefused(f"The package holds more than {MAX_MEMBERS} files.")
    if sum(info.file_size for info in members) > MAX_TOTAL:
        raise FileRefused(f"The package unpacks to more than {MAX_TOTAL // SMALL} MB.")
    for info in members:
        _check(info)
    names = [_name(info).casefold() for info in members]
    if len(set(names)) < len(names):
        raise FileRefused("The package holds two files of the same name.")
    return members


def _check(info: zipfile.ZipInfo) -> None:
    name = info.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name:
        raise FileRefused(f"The package names a file outside of itself: “{name[:80]}”.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileRefused(f"“{name[:80]}” in the package is a link, not a file.")
    if info.flag_bits & ENCRYPTED:
        raise FileRefused(f"“{name[:80]}” in the package is encrypted.")
    if info.compress_type not in PACKED:
        raise FileRefused(f"“{name[:80]}” in the package is packed in a way that is not accepted.")
    if info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise FileRefused(f"“{name[:80]}” in the package unpacks to far more than it holds.")


def _name(info: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(info.filename))


def write_package(files: Mapping[str, bytes]) -> bytes:
    """Write a package; equal files give equal bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, files[name])
    return target.getvalue()
