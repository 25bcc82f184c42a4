"""Questions about a picture: written in the CMS, pinned, answered by form and by API, and on the road."""

import json
from fractions import Fraction
from hashlib import sha1
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import Question, QuestionVersion
from assessments.queries import present_hash
from assessments.services import export_questions, finish_import, preview_import
from tests.factories.authoring import a_team, signed_in
from tests.factories.pictures import a_heartbeat, an_image
from tests.integration.assessments.walk import Walk, rows

REGIONS = [
    {"text": "R wave", "shape": "rect", "coords": "40, 5, 48, 30", "correct": "on"},
    {"text": "T wave", "shape": "circle", "coords": "70 44 6"},
    {"text": "P wave", "shape": "poly", "coords": "22 48, 28 48, 28 64, 22 64"},
    {"text": "S wave", "shape": "rect", "coords": "46, 70, 50, 90"},
]
HOTSPOT = {
    "alt": "An ECG strip with one beat.",
    "regions": rows([{**each, "rationale": f"On {each['text']}."} for each in REGIONS]),
    "max_marks": "2",
    "scheme": "right_minus_wrong",
    "offers_list": "on",
}


class PictureWalk(Walk):
    """A walk whose question asks about a picture of the team's library."""

    def __init__(self, kind, value):
        super().__init__(kind, value)
        self.image = an_image(self.team.provider.collection)
        self.value = {**value, "picture": str(self.image.pk)}


@pytest.fixture
def hotspot():
    return PictureWalk("hotspot", HOTSPOT).begin()


def kept_file(item) -> Path:
    return Path(settings.MEDIA_ROOT) / item.picture.src.removeprefix(settings.MEDIA_URL)


def test_marks_are_given_by_form_and_graded(hotspot):
    page = hotspot.client.get(hotspot.page).content.decode()
    assert 'alt="An ECG strip with one beat."' in page
    assert "Mark up to 2 places" in page
    assert "On R wave." not in page
    t_wave = next(region.key for region in hotspot.item.regions if region.text == "T wave")
    sent = {"answer-x1": "44", "answer-y1": "12,5", "answer": [t_wave]}
    assert hotspot.post(**sent).status_code == 302
    assert hotspot.held() == {"marks": [[440, 125], t_wave]}
    again = hotspot.client.get(hotspot.page).content.decode()
    assert 'value="12.5"' in again
    assert again.count(" checked>") == 1
    result = hotspot.result()
    assert hotspot.score() == 0
    assert "On T wave." in result
    assert result.count('class="outline casing"') == 4
    assert "Your answer, not correct" in result


def test_what_cannot_be_is_told_and_kept(hotspot):
    refused = hotspot.post(**{"answer-x1": "44", "answer-y1": "4O"})
    body = refused.content.decode()
    assert refused.status_code == 422
    assert body.count("Mark 1: give both numbers from 0 to 100") == 2
    assert 'value="4O"' in body
    assert hotspot.held() is None


def test_the_cap_holds_on_the_server(hotspot):
    key = hotspot.item.regions[0].key
    three = {
        "answer-x1": "1",
        "answer-y1": "1",
        "answer-x2": "2",
        "answer-y2": "2",
        "answer": [key],
    }
    assert hotspot.post(**three).status_code == 422
    assert hotspot.put({"marks": [[1, 1], [2, 2], key]}).status_code == 400
    assert hotspot.held() is None


def test_a_picture_is_asked_about_over_the_api(hotspot):
    asked = hotspot.asked()
    assert asked["answer_field"] == "marks"
    assert asked["details"]["max_marks"] == 2
    assert asked["details"]["picture"]["src"].startswith("/media/asked/")
    assert [option["text"] for option in asked["options"]] == sorted(r["text"] for r in REGIONS)
    assert "coords" not in json.dumps(asked)
    assert hotspot.put({"marks": [[440, 100]]}).status_code == 200
    hotspot.result()
    assert hotspot.score() == 1


def test_a_picture_that_is_replaced_in_the_library_stays_what_was_asked(hotspot):
    file = kept_file(hotspot.item)
    assert file.stem == sha1(file.read_bytes(), usedforsecurity=False).hexdigest()
    before = file.read_bytes()
    question = Question.objects.get(title="New")
    frozen = QuestionVersion.objects.get(question=question)
    assert present_hash(question) == frozen.content_hash
    client = signed_in(hotspot.team.educator)
    edit = reverse("wagtailimages:edit", args=[hotspot.image.pk])
    other = SimpleUploadedFile("other.png", a_heartbeat(300, 300), "image/png")
    sent = {"title": "Other", "file": other, "collection": hotspot.image.collection_id}
    assert client.post(edit, sent).status_code == 302
    assert not hotspot.image.file.storage.exists(hotspot.image.file.name), "the library's is gone"
    assert file.read_bytes() == before
    assert present_hash(question) != frozen.content_hash, "republishing would ask the other one"
    frozen.refresh_from_db()
    assert frozen.content["picture"]["width"] == 400
    hotspot.image.delete()
    assert file.read_bytes() == before
    assert hotspot.put({"marks": [[440, 100]]}).status_code == 200


@pytest.mark.parametrize(
    ("coords", "told"),
    [
        ("0 0, 10 10, 10 0, 0 10", "The outline of the polygon crosses itself."),
        ("a, b", "Write percentages from 0 to 100"),
        ("10, 20, 30, 120", "Write percentages from 0 to 100"),
    ],
)
def test_regions_that_draw_nothing_are_refused_at_their_field(coords, told):
    drawn = {**REGIONS[2], "coords": coords, "correct": "on", "rationale": "No."}
    walk = PictureWalk("hotspot", {**HOTSPOT, "regions": rows([drawn]), "offers_list": ""})
    assert told in walk.write().content.decode()
    assert not Question.objects.filter(live=True).exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"max_marks": "0"}, "greater than or equal to 1"),
        ({"regions": rows([{**REGIONS[1], "rationale": "No."}])}, "at least one region as right"),
        ({"regions": HOTSPOT["regions"] | {"count": "3"}}, "at least 3"),
        ({"alt": ""}, "This field is required."),
    ],
)
def test_what_no_learner_could_answer_is_refused_in_words(changed, told):
    body = PictureWalk("hotspot", {**HOTSPOT, **changed}).write().content.decode()
    assert told in body
    assert not Question.objects.filter(live=True).exists()


def test_only_who_may_choose_a_picture_sees_it_in_the_editor(client):
    team = a_team()
    image = an_image(team.provider.collection)
    address = reverse("assessments_picture", args=[image.pk])
    assert signed_in(team.educator).get(address).status_code == 302
    stranger = signed_in(a_team("Other").educator).get(address)
    assert stranger.status_code in {302, 403, 404}
    assert "/media/" not in stranger.headers.get("Location", "")
    assert client.get(address).status_code == 302
    assert "login" in client.get(address).headers["Location"]


def brought(bank, content, format_name):
    pending = preview_import(
        bank=bank, content=content, file_name="in", format_name=format_name, at=timezone.now()
    )
    return finish_import(pending=pending, at=timezone.now())


def test_questions_travel_with_their_picture(hotspot):
    question = Question.objects.get(title="New")
    writing = export_questions(questions=[question], format_name="json")
    other = a_team("Other").bank
    report = brought(other, writing.content, "json")
    assert report.items[0].verdict == "imported"
    assert [p for p in report.items[0].problems if p.severity == "lost"] == []
    arrived = Question.objects.get(bank=other)
    assert arrived.fingerprint == question.fingerprint
    assert arrived.compile().picture == question.compile().picture
    assert brought(other, writing.content, "json").counts["duplicate"] == 1
    again = export_questions(questions=[arrived], format_name="json")
    assert (
        json.loads(again.content)["questions"][0]["media"]
        == (json.loads(writing.content)["questions"][0]["media"])
    )


def test_a_question_without_its_picture_stays_behind(hotspot):
    question = Question.objects.get(title="New")
    told = json.loads(export_questions(questions=[question], format_name="json").content)
    del told["questions"][0]["media"]
    other = a_team("Other").bank
    report = brought(other, json.dumps(told).encode(), "json")
    assert report.counts == {"imported": 0, "duplicate": 0, "refused": 1}
    assert "that it asks about is missing" in report.items[0].problems[0].message


@pytest.mark.parametrize("format_name", ["gift", "aiken"])
def test_formats_without_pictures_say_so(hotspot, format_name):
    question = Question.objects.get(title="New")
    (entry,) = export_questions(questions=[question], format_name=format_name).entries
    assert entry.portable is None
    assert "Hotspot on a picture" in entry.problems[0].message


LABELLING = {
    "alt": "An ECG strip with one beat.",
    "labels": rows(["P wave", "R wave", "T wave", "U wave"]),
    "places": rows(
        [
            {"text": "", "coords": "44, 12.5", "answer": "r wave ", "points": "2"},
            {"text": "the last bump", "coords": "70 40", "answer": "T wave", "points": "1"},
        ]
    ),
    "scheme": "per_place",
    "shuffle": "on",
}
for place in ("0", "1"):
    LABELLING["places"][place]["value"]["rationale"] = f"On place {place}."


@pytest.fixture
def labelling():
    return PictureWalk("labelling", LABELLING).begin()


def label_keys(walk):
    return {label.text: label.key for label in walk.item.labels}


def test_labels_are_given_by_form_and_graded(labelling):
    keys, (first, second) = label_keys(labelling), labelling.item.places
    page = labelling.client.get(labelling.page).content.decode()
    assert page.count("<select") == 2
    assert "(2 points)" in page
    assert "On place" not in page
    wrong = {f"answer-{first.key}": keys["R wave"], f"answer-{second.key}": keys["U wave"]}
    assert labelling.post(**wrong).status_code == 302
    assert labelling.client.get(labelling.page).content.decode().count(" selected>") == 2
    result = labelling.result()
    assert labelling.score() == Fraction(2, 3)
    assert "R wave, as you said" in result
    assert "You said U wave; it is T wave" in result
    assert "On place 1." in result
    assert 'class="pin wrong"' in result


def test_a_label_given_twice_is_told_at_its_place(labelling):
    keys = label_keys(labelling)
    twice = {f"answer-{place.key}": keys["R wave"] for place in labelling.item.places}
    refused = labelling.post(**twice)
    assert refused.status_code == 422
    assert refused.content.decode().count("Place 2: “R wave” is used before.") == 2
    assert refused.content.decode().count('aria-invalid="true"') == 1
    assert labelling.held() is None


def test_labels_are_asked_for_over_the_api(labelling):
    asked, keys = labelling.asked(), label_keys(labelling)
    assert sorted(option["text"] for option in asked["options"]) == sorted(keys)
    assert [(p["x"], p["y"], p["points"]) for p in asked["details"]["places"]] == [
        (440, 125, 2),
        (700, 400, 1),
    ]
    assert "answer" not in asked["details"]["places"][0]
    placed = {place.key: place.answer for place in labelling.item.places}
    assert labelling.put({"placed": placed}).status_code == 200
    labelling.result()
    assert labelling.score() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"answer": "Q wave"}, "is not in the list of labels."),
        ({"coords": "44"}, "Give two percentages"),
        ({"answer": "T wave"}, "belongs on two places"),
    ],
)
def test_places_that_cannot_be_labelled_are_refused_in_words(changed, told):
    places = [each["value"] for each in (LABELLING["places"]["0"], LABELLING["places"]["1"])]
    value = {**LABELLING, "places": rows([{**places[0], **changed}, places[1]])}
    assert told in PictureWalk("labelling", value).write().content.decode()
    assert not Question.objects.filter(live=True).exists()


@pytest.mark.parametrize("format_name", ["json", "qti-2.2", "qti-3.0"])
@pytest.mark.parametrize("kind", [HOTSPOT, LABELLING], ids=["hotspot", "labelling"])
def test_questions_travel_in_packages_and_are_known_again(kind, format_name):
    walk = PictureWalk("hotspot" if kind is HOTSPOT else "labelling", kind)
    assert walk.write().status_code == 302
    question = Question.objects.get(title="New")
    writing = export_questions(questions=[question], format_name=format_name)
    other = a_team("Other").bank
    report = brought(other, writing.content, format_name)
    assert report.items[0].verdict == "imported", report.items[0].problems
    arrived = Question.objects.get(bank=other)
    assert arrived.compile().picture == question.compile().picture
    again = export_questions(questions=[arrived], format_name=format_name)
    assert brought(other, again.content, format_name).counts["duplicate"] == 1
