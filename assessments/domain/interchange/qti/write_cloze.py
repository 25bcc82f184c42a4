"""How a text with gaps is written: an interaction in the line for each, with a score of its own."""

import re
from functools import singledispatch
from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import escaped, joined, lines
from assessments.domain.interchange.portable import Notes, build, one_line
from assessments.domain.interchange.qti.cloze import GAPPED
from assessments.domain.interchange.qti.elements import blocks, el
from assessments.domain.interchange.qti.write_sets import together, weighted_mean, written_part
from assessments.domain.interchange.qti.written import Written, write_kind
from assessments.domain.items import Item
from assessments.domain.items.cloze import MARKER, Cloze
from assessments.domain.items.gaps import ChoiceGap, Gap, NumberGap, TextGap
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer

ASKED = "gap"  # what a gap says as a question of its own is not written


@write_kind.register
def _(item: Cloze, notes: Notes) -> Written:
    parts = {
        key: written_part(as_item(gap), number, notes)
        for number, (key, gap) in enumerate(item.in_order.items(), start=1)
    }
    for gap in item.gaps:
        if isinstance(gap, NumberGap) and gap.unit:
            notes.lost("The unit of a gap became text beside it.")
    lines = [
        _line(MARKER.split(line), item, parts) for line in item.text.splitlines() if line.strip()
    ]
    weights = [gap.weight for gap in item.in_order.values()]
    body = [*blocks(joined(item.stem, item.lead_in)), *lines]
    return together([*parts.values()], body, weighted_mean(weights))


def _line(pieces: list[str], item: Cloze, parts: dict[str, Written]) -> ET.Element:
    """Return a paragraph of words and, in every second place, gaps."""
    line = el("p")
    if len(pieces) > 1:
        line.set("class", GAPPED)
    for turn, piece in enumerate(pieces):
        if turn % 2:
            key = piece.lower()
            line.append(_inline(parts[key]))
            gap = item.in_order[key]
            unit = one_line(gap.unit) if isinstance(gap, NumberGap) else ""
            _say(line, f" {unit}" if unit else "")
        else:
            _say(line, re.sub(r"\s+", " ", piece))
    return line


def _say(line: ET.Element, words: str) -> None:
    if len(line):
        line[-1].tail = (line[-1].tail or "") + words
    else:
        line.text = (line.text or "") + words


def _inline(part: Written) -> ET.Element:
    """Return the interaction of a part as it stands in a line."""
    asked = next(
        node for block in part.body for node in block.iter() if node.tag.endswith("Interaction")
    )
    if asked.tag != "choiceInteraction":
        asked.tail = None
        return asked
    choices = [
        el("inlineChoice", choice.text or "", identifier=choice.get("identifier", ""))
        for choice in asked.findall("simpleChoice")
    ]
    return el(
        "inlineChoiceInteraction",
        *choices,
        responseIdentifier=asked.get("responseIdentifier", ""),
        shuffle=asked.get("shuffle", "false"),
    )


@singledispatch
def as_item(gap: Gap) -> Item:
    """Return a gap as a question of its own."""
    raise NotImplementedError


def _said(gap: Gap) -> dict[str, str]:
    reason = f"<p>{escaped(lines(gap.rationale))}</p>" if gap.rationale.strip() else ""
    return {"lead_in": ASKED, "rationale": reason}


@as_item.register
def _(gap: TextGap) -> Item:
    return build(
        ShortText, **gap.model_dump(exclude={"key", "type", "weight", "rationale"}), **_said(gap)
    )


@as_item.register
def _(gap: NumberGap) -> Item:
    kept = gap.model_dump(exclude={"key", "type", "weight", "rationale", "unit"})
    if kept.get("units"):
        kept["unit"] = gap.unit
    return build(Numeric, **kept, **_said(gap))


@as_item.register
def _(gap: ChoiceGap) -> Item:
    options = [option.model_dump() for option in gap.options]
    return build(SingleBestAnswer, options=options, shuffle=gap.shuffle, **_said(gap))
