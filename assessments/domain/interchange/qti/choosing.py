"""Choice interactions as single best answers, multiple responses and ratings."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from assessments.domain.interchange.choices import Weighted, key_of
from assessments.domain.interchange.portable import ItemRefused, build
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.marking import (
    picks,
    shares,
    understood,
)
from assessments.domain.interchange.qti.marking_choices import first_scheme
from assessments.domain.interchange.qti.values import Container, Value, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.interchange.scripted import read_one
from assessments.domain.items import Item
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.rating import Rating

UNMARKED = "the answer that is said to be right earns everything, as here."


class Choices:
    """A choice interaction being read: its options by their identifiers."""

    def __init__(self, body: Body, interaction: Node) -> None:
        self.body, self.interaction = body, interaction
        name = interaction.get("responseIdentifier", "")
        declared = body.processing.responses.get(name)
        if declared is None:
            raise ItemRefused("The response is not declared.", interaction.line)
        self.declared = declared
        self.nodes = interaction.below("simpleChoice", "inlineChoice", "hottext")
        self.identifiers = [node.get("identifier", "") for node in self.nodes]
        self.texts = [body.line(node, "An option") for node in self.nodes]
        self.fields: dict[str, Any] = body.asked(interaction)
        self.reasons = [""] * len(self.nodes)
        self.shuffle = interaction.get("shuffle", "false") == "true"

    def responses(self, picked: Sequence[str]) -> dict[str, Value]:
        """Return the response that picks these identifiers."""
        value: Value = (
            picked[0]
            if self.declared.cardinality == "single"
            else Container(tuple(picked), self.declared.cardinality == "ordered")
        )
        return {self.declared.identifier: value}

    def score(self, picked: Sequence[str]) -> Fraction:
        return self.body.processing.score(self.responses(picked))

    def hear(self) -> None:
        """Find out what is said to each option, and what is said in any case."""
        said = understood(
            lambda: [self.body.said(self.responses([each])) for each in self.identifiers],
            self.body.notes,
            "feedback did not come across.",
        )
        if not said:
            return
        always = [node for node in said[0] if all(node in each for each in said)]
        self.fields["rationale"] = self.body.rationale(always)
        self.reasons = [
            self.body.reasons([node for node in each if node not in always]) for each in said
        ]


def read_choice(body: Body, interaction: Node) -> Item:
    """Return the question that a choice interaction asks."""
    asked = Choices(body, interaction)
    if len(set(asked.identifiers)) < len(asked.identifiers):
        raise ItemRefused("Two options have the same identifier.", interaction.line)
    asked.hear()
    if not body.processing.is_marked:
        return _read_rating(asked)
    if asked.declared.cardinality == "single":
        return _read_single(asked)
    return _read_multiple(asked)


def _read_rating(asked: Choices) -> Item:
    if asked.declared.cardinality != "single":
        raise ItemRefused("Nothing says which options are right.", asked.interaction.line)
    return build(Rating, scale=asked.texts, **asked.fields)


def _read_single(asked: Choices) -> Item:
    responses = [[each] for each in asked.identifiers]
    notes = asked.body.notes
    earned = understood(partial(shares, responses, asked.score, asked.body), notes, UNMARKED)
    if earned is None:
        earned = [
            Fraction(int(each in members(asked.declared.correct))) for each in asked.identifiers
        ]
    weighted = [
        Weighted(text, share, reason, node.line)
        for text, share, reason, node in zip(
            asked.texts, earned, asked.reasons, asked.nodes, strict=True
        )
    ]
    return read_one(weighted, notes, shuffle=asked.shuffle, **asked.fields)


def _read_multiple(asked: Choices) -> Item:
    notes, most = asked.body.notes, _most(asked)
    earned = understood(lambda: _earned(asked, most), notes, "it became right minus wrong picks.")
    right = _right(asked, earned)
    kept = most if most and sum(right) <= most < len(right) else None
    make = partial(_build, asked, right, kept)
    fallback = make(Scheme.RIGHT_MINUS_WRONG)
    if earned is None:
        return fallback
    keys = {identifier: key_of(place) for place, identifier in enumerate(asked.identifiers)}
    found = first_scheme(
        make,
        [([keys[each] for each in picked], share) for picked, share in earned],
        {keys[each] for each, correct in zip(asked.identifiers, right, strict=True) if correct},
        _worth(asked),
    )
    if found is None:
        notes.lost("The marking became right minus wrong picks.")
    return found or fallback


def _most(asked: Choices) -> int | None:
    written = asked.interaction.get("maxChoices", "0")
    return int(written) if written.isdigit() and 0 < int(written) <= len(asked.nodes) else None


def _earned(asked: Choices, most: int | None) -> list[tuple[list[str], Fraction]]:
    right = [str(each) for each in members(asked.declared.correct)]
    if not right and asked.declared.mapping:
        mapping = asked.declared.mapping
        right = [each for each in asked.identifiers if mapping.one(each) > 0]
    probes = picks(asked.identifiers, set(right) & set(asked.identifiers), most)
    earned = shares(probes, asked.score, asked.body)
    return list(zip(probes, earned, strict=True))


def _right(asked: Choices, earned: list[tuple[list[str], Fraction]] | None) -> list[bool]:
    """Return which options are right: by word, else those of the smallest best response."""
    said = [str(each) for each in members(asked.declared.correct)]
    if not said and earned:
        best = max(share for _picked, share in earned)
        said = min((picked for picked, share in earned if share == best), key=len)
    return [each in said for each in asked.identifiers]


def _worth(asked: Choices) -> list[Fraction]:
    """Return what a mapping says of each option, nothing without one."""
    mapping = asked.declared.mapping
    return [mapping.one(each) for each in asked.identifiers] if mapping else []


def _build(
    asked: Choices,
    right: list[bool],
    most: int | None,
    scheme: Scheme,
    points: list[int] | None = None,
    **marking: Any,
) -> Item:
    options = [
        {"key": key_of(place), "text": text, "correct": correct, "rationale": reason}
        for place, (text, correct, reason) in enumerate(
            zip(asked.texts, right, asked.reasons, strict=True)
        )
    ]
    for option, ticked in zip(options, points or (), strict=False):
        option["ticked"] = ticked
    return build(
        MultipleResponse,
        options=options,
        scheme=scheme,
        max_choices=most,
        shuffle=asked.shuffle,
        **marking,
        **asked.fields,
    )
