"""How questions about a picture are written: points to select, labels to match with places."""

from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from assessments.domain.interchange.places import canvas_of
from assessments.domain.interchange.portable import Notes, one_line
from assessments.domain.interchange.qti.elements import (
    IMAGES,
    base,
    condition,
    declaration,
    el,
    mapped,
    set_score,
)
from assessments.domain.interchange.qti.identifiers import name_of
from assessments.domain.interchange.qti.processing import RESPONSE
from assessments.domain.interchange.qti.written import Written, prompted, when_right, write_kind
from assessments.domain.items.hotspot import Hotspot
from assessments.domain.items.labelling import Labelling, Scheme as LabelScheme
from assessments.domain.items.pictured import Picture
from assessments.domain.marks import Scheme

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
PIN = 25  # the radius of a place in thousandths of the width


def _shown(picture: Picture) -> ET.Element:
    suffix = PurePosixPath(picture.src).suffix.lower().replace("jpeg", "jpg")
    return el(
        "object",
        one_line(picture.alt),
        data=f"{IMAGES}{picture.src}",
        type=MEDIA_TYPES.get(suffix, "image/png"),
        width=str(picture.width),
        height=str(picture.height),
    )


def _listed(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


@write_kind.register
def _(item: Hotspot, notes: Notes) -> Written:
    if item.offers_list:
        notes.lost("That regions may be chosen from a list did not come across.")
    canvas = canvas_of(item.picture)
    areas = [
        el(
            "areaMapEntry",
            shape=region.shape.value,
            coords=_listed(canvas.written(region)),
            mappedValue="1" if region.correct else "-1",
        )
        for region in item.regions
    ]
    right = [place for place, region in enumerate(item.regions) if region.correct]
    points = [canvas.pixels(item.point_in(place) or ()) for place in right]
    values = [el("value", " ".join(map(str, point))) for point in points]
    declared = el(
        "responseDeclaration",
        el("correctResponse", *values),
        el("areaMapping", *areas, lowerBound="0", defaultValue="-1"),
        identifier=RESPONSE,
        cardinality="single" if item.max_marks == 1 else "multiple",
        baseType="point",
    )
    worth, of = el("mapResponsePoint", identifier=RESPONSE), base(len(right), "float")
    rule = (
        condition((el("gte", worth, of), base("1")))
        if item.scheme is Scheme.ALL_OR_NOTHING and len(right) > 1
        else set_score(el("divide", worth, of))
    )
    return Written(
        declared,
        prompted(
            "selectPointInteraction", item, _shown(item.picture), maxChoices=str(item.max_marks)
        ),
        [rule],
        parts={
            name_of(place): f"{one_line(region.text)}\n{region.rationale}"
            for place, region in enumerate(item.regions)
        },
    )


@write_kind.register
def _(item: Labelling, notes: Notes) -> Written:
    if not item.shuffle:
        notes.lost("That the labels keep their order did not come across.")
    canvas = canvas_of(item.picture)
    radius = max(1, canvas.pixels([PIN])[0])
    names = {label.key: name_of(place) for place, label in enumerate(item.labels)}
    labels = [
        el(
            "gapText",
            one_line(label.text),
            identifier=names[label.key],
            matchMax="0" if item.reuse else "1",
        )
        for label in item.labels
    ]
    places = [
        el(
            "associableHotspot",
            shape="circle",
            coords=_listed([*canvas.pixels([place.x, place.y]), radius]),
            identifier=f"P{number}",
            matchMax="1",
            **({"hotspotLabel": one_line(place.text)} if place.text.strip() else {}),
        )
        for number, place in enumerate(item.places, start=1)
    ]
    right = [f"{names[p.answer]} P{number}" for number, p in enumerate(item.places, start=1)]
    worth = list(zip(right, (place.points for place in item.places), strict=True))
    whole = sum(place.points for place in item.places)
    all_right = item.scheme is LabelScheme.ALL_OR_NOTHING and len(item.places) > 1
    if all_right and whole != len(right):
        notes.lost("The points of the places did not come across; all of them have to be right.")
    share = set_score(el("divide", mapped(), base(whole, "float")))
    return Written(
        declaration("multiple", "directedPair", right, [] if all_right else worth),
        prompted(
            "graphicGapMatchInteraction",
            item,
            _shown(item.picture),
            *labels,
            *places,
        ),
        [when_right()] if all_right else [share],
        "match_correct" if all_right else "",
        needs_gap_text=True,
        parts={f"P{number}": place.rationale for number, place in enumerate(item.places, start=1)},
    )
