"""Graphic gap match interactions as labelling questions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import lcm
from typing import Any

from assessments.domain.interchange.choices import key_of, stem_key
from assessments.domain.interchange.pictures import keep_asked
from assessments.domain.interchange.places import centre_of
from assessments.domain.interchange.portable import ItemRefused, build, one_line
from assessments.domain.interchange.qti.body import Body
from assessments.domain.interchange.qti.hearing import hear_all
from assessments.domain.interchange.qti.marking import first_that_marks_so, shares, understood
from assessments.domain.interchange.qti.pointing import area_of, picture_in
from assessments.domain.interchange.qti.values import Container, Value, members
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.labelling import Labelling, Scheme

MOST_POINTS = 100
MARKING = "The marking became one share for each place."
Pairs = Mapping[str, str]


def read_graphic_gaps(body: Body, interaction: Node) -> Item:
    """Return the question of labels and the places that take them."""
    name = interaction.get("responseIdentifier", "")
    declared = body.processing.responses.get(name)
    labels = [n for n in interaction.children() if n.tag in {"gapText", "gapImg"}]
    places = interaction.children("associableHotspot")
    if declared is None or not labels or not places:
        raise ItemRefused("Labels, places and a response are needed.", interaction.line)
    label_keys = {n.get("identifier", ""): key_of(at) for at, n in enumerate(labels)}
    place_keys = {n.get("identifier", ""): stem_key(at) for at, n in enumerate(places)}
    said = [str(each) for each in members(declared.correct)]
    mapping = declared.mapping
    said = said or [key for key, worth in (mapping.entries if mapping else {}).items() if worth > 0]
    right = _right(said, label_keys, place_keys)
    if set(right) != set(place_keys):
        raise ItemRefused("A place needs one right label.", interaction.line)

    def response(pairs: Pairs) -> dict[str, Value]:
        found = tuple(f"{label} {place}" for place, label in pairs.items())
        return {name: Container(found) if found else None}

    probes = _probes(right, list(label_keys))
    reasons = hear_all(body, [response(each) for each in probes[:2]], list(place_keys))
    worth = _points(
        [mapping.one(f"{right[p]} {p}") if mapping else Fraction(1) for p in place_keys]
    )
    picture, canvas = picture_in(body, interaction)
    drawn = [area_of(node, canvas) for node in places]
    points = [centre_of(each["coords"], each["shape"]) for each in drawn]
    asked = {**body.asked(interaction), "rationale": reasons.pop("")}
    make = partial(
        build,
        Labelling,
        picture=picture,
        labels=[
            {"key": key, "text": _text(body, node)}
            for key, node in zip(label_keys.values(), labels, strict=True)
        ],
        places=[
            {
                "key": place_keys[identifier],
                "text": one_line(node.get("hotspotLabel", "")),
                "x": x,
                "y": y,
                "answer": label_keys[right[identifier]],
                "points": earned,
                "rationale": reasons.get(identifier, ""),
            }
            for (identifier, node), (x, y), earned in zip(
                zip(place_keys, places, strict=True), points, worth, strict=True
            )
        ],
        reuse=any(node.get("matchMax", "1") != "1" for node in labels),
        **asked,
    )
    earned_by: list[Fraction] | None = understood(
        lambda: shares(probes, lambda each: body.processing.score(response(each)), body),
        body.notes,
        MARKING,
    )
    pairs = [
        ({"placed": {place_keys[p]: label_keys[label] for p, label in probe.items()}}, share)
        for probe, share in zip(probes, earned_by or (), strict=False)
    ]
    found = first_that_marks_so((make(scheme=scheme) for scheme in Scheme), pairs)
    if found is None:
        body.notes.lost(MARKING)
    return keep_asked(found or make(), body.find, body.media)


def _right(said: Sequence[str], labels: Pairs, places: Pairs) -> dict[str, str]:
    """Return the label of each place, whichever way round pairs are written."""
    found: dict[str, str] = {}
    for pair in said:
        first, _space, second = pair.partition(" ")
        label, place = (first, second) if second in places else (second, first)
        if label in labels and place in places:
            found.setdefault(place, label)
    return found


def _probes(right: Pairs, labels: Sequence[str]) -> list[Pairs]:
    """Return ways to label: all right, one place alone, all but one place."""
    found: list[Pairs] = [dict(right)]
    for place in right:
        found += [{place: right[place]}, {p: label for p, label in right.items() if p != place}]
        others = [label for label in labels if label not in right.values()]
        found += [{**right, place: label} for label in others[:1]]
    return [each for each in found if each]


def _points(worth: Sequence[Fraction]) -> list[int]:
    """Return whole points in the same proportion, 1 each where there are none."""
    whole = lcm(*(each.denominator for each in worth))
    points = [int(each * whole) for each in worth]
    return points if all(0 < each <= MOST_POINTS for each in points) else [1] * len(points)


def _text(body: Body, node: Node) -> str:
    if node.tag == "gapText":
        return body.line(node, "A label")
    words: Any = node.get("objectLabel", "") or node.whole_text()
    body.notes.lost("Labels that were pictures came as their words.", node.line)
    text = one_line(words)
    if not text:
        raise ItemRefused("A label is a picture without words.", node.line)
    return text
