"""Assessment tests: sections of items, drawn or fixed, with their weights and limits."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from assessments.domain.decimals import plain
from assessments.domain.interchange.markup import html_of, prose
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.portable import Notes, Slot, Test, one_line
from assessments.domain.interchange.safe_xml import Node

MINUTE = 60


def read_test(root: Node, name: str, by_name: Mapping[str, int], notes: Notes) -> Test:
    """Return a test whose slots name the entries of the reading."""
    base = posixpath.dirname(name)
    sections = [
        section
        for part in root.children("testPart")
        for section in part.children("assessmentSection")
    ]
    slots = [slot for section in sections for slot in _slots(section, base, by_name, notes)]
    if not slots:
        notes.lost("The test asks no question of this package.", root.line)
    if root.child("outcomeProcessing") is not None:
        notes.lost("How the test's result is computed did not come across.", root.line)
    rubric = "".join(prose(html_of(each), notes) for each in root.below("rubricBlock"))
    return Test(
        title=one_line(root.get("title", "")) or name,
        slots=tuple(slots),
        instructions=rubric,
        time_limit_minutes=_minutes(root),
        attempts_allowed=_attempts(root),
        shuffle_questions=any(each.get("shuffle") == "true" for each in root.below("ordering")),
    )


def _slots(section: Node, base: str, by_name: Mapping[str, int], notes: Notes) -> list[Slot]:
    refs = section.below("assessmentItemRef")
    selection = section.child("selection")
    known = [_slot(ref, base, by_name, notes) for ref in refs]
    slots = [slot for slot in known if slot]
    drawn = "" if selection is None else selection.get("select", "")
    if drawn.isdigit() and 0 < int(drawn) < len(slots):
        tag = one_line(section.get("title", "")) or section.get("identifier", "")
        entries = tuple(slot.entry for slot in slots if slot.entry is not None)
        return [Slot(tag=tag, count=int(drawn), points=slots[0].points, pool=entries)]
    if section.child("preCondition") is not None or section.child("branchRule") is not None:
        notes.lost("Conditions between sections did not come across.", section.line)
    return slots


def _slot(ref: Node, base: str, by_name: Mapping[str, int], notes: Notes) -> Slot | None:
    name = posixpath.normpath(posixpath.join(base, unquote(ref.get("href", ""))))
    if name not in by_name:
        notes.lost(f"The package does not list the item {name[:80]}.", ref.line)
        return None
    weight = ref.child("weight")
    points = "1" if weight is None else plain(abs(number_of(weight.get("value", "1"), ref.line)))
    return Slot(entry=by_name[name], points=points)


def _minutes(root: Node) -> int | None:
    limits = root.child("timeLimits")
    seconds = "" if limits is None else limits.get("maxTime", "")
    return max(1, round(number_of(seconds) / MINUTE)) if seconds else None


def _attempts(root: Node) -> int | None:
    controls = root.below("itemSessionControl")
    written = controls[0].get("maxAttempts", "") if controls else ""
    return int(written) if written.isdigit() and 0 < int(written) < 100 else None


def write_test(test: Test, identifier: str, items: Mapping[int, tuple[str, str]]) -> ET.Element:
    """Write a test over items, each by its place as (identifier, file)."""
    root = ET.Element("assessmentTest", identifier=identifier, title=test.title)
    if test.time_limit_minutes:
        ET.SubElement(root, "timeLimits", maxTime=str(test.time_limit_minutes * MINUTE))
    part = ET.SubElement(
        root,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    if test.attempts_allowed:
        ET.SubElement(part, "itemSessionControl", maxAttempts=str(test.attempts_allowed))
    for number, slot in enumerate(test.slots, start=1):
        _add_section(part, number, slot, test, items)
    return root


def _add_section(
    part: ET.Element,
    number: int,
    slot: Slot,
    test: Test,
    items: Mapping[int, tuple[str, str]],
) -> None:
    section = ET.SubElement(
        part,
        "assessmentSection",
        identifier=f"section-{number}",
        title=slot.tag or test.title,
        visible="true",
    )
    if slot.count:
        ET.SubElement(section, "selection", select=str(slot.count))
    if test.shuffle_questions:
        ET.SubElement(section, "ordering", shuffle="true")
    for entry in slot.pool if slot.count else (slot.entry,):
        identifier, name = items[entry or 0]
        ref = ET.SubElement(
            section, "assessmentItemRef", identifier=f"{identifier}-{number}", href=name
        )
        ET.SubElement(ref, "weight", identifier="POINTS", value=slot.points)
