"""Assessments written as tests: what QTI can say of them, and in words what it cannot."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from assessments.domain.decimals import plain
from assessments.domain.interchange.portable import Notes, Slot, Test
from assessments.domain.interchange.qti.elements import base, blocks, el
from assessments.domain.interchange.qti.processing import SCORE
from assessments.domain.interchange.qti.tests import MINUTE, OF_TEST
from assessments.domain.interchange.rules import Rules, told
from assessments.domain.policy import Navigation
from assessments.domain.tries import Checking, Shown

WEIGHT = "POINTS"
RESULT = "PERCENT"
SAID = frozenset(
    {
        "pass_mark",
        "time_limit_minutes",
        "checking",
        "navigation",
        "shuffle_questions",
        "penalty_percent",
    }
)
TRIES = {Checking.ONCE: "1", Checking.ADAPTIVE: "0", Checking.HINTS: "0"}
Items = Mapping[int, tuple[str, str]]


def write_test(test: Test, identifier: str, items: Items, notes: Notes) -> ET.Element:
    """Write a test over items, each by its place as (identifier, file); note what is lost."""
    rules = test.rules
    _note(test, notes)
    root = el("assessmentTest", identifier=identifier, title=test.title)
    if rules.pass_mark is not None:
        root.append(_declared(plain(rules.pass_mark)))
    if rules.time_limit_minutes:
        root.append(el("timeLimits", maxTime=str(rules.time_limit_minutes * MINUTE)))
    checks = rules.checking is not Checking.NONE
    part = el(
        "testPart",
        identifier="part",
        navigationMode="linear" if rules.navigation is Navigation.ONE_WAY else "nonlinear",
        submissionMode="individual" if checks else "simultaneous",
    )
    if control := _control(rules):
        part.append(el("itemSessionControl", **control))
    for number, (first, slots) in enumerate(_sections(test.slots), start=1):
        section = _section(number, first, slots, test, items)
        if number == 1:
            for block in _rubric(test.instructions, OF_TEST):
                section.insert(_after_rules(section), block)
        part.append(section)
    root.append(part)
    if rules.pass_mark is not None:
        root.append(_percent())
    return root


def _note(test: Test, notes: Notes) -> None:
    rules = test.rules
    said = SAID | ({"review"} if rules.review == "never" else set())
    if rules.check_shows is not Shown.VERDICT:
        said |= {"check_shows"}
    for words in told(rules, said=said):
        notes.lost(f"{words} did not come across.")
    if rules.checking is Checking.HINTS:
        notes.lost("one more try for each hint became as many tries as one likes.")
    if rules.checking is Checking.ADAPTIVE:
        notes.lost("that the best try counts did not come across.")
    if rules.checking in {Checking.HINTS, Checking.ADAPTIVE} and rules.penalty_percent:
        notes.lost(
            f"the cost of {plain(rules.penalty_percent)} % of each earlier try did not come across."
        )
    critical = sum(slot.count or 1 for slot in test.slots if slot.safety_critical)
    if critical:
        notes.lost(f"that {critical} of its questions must be right to pass did not come across.")


def _control(rules: Rules) -> dict[str, str]:
    control = {}
    if rules.checking is not Checking.NONE:
        control = {"maxAttempts": TRIES[rules.checking], "showFeedback": "true"}
        if rules.check_shows is Shown.REASONS:
            control["showSolution"] = "true"
    if rules.review == "never":
        control["allowReview"] = "false"
    return control


def _sections(slots: Sequence[Slot]) -> Iterator[tuple[Slot, list[Slot]]]:
    """Yield each section by its first slot, with all its slots."""
    number = 0
    numbered = []
    for slot in slots:
        number += bool(slot.section)
        numbered.append((number, slot))
    for _number, rows in groupby(numbered, key=lambda row: row[0]):
        kept = [slot for _place, slot in rows]
        yield kept[0], kept


def _section(
    number: int, first: Slot, slots: Sequence[Slot], test: Test, items: Items
) -> ET.Element:
    section = el(
        "assessmentSection",
        identifier=f"section-{number}",
        title=first.section or test.title,
        visible="true" if first.section else "false",
    )
    if test.rules.shuffle_questions:
        section.append(el("ordering", shuffle="true"))
    section.extend(_rubric(first.section_instructions))
    for place, slot in enumerate(slots, start=1):
        name = f"{number}-{place}"
        if slot.count:
            draw = el(
                "assessmentSection",
                el("selection", select=str(slot.count)),
                identifier=f"draw-{name}",
                title=slot.tag,
                visible="false",
                keepTogether="false",
            )
            draw.extend(_ref(items[entry], name, slot) for entry in slot.pool)
            section.append(draw)
        else:
            section.append(_ref(items[slot.entry or 0], name, slot))
    return section


def _after_rules(section: ET.Element) -> int:
    """Return where the instructions of a section stand: after its order."""
    return sum(child.tag == "ordering" for child in section)


def _rubric(html: str, name: str = "") -> list[ET.Element]:
    if not html:
        return []
    block = el("rubricBlock", *blocks(html), view="candidate")
    if name:
        block.set("class", name)
    return [block]


def _ref(item: tuple[str, str], name: str, slot: Slot) -> ET.Element:
    identifier, file = item
    weight = el("weight", identifier=WEIGHT, value=slot.points)
    return el("assessmentItemRef", weight, identifier=f"{identifier}-{name}", href=file)


def _declared(pass_mark: str) -> ET.Element:
    return el(
        "outcomeDeclaration",
        identifier=RESULT,
        cardinality="single",
        baseType="float",
        normalMaximum="100",
        masteryValue=pass_mark,
    )


def _percent() -> ET.Element:
    """Return the rule that sets the result to what was earned, in percent of the most."""
    earned = el("sum", el("testVariables", variableIdentifier=SCORE, weightIdentifier=WEIGHT))
    most = el("sum", el("outcomeMaximum", outcomeIdentifier=SCORE, weightIdentifier=WEIGHT))
    share = el("product", base("100"), el("divide", earned, most))
    return el("outcomeProcessing", el("setOutcomeValue", share, identifier=RESULT))
