"""From QTI files and packages to questions and tests."""

import posixpath
from collections.abc import Callable, Mapping
from functools import partial

from assessments.domain.interchange.package import is_package, open_package
from assessments.domain.interchange.portable import (
    Entry,
    FileRefused,
    ItemRefused,
    Notes,
    Portable,
    Problem,
    Reading,
    Severity,
    Test,
    bounded,
    read_entry,
    tagged,
    titled,
)
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.choosing import read_choice
from assessments.domain.interchange.qti.cloze import read_cloze, stands_in_lines
from assessments.domain.interchange.qti.labelling import read_graphic_gaps
from assessments.domain.interchange.qti.manifest import Listed, listed_in
from assessments.domain.interchange.qti.names import plain_names
from assessments.domain.interchange.qti.ordering import read_order
from assessments.domain.interchange.qti.pairing import read_match
from assessments.domain.interchange.qti.pointing import read_areas, read_points
from assessments.domain.interchange.qti.processing import Processing
from assessments.domain.interchange.qti.sending import read_upload
from assessments.domain.interchange.qti.sets import read_set
from assessments.domain.interchange.qti.tests import read_test
from assessments.domain.interchange.qti.typing_in import (
    read_entry as read_text_entry,
    read_extended,
)
from assessments.domain.interchange.qti.values import NotUnderstood
from assessments.domain.interchange.safe_xml import Node, read_xml
from assessments.domain.interchange.text_files import MEGABYTE, check_text_size, decode
from assessments.domain.items import Item

TOGETHER = 32
MOST_TOGETHER = TOGETHER * MEGABYTE
ITEM, TEST = "assessmentItem", "assessmentTest"
INTERACTIONS: Mapping[str, Callable[[Body, Node], Item]] = {
    "choiceInteraction": read_choice,
    "inlineChoiceInteraction": read_choice,
    "hottextInteraction": read_choice,
    "matchInteraction": read_match,
    "orderInteraction": read_order,
    "selectPointInteraction": read_points,
    "hotspotInteraction": read_areas,
    "graphicGapMatchInteraction": read_graphic_gaps,
    "textEntryInteraction": read_text_entry,
    "extendedTextInteraction": read_extended,
    "uploadInteraction": read_upload,
}


def read(content: bytes) -> Reading:
    """Read a package, or a single item."""
    if not is_package(content):
        check_text_size(content)
        root = plain_names(read_xml(content))
        if root.tag != ITEM:
            raise FileRefused(
                f"This is no QTI item: it begins with <{root.tag[:40]}>. Tests come as packages."
            )
        return Reading((_read_item_entry(root, content, {}, Listed("", ())),))
    files = open_package(content)
    listed = listed_in(files)
    entries: list[Entry] = []
    by_name: dict[str, int] = {}
    held = 0
    for each in bounded(listed.items):
        held += files.size_of(each.name)
        if held > MOST_TOGETHER:
            raise FileRefused(f"The items of the package are larger than {TOGETHER} MB together.")
        by_name[each.name] = len(entries)
        entries.append(_read_listed(each, files))
    tests, problems = _read_tests(listed.tests, files, by_name, entries)
    return Reading(tuple(entries), problems, tests)


def _read_listed(listed: Listed, files: Mapping[str, bytes]) -> Entry:
    try:
        content, root = _read_root(listed, files)
    except FileRefused as refusal:
        problem = Problem(Severity.REFUSED, str(refusal), 1)
        return Entry(listed.name, 1, None, (problem,))
    return _read_item_entry(root, content, files, listed)


def _read_root(listed: Listed, files: Mapping[str, bytes]) -> tuple[bytes, Node]:
    if listed.name not in files:
        raise FileRefused("The package lists this file but does not hold it.")
    content = files[listed.name]
    check_text_size(content)
    root = plain_names(read_xml(content))
    if root.tag != ITEM:
        raise FileRefused(f"This is no item: it begins with <{root.tag[:40]}>.")
    return content, root


def _read_item_entry(
    root: Node, content: bytes, files: Mapping[str, bytes], listed: Listed
) -> Entry:
    name = root.get("title", "") or listed.name or root.get("identifier", "")
    return read_entry(partial(_read_item, root, content, files, listed), name=name, line=root.line)


def _read_item(
    root: Node, content: bytes, files: Mapping[str, bytes], listed: Listed, notes: Notes
) -> Portable:
    try:
        processing = Processing(root)
    except NotUnderstood as unknown:
        raise ItemRefused(f"A declaration uses {unknown}.", root.line) from unknown
    body = Body(root, files, posixpath.dirname(listed.name), notes, processing)
    if not body.interactions:
        raise ItemRefused("The item asks nothing: it has no interaction.", root.line)
    try:
        item = _read_interactions(body)
    except NotUnderstood as unknown:
        raise ItemRefused(f"The item uses {unknown}, which is not understood.") from unknown
    if not item.marked_by_people:
        body.note_rubrics()
    return Portable(
        title=titled(root.get("title", ""), item, notes),
        item=item,
        tags=tagged(listed.tags, notes),
        media=body.media,
        source=decode(content)[0],
    )


def _read_interactions(body: Body) -> Item:
    """Return the question of one interaction, the text with several, or the set of them."""
    if stands_in_lines(body):
        return read_cloze(body, INTERACTIONS)
    if len(body.interactions) > 1:
        return read_set(body, INTERACTIONS)
    (interaction,) = body.interactions
    read_interaction = INTERACTIONS.get(interaction.tag)
    if read_interaction is None:
        kind = interaction.tag[:40]
        raise ItemRefused(f"There is no kind of question here for <{kind}>.", interaction.line)
    return read_interaction(body, interaction)


def _read_tests(
    listed: tuple[Listed, ...],
    files: Mapping[str, bytes],
    by_name: Mapping[str, int],
    entries: list[Entry],
) -> tuple[tuple[Test, ...], tuple[Problem, ...]]:
    tests, problems = [], []
    for each in listed:
        notes = Notes(1)
        try:
            root = plain_names(read_xml(files.get(each.name, b"")))
            if root.tag == TEST:
                tests.append(read_test(root, each.name, by_name, notes))
        except (FileRefused, ItemRefused) as refusal:
            notes.lost(f"{refusal}")
        problems += [
            Problem(found.severity, f"{each.name}: {found.message}", found.line)
            for found in notes.problems
        ]
    return tuple(tests), tuple(problems)
