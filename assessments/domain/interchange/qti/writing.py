"""From questions and tests to packages of QTI 2.1, 2.2 or 3.0."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree as ET

from assessments.domain.interchange.markup import note_hints
from assessments.domain.interchange.package import write_package
from assessments.domain.interchange.pictures import addresses_in
from assessments.domain.interchange.portable import (
    Entry,
    ItemRefused,
    Notes,
    Portable,
    Problem,
    Slot,
    Test,
    Writing,
    attempt,
    one_line,
)
from assessments.domain.interchange.qti.elements import IMAGES, el, indent
from assessments.domain.interchange.qti.feedback import (
    declared_feedback,
    feedback_rule,
    feedbacks_of,
)
from assessments.domain.interchange.qti.kinds import Written, write_kind
from assessments.domain.interchange.qti.manifest import MANIFEST, Listed, write_manifest
from assessments.domain.interchange.qti.names import Version, spelled
from assessments.domain.interchange.qti.processing import SCORE
from assessments.domain.interchange.qti.write_tests import write_test
from assessments.domain.interchange.writers import as_kept, note_context
from assessments.domain.items import dump, html_in


def write(
    portables: Sequence[Portable], tests: Sequence[Test] = (), *, version: Version
) -> Writing:
    """Write a package with an item for each question that QTI can hold."""
    files: dict[str, bytes] = {}
    entries: list[Entry] = []
    listed: list[tuple[str, Listed]] = []
    written: dict[int, tuple[str, str]] = {}
    for place, portable in enumerate(portables):
        identifier = f"question-{len(listed) + 1}"
        root, problems = attempt(
            partial(_write_item, portable, identifier, version), name=portable.title
        )
        entries.append(Entry(portable.title, 0, portable if root is not None else None, problems))
        if root is not None:
            written[place] = (identifier, f"{identifier}.xml")
            files[f"{identifier}.xml"] = _document(root, version)
            needs = _add_pictures(portable, files)
            listed.append((identifier, Listed(f"{identifier}.xml", portable.tags, needs)))
    kept = [_without_missing(test, written) for test in tests]
    lost: list[Problem] = []
    for number, test in enumerate(kept, start=1):
        notes = Notes()
        if len(test.slots) < len(tests[number - 1].slots):
            notes.lost("questions and draws of which too many stayed behind are not asked.")
        root = write_test(test, f"test-{number}", written, notes)
        files[f"test-{number}.xml"] = _document(root, version)
        lost += [replace(p, message=f"“{test.title}”: {p.message}") for p in notes.problems]
    named = [
        (f"test-{number}", Listed(f"test-{number}.xml", ())) for number in range(1, len(kept) + 1)
    ]
    files[MANIFEST] = write_manifest(listed, named, version)
    return Writing(write_package(files), tuple(entries), tuple(lost))


def _document(root: ET.Element, version: Version) -> bytes:
    indent(root)
    whole = spelled(root, version)
    return ET.tostring(whole, encoding="utf-8", xml_declaration=True) + b"\n"


def _add_pictures(portable: Portable, files: dict[str, bytes]) -> tuple[str, ...]:
    shown = [name for html in html_in(dump(portable.item)) for name in addresses_in(html)]
    shown += portable.item.pictures()
    names = [name for name in dict.fromkeys(shown) if name in portable.media]
    for name in names:
        files[f"{IMAGES}{name}"] = portable.media[name]
    return tuple(f"{IMAGES}{name}" for name in names)


def _without_missing(test: Test, written: dict[int, tuple[str, str]]) -> Test:
    """Return a test without the questions that stayed behind."""
    slots: list[Slot] = []
    begun = ("", "")
    for slot in test.slots:
        begun = (slot.section, slot.section_instructions) if slot.section else begun
        pool = tuple(each for each in slot.pool if each in written)
        if slot.entry in written or (slot.count and len(pool) >= slot.count):
            title, told = begun
            slots.append(replace(slot, pool=pool, section=title, section_instructions=told))
            begun = ("", "")
    return replace(test, slots=tuple(slots))


def _write_item(portable: Portable, identifier: str, version: Version, notes: Notes) -> ET.Element:
    portable = as_kept(portable, notes)
    note_hints(portable.item, notes)
    note_context(portable, notes)
    written = write_kind(portable.item, notes)
    portable.check_pictures()
    if written.needs_gap_text and not version.has_gap_text:
        raise ItemRefused(f"{version.label} has labels as pictures only: take QTI 2.2 or 3.0.")
    feedbacks = feedbacks_of(portable.item.rationale, written)
    score = el(
        "outcomeDeclaration",
        el("defaultValue", el("value", "0")),
        identifier=SCORE,
        cardinality="single",
        baseType="float",
        normalMaximum="1",
    )
    if written.by_people:
        score.set("externalScored", "human")
    outcomes = [score] if written.rules or written.by_people else []
    if feedbacks:
        outcomes.append(declared_feedback())
    return el(
        "assessmentItem",
        *written.declarations,
        *outcomes,
        el("itemBody", *written.body),
        *_processing(written, feedbacks, version),
        *written.feedbacks,
        *feedbacks,
        identifier=identifier,
        title=one_line(portable.title),
        adaptive="false",
        timeDependent="false",
    )


def _processing(
    written: Written, feedbacks: list[ET.Element], version: Version
) -> list[ET.Element]:
    """Return the rules, or the template that says the same where nothing is said afterwards."""
    if written.template and not feedbacks:
        return [el("responseProcessing", template=version.template(written.template))]
    rules = [*written.rules, *([feedback_rule(written, feedbacks)] if feedbacks else [])]
    return [el("responseProcessing", *rules)] if rules else []
