"""Aiken: one line for the question, a lettered line for each option, and ANSWER.

It carries single best answers and nothing but their words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from string import ascii_uppercase

from assessments.domain.interchange.choices import Weighted, note_order, read_single
from assessments.domain.interchange.markup import (
    escaped,
    joined,
    note_hints,
    split,
    text_of,
    without_pictures,
)
from assessments.domain.interchange.portable import (
    UNNAMED,
    ItemRefused,
    Notes,
    Portable,
    Reading,
    Writing,
    bounded,
    one_line,
    read_entry,
    titled,
)
from assessments.domain.interchange.text_files import decode
from assessments.domain.interchange.writers import CannotCarry, write_entries
from assessments.domain.items.single_best_answer import SingleBestAnswer

OPTION = re.compile(r"([A-Z])[.)](?:\s+(\S.*))?")
ANSWER = re.compile(r"ANSWER:\s*(.*)", re.IGNORECASE)


@dataclass
class _Block:
    """The lines of one question, each with its number; `strays` stand among the options."""

    line: int
    asked: list[str] = field(default_factory=list)
    options: list[tuple[int, str, str]] = field(default_factory=list)
    strays: list[tuple[int, str]] = field(default_factory=list)
    answer: tuple[int, str] | None = None
    raw: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The last line before the answer."""
        rows = [option[0] for option in self.options] + [stray[0] for stray in self.strays]
        return max(rows, default=self.line)


def read(content: bytes) -> Reading:
    """Read a file; every question that is not whole is refused with its line."""
    text, problems = decode(content)
    entries = tuple(
        read_entry(partial(_read_block, block), name=UNNAMED, line=block.line)
        for block in bounded(_blocks(text.split("\n")))
    )
    return Reading(entries, problems)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """Yield the questions; one without an answer ends where text follows an empty line."""
    block: _Block | None = None
    after_gap = False
    for number, row in enumerate(lines, start=1):
        line = row.strip()
        option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        if not line:
            after_gap = True
            continue
        begins = block is None or (block.options and after_gap and not option and not answer)
        after_gap = False
        if block and begins:
            yield block
        block = _Block(number) if begins or block is None else block
        block.raw.append(row)
        if answer:
            block.answer = (number, answer[1].strip().rstrip(".)").upper())
            yield block
            block = None
        elif option:
            block.options.append((number, option[1], option[2] or ""))
        elif block.options:
            block.strays.append((number, line))
        else:
            block.asked.append(line)
    if block:
        yield block


def _read_block(block: _Block, notes: Notes) -> Portable:
    if mistakes := list(_mistakes(block)):
        raise ItemRefused(*mistakes[0], more=mistakes[1:])
    answer = block.answer[1] if block.answer else ""
    stem, lead_in = split(escaped(" ".join(block.asked)), notes)
    weighted = [
        Weighted(one_line(text), Fraction(int(letter == answer)), line=line)
        for line, letter, text in block.options
    ]
    item = read_single(weighted, notes, stem=stem, lead_in=lead_in)
    return Portable(titled("", item, notes), item, source="\n".join(block.raw))


def _mistakes(block: _Block) -> Iterator[tuple[str, int]]:
    """Yield every mistake of a question, as sentence and line, in the order of the lines."""
    if not block.asked:
        yield "There is no question before the options.", block.line
    if len(block.options) < 2:
        yield "A question needs at least two options, lettered A. and B.", block.line
    for number, text in block.strays:
        yield (
            f"“{text[:40]}” stands between the options and is none: begin it with a letter, as in “A.”",
            number,
        )
    seen: set[str] = set()
    for number, letter, text in block.options:
        if letter in seen:
            yield f"The letter {letter} stands before two options.", number
        if not text:
            yield f"Option {letter} has no text.", number
        seen.add(letter)
    if block.answer is None:
        yield "The line “ANSWER:” is missing after the options.", block.last
    elif block.answer[1] not in seen:
        yield f"The answer “{block.answer[1][:20]}” is none of the options.", block.answer[0]


def write(portables: Sequence[Portable]) -> Writing:
    """Write what Aiken can say of these questions."""
    return write_entries(portables, _write_item, lambda parts: "\n".join(parts).encode())


def _write_item(portable: Portable, notes: Notes) -> str:
    item = portable.item
    if not isinstance(item, SingleBestAnswer):
        raise CannotCarry(item, "Aiken")
    if item.stem:
        notes.lost("The case stands in one line with the question, without formatting.")
    if "<img" in item.stem:
        notes.lost("Pictures did not come across.")
    if item.rationale or any(option.rationale for option in item.options):
        notes.lost("Reasons did not come across.")
    note_hints(item, notes)
    if portable.tags:
        notes.lost("Tags did not come across.")
    if portable.title != titled("", item, notes):
        notes.lost("The name did not come across.")
    note_order(item, notes)
    asked = _plain(text_of(joined(without_pictures(item.stem), item.lead_in)))
    lines = [
        f"{letter}. {one_line(option.text)}"
        for letter, option in zip(ascii_uppercase, item.options, strict=False)
    ]
    right = next(
        letter
        for letter, option in zip(ascii_uppercase, item.options, strict=False)
        if option.correct
    )
    return "\n".join([asked, *lines, f"ANSWER: {right}", ""])


def _plain(text: str) -> str:
    """Return one line that is none of Aiken's own; a dash before it would do that."""
    line = one_line(text)
    return f"– {line}" if OPTION.fullmatch(line) or ANSWER.fullmatch(line) else line
