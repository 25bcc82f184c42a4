"""What a file is by its content; what its name or its sender claims counts for nothing."""

from typing import IO

from common.containers import HEAD, container_of
from common.documents import is_office, is_pdf, is_text
from common.images import picture_format

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
PACKAGE = b"PK\x03\x04"
_is_word = is_office("word/")


def format_of(file: IO[bytes], *, max_bytes: int) -> str:
    """Return "pdf", "png", "jpeg", "webp", "gif", "docx", "text" or a container, "" for anything else.

    Containers are those of `common.containers`. The file is rewound. Raises `ImageRefused` for a
    picture that does not open or is larger than can be looked at.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = _told(file, head, max_bytes)
    file.seek(0)
    return found


def _told(file: IO[bytes], head: bytes, max_bytes: int) -> str:
    if head.startswith(PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return picture_format(file, max_bytes=max_bytes).lower()
    file.seek(0)
    if is_pdf(file):
        return "pdf"
    file.seek(0)
    if head.startswith(PACKAGE):
        return "docx" if _is_word(file) else ""
    if container := container_of(head):
        return container
    return "text" if is_text(file) else ""
