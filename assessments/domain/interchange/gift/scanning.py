"""How a GIFT file falls apart into questions, and a question into its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessments.domain.interchange.portable import ItemRefused

ESCAPABLE = "\\:#={}~n"
HIDDEN = {character: chr(0xFDD0 + place) for place, character in enumerate(ESCAPABLE)}
SHOWN = {hidden: "\n" if character == "n" else character for character, hidden in HIDDEN.items()}
ESCAPE = re.compile(r"\\([\\:#={}~n])")
HIDDEN_MARK = re.compile(f"[{''.join(SHOWN)}]")
TAG = re.compile(r"\[tag:((?:[^\]\\]|\\.)*)\]")
CATEGORY = "$CATEGORY:"
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
FEEDBACK = "####"


@dataclass
class Block:
    """The lines of one question between blank lines, comments taken out."""

    line: int
    category: str
    tags: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """A question taken apart; texts still hide what was escaped."""

    name: str
    asked: str
    answers: str | None
    feedback: str
    format: str
    answers_line: int


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the questions of a file; a category line holds until the next one."""
    category, block = "", None
    for number, row in enumerate([*text.split("\n"), ""], start=1):
        line = row.strip()
        if not line:
            if block and any(kept.strip() for kept in block.rows):
                yield block
            block = None
            continue
        if line.startswith(CATEGORY) and not (block and any(block.rows)):
            category = line.removeprefix(CATEGORY).strip()
            continue
        block = block or Block(number, category)
        block.category = category
        block.raw.append(row)
        if line.startswith("//"):
            block.tags += [re.sub(r"\\(.)", r"\1", name) for name in TAG.findall(line)]
            block.rows.append("")
        else:
            block.rows.append(row)


def parts_of(block: Block) -> Parts:
    """Take a question apart; raise `ItemRefused` where the braces do not fit."""
    lead = next(place for place, row in enumerate(block.rows) if row.strip())
    text = hide("\n".join(block.rows[lead:]).strip())
    line = block.line + lead
    name = ""
    if text.startswith("::") and "::" in text[2:]:
        name, rest = text[2:].split("::", 1)
        line += name.count("\n") + rest[: len(rest) - len(rest.lstrip())].count("\n")
        text = rest.strip()
    if "{" not in text and "}" not in text:
        return Parts(name, text, None, "", _format_of(text), line)
    return _with_answers(name, text, line)


def _with_answers(name: str, text: str, line: int) -> Parts:
    start, end = text.find("{"), text.find("}")
    if start < 0:
        raise ItemRefused("There is a } without a { before it.", line + text[:end].count("\n"))
    answers_line = line + text[:start].count("\n")
    if end < start:
        raise ItemRefused(
            "The answers begin with { but do not end with }; a blank line ends a question.",
            answers_line,
        )
    before, inside, after = text[:start], text[start + 1 : end], text[end + 1 :]
    if "{" in inside or "{" in after or "}" in after:
        raise ItemRefused("There is more than one pair of braces; write \\{ and \\}.", answers_line)
    feedback = ""
    if FEEDBACK in inside:
        inside, feedback = inside.rsplit(FEEDBACK, 1)
    asked = f"{before.rstrip()} _____ {after.strip()}" if after.strip() else before
    return Parts(name, asked, inside, feedback, _format_of(asked.strip()), answers_line)


def _format_of(text: str) -> str:
    found = FORMAT.match(text)
    return found[1] if found else "moodle"


def hide(text: str) -> str:
    """Put noncharacters for what is escaped, so that what is left are GIFT's own marks."""
    return ESCAPE.sub(lambda found: HIDDEN[found[1]], text)


def show(text: str) -> str:
    """Put the escaped characters back."""
    return HIDDEN_MARK.sub(lambda found: SHOWN[found[0]], text)
