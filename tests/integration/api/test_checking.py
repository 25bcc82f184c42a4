"""Checks, hints, certainty and ruled-out options over JSON, as the pages have them."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.services import create_api_token
from tests.factories.items import multiple_response, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

HINTS = [{"text": "<p>Think.</p>", "clear_wrong": True}]


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def client(learner):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_token(user=learner, name='t').key}")
    return client


def asking(learner, *items, **policy):
    sitting = a_stage(list(items), shuffle_options=False, **policy).ready(learner)
    return f"/api/v1/attempts/{sitting.attempt_id}/"


def send(client, address, method="post", **fields):
    return getattr(client, method)(address, fields, format="json")


def check(client, attempt, response, **more):
    fields = {"operation": str(uuid4()), "response": response, **more}
    return send(client, f"{attempt}answers/1/check/", **fields)


def test_tries_hints_and_locks(client, learner):
    attempt = asking(
        learner, single_best_answer(hints=HINTS), checking="hints", check_shows="reasons"
    )
    opened = client.get(attempt).json()
    assert (opened["checking"], opened["penalty"], opened["asks_certainty"]) == (
        "hints",
        "1/3",
        False,
    )
    asked = opened["questions"][0]
    assert (asked["stage"], asked["tries"], asked["tries_left"], asked["hint"]) == (
        "open",
        0,
        2,
        "",
    )
    assert asked["told"] is None
    said = check(client, attempt, {"choice": "a"}).json()
    assert (said["stage"], said["tries_left"], said["hint"]) == ("waiting", 1, "<p>Think.</p>")
    assert said["told"]["reasons"] == [{"text": "Option a", "reason": "On a."}]
    assert said["told"]["review"] is None
    saved = send(
        client, f"{attempt}answers/1/", "put", operation=str(uuid4()), response={"choice": "b"}
    )
    assert (saved.status_code, saved.json()["error"]["code"]) == (409, "waiting")
    again = send(client, f"{attempt}answers/1/again/", operation=str(uuid4())).json()
    assert (again["stage"], again["response"], again["told"]) == ("open", None, None)
    done = check(client, attempt, {"choice": "b"}).json()
    assert (done["locked"], done["verdict"], done["tries"]) == (True, "Correct", 2)
    assert [line["correct"] for line in done["told"]["review"]["lines"]] == [
        False,
        True,
        False,
        False,
    ]
    assert check(client, attempt, {"choice": "c"}).json()["error"]["code"] == "locked"
    assert client.post(f"{attempt}submit/").json()["points"] == "0.6667"


def test_same_operation_uses_one_try(client, learner):
    attempt = asking(learner, single_best_answer(), checking="adaptive")
    named = str(uuid4())
    for _ in range(2):
        assert check(client, attempt, {"choice": "a"}, operation=named).json()["tries"] == 1
    refused = check(client, attempt, {"choice": "c"}, operation=named)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "operation_reused")
    assert check(client, attempt, {"choice": "a"}).json()["tries"] == 1


def test_what_cannot_be_checked_is_refused_with_a_sentence(client, learner):
    plain = asking(learner, single_best_answer())
    assert check(client, plain, {"choice": "a"}).json()["error"]["code"] == "not_checked"
    other = a_person(profession="physician")
    attempt = asking(other, single_best_answer(), checking="once")
    assert check(client, attempt, {"choice": "a"}).status_code == 404


@pytest.mark.parametrize("response", [None, {"choice": "z"}, {"choices": ["a"]}, [1]])
def test_what_is_no_answer_costs_nothing(client, learner, response):
    attempt = asking(learner, single_best_answer(), checking="once")
    said = check(client, attempt, response)
    assert said.status_code == 400
    assert said.json()["error"]["fields"]["response"]
    assert client.get(attempt).json()["questions"][0]["tries"] == 0


def test_certainty_is_saved_and_refused(client, learner):
    attempt = asking(learner, single_best_answer(), certainty=True, checking="once")
    answers = f"{attempt}answers/1/"
    fields = {"operation": str(uuid4()), "response": {"choice": "a"}}
    assert send(client, answers, "put", **fields, certainty=2).status_code == 200
    assert client.get(attempt).json()["questions"][0]["certainty"] == 2
    for wrong in (0, 4, "x"):
        assert send(client, answers, "put", **fields, certainty=wrong).status_code == 400
    assert check(client, attempt, {"choice": "a"}, certainty=3).json()["certainty"] == 3
    unasked = asking(learner, single_best_answer())
    said = send(client, f"{unasked}answers/1/", "put", **fields, certainty=2)
    assert list(said.json()["error"]["fields"]) == ["certainty"]


def test_options_are_ruled_out(client, learner):
    attempt = asking(learner, multiple_response())
    address = f"{attempt}answers/1/struck/"
    assert send(client, address, "put", options=["c", "a"]).json()["struck"] == ["a", "c"]
    assert client.get(attempt).json()["questions"][0]["struck"] == ["a", "c"]
    assert send(client, address, "put", options=["z"]).status_code == 400
    assert send(client, f"{attempt}answers/9/struck/", "put", options=["a"]).status_code == 400
    assert send(client, address, "put", options=[]).json()["struck"] == []


def test_attempt_tells_where_each_question_stands(client, learner):
    attempt = asking(learner, *[single_best_answer(hints=HINTS)] * 3, checking="hints")
    check(client, attempt, {"choice": "b"})
    fields = {"operation": str(uuid4()), "response": {"choice": "a"}}
    send(client, f"{attempt}answers/2/", "put", **fields)
    rows = client.get(attempt).json()["questions"]
    told = [[row[key] for key in ("answered", "flagged", "locked", "tries_left")] for row in rows]
    assert told == [[True, False, True, 0], [True, False, False, 2], [False, False, False, 2]]
