"""Moodle's calculated questions: a formula over wild cards such as {x}, drawn from datasets."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.domain.answers.formulas import MOST_DECIMALS
from assessments.domain.answers.numbers import Tolerance
from assessments.domain.decimals import plain
from assessments.domain.interchange.markup import text_of
from assessments.domain.interchange.moodle.parts import Parts, html_in, share_of
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.portable import ItemRefused, build
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.calculated import Calculated

CARD = re.compile(r"\{([^{}=]{1,60})\}")
WORKED_OUT = re.compile(r"\{=")
LOGARITHM = re.compile(r"\blog\s*\(")
POWER = re.compile(r"\bpow\s*\(([^(),]+),([^(),]+)\)")
MOST_VALUES = 200
TOLERANCES = {"1": Tolerance.RELATIVE, "2": Tolerance.ABSOLUTE, "3": Tolerance.GEOMETRIC}
SIGNIFICANT = "2"


def read_calculated(parts: Parts) -> Item:
    """Read a calculated question: the numbers are drawn here, from the same ranges."""
    definitions = {
        each.texts("name/text"): each
        for each in parts.node.children("dataset_definitions/dataset_definition")
    }
    names = {card: f"x{n}" if _is_odd(card) else card for n, card in enumerate(definitions, 1)}
    for path in ("questiontext", "generalfeedback"):
        html = parts.text_of(path)
        if WORKED_OUT.search(html):
            raise ItemRefused("A formula inside the text, {=…}, has no form here.")
        parts.rewrite(path, _named(html, names, "{{%s}}"))
    answer = _answer(parts)
    return build(
        Calculated,
        variables=[_variable(names[card], each, parts) for card, each in definitions.items()],
        formula=_formula(answer, names),
        decimals=_decimals(answer, parts),
        tolerance=plain(abs(number_of(answer.texts("tolerance") or "0", answer.line))),
        tolerance_kind=TOLERANCES.get(answer.texts("tolerancetype"), Tolerance.RELATIVE),
        unit=parts.unit(),
        **parts.asked(),
    )


def _is_odd(card: str) -> bool:
    return not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", card)


def _named(text: str, names: Mapping[str, str], form: str) -> str:
    return CARD.sub(lambda card: form % names[card[1]] if card[1] in names else card[0], text)


def _answer(parts: Parts) -> Node:
    """Return the answer that earns the most; others are told."""
    answers = parts.node.children("answer")
    if not answers:
        raise ItemRefused("There is no right number.")
    best = max(answers, key=share_of)
    if share_of(best) != 1:
        raise ItemRefused("No answer earns everything.", best.line)
    for answer in answers:
        if answer is not best:
            parts.notes.lost("Only one formula came across; others did not.", answer.line)
        said = answer.child("feedback")
        if said is not None and text_of(html_in(said)):
            parts.notes.lost("Feedback to one number did not come across.", answer.line)
    return best


def _formula(answer: Node, names: Mapping[str, str]) -> str:
    written = _named(answer.texts("text") or (answer.text or ""), names, "%s")
    written = POWER.sub(r"((\1)**(\2))", LOGARITHM.sub("ln(", written))
    return written.replace("pi()", "3.141592653589793")


def _decimals(answer: Node, parts: Parts) -> int:
    written = answer.texts("correctanswerlength")
    places = int(written) if written.isdigit() and len(written) < 3 else 2
    if answer.texts("correctanswerformat") == SIGNIFICANT:
        parts.notes.lost("Significant figures became decimals; look at how the answer is rounded.")
    return min(places, MOST_DECIMALS)


def _variable(name: str, definition: Node, parts: Parts) -> dict[str, Any]:
    """Return a wild card as a range, or by its values where it has none."""
    if definition.texts("distribution/text") not in {"", "uniform"}:
        parts.notes.lost(f"How {name} is spread did not come across; here each value is as likely.")
    line = definition.line
    least, most = (definition.texts(f"{end}/text") for end in ("minimum", "maximum"))
    written = definition.texts("decimals/text")
    places = int(written) if written.isdigit() and len(written) < 3 else 0
    if least and most and number_of(least, line) < number_of(most, line):
        step = plain(Decimal(1).scaleb(-places))
        lowest, highest = plain(number_of(least, line)), plain(number_of(most, line))
        return {"name": name, "lowest": lowest, "highest": highest, "step": step}
    values = [
        plain(number_of(each.texts("value"), each.line))
        for each in definition.children("dataset_items/dataset_item")
    ]
    return {"name": name, "values": list(dict.fromkeys(values))[:MOST_VALUES]}
