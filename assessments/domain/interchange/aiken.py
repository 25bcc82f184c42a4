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
    one_line,
    read_entry,
    titled,
)
from assessments.domain.interchange.text_files import decode
from assessments.domain.interchange.writers import CannotCarry, write_entries
from assessments.domain.items.single_best_answer import SingleBestAnswer

OPTION = re.compile(r"([A-Z])[.)]\s+(\S.*)")
ANSWER = re.compile(r"ANSWER:\s*(\S*)", re.IGNORECASE)


@dataclass
class _Block:
    """The lines of one question, each with its number."""

    line: int
    asked: list[str] = field(default_factory=list)
    options: list[tuple[int, str, str]] = field(default_factory=list)
    answer: tuple[int, str] | None = None
    raw: list[str] = field(default_factory=list)


def read(content: bytes) -> Reading:
    """Read a file; every question that is not whole is refused with its line."""
    text, problems = decode(content)
    entries = tuple(
        read_entry(partial(_read_block, block), name=UNNAMED, line=block.line)
        for block in _blocks(text.split("\n"))
    )
    return Reading(entries, problems)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    block: _Block | None = None
    for number, row in enumerate(lines, start=1):
        line = row.strip()
        option, answer = OPTION.fullmatch(line), ANSWER.fullmatch(line)
        if not line:
            continue
        begins = block is None or (block.options and not option and not answer)
        if block and begins:
            yield block
        block = _Block(number) if begins or block is None else block
        block.raw.append(row)
        if answer:
            block.answer = (number, answer[1].rstrip(".").upper())
            yield block
            block = None
        elif option:
            block.options.append((number, option[1], option[2]))
        else:
            block.asked.append(line)
    if block:
        yield block


def _read_block(block: _Block, notes: Notes) -> Portable:
    if not block.asked:
        raise ItemRefused("There is no question before the options.")
    if len(block.options) < 2:
        raise ItemRefused("A question needs at least two options, lettered A. and B.")
    letters = [letter for _line, letter, _text in block.options]
    for number, letter, _text in block.options:
        if letters.count(letter) > 1:
            raise ItemRefused(f"The letter {letter} stands before two options.", number)
    if block.answer is None:
        last = block.options[-1][0]
        raise ItemRefused("The line “ANSWER:” is missing after the options.", last)
    number, answer = block.answer
    if answer not in letters:
        raise ItemRefused(f"The answer “{answer}” is none of the options.", number)
    stem, lead_in = split(escaped(" ".join(block.asked)), notes)
    weighted = [
        Weighted(one_line(text), Fraction(int(letter == answer)), line=line)
        for line, letter, text in block.options
    ]
    item = read_single(weighted, notes, stem=stem, lead_in=lead_in)
    return Portable(titled("", item, notes), item, source="\n".join(block.raw))


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
