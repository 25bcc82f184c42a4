"""The site's own JSON: everything that a question has, so nothing is lost on the way."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from assessments.domain import items
from assessments.domain.interchange.markup import hints_kept, prose
from assessments.domain.interchange.pictures import keep_asked, keep_pictures
from assessments.domain.interchange.portable import (
    UNNAMED,
    Entry,
    FileRefused,
    ItemRefused,
    Notes,
    Portable,
    Reading,
    Writing,
    read_entry,
    tagged,
    titled,
)
from assessments.domain.interchange.text_files import decode, storable
from assessments.domain.interchange.writers import write_entries

NAME = "attend-questions"
VERSION = 1


def read(content: bytes) -> Reading:
    """Read a file; items that are no sound questions are refused with their line."""
    text, problems = decode(content)
    listed = _listed(text)
    lines = _lines(text, len(listed))
    entries = tuple(_read_entry(row, line) for row, line in zip(listed, lines, strict=True))
    return Reading(entries, problems)


def _listed(text: str) -> list[Any]:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileRefused(f"Line {error.lineno}: this is no JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise FileRefused("This JSON is nested too deeply or holds a giant number.") from error
    if not isinstance(loaded, dict) or loaded.get("format") != NAME:
        raise FileRefused(f"This JSON does not say that its format is “{NAME}”.")
    if loaded.get("version") != VERSION:
        raise FileRefused(f"This JSON is not of version {VERSION}.")
    listed = loaded.get("questions")
    if not isinstance(listed, list):
        raise FileRefused("This JSON has no list of “questions”.")
    return listed


def _lines(text: str, count: int) -> list[int]:
    """Return the line on which each question of the list begins, as a file written here has them."""
    found = [
        number for number, row in enumerate(text.split("\n"), start=1) if row.startswith("    {")
    ]
    return found if len(found) == count else [0] * count


def _read_entry(row: Any, line: int) -> Entry:
    title = row.get("title") if isinstance(row, dict) else None
    name = storable(title) if isinstance(title, str) else UNNAMED
    return read_entry(lambda notes: _read_question(row, notes), name=name, line=line)


def _read_question(row: Any, notes: Notes) -> Portable:
    if not isinstance(row, dict) or not isinstance(row.get("content"), dict):
        raise ItemRefused("This is no question: it has no “content”.")
    content = _clean(row["content"])
    files = _files(row.get("media", {}))
    media: dict[str, bytes] = {}
    if "hints" in content:
        content["hints"] = _hints(content["hints"], notes)
    item = items.load(
        items.html_changed(
            content, lambda html: keep_pictures(prose(html, notes), files.get, notes, media)
        )
    )
    item = keep_asked(item, files.get, media)
    title, tags = row.get("title", ""), row.get("tags", [])
    if not isinstance(title, str) or not isinstance(tags, list):
        raise ItemRefused("“title” is no text or “tags” is no list.")
    return Portable(
        title=titled(storable(title), item, notes),
        item=item,
        tags=tagged([storable(tag) for tag in tags if isinstance(tag, str)], notes),
        media=media,
        source=json.dumps(row["content"], ensure_ascii=True, indent=2),
    )


def _hints(listed: Any, notes: Notes) -> list[dict[str, Any]]:
    if not isinstance(listed, list) or not all(
        isinstance(hint, dict) and isinstance(hint.get("text"), str) for hint in listed
    ):
        raise ItemRefused("“hints” is no list of objects with a “text”.")
    return hints_kept(listed, notes)


def _clean(value: Any) -> Any:
    """Return JSON whose texts a database can hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {storable(key): _clean(each) for key, each in value.items()}
    return value


def _files(media: Any) -> dict[str, bytes]:
    if not isinstance(media, dict):
        raise ItemRefused("“media” is no object of names and base64 texts.")
    try:
        return {name: base64.b64decode(text, validate=True) for name, text in media.items()}
    except (binascii.Error, ValueError, TypeError) as error:
        raise ItemRefused("“media” holds what is no base64 text.") from error


def write(portables: Sequence[Portable]) -> Writing:
    """Write everything that these questions have."""
    return write_entries(portables, _write_question, _assemble)


def _assemble(questions: list[dict[str, Any]]) -> bytes:
    whole = {"format": NAME, "version": VERSION, "questions": questions}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _write_question(portable: Portable, notes: Notes) -> dict[str, Any]:
    content = items.html_changed(items.dump(portable.item), prose)
    if "hints" in content:
        content["hints"] = hints_kept(content["hints"], notes)
    media = {name: base64.b64encode(held).decode() for name, held in portable.media.items()}
    return {
        "title": portable.title,
        "tags": list(portable.tags),
        "content": content,
        **({"media": media} if media else {}),
    }
