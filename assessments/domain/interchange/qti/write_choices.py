"""How single best answers, multiple responses and ratings are written."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from typing import Any
from xml.etree import ElementTree as ET

from assessments.domain import items
from assessments.domain.interchange.portable import Notes, one_line
from assessments.domain.interchange.qti.elements import (
    base,
    condition,
    declaration,
    el,
    mapped,
    number_text,
    set_score,
    variable,
)
from assessments.domain.interchange.qti.identifiers import name_of
from assessments.domain.interchange.qti.marking import picks
from assessments.domain.interchange.qti.marking_choices import first_scheme
from assessments.domain.interchange.qti.written import Written, prompted, when_right, write_kind
from assessments.domain.interchange.scripted import as_case, write_script
from assessments.domain.items import Item
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.options import OptionsItem
from assessments.domain.items.rating import Rating
from assessments.domain.items.script_concordance import ScriptConcordance
from assessments.domain.items.single_best_answer import SingleBestAnswer

ONE, HALF, QUARTER = Fraction(1), Fraction(1, 2), Fraction(1, 4)


def _choices(item: OptionsItem, most: int) -> list[ET.Element]:
    options = [
        el("simpleChoice", one_line(option.text), identifier=name_of(place))
        for place, option in enumerate(item.options)
    ]
    shuffle = "true" if item.shuffle else "false"
    return prompted("choiceInteraction", item, *options, shuffle=shuffle, maxChoices=str(most))


def _right(item: OptionsItem) -> list[str]:
    return [name_of(place) for place, option in enumerate(item.options) if option.correct]


def _reasons(item: OptionsItem) -> dict[str, str]:
    return {name_of(place): option.rationale for place, option in enumerate(item.options)}


@write_kind.register
def _(item: SingleBestAnswer, notes: Notes) -> Written:
    return Written(
        declaration("single", "identifier", _right(item)),
        _choices(item, 1),
        [when_right()],
        "match_correct",
        _reasons(item),
    )


@write_kind.register
def _(item: ScriptConcordance, notes: Notes) -> Written:
    weighted = write_script(item, notes)
    names = [name_of(place) for place in range(len(weighted))]
    best = next(n for n, each in zip(names, weighted, strict=True) if each.share == 1)
    worth = [number_text(each.share) for each in weighted]
    points = [
        el("simpleChoice", each.text, identifier=name)
        for name, each in zip(names, weighted, strict=True)
    ]
    asked = as_case(item)
    return Written(
        declaration("single", "identifier", [best], zip(names, worth, strict=True)),
        prompted("choiceInteraction", asked, *points, shuffle="false", maxChoices="1"),
        [set_score(mapped())],
        "map_response",
    )


@write_kind.register
def _(item: MultipleResponse, notes: Notes) -> Written:
    item = _plainest(item, notes)
    if item.scheme is Scheme.ALL_OR_NOTHING:
        worth: list[int] = []
        rules = [when_right()]
    else:
        worth, rules = _by_mapping(item)
    names = [name_of(place) for place in range(len(item.options))]
    return Written(
        declaration("multiple", "identifier", _right(item), zip(names, worth, strict=False)),
        _choices(item, item.max_choices or 0),
        rules,
        "" if worth else "match_correct",
        _reasons(item),
    )


def _plainest(item: MultipleResponse, notes: Notes) -> MultipleResponse:
    """Return the item under the first scheme that marks as its own does, as a reader finds it."""
    keys, keyed = [option.key for option in item.options], set(item.correct_keys)
    probes = picks(keys, keyed, item.max_choices)
    worth: list[Fraction] = []
    if item.scheme is Scheme.OPTION_POINTS and not any(option.blank for option in item.options):
        worth = [Fraction(option.ticked) for option in item.options]

    def make(scheme: Scheme, points: Sequence[int] = (), **marking: Any) -> Item:
        content = items.dump(item)
        for place, option in enumerate(content["options"]):
            option |= {"ticked": points[place] if points else 0, "blank": 0}
        return items.load({**content, "scheme": scheme, **marking})

    earned = [(picked, item.score({"choices": picked})) for picked in probes]
    found = first_scheme(make, earned, keyed, worth)
    if found is None:
        notes.lost("The marking became right minus wrong picks.")
        found = make(Scheme.RIGHT_MINUS_WRONG)
    assert isinstance(found, MultipleResponse)  # noqa: S101 - as `make` makes it
    return found


def _by_mapping(item: MultipleResponse) -> tuple[list[int], list[ET.Element]]:
    """Return whole points for each option, and the rules that make a score of their sum."""
    number, keyed = len(item.options), len(item.correct_keys)
    if item.scheme is Scheme.OPTION_POINTS:
        worth = [option.ticked for option in item.options]
        total = sum(each for each in worth if each > 0)
        return worth, [_sum_score(0, total)]
    if item.scheme is Scheme.FIXED_DOCK:
        right, wrong = item.dock.denominator, item.dock.numerator * keyed
        shared = gcd(right, wrong)
        right, wrong = right // shared, wrong // shared
        worth = [right if option.correct else -wrong for option in item.options]
        return worth, [_sum_score(0, right * keyed)]
    worth = [1 if option.correct else -1 for option in item.options]
    if item.scheme is Scheme.HALVES:
        return worth, [_halves(number, keyed)]
    if item.scheme is Scheme.EVERY_DECISION:
        return worth, [_sum_score(number - keyed, number)]
    return worth, [_sum_score(0, keyed)]


def _sum_score(offset: int, total: int) -> ET.Element:
    """Set the score to the mapped sum and an offset over a total, nothing below zero or for nothing."""
    summed = el("sum", mapped(), base(offset, "float")) if offset else mapped()
    share = el("divide", summed, base(total, "float"))
    given = el("not", el("isNull", variable()))
    return condition((given, el("max", share, base(0, "float"))))


def _halves(number: int, keyed: int) -> ET.Element:
    branches = [(keyed, ONE)]
    branches += [(keyed - 1, HALF)] if number >= 3 else []
    branches += [(keyed - 2, QUARTER)] if number >= 5 else []
    given = el("isNull", variable())
    return condition(
        (given, base(Fraction(0))),
        *((el("gte", mapped(), base(least, "float")), base(score)) for least, score in branches),
    )


@write_kind.register
def _(item: Rating, notes: Notes) -> Written:
    steps = [
        el("simpleChoice", one_line(text), identifier=name_of(place))
        for place, text in enumerate(item.scale)
    ]
    body = prompted("choiceInteraction", item, *steps, shuffle="false", maxChoices="1")
    return Written(declaration("single", "identifier"), body)
