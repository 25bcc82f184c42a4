"""How vignette sets are written: one item with an interaction for each question.

Every question keeps the rules of its kind; its variables carry the number of the question, and the
score of the item is the weighted mean of their scores.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import joined
from assessments.domain.interchange.numbers import lowest
from assessments.domain.interchange.portable import Notes
from assessments.domain.interchange.qti.elements import base, blocks, el, set_score
from assessments.domain.interchange.qti.feedback import (
    FEEDBACK,
    declared_feedback,
    feedback_rule,
    feedbacks_of,
)
from assessments.domain.interchange.qti.processing import RESPONSE, SCORE
from assessments.domain.interchange.qti.written import FORMAT, Written, write_kind
from assessments.domain.interchange.writers import CannotCarry
from assessments.domain.items import Item
from assessments.domain.items.vignette_set import VignetteSet

NUMBERED = frozenset({RESPONSE, SCORE, FEEDBACK})


@write_kind.register
def _(item: VignetteSet, notes: Notes) -> Written:
    parts = [
        written_part(part.question, number, notes)
        for number, part in enumerate(item.parts, start=1)
    ]
    asked = blocks(joined(item.stem, item.lead_in))
    body = [*asked, *(el("div", *part.body) for part in parts)]
    return together(parts, body, weighted_mean([part.weight for part in item.parts]))


def together(parts: Sequence[Written], body: list[ET.Element], mean: ET.Element) -> Written:
    """Return one item out of parts whose variables are numbered."""
    declared = [each for part in parts for each in part.declarations]
    declared.sort(key=lambda each: each.tag != "responseDeclaration")
    return Written(
        declared[0],
        body,
        [*(rule for part in parts for rule in part.rules), mean],
        more=declared[1:],
        feedbacks=[each for part in parts for each in part.feedbacks],
    )


def written_part(question: Item, number: int, notes: Notes) -> Written:
    """Return a question with its variables numbered and what it says afterwards.

    Raises `CannotCarry` for one that numbers responses of its own: numbers do not nest.
    """
    written = write_kind(question, notes)
    responses = [each for each in written.declarations if each.tag == "responseDeclaration"]
    if any(each.get("identifier") != RESPONSE for each in responses):
        raise CannotCarry(question, FORMAT)
    feedbacks = feedbacks_of(question.rationale, written)
    written.more.append(
        el(
            "outcomeDeclaration",
            el("defaultValue", el("value", "0")),
            identifier=SCORE,
            cardinality="single",
            baseType="float",
        )
    )
    if feedbacks:
        written.more.append(declared_feedback())
        written.rules.append(feedback_rule(written, feedbacks))
    written.feedbacks += feedbacks
    _number([*written.declarations, *written.body, *written.rules, *feedbacks], number)
    return written


def _number(elements: Iterable[ET.Element], number: int) -> None:
    for element in elements:
        for node in element.iter():
            for name, value in node.attrib.items():
                if value in NUMBERED:
                    node.set(name, f"{value}_{number}")


def weighted_mean(of: Sequence[Decimal]) -> ET.Element:
    """Return the rule that sets the score to the weighted mean of the parts."""
    weights = lowest([Fraction(weight) for weight in of])
    weighted = [
        el("product", el("variable", identifier=f"{SCORE}_{number}"), base(weight))
        for number, weight in enumerate(weights, start=1)
    ]
    return set_score(el("divide", el("sum", *weighted), base(sum(weights))))
