"""What all writers share: one item after the other, each with what it lost."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from assessments.domain.interchange.portable import (
    Entry,
    ItemRefused,
    Notes,
    Portable,
    Writing,
    attempt,
)
from assessments.domain.items import Item

Part = TypeVar("Part")


class CannotCarry(ItemRefused):
    """A kind of question for which a format has no form."""

    def __init__(self, item: Item, format_name: str) -> None:
        super().__init__(f"{format_name} has no form for the kind “{item.label}”.")


def write_entries(
    portables: Sequence[Portable],
    write_item: Callable[[Portable, Notes], Part],
    assemble: Callable[[list[Part]], bytes],
) -> Writing:
    """Return the file of all items that can be written, with an entry for each item given."""
    parts, entries = [], []
    for portable in portables:
        part, problems = attempt(
            lambda notes, portable=portable: write_item(portable, notes),  # type: ignore[misc]
            name=portable.title,
        )
        if part is not None:
            parts.append(part)
        kept = portable if part is not None else None
        entries.append(Entry(portable.title, 0, kept, problems))
    return Writing(assemble(parts), tuple(entries))
