"""What every answer format shares."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from wagtail import blocks

from assessments.domain.shares import snapped
from common.html import clean_rich_text

RICH_TEXT = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link"]
FIGURED_TEXT = [*RICH_TEXT, "image"]


class FiguredTextBlock(blocks.RichTextBlock):
    """Rich text with pictures that passes through the one sanitizer before it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FIGURED_TEXT, **kwargs})

    def get_prep_value(self, value: Any) -> str:
        return clean_rich_text(super().get_prep_value(value))


class InteractionFormat(blocks.StructBlock):
    """An answer format: fields for the author, and how they become an item's fields."""

    order = 50  # place in the author's menu

    def compile(self, value: Any) -> dict[str, Any]:
        """Return the fields that the item of this kind adds to stem, lead-in and rationale."""
        raise NotImplementedError

    def decompile(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return this format's value as it is stored: the inverse of `compile`."""
        raise NotImplementedError


def share(percent: Decimal | None) -> str:
    """Return a percentage as the items hold it, exact; "" while an author has given none."""
    return "" if percent is None else str(snapped(str(percent)))


def keyed(listed: Any) -> list[tuple[str, Any]]:
    """Return (key, value) of a list block's children; the key stays when they are moved."""
    return [(child.id.replace("-", "")[:12], child.value) for child in listed.bound_blocks]


def keyed_stream(stream: Any) -> list[tuple[str, Any]]:
    """Return (key, child) of a stream block's children; the key stays when they are moved."""
    found = []
    for child in stream:
        child.id = child.id or str(uuid4())
        found.append((child.id.replace("-", "")[:12], child))
    return found


def listed(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return values as a list block stores them."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


def listed_parts(parts: Iterable[Mapping[str, Any]], *fields: str) -> list[dict[str, Any]]:
    """Return an item's parts as a list block stores them; `keyed` finds their keys again."""
    return [
        {"type": "item", "value": {name: part[name] for name in fields}, "id": part["key"]}
        for part in parts
    ]
