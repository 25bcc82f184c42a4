"""What all writers share: one item after the other, each with what it lost."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from assessments.domain import items
from assessments.domain.interchange.apart import apart
from assessments.domain.interchange.markup import prose, split
from assessments.domain.interchange.pictures import keep_pictures
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
USUAL = "medium"


def as_kept(portable: Portable, notes: Notes) -> Portable:
    """Return a question as a reader will keep it, so that what is written is what comes back.

    Its HTML is cleaned, pictures without a file are out, and the last paragraph of its text asks.
    Raises `ItemInvalid` if nothing sound is left.
    """
    media: dict[str, bytes] = {}

    def kept(html: str) -> str:
        return keep_pictures(prose(html, notes), portable.media.get, notes, media)

    item = items.load(items.html_changed(items.dump(portable.item), kept))
    if not item.lead_in:
        stem, lead_in = split(item.stem, notes)
        item = items.load({**items.dump(item), "stem": stem, "lead_in": lead_in})
    return replace(portable, item=item)


class CannotCarry(ItemRefused):
    """A kind of question for which a format has no form."""

    def __init__(self, item: Item, format_name: str) -> None:
        super().__init__(f"{format_name} has no form for the kind “{item.label}”.")


def write_each(
    portables: Sequence[Portable], write_item: Callable[[Portable, Notes], Part]
) -> tuple[list[Part], tuple[Entry, ...]]:
    """Return what is written of the items that can be, and an entry for each item given."""
    parts, entries = [], []
    for portable in portables:
        part, problems = attempt(
            lambda notes, portable=portable: write_item(as_kept(portable, notes), notes),  # type: ignore[misc]
            name=portable.title,
        )
        if part is not None:
            parts.append(part)
        kept = portable if part is not None else None
        entries.append(Entry(portable.title, 0, kept, problems))
    return parts, tuple(entries)


def write_entries(
    portables: Sequence[Portable],
    write_item: Callable[[Portable, Notes], Part],
    assemble: Callable[[list[Part]], bytes],
) -> Writing:
    """Return the file of all items that can be written in a format that knows single questions."""

    def write(portable: Portable, notes: Notes) -> list[Part]:
        note_context(portable, notes)
        written = []
        questions = apart(portable, notes)
        for number, each in enumerate(questions, start=1):
            try:
                written.append(write_item(each, notes))
            except ItemRefused as refusal:
                if len(questions) == 1:
                    raise
                raise ItemRefused(f"Question {number}: {refusal.message}") from refusal
        return written

    parts, entries = write_each(portables, write)
    return Writing(assemble([part for several in parts for part in several]), entries)


def note_context(portable: Portable, notes: Notes) -> None:
    """Note what only the site's own format says of a question beside its content."""
    if portable.difficulty not in {"", USUAL}:
        notes.lost(f"The difficulty “{portable.difficulty}” did not come across.")
    if portable.objective:
        notes.lost("The objective did not come across.")
    if portable.references:
        notes.lost("The references did not come across.")
