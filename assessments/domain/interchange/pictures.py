"""Pictures on their way: which of a text's pictures lie in the file, and under which name."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from assessments.domain.interchange.markup import EMPTY_PARAGRAPH, PICTURE
from assessments.domain.interchange.portable import ItemRefused, Notes
from assessments.domain.items import Item

SRC = re.compile(r'\bsrc="([^"]*)"')
ALT = re.compile(r'\balt="([^"]*)"')
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF87a": ".gif",
    b"GIF89a": ".gif",
}
LARGEST = 10 * 1024 * 1024


def suffix_of(content: bytes) -> str:
    """Return the suffix that a picture's content asks for, "" if it is no picture that we take."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    found = (suffix for mark, suffix in SIGNATURES.items() if content.startswith(mark))
    return next(found, "")


def keep_pictures(
    html: str, find: Callable[[str], bytes | None], notes: Notes, media: dict[str, bytes]
) -> str:
    """Return HTML with the pictures that `find` finds by their address, adding them to `media`.

    The others are taken out and noted.
    """

    def kept(address: str, alt: str) -> str:
        content = find(address)
        suffix = suffix_of(content) if content and len(content) <= LARGEST else ""
        if not content or not suffix:
            notes.lost(f"The picture “{address[:80]}” did not come across.")
            return ""
        name = _named(address, suffix, content, media)
        media[name] = content
        return write_picture(name, alt)

    return EMPTY_PARAGRAPH.sub("", replace_pictures(html, kept)).strip()


def keep_asked(item: Item, find: Callable[[str], bytes | None], media: dict[str, bytes]) -> Item:
    """Return a question with the picture that it asks about, adding that to `media`.

    Raises `ItemRefused` without it: there would be nothing to ask.
    """
    names = {}
    for address in item.pictures():
        content = find(address) or b""
        suffix = suffix_of(content) if len(content) <= LARGEST else ""
        if not suffix:
            raise ItemRefused(f"The picture “{address[:80]}” that it asks about is missing.")
        names[address] = _named(address, suffix, content, media)
        media[names[address]] = content
    return item.with_pictures(names)


def write_picture(address: str, alt: str) -> str:
    """Write a picture as our HTML has it."""
    return f'<img src="{escape(address)}" alt="{escape(alt)}">'


def replace_pictures(html: str, write: Callable[[str, str], str]) -> str:
    """Return HTML in which `write(address, alt)` stands for each picture."""

    def written(tag: re.Match[str]) -> str:
        src, alt = SRC.search(tag[0]), ALT.search(tag[0])
        return write(unescape(src[1]) if src else "", unescape(alt[1]) if alt else "")

    return PICTURE.sub(written, html)


def rename_pictures(html: str, rename: Callable[[str], str]) -> str:
    """Return HTML with other addresses in its pictures."""
    return replace_pictures(html, lambda address, alt: write_picture(rename(address), alt))


def rename_kept(html: str, names: Mapping[str, str]) -> str:
    """Return HTML with its pictures under other names, without those that have none."""
    return replace_pictures(
        html,
        lambda address, alt: write_picture(names[address], alt) if address in names else "",
    )


def _named(address: str, suffix: str, content: bytes, media: Mapping[str, bytes]) -> str:
    """Return a safe name for a picture; equal pictures share theirs, others never do."""
    stem = UNSAFE.sub("-", PurePosixPath(unquote(address)).stem).strip(".-")[:60] or "picture"
    name, number = f"{stem}{suffix}", 1
    while name in media and media[name] != content:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def addresses_in(html: str) -> list[str]:
    """Return the addresses of a text's pictures in their order, each once."""
    found = (SRC.search(tag) for tag in PICTURE.findall(html))
    return list(dict.fromkeys(unescape(src[1]) for src in found if src))
