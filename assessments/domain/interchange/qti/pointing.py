"""Points and areas of a picture as hotspots."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from assessments.domain.interchange.choices import key_of
from assessments.domain.interchange.pictures import keep_asked
from assessments.domain.interchange.places import (
    UNDESCRIBED,
    Canvas,
    closed,
    numbers_in,
    picture_fields,
    size_of,
)
from assessments.domain.interchange.portable import ItemRefused, build, one_line
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.identifiers import name_of
from assessments.domain.interchange.qti.marking import (
    first_that_marks_so,
    picks,
    shares,
    understood,
)
from assessments.domain.interchange.qti.values import Value, container, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.hotspot import LEAST_DECOYS, Hotspot
from assessments.domain.marks import Scheme
from assessments.domain.shapes import SCALE, Outline

OUTSIDE = "outside"
MOST = 10
MARKING = "it became right regions minus wrong marks."


def picture_in(body: Body, interaction: Node) -> tuple[dict[str, Any], Canvas]:
    """Return the picture of an interaction and the size in which its places are written."""
    found = interaction.below("object", "img")
    node = next((each for each in found if each in _beside(interaction)), None)
    if node is None:
        raise ItemRefused("It asks about a picture, but has none.", interaction.line)
    address = node.get("data", "") or node.get("src", "")
    content = body.find(address)
    if not content:
        message = f"The picture “{address[:80]}” that it asks about is missing."
        raise ItemRefused(message, node.line)
    size = size_of(content, address)
    alt = one_line(node.get("alt", "") or node.whole_text())
    if not alt:
        body.notes.lost("The picture came without a description; say what it shows.", node.line)
    sides = (node.get("width", ""), node.get("height", ""))
    shown = [int(side) if side.isdigit() and 0 < int(side) <= 100_000 else 0 for side in sides]
    return picture_fields(address, alt or UNDESCRIBED, size), Canvas(
        *(shown if all(shown) else size)
    )


def _beside(interaction: Node) -> list[Node]:
    """Return what stands in an interaction itself, or in a `picture` there."""
    inside = interaction.children()
    return [
        *inside,
        *(each for node in inside if node.tag == "picture" for each in node.children()),
    ]


def area_of(node: Node, canvas: Canvas) -> dict[str, Any]:
    """Return the shape that a node draws, in thousandths."""
    name, numbers = node.get("shape", ""), numbers_in(node.get("coords", ""))
    if name == "default":
        return {"shape": Outline.RECTANGLE, "coords": [0, 0, SCALE, SCALE]}
    if name not in set(Outline):
        raise ItemRefused(f"There is no shape “{name[:20]}” here.", node.line)
    outline = Outline(name)
    return canvas.read(outline, closed(numbers) if outline is Outline.POLYGON else numbers)


def read_points(body: Body, interaction: Node) -> Item:
    """Return the question of a select point interaction: its areas are its regions."""
    name = interaction.get("responseIdentifier", "")
    declared = body.processing.responses.get(name)
    nodes = [
        entry
        for each in body.item.children("responseDeclaration")
        if each.get("identifier") == name
        for entry in each.children("areaMapping/areaMapEntry")
    ]
    if declared is None or declared.areas is None or not nodes:
        raise ItemRefused("Nothing says which areas are right.", interaction.line)
    right = [worth > 0 for worth in declared.areas.entries]
    names = [str(place) for place in range(len(nodes))]

    def response(picked: Sequence[str]) -> dict[str, Value]:
        return {name: container(tuple(picked), declared.cardinality)}

    probes = [[each] for each in names[:2]] or [[OUTSIDE]]
    parts = [name_of(place) for place in range(min(len(nodes), 26))]
    reasons = hear_all(body, [response(each) for each in [*probes, [OUTSIDE]]], parts)
    told = [reasons.get(part, "").partition("\n") for part in parts]
    regions = [
        {"text": text or f"Region {place}", "correct": correct, "rationale": rationale}
        for place, ((text, _break, rationale), correct) in enumerate(
            zip(told, right, strict=False), start=1
        )
    ]
    return _read(body, interaction, nodes, names, regions, response, reasons.get("", ""))


def read_areas(body: Body, interaction: Node) -> Item:
    """Return the question of a hotspot interaction, whose areas are shown to choose from there."""
    name = interaction.get("responseIdentifier", "")
    declared = body.processing.responses.get(name)
    nodes = interaction.children("hotspotChoice")
    if declared is None or not nodes:
        raise ItemRefused("There is no area to choose.", interaction.line)
    names = [node.get("identifier", "") for node in nodes]
    said = [str(each) for each in members(declared.correct)]
    if not said and declared.mapping:
        said = [each for each in names if declared.mapping.one(each) > 0]

    def response(picked: Sequence[str]) -> dict[str, Value]:
        return {name: container(tuple(picked), declared.cardinality)}

    reasons = hear_all(body, [response([each]) for each in names[:2]], names)
    regions = [
        {
            "text": one_line(node.get("hotspotLabel", "")) or f"Region {place}",
            "correct": identifier in said,
            "rationale": reasons.get(identifier, ""),
        }
        for place, (node, identifier) in enumerate(zip(nodes, names, strict=True), start=1)
    ]
    body.notes.lost("Areas that were shown to choose from have to be found in the picture here.")
    return _read(body, interaction, nodes, names, regions, response, reasons.get("", ""))


def _read(
    body: Body,
    interaction: Node,
    nodes: Sequence[Node],
    names: Sequence[str],
    regions: list[dict[str, Any]],
    response: Any,
    rationale: str,
) -> Item:
    """Return the question of these regions under the scheme that marks as the item does."""
    picture, canvas = picture_in(body, interaction)
    for place, (region, node) in enumerate(zip(regions, nodes, strict=True)):
        region |= {"key": key_of(place), **area_of(node, canvas)}
    right = [each for each, region in zip(names, regions, strict=True) if region["correct"]]
    if not right:
        raise ItemRefused("Nothing says which areas are right.", interaction.line)
    most = _most(interaction, len(right))
    asked = {**body.asked(interaction), "rationale": rationale}
    make = partial(
        build,
        Hotspot,
        picture=picture,
        regions=regions,
        max_marks=most,
        offers_list=nodes[0].tag == "hotspotChoice" and len(names) - len(right) >= LEAST_DECOYS,
        **asked,
    )
    plain = make()
    outside = [OUTSIDE] if nodes[0].tag != "hotspotChoice" else []
    probes = picks([*names, *outside], right, most)
    earned: list[Fraction] | None = understood(
        lambda: shares(probes, lambda each: body.processing.score(response(each)), body),
        body.notes,
        MARKING,
    )
    points = _points(plain, names)
    pairs = [
        ({"marks": [points[each] for each in picked]}, share)
        for picked, share in zip(probes, earned or (), strict=False)
        if all(each in points for each in picked)
    ]
    found = first_that_marks_so((make(scheme=scheme) for scheme in Scheme), pairs)
    if found is None:
        body.notes.lost("The marking became right regions minus wrong marks.")
    return keep_asked(found or plain, body.find, body.media)


def _most(interaction: Node, right: int) -> int:
    written = interaction.get("maxChoices", "0")
    most = int(written) if written.isdigit() else 0
    return min(MOST, max(right, most or right))


def _points(item: Item, names: Sequence[str]) -> Mapping[str, list[int]]:
    """Return a point that each area decides, and one outside of all."""
    assert isinstance(item, Hotspot)  # noqa: S101 - it was built as one
    points = {name: item.point_in(place) for place, name in enumerate(names)}
    points[OUTSIDE] = item.point_in(None)
    return {name: list(point) for name, point in points.items() if point}
