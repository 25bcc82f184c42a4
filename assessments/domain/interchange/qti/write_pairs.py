"""How true/false sets, matchings and orderings are written."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

from assessments.domain import items
from assessments.domain.interchange.portable import Notes, build, one_line
from assessments.domain.interchange.qti.elements import (
    base,
    condition,
    declaration,
    el,
    mapped,
    set_score,
    variable,
)
from assessments.domain.interchange.qti.identifiers import name_of
from assessments.domain.interchange.qti.marking import first_that_marks_so
from assessments.domain.interchange.qti.processing import SCORE
from assessments.domain.interchange.qti.written import Written, prompted, when_right, write_kind
from assessments.domain.items import Item
from assessments.domain.items.matching import Matching, OptionOrder, Scheme as MatchScheme
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.true_false_set import (
    KPRIM_STATEMENTS,
    Scheme as StatementScheme,
    TrueFalseSet,
)
from assessments.domain.sequences import Scheme as OrderScheme

ONE, HALF, QUARTER = Fraction(1), Fraction(1, 2), Fraction(1, 4)


@write_kind.register
def _(item: TrueFalseSet, notes: Notes) -> Written:
    item = _plainest_statements(item)
    names = [name_of(place) for place in range(len(item.statements))]
    rows = [
        el("simpleAssociableChoice", one_line(each.text), identifier=name, matchMax="1")
        for name, each in zip(names, item.statements, strict=True)
    ]
    columns = [
        el("simpleAssociableChoice", one_line(label), identifier=name, fixed="true", matchMax="0")
        for name, label in (("TRUE", item.true_label), ("FALSE", item.false_label))
    ]
    right = [
        f"{name} {'TRUE' if each.is_true else 'FALSE'}"
        for name, each in zip(names, item.statements, strict=True)
    ]
    all_right = item.scheme is StatementScheme.ALL_OR_NOTHING
    return Written(
        declaration(
            "multiple", "directedPair", right, [] if all_right else [(each, 1) for each in right]
        ),
        prompted(
            "matchInteraction",
            item,
            el("simpleMatchSet", *rows),
            el("simpleMatchSet", *columns),
            shuffle="true" if item.shuffle else "false",
            maxAssociations=str(len(rows)),
        ),
        _statement_rules(item),
        "match_correct" if all_right else "",
        parts={name: each.rationale for name, each in zip(names, item.statements, strict=True)},
    )


def _plainest_statements(item: TrueFalseSet) -> TrueFalseSet:
    """Return the item by shares if that is how it marks: of one statement all schemes mark alike."""
    alike = build(TrueFalseSet, **{**_fields(item), "scheme": StatementScheme.PER_STATEMENT})
    every = {each.key: each.is_true for each in item.statements}
    probes = [{**every, key: not every[key]} for key in every]
    asked = [({"statements": each}, item.score({"statements": each})) for each in probes]
    found = first_that_marks_so([alike], asked) or item
    assert isinstance(found, TrueFalseSet)  # noqa: S101 - either is one
    return found


def _fields(item: Item) -> dict[str, Any]:
    return {name: value for name, value in items.dump(item).items() if name != "kind"}


def _statement_rules(item: TrueFalseSet) -> list[ET.Element]:
    number = len(item.statements)
    if item.scheme is StatementScheme.ALL_OR_NOTHING:
        return [when_right()]
    if item.scheme is StatementScheme.KPRIM:
        marks = ((KPRIM_STATEMENTS, ONE), (KPRIM_STATEMENTS - 1, HALF))
        tests = ((el("gte", mapped(), base(least, "float")), base(m)) for least, m in marks)
        return [condition(*tests)]
    return [set_score(el("divide", mapped(), base(number, "float")))]


@write_kind.register
def _(item: Matching, notes: Notes) -> Written:
    if item.option_order is OptionOrder.ALPHABETICAL:
        notes.lost("The alphabet's order became the order as written.")
    names = {option.key: name_of(place) for place, option in enumerate(item.options_shown())}
    if item.option_order is OptionOrder.SHUFFLED:
        names = {option.key: name_of(place) for place, option in enumerate(item.options)}
    texts = {option.key: option.text for option in item.options}
    stems = {stem.key: name_of(place) for place, stem in enumerate(item.stems)}
    rows = [_associable(stem.text, stems[stem.key], stem.count, fixed=True) for stem in item.stems]
    most = 0 if item.reuse else 1
    columns = [_associable(texts[key], name, most) for key, name in names.items()]
    right = [
        f"{stems[s.key]} {names[key]}"
        for s in item.stems
        for key in sorted(s.answers, key=names.__getitem__)
    ]
    all_right = item.scheme is MatchScheme.ALL_OR_NOTHING and len(right) > 1
    share = set_score(el("divide", mapped(), base(len(right), "float")))
    return Written(
        declaration(
            "multiple", "directedPair", right, [] if all_right else [(each, 1) for each in right]
        ),
        prompted(
            "matchInteraction",
            item,
            el("simpleMatchSet", *rows),
            el("simpleMatchSet", *columns),
            shuffle="true" if item.option_order is OptionOrder.SHUFFLED else "false",
            maxAssociations=str(len(right)),
        ),
        [when_right()] if all_right else [share],
        "match_correct" if all_right else "",
        parts={stems[stem.key]: stem.rationale for stem in item.stems},
    )


def _associable(text: str, name: str, most: int, *, fixed: bool = False) -> ET.Element:
    made = el("simpleAssociableChoice", one_line(text), identifier=name)
    if fixed:
        made.set("fixed", "true")
    made.set("matchMax", str(most))
    return made


@write_kind.register
def _(item: Ordering, notes: Notes) -> Written:
    names = [name_of(place) for place in range(len(item.steps))]
    steps = [
        el("simpleChoice", one_line(step.text), identifier=name)
        for name, step in zip(names, item.steps, strict=True)
    ]
    all_right = item.scheme is OrderScheme.ALL_OR_NOTHING
    if not all_right and item.scheme is not OrderScheme.PLACES:
        notes.lost("The marking became steps exactly in their place.")
    return Written(
        declaration("ordered", "identifier", names),
        prompted("orderInteraction", item, *steps, shuffle="true"),
        [when_right()]
        if all_right
        else [
            *(_in_place(place, name) for place, name in enumerate(names, start=1)),
            _shared(names),
        ],
        "match_correct" if all_right else "",
        parts={name: step.rationale for name, step in zip(names, item.steps, strict=True)},
    )


def _in_place(place: int, name: str) -> ET.Element:
    """Add 1 to the score for the step that belongs to a place."""
    here = el("match", el("index", variable(), n=str(place)), base(name, "identifier"))
    return condition((here, el("sum", el("variable", identifier=SCORE), base(ONE))))


def _shared(names: Sequence[str]) -> ET.Element:
    score = el("variable", identifier=SCORE)
    return set_score(el("divide", score, base(len(names), "float")))
