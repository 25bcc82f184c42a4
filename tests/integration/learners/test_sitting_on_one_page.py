"""An ungraded assessment: every question on one page, one button."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer
from assessments.queries import saved_answers
from learners import services
from tests.factories.items import comment, rating
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, reread

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def sitting(learner):
    return a_stage([rating(), comment(max_length=20), rating()], pass_mark=None).ready(learner)


def url(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def test_every_question_stands_on_the_page(client, sitting):
    body = client.get(url("questions", sitting)).content.decode()
    for name in ("answer.1", "answer.2", "answer.3"):
        assert f'name="{name}"' in body
    assert body.count("Which is most likely?") == 3


def test_one_button_saves_everything_and_hands_in(client, sitting):
    fields = {"answer.1": "4", "answer.2": "", "answer.3": "2", "next": "submit"}
    answer = client.post(url("questions", sitting), fields)
    assert answer.url == url("result", sitting)
    assert held(sitting) == {1: {"value": 4}, 3: {"value": 2}}
    assert not reread(sitting).is_open


def test_way_out_saves_and_leaves_it_open(client, sitting):
    answer = client.post(url("questions", sitting), {"answer.1": "4", "next": "exit"})
    assert answer.url.startswith("/activities/")
    assert held(sitting) == {1: {"value": 4}}
    assert reread(sitting).is_open
    assert 'value="4" checked' in client.get(url("questions", sitting)).content.decode()


def test_script_saves_what_differs_once(client, sitting):
    operation = str(uuid4())
    fields = {"answer.1": "4", "answer.2": "Good.", "operation": operation}
    first = client.post(url("questions", sitting), fields, **JSON).json()
    assert (first["answered"], first["sequence"]) == (2, 2)
    assert client.post(url("questions", sitting), fields, **JSON).json()["sequence"] == 2
    assert Answer.objects.count() == 2
    changed = client.post(
        url("questions", sitting), {**fields, "answer.1": "5", "operation": str(uuid4())}, **JSON
    )
    assert changed.json()["sequence"] == 3
    assert held(sitting)[1] == {"value": 5}
    assert reread(sitting).is_open


def test_invalid_answer_is_told_at_its_question_and_the_others_are_saved(client, sitting):
    fields = {"answer.1": "4", "answer.2": "Much too long for this field.", "next": "submit"}
    answer = client.post(url("questions", sitting), fields)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Shorten your comment to 20 characters" in body
    assert 'href="#question-2"' in body
    assert "Much too long for this field.</textarea>" in body
    assert 'value="4" checked' in body
    assert held(sitting) == {1: {"value": 4}}
    assert reread(sitting).is_open
    reply = client.post(url("questions", sitting), fields, **JSON)
    assert reply.status_code == 422
    assert reply.json()["error"]["field"] == "answer.2"


@pytest.mark.parametrize(
    "fields",
    [
        {"answer.99": "4"},
        {"answer": "4"},
        {"answer.x": "4"},
        {"answer.²": "4"},
        {"answer." + "1" * 400: "4"},
        {".": "4"},
    ],
)
def test_forged_fields_are_nobodys_answer(client, sitting, fields):
    assert client.post(url("questions", sitting), fields, **JSON).status_code == 200
    assert not Answer.objects.exists()


def test_second_click_shows_the_result_but_a_second_thought_is_refused(client, sitting):
    fields = {"answer.1": "4", "answer.2": "Good.", "answer.3": "2", "next": "submit"}
    for _ in range(2):
        assert client.post(url("questions", sitting), fields).url == url("result", sitting)
    for other in ({"answer.1": "5"}, {"answer.2": "x" * 21}):
        assert client.post(url("questions", sitting), {**fields, **other}).status_code == 409
    assert held(sitting) == {1: {"value": 4}, 2: {"text": "Good."}, 3: {"value": 2}}


def test_closed_page_saves_nothing(client, sitting):
    services.submit(sitting=sitting, at=timezone.now())
    reply = client.post(url("questions", sitting), {"answer.1": "4"}, **JSON)
    assert reply.status_code == 409
    assert client.get(url("questions", sitting)).url == url("result", sitting)
    assert not Answer.objects.exists()


def test_pages_lead_to_each_other(client, learner, sitting):
    assert client.get(url("question", sitting, 1)).url == url("questions", sitting)
    assert client.get(url("review", sitting)).url == url("questions", sitting)
    graded = a_stage().ready(learner)
    assert client.get(url("questions", graded)).url == url("question", graded, 1)


def test_an_evaluation_of_nothing_is_not_sent(client, sitting):
    answer = client.post(url("questions", sitting), {"answer.2": "Good.", "next": "submit"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose an answer." in body
    assert 'href="#question-1"' in body
    assert 'href="#question-2"' not in body
    assert "Good.</textarea>" in body
    assert reread(sitting).is_open
    assert client.post(url("questions", sitting), {"next": "exit"}).url.startswith("/activities/")
