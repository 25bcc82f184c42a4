"""Moodle's questions about a picture: markers to drop on areas, labels to drop on places."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

from assessments.domain.interchange.choices import key_of, stem_key
from assessments.domain.interchange.markup import escaped
from assessments.domain.interchange.moodle.parts import Parts, decoded
from assessments.domain.interchange.pictures import keep_asked
from assessments.domain.interchange.places import (
    UNDESCRIBED,
    Canvas,
    canvas_of,
    centre_of,
    closed,
    numbers_in,
    picture_fields,
    size_of,
)
from assessments.domain.interchange.portable import ItemRefused, Notes, build, one_line
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.hotspot import Hotspot
from assessments.domain.items.labelling import Labelling, Scheme as LabelScheme
from assessments.domain.items.pictured import PicturedItem
from assessments.domain.marks import Scheme
from assessments.domain.shapes import Outline

MARK = "Mark"
MOST = 10
SHAPES = {"circle": Outline.CIRCLE, "rectangle": Outline.RECTANGLE, "polygon": Outline.POLYGON}
NAMES = {outline: name for name, outline in SHAPES.items()}
ITS_MARKING = "Marks that are wrong cost less there: right ones count by all places or marks."
OUR_MARKING = "The marking became right regions minus wrong marks."


def add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    """Append an element that holds a word."""
    child = ET.SubElement(parent, name)
    child.text = text or None
    return child


def write_markers(item: Hotspot, question: ET.Element, notes: Notes) -> str:
    """Append one marker to drop and the right regions to drop it on."""
    _note_picture(item, notes)
    if len(item.regions) > sum(region.correct for region in item.regions):
        notes.lost("Wrong regions did not come across.")
    notes.lost("Names and reasons of regions did not come across.")
    if item.offers_list:
        notes.lost("That regions may be chosen from a list did not come across.")
    if item.max_marks > 1:
        notes.lost(ITS_MARKING)
    if item.scheme is Scheme.ALL_OR_NOTHING and item.max_marks > 1:
        notes.lost("All right or nothing became a share of the places.")
    add(question, "showmisplaced")
    drag = ET.SubElement(question, "drag")
    add(drag, "no", "1")
    add(drag, "text", MARK)
    add(drag, "noofdrags", str(item.max_marks))
    canvas = canvas_of(item.picture)
    for number, region in enumerate((r for r in item.regions if r.correct), start=1):
        drop = ET.SubElement(question, "drop")
        add(drop, "no", str(number))
        add(drop, "shape", NAMES[region.shape])
        add(drop, "coords", _coords(region.shape, canvas.written(region)))
        add(drop, "choice", "1")
    return "ddmarker"


def _coords(outline: Outline, numbers: Sequence[int]) -> str:
    if outline is Outline.CIRCLE:
        return "{},{};{}".format(*numbers)
    if outline is Outline.RECTANGLE:
        left, top, right, bottom = numbers
        return f"{left},{top};{right - left},{bottom - top}"
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return ";".join(f"{x},{y}" for x, y in pairs)


def _area(drop: Node, canvas: Canvas) -> dict[str, Any]:
    name = drop.texts("shape")
    if name not in SHAPES:
        raise ItemRefused(f"There is no shape “{name[:20]}” here.", drop.line)
    numbers = numbers_in(drop.texts("coords"), ",;")
    if SHAPES[name] is Outline.RECTANGLE and len(numbers) == 4:
        left, top, width, height = numbers
        numbers = [left, top, left + width, top + height]
    if SHAPES[name] is Outline.POLYGON:
        numbers = closed(numbers)
    return canvas.read(SHAPES[name], numbers)


def write_labels(item: Labelling, question: ET.Element, notes: Notes) -> str:
    """Append labels to drop and the places that take them."""
    _note_picture(item, notes)
    if any(place.rationale for place in item.places):
        notes.lost("The reasons of single places did not come across.")
    if len({place.points for place in item.places}) > 1:
        notes.lost("The points of the places did not come across; each counts the same.")
    if item.scheme is LabelScheme.ALL_OR_NOTHING and len(item.places) > 1:
        notes.lost("The marking became one share for each place.")
    if item.shuffle:
        add(question, "shuffleanswers")
    numbers = {label.key: str(number) for number, label in enumerate(item.labels, start=1)}
    for label in item.labels:
        drag = ET.SubElement(question, "drag")
        add(drag, "no", numbers[label.key])
        add(drag, "text", escaped(one_line(label.text)))
        add(drag, "draggroup", "1")
        if item.reuse:
            add(drag, "infinite")
    canvas = canvas_of(item.picture)
    for number, place in enumerate(item.places, start=1):
        x, y = canvas.pixels([place.x, place.y])
        drop = ET.SubElement(question, "drop")
        add(drop, "text", escaped(one_line(place.text)))
        add(drop, "no", str(number))
        add(drop, "choice", numbers[place.answer])
        add(drop, "xleft", str(x))
        add(drop, "ytop", str(y))
    return "ddimageortext"


def _note_picture(item: PicturedItem, notes: Notes) -> None:
    notes.lost("The description of the picture did not come across.")


def read_markers(parts: Parts) -> Item:
    """Read markers: one kind of marker makes a hotspot, several label the middle of their areas."""
    picture, canvas = _picture(parts)
    drags = {drag.texts("no"): drag for drag in parts.node.children("drag")}
    drops = parts.node.children("drop")
    used = list(dict.fromkeys(drop.texts("choice") for drop in drops))
    if not drops or not set(used) <= drags.keys():
        raise ItemRefused("No place to drop a marker is right.", parts.node.line)
    areas = [_area(drop, canvas) for drop in drops]
    if len(used) > 1 or len(drags) > 1:
        parts.notes.lost("Areas to drop a marker on became places at their middle.")
        points = [centre_of(area["coords"], area["shape"]) for area in areas]
        return _labelled(parts, picture, drags, drops, points)
    (drag,) = drags.values()
    word, many = _line(parts, drag, "A marker"), len(drops)
    named = word or MARK
    regions = [
        {
            "key": key_of(at),
            "text": f"Region {at + 1}"
            if named == MARK
            else f"{named} {at + 1}"
            if many > 1
            else named,
            "correct": True,
            **area,
        }
        for at, area in enumerate(areas)
    ]
    written = drag.texts("noofdrags")
    allowed = int(written) if written.isdigit() and drag.child("infinite") is None else many
    most = min(MOST, max(many, allowed))
    if most > 1:
        parts.notes.lost(OUR_MARKING)
    item = build(Hotspot, picture=picture, regions=regions, max_marks=most, **parts.asked())
    return _kept(parts, item)


def read_labels(parts: Parts) -> Item:
    """Read labels and the places that take them."""
    picture, canvas = _picture(parts)
    drags = {drag.texts("no"): drag for drag in parts.node.children("drag")}
    drops = parts.node.children("drop")
    if len({drag.texts("draggroup") for drag in drags.values()}) > 1:
        parts.notes.lost("That labels came in groups did not come across.")
    points = [
        (x, y)
        for drop in drops
        for x, y in [canvas.thousandths([_number(drop, "xleft"), _number(drop, "ytop")])]
    ]
    return _labelled(parts, picture, drags, drops, points)


def _number(drop: Node, path: str) -> Fraction:
    found = numbers_in(drop.texts(path))
    if len(found) != 1:
        raise ItemRefused("A place to drop a label is not said.", drop.line)
    return found[0]


def _labelled(
    parts: Parts,
    picture: dict[str, Any],
    drags: dict[str, Node],
    drops: Sequence[Node],
    points: Sequence[tuple[int, int]],
) -> Item:
    keys = {number: key_of(at) for at, number in enumerate(drags)}
    labels = [
        {"key": keys[number], "text": _line(parts, drag, "A label")}
        for number, drag in drags.items()
    ]
    for label, drag in zip(labels, drags.values(), strict=True):
        if not label["text"]:
            raise ItemRefused("A label is a picture without words.", drag.line)
    answers = [drop.texts("choice") for drop in drops]
    if not set(answers) <= keys.keys():
        raise ItemRefused("A place has no label of its own.", parts.node.line)
    places = [
        {
            "key": stem_key(at),
            "text": _line(parts, drop, "A place"),
            "x": x,
            "y": y,
            "answer": keys[answer],
        }
        for at, (drop, answer, (x, y)) in enumerate(zip(drops, answers, points, strict=True))
    ]
    many = any(
        drag.child("infinite") is not None or drag.texts("noofdrags") not in {"", "1"}
        for drag in drags.values()
    )
    switch = parts.node.child("shuffleanswers")
    item = build(
        Labelling,
        picture=picture,
        labels=labels,
        places=places,
        reuse=many or len(set(answers)) < len(answers),
        shuffle=switch is not None and (switch.text or "").strip() not in {"0", "false"},
        **parts.asked(),
    )
    return _kept(parts, item)


def _line(parts: Parts, node: Node, what: str) -> str:
    element = node.child("text")
    return "" if element is None else parts.line(element, what)


def _files(parts: Parts) -> dict[str, bytes]:
    return {
        file.get("name", ""): decoded(file, parts.notes) for file in parts.node.children("file")
    }


def _picture(parts: Parts) -> tuple[dict[str, Any], Canvas]:
    files = _files(parts)
    if not files:
        raise ItemRefused("The picture that it asks about is missing.", parts.node.line)
    name, content = next(iter(files.items()))
    size = size_of(content, name)
    parts.notes.lost("The picture came without a description; say what it shows.")
    return picture_fields(name or "picture", UNDESCRIBED, size), Canvas(*size)


def _kept(parts: Parts, item: Item) -> Item:
    files = _files(parts)
    (address,) = item.pictures()
    return keep_asked(
        item, lambda _address: files.get(address, next(iter(files.values()))), parts.media
    )
