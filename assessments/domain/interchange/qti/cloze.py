"""Items whose interactions stand in the lines of a text, read as a text with gaps."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from assessments.domain.interchange.gapped import parted
from assessments.domain.interchange.markup import html_of, lines_of
from assessments.domain.interchange.portable import ItemRefused, Notes, build
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.sets import Piece, Read, rationale_of, read_part, weights_of
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.cloze import Cloze
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer

INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
GAPPED = "gapped"  # how files written here call a line with gaps, be there one or more
MOST = 30
BLANK = "…"


def stands_in_lines(body: Body) -> bool:
    """Whether all interactions stand in lines, two in the same one or as files written here say."""
    asked = {id(node) for node in body.interactions}
    if any(node.tag not in INLINE for node in body.interactions):
        return False
    if any(node.get("class") == GAPPED for node in body.body.iter()):
        return True
    shared = (
        sum(id(child) in asked for child in node.iter())
        for node in body.body.iter()
        if node.tag in {"p", "li", "td", "h2", "h3", "h4", "dd", "blockquote"}
    )
    return any(count > 1 for count in shared)


def read_cloze(body: Body, readers: Mapping[str, Read]) -> Item:
    """Return the text with a gap for each interaction."""
    if len(body.interactions) > MOST:
        raise ItemRefused(f"The item has more than {MOST} interactions.", body.item.line)
    gaps, best, shares = [], {}, []
    for number, interaction in enumerate(body.interactions, start=1):
        own = Node("p")
        own.text = BLANK
        tail, interaction.tail = interaction.tail, None
        own.append(interaction)
        question, answer, share = read_part(body, Piece(interaction, [], own), readers)
        interaction.tail = tail
        gaps.append({"key": str(number), **gap_of(question, number, body.notes)})
        best[interaction.get("responseIdentifier", "")] = answer
        shares.append(share)
    weights = weights_of(body, best, shares)
    for gap, weight in zip(gaps, weights, strict=True):
        gap["weight"] = str(weight)
    numbers = {id(node): number for number, node in enumerate(body.interactions, start=1)}
    return build(
        Cloze,
        gaps=gaps,
        rationale=rationale_of(body, [*best]),
        **parted(body.prose(html_of(_marked(body.body, numbers))), body.notes),
    )


def _marked(node: Node, numbers: Mapping[int, int]) -> Node:
    """Return a copy with a marker for each interaction."""
    copied = Node(node.tag, dict(node.attrib))
    copied.text = node.text
    for child in node.children():
        if id(child) in numbers:
            marker = Node("span")
            marker.text = f"[[{numbers[id(child)]}]]"
        else:
            marker = _marked(child, numbers)
        marker.tail = child.tail
        copied.append(marker)
    return copied


@singledispatch
def gap_of(question: Item, number: int, notes: Notes) -> dict[str, Any]:
    """Return a question of one interaction as a gap; raise `ItemRefused` if it is none."""
    raise ItemRefused(f"Gap {number} has more than one right answer or none.")


@gap_of.register
def _(question: ShortText, number: int, notes: Notes) -> dict[str, Any]:
    names = ("accepted", "rejected", "case_matters", "accents_matter", "punctuation_matters")
    kept = question.model_dump(mode="json", include=set(names))
    return {"type": "text", **kept, **_reason(question, number, notes)}


@gap_of.register
def _(question: Numeric, number: int, notes: Notes) -> dict[str, Any]:
    kept = question.model_dump(mode="json", include={"accepted", "unit"})
    return {"type": "number", **kept, **_reason(question, number, notes)}


@gap_of.register
def _(question: SingleBestAnswer, number: int, notes: Notes) -> dict[str, Any]:
    options = [option.model_dump() for option in question.options]
    return {
        "type": "choice",
        "options": options,
        "shuffle": question.shuffle,
        **_reason(question, number, notes),
    }


def _reason(question: Item, number: int, notes: Notes) -> dict[str, str]:
    return {"rationale": lines_of(question.rationale, notes, f"What is said to gap {number}")}
