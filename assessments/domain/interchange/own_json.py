"""The site's own JSON: everything that a question has, so nothing is lost on the way."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assessments.domain import items
from assessments.domain.interchange.markup import hints_kept, prose
from assessments.domain.interchange.own_tests import places_of, read_tests, write_assessment
from assessments.domain.interchange.pictures import keep_asked, keep_pictures
from assessments.domain.interchange.portable import (
    UNNAMED,
    Cited,
    Entry,
    FileRefused,
    ItemRefused,
    Notes,
    Portable,
    Reading,
    Test,
    Writing,
    bounded,
    read_entry,
    tagged,
    titled,
)
from assessments.domain.interchange.text_files import decode, storable
from assessments.domain.interchange.writers import write_each

NAME = "attend-questions"
VERSION = 1
DEEPEST = 50
TOO_DEEP = "This JSON is nested too deeply or holds a giant number."
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
CONTEXT = ("difficulty", "objective")
FIELDS = frozenset({"title", "tags", "content", "media", "references", *CONTEXT})


def read(content: bytes) -> Reading:
    """Read a file; items that are no sound questions are refused with their line."""
    text, problems = decode(content)
    whole = _loaded(text)
    listed = whole["questions"]
    lines = _lines(text, len(listed))
    entries = tuple(
        _read_entry(row, line) for row, line in zip(bounded(listed), lines, strict=True)
    )
    tests, told = read_tests(whole.get("assessments", []), len(listed))
    return Reading(entries, (*problems, *told), tests)


def _loaded(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileRefused(f"Line {error.lineno}: this is no JSON ({error.msg}).") from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(TOO_DEEP) from error
    if _depth(text) > DEEPEST:
        raise FileRefused(TOO_DEEP)
    if not isinstance(loaded, dict) or loaded.get("format") != NAME:
        raise FileRefused(f"This JSON does not say that its format is “{NAME}”.")
    if loaded.get("version") != VERSION:
        raise FileRefused(f"This JSON is not of version {VERSION}.")
    if not isinstance(loaded.get("questions"), list):
        raise FileRefused("This JSON has no list of “questions”.")
    return loaded


def _depth(text: str) -> int:
    """Return how deeply sound JSON is nested."""
    deepest = depth = 0
    for found in BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest


def _lines(text: str, count: int) -> list[int]:
    """Return the line on which each question of the list begins, as a file written here has them."""
    rows = text.split("\n")
    start = next((n for n, row in enumerate(rows) if row.startswith('  "questions"')), 0)
    found = [n for n, row in enumerate(rows[start:], start + 1) if row.startswith("    {")]
    return found[:count] if len(found) >= count else [0] * count


def _read_entry(row: Any, line: int) -> Entry:
    title = row.get("title") if isinstance(row, dict) else None
    name = storable(title) if isinstance(title, str) else UNNAMED
    return read_entry(lambda notes: _read_question(row, notes), name=name, line=line)


def _read_question(row: Any, notes: Notes) -> Portable:
    if not isinstance(row, dict) or not isinstance(row.get("content"), dict):
        raise ItemRefused("This is no question: it has no “content”.")
    if not isinstance(row["content"].get("kind"), str):
        raise ItemRefused("This is no question: its “content” names no “kind”.")
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
    for name in row.keys() - FIELDS:
        notes.lost(f"“{storable(str(name))[:40]}” is not known here and did not come across.")
    tags = _listed(row, "tags")
    return Portable(
        title=titled(_word(row, "title"), item, notes),
        item=item,
        tags=tagged([storable(tag) for tag in tags if isinstance(tag, str)], notes),
        media=media,
        difficulty=_word(row, "difficulty"),
        objective=_word(row, "objective"),
        references=tuple(_cited(each) for each in _listed(row, "references")),
        source=json.dumps(row["content"], ensure_ascii=True, indent=2),
    )


def _word(row: Mapping[str, Any], name: str) -> str:
    written = row.get(name, "")
    if not isinstance(written, str):
        raise ItemRefused(f"“{name}” is no text.")
    return storable(written)


def _listed(row: Mapping[str, Any], name: str) -> list[Any]:
    listed = row.get(name, [])
    if not isinstance(listed, list):
        raise ItemRefused(f"“{name}” is no list.")
    return listed


def _cited(written: Any) -> Cited:
    try:
        return Cited.model_validate(_clean(written))
    except ValidationError as error:
        raise ItemRefused(f"A reference is not whole. {items.sentences(error)[0]}") from error


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


def write(portables: Sequence[Portable], tests: Sequence[Test] = ()) -> Writing:
    """Write everything that these questions and assessments have."""
    questions, entries = write_each(portables, _write_question)
    places = places_of(entries)
    rows = [write_assessment(test, places) for test in tests]
    return Writing(_assemble(questions, rows), entries)


def _assemble(questions: list[dict[str, Any]], tests: list[dict[str, Any]]) -> bytes:
    whole = {"format": NAME, "version": VERSION, "questions": questions}
    if tests:
        whole["assessments"] = tests
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _write_question(portable: Portable, notes: Notes) -> dict[str, Any]:
    content = items.html_changed(items.dump(portable.item), prose)
    if "hints" in content:
        content["hints"] = hints_kept(content["hints"], notes)
    references = [each.model_dump(mode="json") for each in portable.references]
    media = {name: base64.b64encode(held).decode() for name, held in portable.media.items()}
    return {
        "title": portable.title,
        "tags": list(portable.tags),
        "content": content,
        **({"media": media} if media else {}),
        **{name: told for name in CONTEXT if (told := getattr(portable, name))},
        **({"references": references} if references else {}),
    }
