"""Text entries as numbers, and extended texts as essays or comments."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from assessments.domain.decimals import plain
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.portable import ItemRefused, build, one_line
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.expressions import tolerances
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.marking import near, shares, understood
from assessments.domain.interchange.qti.processing import SCORE
from assessments.domain.interchange.qti.values import (
    NUMBERS,
    Declaration,
    NotUnderstood,
    members,
    number,
)
from assessments.domain.interchange.qti.wording import read_words
from assessments.domain.interchange.rubrics import marking_fields
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.numeric import Numeric
from assessments.domain.shares import snapped

UNIT = "unit"
LONGEST_UNIT = 40
LONGEST_COMMENT = 20_000
OUTSIDE = Fraction(1, 1000)


def read_extended(body: Body, interaction: Node) -> Item:
    """Return an essay if it earns points, else a comment, which nobody grades."""
    fields: dict[str, Any] = body.asked(interaction)
    name = interaction.get("responseIdentifier", "")
    fields["rationale"] = hear_all(body, [{name: "x"}])[""]
    outcomes = body.item.below("outcomeDeclaration")
    is_marked = body.processing.is_marked or any(each.get("externalScored") for each in outcomes)
    if is_marked or body.for_markers:
        return build(Essay, **marking_fields(body.for_markers, body.notes), **fields)
    length = interaction.get("expectedLength", "")
    if length.isdigit() and 0 < int(length) <= LONGEST_COMMENT:
        fields["max_length"] = int(length)
    return build(Comment, **fields)


def read_entry(body: Body, interaction: Node) -> Item:
    """Return a question for a number or for words."""
    declared = body.processing.responses.get(interaction.get("responseIdentifier", ""))
    if declared is None:
        raise ItemRefused("The response is not declared.", interaction.line)
    if declared.base_type not in NUMBERS:
        return read_words(body, interaction, declared)
    unit = _take_unit(body, interaction)
    fields: dict[str, Any] = body.asked(interaction)
    accepted = _accepted(body, declared)
    value = number(accepted[0]["value"])
    probes = [{declared.identifier: each} for each in (value, value + 10**6)]
    fields["rationale"] = hear_all(body, probes)[""]
    item = build(Numeric, accepted=accepted, unit=unit, **fields)
    _check_marks(body, declared, item, accepted)
    return item


def _take_unit(body: Body, interaction: Node) -> str:
    """Return a few words right behind the field, or marked as its unit, out of the text."""
    for node in body.body.below("span"):
        if node.get("class") == UNIT:
            unit = one_line(node.whole_text())
            node.clear()
            return unit
    unit = one_line(interaction.tail or "")
    if len(unit) > LONGEST_UNIT or not re.search(r"\w|[%°]", unit):
        return ""
    interaction.tail = ""
    return unit


def _accepted(body: Body, declared: Declaration) -> list[dict[str, str]]:
    found = list(_from_rules(body, declared))
    if not found and declared.mapping:
        entries = declared.mapping.entries.items()
        most = max((worth for _key, worth in entries), default=Fraction(1)) or Fraction(1)
        found = [
            {"value": plain(number_of(key)), "credit": str(_share(worth / most))}
            for key, worth in entries
            if worth > 0
        ]
    if not found:
        found = [{"value": _written(each)} for each in members(declared.correct)]
    if not found:
        raise ItemRefused("There is no right number.", body.item.line)
    return found


def _from_rules(body: Body, declared: Declaration) -> Iterator[dict[str, str]]:
    """Yield what each branch of the rules accepts, as far as it can be read off."""
    rules = body.processing.rules
    branches = [] if rules is None else rules.below("responseIf", "responseElseIf")
    scores = [(each, _score_in(each)) for each in branches]
    most = body.processing.maximum or max((score for _branch, score in scores), default=None)
    for branch, score in scores:
        interval = _interval(branch, declared) if score > 0 else None
        if interval and most:
            yield {**interval, "credit": str(_share(score / most))}


def _share(share: Fraction) -> Fraction:
    hundredfold = share * 100
    return snapped(f"{float(hundredfold):.5f}")


def _score_in(branch: Node) -> Fraction:
    for rule in branch.children("setOutcomeValue"):
        if rule.get("identifier") == SCORE:
            written = rule.texts("baseValue")
            try:
                return number(written) if written else Fraction(0)
            except NotUnderstood:
                return Fraction(0)
    return Fraction(0)


def _interval(branch: Node, declared: Declaration) -> dict[str, str] | None:
    condition = branch.children()[0] if len(branch) else None
    if condition is None:
        return None
    if condition.tag in {"equal", "match"}:
        return _around(condition, declared)
    if condition.tag == "and":
        return _between(condition)
    return None


def _around(condition: Node, declared: Declaration) -> dict[str, str] | None:
    written = condition.texts("baseValue") or next(map(_written, members(declared.correct)), "")
    if not written:
        return None
    found = {"value": plain(number_of(written, condition.line))}
    low, high = tolerances(condition)
    mode = condition.get("toleranceMode", "exact")
    if condition.tag == "match" or mode == "exact" or low != high:
        return found
    tolerance = low / 100 if mode == "relative" else low
    return {**found, "tolerance": _written(tolerance), "tolerance_kind": mode}


def _between(condition: Node) -> dict[str, str] | None:
    bounds = {
        ("gte" if each.tag in {"gte", "gt"} else "lte"): number(each.texts("baseValue"))
        for each in condition.children()
        if each.tag in {"gte", "gt", "lte", "lt"} and each.child("baseValue") is not None
    }
    if bounds.keys() != {"gte", "lte"} or bounds["gte"] > bounds["lte"]:
        return None
    low, high = bounds["gte"], bounds["lte"]
    return {"value": _written((low + high) / 2), "tolerance": _written((high - low) / 2)}


def _written(value: object) -> str:
    """Return a number as a decimal; raise `ItemRefused` for one that is none."""
    if not isinstance(value, Fraction):
        raise ItemRefused("What is right is no number.")
    top, bottom = value.numerator, value.denominator
    digits = 0
    while 10**digits % bottom and digits < 28:
        digits += 1
    scaled = top * 10**digits
    if scaled % bottom:
        raise ItemRefused("A right number has no end as a decimal.")
    text = f"{abs(scaled // bottom):0{digits + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def _check_marks(
    body: Body, declared: Declaration, item: Item, accepted: list[dict[str, str]]
) -> None:
    """Note it where the rules and the item mark some number differently."""
    values = []
    for each in accepted:
        value = number(each["value"])
        reach = number(each.get("tolerance", "0"))
        if each.get("tolerance_kind") == "relative":
            reach *= abs(value)
        step = max(reach, abs(value), Fraction(1)) * OUTSIDE
        values += [value, value + reach, value - reach, value + reach + step, value - reach - step]
    notes = body.notes
    earned = understood(
        lambda: shares(
            values, lambda each: body.processing.score({declared.identifier: each}), body
        ),
        notes,
        "what is said to be right is accepted.",
    )
    for value, share in zip(values, earned or (), strict=False):
        if not near(item.score({"value": _written(value)}), share):
            notes.lost("Some numbers were marked otherwise; check the tolerances.")
            return
