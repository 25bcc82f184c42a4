"""From GIFT text to questions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from assessments.domain.decimals import plain
from assessments.domain.interchange import choices
from assessments.domain.interchange.choices import Weighted
from assessments.domain.interchange.gift.scanning import (
    FORMAT,
    Block,
    Parts,
    blocks_of,
    parts_of,
    show,
)
from assessments.domain.interchange.markup import escaped, line_of, lines_of, prose, split
from assessments.domain.interchange.matched import Row, read_rows
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.pictures import keep_pictures
from assessments.domain.interchange.portable import (
    UNNAMED,
    ItemRefused,
    Notes,
    Portable,
    Reading,
    bounded,
    build,
    category_tag,
    one_line,
    read_entry,
    tagged,
    titled,
)
from assessments.domain.interchange.rubrics import marking_fields
from assessments.domain.interchange.scripted import read_one
from assessments.domain.interchange.text_files import decode
from assessments.domain.interchange.worded import read_words
from assessments.domain.items import Item
from assessments.domain.items.essay import Essay
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.short_text import ShortText
from assessments.domain.shares import snapped

WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d*)?)%")
TAGLIKE = re.compile(r"</?[a-zA-Z][^<>]*>|&[a-zA-Z]+;|&#\d+;")
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
NEVER_SHOWN = "Feedback to one answer did not come across; only the general feedback did."


def read(content: bytes) -> Reading:
    """Read a file; every question that is not whole is refused with its line."""
    text, problems = decode(content)
    entries = tuple(
        read_entry(partial(_read_block, block), name=UNNAMED, line=block.line)
        for block in bounded(blocks_of(text))
    )
    return Reading(entries, problems)


def _read_block(block: Block, notes: Notes) -> Portable:
    parts = parts_of(block)
    if parts.answers is None:
        raise ItemRefused("This is a text without a question: it has no { } with answers.")
    stem, lead_in = split(_prose(parts.asked, parts, notes), notes)
    rationale = _prose(parts.feedback, parts, notes)
    item = _read_answers(parts, notes, {"stem": stem, "lead_in": lead_in, "rationale": rationale})
    return Portable(
        title=titled(show(parts.name), item, notes),
        item=item,
        tags=tagged([*block.tags, category_tag(block.category)], notes),
        source="\n".join(block.raw),
    )


def _read_answers(parts: Parts, notes: Notes, fields: dict[str, Any]) -> Item:
    answers = (parts.answers or "").strip()
    if not answers:
        return build(Essay, **marking_fields("", notes), **fields)
    if answers.startswith("#"):
        return _read_numbers(parts, notes, fields)
    if "~" in answers:
        return _read_choices(parts, notes, fields)
    truth = TRUTHS.get(answers.split("#", 1)[0].strip().upper())
    if truth is not None:
        return _read_truth(answers, truth, parts, notes, fields)
    if "=" not in answers:
        raise ItemRefused("No answer is marked with = or ~.", parts.answers_line)
    if "->" in answers:
        return _read_matching(parts, notes, fields)
    return _read_words(parts, notes, fields)


def _pieces(parts: Parts, marks: str) -> Iterator[tuple[str, str, int]]:
    """Yield each answer with its mark, text and line."""
    text = parts.answers or ""
    starts = [found.start() for found in re.finditer(f"[{marks}]", text)]
    first = text[: starts[0]] if starts else text
    line = parts.answers_line
    if first.strip().removeprefix("#").strip():
        yield "", first, line
    for start, end in pairwise([*starts, len(text)]):
        yield text[start], text[start + 1 : end], line + text[:start].count("\n")


def _weighed(text: str) -> tuple[Fraction | None, str]:
    """Return the weight written before an answer, if any, and the rest."""
    found = WEIGHT.match(text)
    return (snapped(found[1]), text[found.end() :]) if found else (None, text)


def _read_choices(parts: Parts, notes: Notes, fields: dict[str, Any]) -> Item:
    weighted, marks = [], []
    for mark, text, line in _pieces(parts, "~="):
        if not mark:
            raise ItemRefused("Text stands before the first = or ~ of the answers.", line)
        share, rest = _weighed(text)
        if share is None:
            share = Fraction(int(mark == "="))
        answer, feedback = _with_feedback(rest, parts, notes)
        weighted.append(Weighted(answer, share, feedback, line))
        marks.append(mark)
    if len(weighted) < 2:
        raise ItemRefused("A question needs at least two options.", parts.answers_line)
    read = read_one if "=" in marks else choices.read_multiple
    return read(weighted, notes, **fields)


def _with_feedback(text: str, parts: Parts, notes: Notes) -> tuple[str, str]:
    answer, _, feedback = text.partition("#")
    return (
        line_of(_html(answer.strip(), parts.format, notes), notes, "An option"),
        lines_of(_html(feedback.strip(), parts.format, notes), notes, "A reason"),
    )


def _read_words(parts: Parts, notes: Notes, fields: dict[str, Any]) -> Item:
    """Read short answers; they are plain text, whatever the format of the question."""
    weighted = []
    for mark, text, line in _pieces(parts, "="):
        if not mark:
            raise ItemRefused("Text stands before the first = of the answers.", line)
        share, rest = _weighed(text)
        answer, _, feedback = rest.partition("#")
        found = FORMAT.match(answer.strip())
        plain = show(answer.strip()[found.end() if found else 0 :])
        said = lines_of(_html(feedback.strip(), parts.format, notes), notes, "A reason")
        weighted.append(
            Weighted(one_line(plain), Fraction(1) if share is None else share, said, line)
        )
    return build(ShortText, **read_words(weighted, notes, case_matters=False), **fields)


def _read_matching(parts: Parts, notes: Notes, fields: dict[str, Any]) -> Item:
    rows = []
    for mark, text, line in _pieces(parts, "="):
        item, arrow, answer = text.partition("->")
        if not mark or not arrow:
            raise ItemRefused("Each answer of a matching has =, an item, -> and its answer.", line)
        html = _html(item.strip(), parts.format, notes)
        rows.append(Row(line_of(html, notes, "An item"), one_line(show(answer)), line))
    return read_rows(rows, shuffle=False, notes=notes, **fields)


def _read_truth(
    answers: str, truth: bool, parts: Parts, notes: Notes, fields: dict[str, Any]
) -> Item:
    wrong, right = (*answers.split("#", 2)[1:], "", "")[:2]
    said = [
        lines_of(_html(text.strip(), parts.format, notes), notes, "A reason")
        for text in ((right, wrong) if truth else (wrong, right))
    ]
    return choices.read_truth(is_true=truth, rationales=(said[0], said[1]), **fields)


def _read_numbers(parts: Parts, notes: Notes, fields: dict[str, Any]) -> Item:
    inside = (parts.answers or "").strip()[1:]
    offset = (parts.answers or "")[: (parts.answers or "").find("#")].count("\n")
    numbers = replace(parts, answers=inside, answers_line=parts.answers_line + offset)
    accepted, feedbacks = [], []
    for mark, text, line in _pieces(numbers, "=~"):
        share, rest = _weighed(text)
        written, _, feedback = rest.partition("#")
        feedbacks.append(feedback.strip())
        if mark == "~" or written.strip() == "*":
            if share:
                notes.lost("That any other number earns something did not come across.", line)
            continue
        if share is not None and share <= 0:
            notes.lost("A number that earns nothing did not come across.", line)
            continue
        accepted.append({**_interval(show(written).strip(), line), "credit": str(share or 1)})
    if not accepted:
        raise ItemRefused("There is no right number.", parts.answers_line)
    if not fields["rationale"] and feedbacks and feedbacks[0]:
        fields = {**fields, "rationale": _prose(feedbacks.pop(0), parts, notes)}
    if any(feedbacks):
        notes.lost(NEVER_SHOWN)
    return build(Numeric, accepted=accepted, **fields)


def _interval(written: str, line: int) -> dict[str, str]:
    """Return value and tolerance of `3`, `3:2` or `1..5`."""
    low, dots, high = written.partition("..")
    if dots:
        lowest, highest = number_of(low, line), number_of(high, line)
        if lowest > highest:
            raise ItemRefused(f"“{written}” ends below where it begins.", line)
        return {
            "value": plain((lowest + highest) / 2),
            "tolerance": plain((highest - lowest) / 2),
        }
    value, _, tolerance = written.partition(":")
    return {
        "value": plain(number_of(value, line)),
        "tolerance": plain(abs(number_of(tolerance or "0", line))),
    }


def _prose(text: str, parts: Parts, notes: Notes) -> str:
    """Return a text as HTML that may be kept; its pictures lie in no file."""
    html = prose(_html(text.strip(), parts.format, notes), notes)
    return keep_pictures(html, lambda _address: None, notes, {})


def _html(text: str, format_name: str, notes: Notes) -> str:
    """Return GIFT text as HTML; without a format, tags in it are taken for tags."""
    found = FORMAT.match(text)
    if found:
        format_name, text = found[1], text[found.end() :]
    text = show(text).strip()
    if format_name == "html":
        return text
    if format_name == "markdown" and re.search(r"[*_`#]", text):
        notes.lost("Markdown was taken as plain text.")
    if format_name == "moodle" and TAGLIKE.search(text):
        return text.replace("\n", "<br>")
    return escaped(one_line(text) if format_name == "markdown" else text)
