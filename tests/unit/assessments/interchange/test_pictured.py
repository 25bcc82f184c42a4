"""Questions about pictures in files: what others write, what we write, and what stays behind."""

import base64
from fractions import Fraction

import pytest

from assessments.domain.interchange import FORMATS
from assessments.domain.interchange.package import write_package
from assessments.domain.interchange.places import Canvas
from assessments.domain.items.hotspot import Hotspot
from assessments.domain.items.labelling import Labelling
from tests.factories.items import hotspot, labelling, region
from tests.factories.pictures import a_heartbeat
from tests.factories.portables import HEARTBEAT, PICTURE, a_portable

QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Wave"
 adaptive="false" timeDependent="false">{declared}
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody>{asked}</itemBody>{rules}</assessmentItem>"""
OBJECT = '<object type="image/png" data="i/ecg.png" width="400" height="200">An ECG</object>'
AREAS = """<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="point">
<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="176,20,16" mappedValue="1"/>
<areaMapEntry shape="poly" coords="80,80,120,80,120,120,80,80" mappedValue="0"/></areaMapping>
</responseDeclaration>"""
POINT = (
    '<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where is R?'
    f"</prompt>{OBJECT}</selectPointInteraction>"
)
BY_AREA = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/'
    'map_response_point"/>'
)
CHOICES = """<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>R</value></correctResponse></responseDeclaration>"""
SHOWN = (
    '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Where is R?</prompt>'
    + OBJECT
    + "".join(
        f'<hotspotChoice identifier="{name}" shape="rect" coords="{x},10,{x + 20},30" '
        f'hotspotLabel="{name} wave"/>'
        for name, x in (("P", 80), ("R", 160), ("S", 200), ("T", 280))
    )
    + "</hotspotInteraction>"
)
MATCHED = (
    '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/'
    'match_correct"/>'
)
MANIFEST = b"""<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>
<resource identifier="i" type="imsqti_item_xmlv2p1" href="i.xml"><file href="i.xml"/></resource>
</resources></manifest>"""


def qti(declared, asked, rules, **files):
    item = QTI.format(declared=declared, asked=asked, rules=rules)
    package = {"imsmanifest.xml": MANIFEST, "i.xml": item.encode(), "i/ecg.png": HEARTBEAT}
    content = write_package({name: held for name, held in {**package, **files}.items() if held})
    (entry,) = FORMATS["qti-2.1"].read(content).entries
    return entry


def told(entry):
    return " ".join(problem.message for problem in entry.problems)


def test_areas_of_others_become_regions_in_thousandths():
    entry = qti(AREAS, POINT, BY_AREA)
    item = entry.portable.item
    assert isinstance(item, Hotspot)
    assert [(r.text, r.shape, r.coords, r.correct) for r in item.regions] == [
        ("Region 1", "circle", (440, 100, 40), True),
        ("Region 2", "poly", (200, 400, 300, 400, 300, 600), False),
    ]
    assert item.max_marks == 1
    assert (item.picture.alt, item.picture.width) == ("An ECG", 400)
    assert entry.portable.media == {"ecg.png": HEARTBEAT}
    assert item.score({"marks": [[440, 100]]}) == 1


def test_areas_that_are_shown_become_a_list_of_names():
    entry = qti(CHOICES, SHOWN, MATCHED)
    item = entry.portable.item
    assert [r.text for r in item.regions if r.correct] == ["R wave"]
    assert item.offers_list
    assert "have to be found" in told(entry)


@pytest.mark.parametrize(
    ("declared", "asked", "files", "problem"),
    [
        (AREAS, POINT, {"i/ecg.png": b""}, "i/ecg.png” that it asks about is missing"),
        (AREAS, POINT, {"i/ecg.png": b"GIF89a"}, "does not open"),
        (AREAS, POINT.replace(OBJECT, ""), {}, "has none"),
        (AREAS.replace("176,20,16", "a,b,c"), POINT, {}, "“a,b,c” cannot be read"),
        (AREAS.replace('"circle"', '"ellipse"'), POINT, {}, "no shape “ellipse”"),
        (AREAS.replace("176,20,16", "176,20"), POINT, {}, "A circle needs"),
        (AREAS.replace('mappedValue="1"', 'mappedValue="0"'), POINT, {}, "which areas are right"),
        (CHOICES, POINT, {}, "which areas are right"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(declared, asked, files, problem):
    entry = qti(declared, asked, BY_AREA, **files)
    assert entry.portable is None
    assert problem in told(entry)


def test_places_beside_the_picture_move_to_its_edge():
    canvas = Canvas(400, 200)
    assert canvas.thousandths([Fraction(-5), Fraction(900)]) == [0, 1000]


@pytest.mark.parametrize("width", [3, 400, 1000, 1024, 4000])
def test_what_is_written_in_pixels_is_written_so_again(width):
    canvas = Canvas(width, width)
    for place in range(1001):
        (pixel,) = canvas.pixels([place])
        assert canvas.pixels(canvas.thousandths([Fraction(pixel)])) == [pixel]


def travelled(item, name):
    there = FORMATS[name]
    sent = a_portable(item, media={"ecg.png": HEARTBEAT})
    writing = there.write([sent])
    (entry,) = there.read(writing.content).entries
    return entry.portable.item, writing.entries[0]


@pytest.mark.parametrize("name", ["qti-2.1", "qti-2.2", "qti-3.0"])
@pytest.mark.parametrize("scheme", ["right_minus_wrong", "all_or_nothing"])
def test_qti_carries_a_hotspot_with_its_names_and_reasons(name, scheme):
    regions = [
        region(key, f"{x} 10 {x + 9} 30", correct=key != "c")
        for key, x in (("a", 10), ("b", 30), ("c", 50))
    ]
    item = hotspot(*regions, picture=PICTURE, max_marks=3, scheme=scheme, rationale="<p>So.</p>")
    arrived, entry = travelled(item, name)
    assert entry.problems == ()
    assert arrived == item


@pytest.mark.parametrize("name", ["qti-2.2", "qti-3.0"])
@pytest.mark.parametrize("scheme", ["per_place", "all_or_nothing"])
def test_qti_carries_labels_places_and_points(name, scheme):
    item = labelling(picture=PICTURE, scheme=scheme, rationale="<p>So.</p>")
    arrived, entry = travelled(item, name)
    assert entry.problems == ()
    assert [(p.text, p.x, p.y, p.points, p.rationale) for p in arrived.places] == [
        (p.text, p.x, p.y, p.points, p.rationale) for p in item.places
    ]
    assert arrived.scheme == item.scheme
    assert arrived.score({"placed": dict.fromkeys(["s1"], "b")}) == item.score(
        {"placed": dict.fromkeys(["p1"], "b")}
    )


def test_qti_2_1_has_no_words_to_put_on_a_picture():
    sent = a_portable(labelling(picture=PICTURE), media={"ecg.png": HEARTBEAT})
    (entry,) = FORMATS["qti-2.1"].write([sent]).entries
    assert entry.portable is None
    assert "take QTI 2.2 or 3.0" in entry.problems[0].message


def test_moodle_markers_of_one_kind_are_a_hotspot():
    item = hotspot(region("a", "10 10 30 30", correct=True), picture=PICTURE, max_marks=1)
    arrived, entry = travelled(item, "moodle")
    assert [(r.shape, r.coords) for r in arrived.regions] == [("rect", (100, 100, 300, 300))]
    assert {problem.message for problem in entry.problems} == {
        "The description of the picture did not come across.",
        "Names and reasons of regions did not come across.",
    }


def moodle(kind, inner, picture=HEARTBEAT):
    file = f'<file name="ecg.png" encoding="base64">{base64.b64encode(picture).decode()}</file>'
    content = (
        f'<quiz><question type="{kind}"><name><text>Wave</text></name><questiontext format="html">'
        f"<text>Which?</text></questiontext>{file if picture else ''}{inner}</question></quiz>"
    )
    (entry,) = FORMATS["moodle"].read(content.encode()).entries
    return entry


MARKERS = "".join(
    f"<drag><no>{number}</no><text>{text}</text><noofdrags>1</noofdrags></drag>"
    for number, text in ((1, "R wave"), (2, "T wave"))
) + "".join(
    f"<drop><no>{number}</no><shape>circle</shape><coords>{x},20;10</coords>"
    f"<choice>{number}</choice></drop>"
    for number, x in ((1, 176), (2, 280))
)


def test_moodle_markers_of_several_kinds_label_the_middle_of_their_areas():
    entry = moodle("ddmarker", MARKERS)
    item = entry.portable.item
    assert isinstance(item, Labelling)
    assert [(p.x, p.y) for p in item.places] == [(440, 100), (700, 100)]
    assert "places at their middle" in told(entry)


def test_moodle_labels_come_and_go():
    item = labelling(picture=PICTURE)
    arrived, entry = travelled(item, "moodle")
    assert [label.text for label in arrived.labels] == [label.text for label in item.labels]
    assert [(p.text, p.x, p.y) for p in arrived.places] == [(p.text, p.x, p.y) for p in item.places]
    assert arrived.reuse is False
    assert "The reasons of single places did not come across." in told(entry)


@pytest.mark.parametrize(
    ("kind", "inner", "picture", "problem"),
    [
        ("ddmarker", MARKERS, b"", "is missing"),
        ("ddmarker", "", HEARTBEAT, "No place to drop a marker"),
        ("ddmarker", MARKERS.replace("circle", "star"), HEARTBEAT, "no shape “star”"),
        ("ddimageortext", MARKERS, HEARTBEAT, "A place to drop a label is not said"),
        ("ddimageortext", "<drag><no>1</no></drag><drag><no>2</no></drag>", HEARTBEAT, "words"),
        ("ddmarker", MARKERS, a_heartbeat()[:30], "does not open"),
    ],
)
def test_moodle_questions_that_cannot_be_asked_are_refused(kind, inner, picture, problem):
    entry = moodle(kind, inner, picture)
    assert entry.portable is None
    assert problem in told(entry)


@pytest.mark.parametrize("name", ["gift", "aiken"])
@pytest.mark.parametrize("item", [hotspot(), labelling()], ids=lambda item: item.kind)
def test_plain_text_has_no_form_for_pictures(name, item):
    (entry,) = FORMATS[name].write([a_portable(item)]).entries
    assert entry.portable is None
    assert item.label in entry.problems[0].message
