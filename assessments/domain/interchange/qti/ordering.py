"""Order interactions as ordering questions."""

import random
from fractions import Fraction
from functools import partial
from itertools import permutations
from typing import Any

from assessments.domain.interchange.choices import key_of
from assessments.domain.interchange.portable import ItemRefused, build
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.marking import first_that_marks_so, shares, understood
from assessments.domain.interchange.qti.values import Container, Value, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.ordering import Ordering
from assessments.domain.sequences import Scheme

FEW = 4
PROBES = 60
FIRST = (Scheme.PLACES, Scheme.ALL_OR_NOTHING)


def read_order(body: Body, interaction: Node) -> Item:
    """Return the question that an order interaction asks."""
    declared = body.processing.responses.get(interaction.get("responseIdentifier", ""))
    nodes = {node.get("identifier", ""): node for node in interaction.children("simpleChoice")}
    right = [str(each) for each in members(declared.correct)] if declared else []
    if declared is None or sorted(right) != sorted(nodes):
        raise ItemRefused("Nothing says the right order of all the steps.", interaction.line)
    fields: dict[str, Any] = body.asked(interaction)
    keys = {name: key_of(place) for place, name in enumerate(right)}

    def response(order: list[str]) -> dict[str, Value]:
        return {declared.identifier: Container(tuple(order), ordered=True)}

    probes = orders(right)
    reasons = hear_all(body, [response(each) for each in probes[:2]], right)
    fields["rationale"] = reasons.pop("")
    steps = [
        {
            "key": keys[name],
            "text": body.line(nodes[name], "A step"),
            "rationale": reasons.get(name, ""),
        }
        for name in right
    ]
    make = partial(build, Ordering, steps=steps, **fields)
    earned: list[Fraction] | None = understood(
        lambda: shares(probes, lambda each: body.processing.score(response(each)), body),
        body.notes,
        "steps exactly in their place count.",
    )
    if earned is None:
        return make(scheme=Scheme.PLACES)
    asked = [
        ({"order": [keys[name] for name in each]}, share)
        for each, share in zip(probes, earned, strict=True)
    ]
    found = first_that_marks_so(
        (make(scheme=scheme) for scheme in dict.fromkeys((*FIRST, *Scheme))), asked
    )
    if found is None:
        body.notes.lost("The marking became steps exactly in their place.")
    return found or make(scheme=Scheme.PLACES)


def orders(right: list[str]) -> list[list[str]]:
    """Return the right order and others: all of a few steps, some of many."""
    if len(right) <= FEW:
        return [list(each) for each in permutations(right)]
    dice = random.Random(len(right))  # noqa: S311 - the same orders each time
    return [right, right[::-1], right[1:] + right[:1]] + [
        dice.sample(right, len(right)) for _ in range(PROBES)
    ]
