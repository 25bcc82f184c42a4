"""Kinds of question, one module each; a module dropped in here is a kind, with no list to edit.

Stored content is a kind's fields as JSON. `dump` writes every field, defaults too, so that a
default changed later cannot change what was published.
"""

import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Choice,
    Hint,
    Item,
    ItemReview,
    Posted,
    Response,
    ResponseInvalid,
    ReviewLine,
    Within,
)
from assessments.domain.spread import SpreadRow

__all__ = [
    "KINDS",
    "NO_ARRANGEMENT",
    "Arrangement",
    "Choice",
    "Hint",
    "Item",
    "ItemInvalid",
    "ItemReview",
    "Posted",
    "Response",
    "ResponseInvalid",
    "ReviewLine",
    "SpreadRow",
    "Within",
    "canonical",
    "content_hash",
    "dump",
    "html_changed",
    "html_in",
    "load",
    "sentences",
]


class ItemInvalid(ValueError):
    """Content that is no sound question; `messages` are sentences for the author."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


def _found() -> Iterator[type[Item]]:
    for module in pkgutil.iter_modules(__path__):
        for thing in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Item) and "label" in vars(thing):
                yield thing


KINDS: Mapping[str, type[Item]] = {
    kind.model_fields["kind"].default: kind
    for kind in sorted(_found(), key=lambda kind: kind.label)
}


def load(content: Mapping[str, Any]) -> Item:
    """Read stored content; raise `ItemInvalid` if it is no sound question."""
    kind = KINDS.get(content.get("kind", ""))
    if kind is None:
        raise ItemInvalid([f"There is no kind of question called {content.get('kind')!r}."])
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise ItemInvalid(sentences(error)) from error


SAID = {
    "string_too_short": " is empty.",
    "missing": " is missing.",
    "decimal_parsing": " must be a number.",
    "too_short": ": {min_length} or more are needed.",
}


def sentences(error: ValidationError) -> list[str]:
    """Return what Pydantic found as sentences for the author.

    A list with faulty parts counts as too short to Pydantic; that is told of short lists alone.
    """
    found = error.errors()
    within = {problem["loc"][:size] for problem in found for size in range(len(problem["loc"]))}
    told = [p for p in found if p["type"] != "too_short" or p["loc"] not in within]
    return [_sentence(problem) for problem in told]


def _sentence(problem: Mapping[str, Any]) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in problem["loc"])
    said = SAID.get(problem["type"], ": {msg}.").format(
        msg=problem["msg"], **problem.get("ctx", {})
    )
    return f"{place.replace('_', ' ').capitalize()}{said.replace(': Input should', ' must')}"


def dump(item: Item) -> dict[str, Any]:
    """Write an item as JSON, decimals as text: `load(dump(item)) == item`.

    Without hints nothing is said of them, so that questions from before there were any keep their hash.
    """
    return item.model_dump(mode="json", exclude=None if item.hints else {"hints"})


def html_changed(content: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return content with every text that is HTML changed, wherever in the question it stands."""
    changed: Any = dict(content)
    for path in KINDS.get(content.get("kind", ""), Item).html_texts:
        changed = _changed(changed, path.split("."), change)
    found: dict[str, Any] = changed
    return found


def _changed(value: Any, path: list[str], change: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_changed(each, path, change) for each in value]
    if not path:
        return change(value) if isinstance(value, str) else value
    if not isinstance(value, dict) or path[0] not in value:
        return value
    return {**value, path[0]: _changed(value[path[0]], path[1:], change)}


def html_in(content: Mapping[str, Any]) -> list[str]:
    """Return every text of a question's content that is HTML."""
    found: list[str] = []

    def noted(html: str) -> str:
        found.append(html)
        return html

    html_changed(content, noted)
    return found


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON: equal content, equal hash."""
    return sha256(canonical(content)).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """Write JSON in the one way that hashes and signatures are made of."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
