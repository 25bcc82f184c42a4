"""Match interactions: with a pair of verdicts as true/false sets, else as matchings."""

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from assessments.domain.interchange.choices import TRUTH, key_of, stem_key
from assessments.domain.interchange.portable import ItemRefused, build
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.identifiers import name_of
from assessments.domain.interchange.qti.marking import first_that_marks_so, shares, understood
from assessments.domain.interchange.qti.values import Container, Value, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.matching import Matching, OptionOrder, Scheme as MatchScheme
from assessments.domain.items.true_false_set import KPRIM_STATEMENTS, Scheme, TrueFalseSet

PROBES = 60
VERDICTS = ("TRUE", "FALSE")


class Pairs:
    """A match interaction being read: rows, columns, and which pairs are right."""

    def __init__(self, body: Body, interaction: Node) -> None:
        self.body, self.interaction = body, interaction
        sets = interaction.children("simpleMatchSet")
        declared = body.processing.responses.get(interaction.get("responseIdentifier", ""))
        if len(sets) != 2 or declared is None:
            raise ItemRefused("A match needs two sets and a response.", interaction.line)
        self.declared = declared
        self.row_nodes, self.column_nodes = (
            each.children("simpleAssociableChoice") for each in sets
        )
        self.rows = [node.get("identifier", "") for node in self.row_nodes]
        self.columns = [node.get("identifier", "") for node in self.column_nodes]
        self.row_texts = [body.line(node, "A statement") for node in self.row_nodes]
        self.column_texts = [body.line(node, "An option") for node in self.column_nodes]
        self.fields: dict[str, Any] = body.asked(interaction)
        self.shuffle = interaction.get("shuffle", "false") == "true"
        self.right = self._right()

    def _right(self) -> list[tuple[str, str]]:
        """Return the right pairs as (row, column), whichever way round they are written."""
        said = [str(each) for each in members(self.declared.correct)]
        mapping = self.declared.mapping
        if not said and mapping:
            said = [key for key, worth in mapping.entries.items() if worth > 0]
        pairs = [tuple(each.split()) for each in said]
        turned = [pair if pair[0] in self.rows else pair[::-1] for pair in pairs if len(pair) == 2]
        return [
            (row, column) for row, column in turned if row in self.rows and column in self.columns
        ]

    def answers_to(self, row: str) -> list[str]:
        """Return the columns that are right for a row."""
        return [column for each, column in self.right if each == row]

    def response(self, chosen: Mapping[str, Sequence[str]]) -> dict[str, Value]:
        """Return the response that pairs these rows with these columns."""
        found = tuple(f"{row} {column}" for row, columns in chosen.items() for column in columns)
        return {self.declared.identifier: Container(found) if found else None}

    def score(self, chosen: Mapping[str, Sequence[str]]) -> Fraction:
        return self.body.processing.score(self.response(chosen))

    def probes(self) -> list[dict[str, list[str]]]:
        """Return ways to pair: the right one, the right one but for one row, and others."""
        dice = random.Random(len(self.rows))  # noqa: S311 - the same ways each time
        right = {row: self.answers_to(row) for row in self.rows}
        found = [right]
        for row in self.rows:
            others = [each for each in self.columns if each not in right[row]]
            found += [{**right, row: others[:1]}, {row: right[row]}]
        for _ in range(PROBES):
            found.append({row: dice.sample(self.columns, 1) for row in self.rows})
        return [each for each in found if any(each.values())]


def read_match(body: Body, interaction: Node) -> Item:
    """Return the question that a match interaction asks."""
    pairs = Pairs(body, interaction)
    if not pairs.right:
        raise ItemRefused("Nothing says which pairs are right.", interaction.line)
    if _is_of_verdicts(pairs):
        return _read_statements(pairs)
    return _read_matching(pairs)


def _is_of_verdicts(pairs: Pairs) -> bool:
    words = tuple(text.casefold() for text in pairs.column_texts)
    ours = tuple(pairs.columns) == VERDICTS
    named = words == tuple(word.casefold() for word in TRUTH)
    lettered = pairs.columns == [name_of(place) for place in range(2)]
    return (ours or (named and not lettered)) and all(
        len(pairs.answers_to(row)) == 1 for row in pairs.rows
    )


def _read_statements(pairs: Pairs) -> Item:
    notes, truth = pairs.body.notes, pairs.columns[0]
    keys = {row: key_of(place) for place, row in enumerate(pairs.rows)}
    probes = pairs.probes()
    reasons = hear_all(pairs.body, [pairs.response(each) for each in probes[:2]], pairs.rows)
    pairs.fields["rationale"] = reasons.pop("")
    statements = [
        {
            "key": keys[row],
            "text": text,
            "is_true": pairs.answers_to(row) == [truth],
            "rationale": reasons.get(row, ""),
        }
        for row, text in zip(pairs.rows, pairs.row_texts, strict=True)
    ]
    make = partial(
        build,
        TrueFalseSet,
        statements=statements,
        true_label=pairs.column_texts[0],
        false_label=pairs.column_texts[1],
        shuffle=pairs.shuffle,
        **pairs.fields,
    )
    earned = understood(
        lambda: shares(probes, pairs.score, pairs.body), notes, "each statement counts its share."
    )
    if earned is None:
        return make()
    asked = [
        ({"statements": {keys[row]: picked == [truth] for row, picked in each.items()}}, share)
        for each, share in zip(probes, earned, strict=True)
    ]
    found = first_that_marks_so((make(scheme=scheme) for scheme in _schemes(statements)), asked)
    if found is None:
        notes.lost("The marking became one share for each statement.")
    return found or make()


def _schemes(statements: Sequence[object]) -> list[Scheme]:
    schemes = [Scheme.PER_STATEMENT, Scheme.ALL_OR_NOTHING]
    return [*schemes, Scheme.KPRIM] if len(statements) == KPRIM_STATEMENTS else schemes


def _read_matching(pairs: Pairs) -> Item:
    notes = pairs.body.notes
    rows = {row: stem_key(place) for place, row in enumerate(pairs.rows)}
    columns = {column: key_of(place) for place, column in enumerate(pairs.columns)}
    for row, node in zip(pairs.rows, pairs.row_nodes, strict=True):
        if not pairs.answers_to(row):
            raise ItemRefused("An item to match has no right answer.", node.line)
    probes = pairs.probes()
    reasons = hear_all(pairs.body, [pairs.response(each) for each in probes[:2]], pairs.rows)
    pairs.fields["rationale"] = reasons.pop("")
    make = partial(
        build,
        Matching,
        options=[
            {"key": columns[column], "text": text}
            for column, text in zip(pairs.columns, pairs.column_texts, strict=True)
        ],
        stems=[
            {
                "key": rows[row],
                "text": text,
                "answers": [columns[each] for each in pairs.answers_to(row)],
                "rationale": reasons.get(row, ""),
            }
            for row, text in zip(pairs.rows, pairs.row_texts, strict=True)
        ],
        reuse=any(node.get("matchMax", "1") != "1" for node in pairs.column_nodes),
        option_order=OptionOrder.SHUFFLED if pairs.shuffle else OptionOrder.AUTHORED,
        **pairs.fields,
    )
    earned = understood(
        lambda: shares(probes, pairs.score, pairs.body), notes, "each right answer counts."
    )
    asked = [
        (
            {
                "matches": {
                    rows[row]: [columns[one] for one in picked] for row, picked in each.items()
                }
            },
            share,
        )
        for each, share in zip(probes, earned or (), strict=False)
    ]
    found = first_that_marks_so((make(scheme=scheme) for scheme in MatchScheme), asked)
    if found is None:
        notes.lost("The marking became one share for each right answer.")
    return found or make()
