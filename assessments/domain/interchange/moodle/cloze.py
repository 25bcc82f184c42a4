"""Moodle's texts with gaps: cloze, the choice of words, and words to drag into a text."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from string import Template
from typing import Any
from xml.etree import ElementTree as ET

from assessments.domain.decimals import plain
from assessments.domain.interchange.choices import Weighted, key_of
from assessments.domain.interchange.gapped import parted
from assessments.domain.interchange.intervals import symmetric
from assessments.domain.interchange.markup import (
    escaped,
    line_of,
    lines,
    lines_of,
)
from assessments.domain.interchange.moodle.parts import Parts
from assessments.domain.interchange.numbers import lowest, number_of
from assessments.domain.interchange.portable import ItemRefused, Notes, build, one_line
from assessments.domain.interchange.worded import read_words, write_words
from assessments.domain.items import Item
from assessments.domain.items.cloze import MARKER, Cloze
from assessments.domain.items.gaps import ChoiceGap, Gap, NumberGap, TextGap
from assessments.domain.shares import percent_of, snapped

WORDS = {"SHORTANSWER", "SA", "MW"}
CASED = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBERS = {"NUMERICAL", "NM"}
CHOICES = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"}
SHUFFLED = {"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"}
BEGINNING = re.compile(r"\{(\d*):([A-Z_]+):")
ENDS = {mark: re.compile(rf"(?<!\\)(?<!&){mark}") for mark in ("}", "~", "#")}
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
ESCAPED = re.compile(r"\\(.)")
NO_GAPS = "The text has no gaps."
HEAVIEST = 100


def read_cloze(parts: Parts) -> Item:
    """Read a text with gaps inside it; raise `ItemRefused` with every mistake of every gap."""
    gaps: list[dict[str, Any]] = []
    mistakes: list[str] = []

    def read(number: int, weight: str, kind: str, inside: str) -> None:
        try:
            gaps.append(_read_gap(number, weight, kind, inside, parts.notes))
        except ItemRefused as refusal:
            mistakes.append(f"Gap {number}: {refusal.message}")

    parts.rewrite("questiontext", _marked(parts.text_of("questiontext"), read, mistakes))
    if mistakes:
        first, *more = mistakes
        raise ItemRefused(first, parts.node.line, [(each, parts.node.line) for each in more])
    return _built(parts, gaps)


def _marked(raw: str, read: Callable[[int, str, str, str], None], mistakes: list[str]) -> str:
    """Return a text with a marker for each gap."""
    marked, at, number = "", 0, 0
    while found := BEGINNING.search(raw, at):
        number += 1
        end = ENDS["}"].search(raw, found.end())
        if end is None:
            mistakes.append(f"Gap {number}: it does not end with }}.")
            break
        read(number, found[1], found[2], raw[found.end() : end.start()])
        marked += f"{raw[at : found.start()]}[[{number}]]"
        at = end.end()
    return marked + raw[at:]


def _read_gap(number: int, weight: str, kind: str, inside: str, notes: Notes) -> dict[str, Any]:
    shared = {"key": str(number), "weight": str(int(weight or 1))}
    if int(weight or 1) == 0:
        notes.lost(f"Gap {number} was worth nothing; it counts here.")
        shared["weight"] = "1"
    answers = [_answer(text, number, notes) for text in _parted(inside, "~")]
    if kind in WORDS | CASED:
        fields = read_words(answers, notes, case_matters=kind in CASED)
        return {"type": "text", **shared, **fields}
    if kind in NUMBERS:
        return {"type": "number", **shared, "accepted": _accepted(answers, notes)}
    if kind in CHOICES | SHUFFLED:
        options = _options(answers, notes)
        return {"type": "choice", **shared, "options": options, "shuffle": kind in SHUFFLED}
    raise ItemRefused(f"there is no kind of gap here for “{kind}”.")


def _parted(text: str, mark: str, most: int = 0) -> list[str]:
    return ENDS[mark].split(text, maxsplit=most)


def _answer(text: str, number: int, notes: Notes) -> Weighted:
    said, *feedback = _parted(text.strip(), "#", 1)
    found = WEIGHT.match(said)
    share = Fraction(int(said.startswith("=")))
    if found:
        share, said = snapped(found[1]), said[found.end() :]
    said = line_of(_shown(said.removeprefix("=")), notes, f"Gap {number}")
    return Weighted(said, share, lines_of(_shown("".join(feedback)), notes, "A reason"))


def _shown(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def _accepted(answers: Sequence[Weighted], notes: Notes) -> list[dict[str, str]]:
    accepted = []
    for answer in answers:
        if answer.rationale:
            notes.lost("Feedback to one number did not come across.")
        if answer.share <= 0 or answer.text == "*":
            continue
        value, _colon, tolerance = answer.text.partition(":")
        accepted.append(
            {
                "value": plain(number_of(value)),
                "tolerance": plain(abs(number_of(tolerance or "0"))),
                "credit": str(min(answer.share, Fraction(1))),
            }
        )
    if not accepted:
        raise ItemRefused("there is no right number.")
    return accepted


def _options(answers: Sequence[Weighted], notes: Notes) -> list[dict[str, Any]]:
    best = max(answer.share for answer in answers)
    right = [answer.share == best for answer in answers]
    if best <= 0 or sum(right) > 1:
        raise ItemRefused("exactly one option must be right.")
    for answer, is_best in zip(answers, right, strict=True):
        if answer.share and not is_best:
            worth = percent_of(answer.share)
            notes.lost(f"“{answer.text}” was worth {worth} %; only the best counts here.")
    return [
        {
            "key": key_of(place),
            "text": answer.text,
            "correct": is_best,
            "rationale": answer.rationale,
        }
        for place, (answer, is_best) in enumerate(zip(answers, right, strict=True))
    ]


def _built(parts: Parts, gaps: Sequence[dict[str, Any]]) -> Item:
    """Return the question: what stands before the paragraph of the first gap asks."""
    if not gaps:
        raise ItemRefused(NO_GAPS, parts.node.line)
    asked = parted(parts.prose("questiontext"), parts.notes)
    return build(Cloze, gaps=gaps, **asked, **parts.said())


def read_drop_downs(parts: Parts) -> Item:
    """Read “select missing words” and “drag and drop into text”: [[n]] asks for the nth choice."""
    boxes = parts.node.children("selectoption") + parts.node.children("dragbox")
    texts = [parts.line(box, "A choice") for box in boxes]
    groups = [box.texts("group") or "1" for box in boxes]
    shuffle = parts.is_on("shuffleanswers", otherwise=False)
    once = any(box.tag == "dragbox" and box.child("infinite") is None for box in boxes)
    if once:
        parts.notes.lost("That a word is used only once did not come across.")
    places: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        places.append(found[1])
        return f"[[{len(places)}]]"

    marked = re.sub(r"\[\[(\d{1,3})\]\]", numbered, parts.text_of("questiontext"))
    parts.rewrite("questiontext", marked)
    gaps = [_drop_down(n, int(place), texts, groups) for n, place in enumerate(places, start=1)]
    return _built(parts, [{**gap, "shuffle": shuffle} for gap in gaps])


def _drop_down(
    number: int, place: int, texts: Sequence[str], groups: Sequence[str]
) -> dict[str, Any]:
    if not 0 < place <= len(texts):
        raise ItemRefused(f"Gap {number} asks for choice {place}, which is not there.")
    offered = [n for n, group in enumerate(groups) if group == groups[place - 1]]
    options = [
        {"key": key_of(at), "text": texts[n], "correct": n == place - 1}
        for at, n in enumerate(offered)
    ]
    return {"key": str(number), "type": "choice", "options": options}


def write_cloze(item: Cloze, question: ET.Element, notes: Notes) -> str:
    """Append the text with its gaps to what the question says."""
    weights = dict(zip(item.in_order, _weights(item), strict=True))
    if any(gap.rationale for gap in item.gaps):
        notes.lost("The reasons of single gaps did not come across.")
    asked = question.find("questiontext/text")
    if asked is None:
        raise ItemRefused(NO_GAPS)
    paragraphs = [
        "".join(
            _written(part, turn, item.in_order, weights, notes) for turn, part in enumerate(row)
        )
        for row in map(MARKER.split, item.text.splitlines())
        if any(part.strip() for part in row)
    ]
    asked.text = (asked.text or "") + "".join(f"<p>{one}</p>" for one in paragraphs)
    return "cloze"


def _weights(item: Cloze) -> list[int]:
    counts = lowest([Fraction(gap.weight) for gap in item.in_order.values()])
    if max(counts) > HEAVIEST:
        raise ItemRefused("The weights of its gaps are no small whole numbers.")
    return counts


def _written(
    part: str, turn: int, gaps: Mapping[str, Gap], weights: Mapping[str, int], notes: Notes
) -> str:
    """Write a run of words, or every second time a gap."""
    if turn % 2 == 0:
        return escaped(re.sub(r"\s+", " ", part)).replace("{", "&#123;")
    gap = gaps[part.lower()]
    kind, answers, unit = write_gap(gap, notes)
    inside = "~".join(_alternative(answer) for answer in answers)
    written = Template("{$weight:$kind:$inside}").substitute(
        weight=weights[gap.key], kind=kind, inside=inside
    )
    return f"{written} {escaped(unit)}" if unit else written


def _alternative(answer: Weighted) -> str:
    text = _hidden(one_line(answer.text))
    if text[:1] in {"=", "%"}:
        text = f"&#{ord(text[0])};{text[1:]}"
    share = answer.share
    mark = "=" if share == 1 else f"%{percent_of(share)}%" if share else ""
    said = _hidden(lines(answer.rationale))
    return f"{mark}{text}" + (f"#{said}" if said else "")


def _hidden(text: str) -> str:
    """Write words so that none of their signs is one of the gap's own."""
    html = escaped(text).replace("\\", "&#92;")
    return re.sub(r"(?<!&)([~#}])", r"\\\1", html)


@singledispatch
def write_gap(gap: Gap, notes: Notes) -> tuple[str, list[Weighted], str]:
    """Return Moodle's type of a gap, its answers, and the unit that stands beside it."""
    raise NotImplementedError


@write_gap.register
def _(gap: TextGap, notes: Notes) -> tuple[str, list[Weighted], str]:
    kind = "SHORTANSWER_C" if gap.case_matters else "SHORTANSWER"
    return kind, write_words(gap, notes, case_matters=gap.case_matters), ""


@write_gap.register
def _(gap: NumberGap, notes: Notes) -> tuple[str, list[Weighted], str]:
    if gap.units:
        notes.lost("That the unit has to be named did not come across.")
    if gap.unit:
        notes.lost("The unit of a gap became text beside it.")
    answers = []
    for accepted in gap.accepted:
        value, tolerance = symmetric(accepted, notes)
        answers.append(Weighted(f"{plain(value)}:{plain(tolerance)}", accepted.credit))
    return "NUMERICAL", answers, one_line(gap.unit)


@write_gap.register
def _(gap: ChoiceGap, notes: Notes) -> tuple[str, list[Weighted], str]:
    kind = "MULTICHOICE_S" if gap.shuffle else "MULTICHOICE"
    return kind, [Weighted(o.text, Fraction(int(o.correct)), o.rationale) for o in gap.options], ""
