"""The result page, the page before an assessment and the API show what the matrix allows, no more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt
from learners import services
from tests.factories.items import one_of_each
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all

SOURCE = {
    "citation": "Ann A. Trial. 2020.",
    "doi": "10.1000/x",
    "link": "https://doi.org/10.1000/x",
}
NOTHING = {
    "attempt": False,
    "correctness": False,
    "marks": "hidden",
    "feedback": False,
    "rationale": False,
    "answer": False,
    "references": False,
}
# What the page says if a row is shown, with one question of three answered wrongly
TRACES = {
    "attempt": ["Your answer"],
    "correctness": ["to revisit"],
    "rationale": ["Because."],
    "answer": ["orrect answer"],
    "references": ["Ann A. Trial."],
}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def handed_in(learner, *, ago=timedelta(0), items=None, right=2, **matrix):
    """Hand in with these columns; the others show everything."""
    stage = a_stage(items, review=matrix, references=[SOURCE])
    sitting = stage.ready(learner)
    answer_all(sitting, right=right)
    services.submit(sitting=sitting, at=timezone.now())
    if ago:
        Attempt.objects.update(
            started_at=timezone.now() - ago - timedelta(hours=1), finished_at=timezone.now() - ago
        )
    return stage, sitting


def result_of(client, sitting):
    return client.get(reverse("learners:result", args=[sitting.pk])).content.decode()


def traces_in(body):
    return {row for row, words in TRACES.items() if any(word in body for word in words)}


def test_everything_is_shown_where_nothing_is_hidden(client, learner):
    _stage, sitting = handed_in(learner)
    body = result_of(client, sitting)
    assert traces_in(body) == set(TRACES)
    assert "2 of 3 correct" in body


@pytest.mark.parametrize("row", TRACES)
def test_a_row_alone_shows_itself_and_nothing_else(client, learner, row):
    _stage, sitting = handed_in(learner, after=NOTHING | {row: True})
    body = result_of(client, sitting)
    assert traces_in(body) == {row}
    assert "of 3" not in body
    assert "66.66" not in body


@pytest.mark.parametrize("items", [one_of_each()], ids=["every kind"])
def test_nothing_leaks_of_any_kind(client, learner, items):
    graded = [item for item in items if item.graded and not item.marked_by_people]
    _stage, sitting = handed_in(learner, items=graded, after=NOTHING, open=NOTHING)
    body = result_of(client, sitting)
    assert "Nothing may be reviewed now." in body
    assert "you can see your answers" in body
    assert "Because." not in body
    assert not traces_in(body)
    for item in graded:
        assert item.lead_in not in body


@pytest.mark.parametrize(
    ("marks", "told", "untold"),
    [
        ("mark", "2 of 3 correct", "Points are not shown"),
        ("maximum", "There were 3 points to earn", "2 of 3"),
        ("hidden", "Points are not shown", "3 points"),
    ],
)
def test_points_are_told_as_far_as_allowed(client, learner, marks, told, untold):
    stage, sitting = handed_in(learner, after=NOTHING | {"marks": marks})
    body = result_of(client, sitting)
    assert "Passed" in body
    assert told in body
    assert untold not in body
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    before = client.get(place).content.decode()
    assert ("66.66%" in before) is (marks == "mark")
    [listed] = client.get(reverse("api_v1:attempts")).json()["results"]
    detail = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()
    for attempt in (listed, detail):
        assert (attempt["points"] is not None) is (marks == "mark")
    assert detail["questions"] == []


def test_later_columns_hold_later(client, learner):
    _stage, sitting = handed_in(learner, after=NOTHING, ago=timedelta(minutes=3))
    assert "Because." in result_of(client, sitting)
    detail = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()
    assert len(detail["questions"]) == 3


def test_guard_keeps_answers_until_a_pass(client, learner):
    _stage, sitting = handed_in(learner, right=0, guarded=True)
    body = result_of(client, sitting)
    assert "once you have passed, or when no attempt is left" in body
    assert not traces_in(body)
    assert "0 of 3 correct" in body
