"""One question a page: shown, saved, flagged, refused; with and without script."""

from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Attempt, Grade
from assessments.queries import saved_answers
from learners import services
from tests.factories.items import (
    calculated,
    cloze,
    comment,
    matching,
    multiple_response,
    numeric,
    one_of_each,
    ordering,
    rating,
    short_text,
    single_best_answer,
    true_false_set,
)
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread, run_out

JSON = {"HTTP_ACCEPT": "application/json"}
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def asking(*questions, learner, **policy):
    """Begin a post-test of these questions, in this order and unshuffled."""
    return a_stage(list(questions), shuffle_options=False, **policy).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
def test_every_kind_is_shown_with_its_label_and_fields(client, learner, item):
    sitting = asking(single_best_answer(), item, learner=learner)
    body = client.get(page(sitting, 2)).content.decode()
    assert "Question 2 of 2" in body
    assert services.items_in(sitting)[2].lead_in in body
    assert "{{" not in body
    assert 'name="answer' in body
    assert "Because." not in body


@pytest.mark.parametrize(
    ("item", "fields", "response"),
    [
        (single_best_answer(), {"answer": "c"}, {"choice": "c"}),
        (multiple_response(), {"answer": ["c", "a"]}, {"choices": ["a", "c"]}),
        (
            true_false_set(truths="TF"),
            {"answer-a": "true", "answer-b": "false"},
            {"statements": {"a": True, "b": False}},
        ),
        (numeric(), {"answer": " 12,5 "}, {"value": "12.5"}),
        (rating(), {"answer": "4"}, {"value": 4}),
        (comment(), {"answer": "Well\r\nput."}, {"text": "Well\nput."}),
        (
            matching(answers="b ca"),
            {"answer-s1": "b", "answer-s2": "c", "answer-s2:2": "a"},
            {"matches": {"s1": ["b"], "s2": ["a", "c"]}},
        ),
        (
            ordering(keys="abc"),
            {"answer-a": "2", "answer-b": "3", "answer-c": "1"},
            {"order": ["c", "a", "b"]},
        ),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_form_post_saves_shows_it_again_and_goes_on(client, learner, item, fields, response):
    sitting = asking(item, single_best_answer(), learner=learner)
    answer = client.post(page(sitting), {**fields, "next": "2"}, **BROWSER)
    assert (answer.status_code, answer.url) == (302, page(sitting, 2))
    assert held(sitting) == {1: response}
    again = client.get(page(sitting)).content.decode()
    assert "Saved " in again
    assert again.count(" checked") + again.count(" selected") == sum(
        len(value) if isinstance(value, list) else 1
        for value in fields.values()
        if item.kind not in {"numeric", "comment"}
    )
    if item.kind == "numeric":
        assert 'value="12.5"' in again
    if item.kind == "comment":
        assert ">\nWell\nput.</textarea>" in again


UNITS = {"others": [{"symbol": "g", "multiplier": "1000"}]}


@pytest.mark.parametrize(
    ("item", "fields", "response", "shown"),
    [
        (
            short_text(),
            {"answer": " High  pressure "},
            {"text": "High pressure"},
            ['value="High pressure"'],
        ),
        (calculated(), {"answer": "12,5"}, {"value": "12.5"}, ['value="12.5"']),
        (
            numeric(unit="mg", units=UNITS),
            {"answer": "0.5", "answer-unit": "g"},
            {"value": "0.5 g"},
            ['value="0.5"', "<option selected>g</option>"],
        ),
        (
            cloze(),
            {"answer-1": "Heparin", "answer-2": "5", "answer-3": "b"},
            {"gaps": {"1": "Heparin", "2": "5", "3": "b"}},
            ['value="Heparin"', 'value="5"', '<option value="b" selected>Option b</option>'],
        ),
    ],
    ids=["words", "calculated", "unit", "gaps"],
)
def test_typed_answers_come_back_into_their_fields(client, learner, item, fields, response, shown):
    sitting = asking(item, single_best_answer(), learner=learner)
    assert client.post(page(sitting), fields, **BROWSER).url == page(sitting, 2)
    assert held(sitting) == {1: response}
    again = client.get(page(sitting)).content.decode()
    assert all(each in again for each in shown)


def test_what_is_wrong_in_a_gap_is_told_at_the_gap_and_kept(client, learner):
    sitting = asking(cloze(), learner=learner)
    fields = {"answer-1": "Heparin", "answer-2": "1,250", "answer-3": "b"}
    body = client.post(page(sitting), fields).content.decode()
    assert body.count("Gap 2: 1,250 can be read in two ways") == 2, "in the summary and at the gap"
    assert body.count('aria-invalid="true"') == 1
    assert all(each in body for each in ('value="Heparin"', 'value="1,250"', 'value="b" selected'))
    error = client.post(page(sitting), fields, **JSON).json()["error"]
    assert error["field"] == "answer-2"
    assert held(sitting) == {}


@pytest.mark.parametrize(
    ("pressed", "leads_to"),
    [
        ({"next": "1"}, 1),
        ({"next": "3"}, 3),
        ({"next": "review"}, "review"),
        ({"next": "4"}, 3),
        ({"next": "nonsense"}, 3),
        ({"next": "9" * 5000}, 3),
        ({}, 3),
        ({"flag": "1"}, 2),
        ({"clear": "1"}, 2),
    ],
)
def test_buttons_save_and_lead_on(client, learner, pressed, leads_to):
    sitting = asking(*[single_best_answer()] * 3, learner=learner)
    answer = client.post(page(sitting, 2), {"answer": "a", **pressed})
    wanted = page(sitting, leads_to) if leads_to != "review" else _review(sitting)
    assert answer.url == wanted
    assert held(sitting) == ({} if "clear" in pressed else {2: {"choice": "a"}})


def _review(sitting):
    return reverse("learners:review", args=[sitting.pk])


def test_last_question_leads_to_the_review(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    assert client.post(page(sitting), {"answer": "a"}).url == _review(sitting)


def test_way_out_leads_to_the_activity_and_saves(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    answer = client.post(page(sitting), {"answer": "a", "next": "exit"})
    assert answer.url.startswith("/activities/activity-")
    assert held(sitting) == {1: {"choice": "a"}}


def test_clearing_an_answer(client, learner):
    sitting = asking(multiple_response(), learner=learner)
    client.post(page(sitting), {"answer": ["a", "b"]})
    client.post(page(sitting), {})
    assert held(sitting) == {}
    assert Answer.objects.count() == 2


def test_flag_without_script_goes_on_and_off(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    client.post(page(sitting), {"flag": "1"})
    assert reread(sitting).flagged == [1]
    assert 'aria-pressed="true"' in client.get(page(sitting)).content.decode()
    client.post(page(sitting), {"flag": "0"})
    assert reread(sitting).flagged == []


def test_script_saves_and_learns_what_is_held(client, learner):
    sitting = asking(single_best_answer(), single_best_answer(), learner=learner)
    operation = str(uuid4())
    fields = {"answer": "a", "operation": operation, "flag": "1"}
    reply = client.post(page(sitting), fields, **JSON).json()
    assert set(reply) == {
        "saved_at", "saved_words", "server_time", "seconds_left", "sequence", "answered", "flagged",
    }  # fmt: skip
    assert (reply["sequence"], reply["answered"], reply["flagged"]) == (1, 1, 1)
    assert reply["seconds_left"] is None
    again = client.post(page(sitting), fields, **JSON).json()
    assert {**again, "server_time": 0} == {**reply, "server_time": 0}
    assert str(Answer.objects.get().operation) == operation


def test_script_is_refused_another_answer_under_the_name_of_an_earlier_one(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    fields = {"answer": "a", "operation": str(uuid4())}
    client.post(page(sitting), fields, **JSON)
    refused = client.post(page(sitting), fields | {"answer": "b"}, **JSON)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "operation_reused")
    assert held(sitting) == {1: {"choice": "a"}}


def test_time_of_a_save_is_told_to_the_second_in_the_learners_zone(client, learner):
    learner.time_zone = "Asia/Kathmandu"
    learner.save()
    sitting = asking(single_best_answer(), learner=learner)
    reply = client.post(page(sitting), {"answer": "a"}, **JSON).json()
    saved_at = Answer.objects.get().saved_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    words = f"Saved {saved_at:%H:%M:%S}"
    assert reply["saved_words"] == words
    assert words in client.get(page(sitting)).content.decode()


@pytest.mark.parametrize("operation", ["", "not a uuid", "0" * 100_000])
def test_save_without_a_usable_operation_gets_one(client, learner, operation):
    sitting = asking(single_best_answer(), learner=learner)
    assert (
        client.post(page(sitting), {"answer": "a", "operation": operation}, **JSON).status_code
        == 200
    )
    assert Answer.objects.get().operation.version == 4


def test_timed_sitting_says_how_long_is_left(client, learner):
    sitting = asking(single_best_answer(), learner=learner, time_limit_minutes=20)
    body = client.get(page(sitting)).content.decode()
    assert "data-timer" in body
    assert "data-time-over" in body
    reply = client.post(page(sitting), {"answer": "a"}, **JSON).json()
    assert 1190 <= reply["seconds_left"] <= 1200


def test_sitting_without_a_limit_shows_no_timer(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    assert sitting.attempt.deadline_at, "the activity ends one day"
    assert "data-timer" not in client.get(page(sitting)).content.decode()


@pytest.mark.parametrize(
    ("item", "typed", "message", "kept"),
    [
        (numeric(), "a lot", "Enter a number, such as 12.5", 'value="a lot"'),
        (numeric(), "1,250", "can be read in two ways", 'value="1,250"'),
        (calculated(), "5 g", "Enter a number, such as 12.5", 'value="5 g"'),
        (short_text(), "a" * 201, "Shorten your answer", "a" * 201),
        (comment(max_length=5), "too long", "Shorten your comment", "too long</textarea>"),
        (
            multiple_response(max_choices=2),
            ["a", "b", "c"],
            "Choose at most 2",
            'value="c" checked',
        ),
    ],
)
def test_invalid_answer_is_told_at_its_field_and_kept(client, learner, item, typed, message, kept):
    sitting = asking(item, learner=learner)
    answer = client.post(page(sitting), {"answer": typed})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>\n" not in body
    assert "Error: Question 1 of 1" in body
    assert body.count(message) == 2, "in the summary and at the field"
    assert "answer-error" in body
    assert kept in body
    reply = client.post(page(sitting), {"answer": typed}, **JSON)
    assert reply.status_code == 422
    assert message in reply.json()["error"]["message"]
    assert held(sitting) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "z"},
        {"answer": ["a", "b"]},
        {"answer": "a\x00"},
        {"answer": "<script>alert(1)</script>"},
        {"answer": "9" * 1_000_000},
    ],
)
def test_forged_options_are_refused_and_nothing_is_written(client, learner, fields):
    sitting = asking(single_best_answer(), learner=learner)
    for headers in (JSON, BROWSER):
        answer = client.post(page(sitting), fields, **headers)
        assert answer.status_code == 422
        assert b"<script>alert" not in answer.content
    assert not Answer.objects.exists()


@pytest.mark.parametrize("position", [0, 4, 99, 10**30])
@pytest.mark.parametrize("method", ["get", "post"])
def test_position_outside_the_form_is_not_found(client, learner, method, position):
    sitting = asking(*[single_best_answer()] * 3, learner=learner)
    assert getattr(client, method)(page(sitting, position), {"answer": "a"}).status_code == 404
    assert not Answer.objects.exists()


PAGES = ("question", "questions", "review", "result", "submit")


@pytest.mark.parametrize("name", PAGES)
def test_strangers_sitting_is_not_found(client, name):
    owner, stranger = a_person(profession="nurse"), a_person(profession="nurse")
    sitting = asking(single_best_answer(), learner=owner)
    args = [sitting.pk, 1] if name == "question" else [sitting.pk]
    send = client.post if name == "submit" else client.get
    client.force_login(owner)
    assert send(reverse(f"learners:{name}", args=args)).status_code in {200, 302}
    client.force_login(stranger)
    assert send(reverse(f"learners:{name}", args=args)).status_code == 404
    assert client.post(page(sitting), {"answer": "a"}, **JSON).status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_nobody_signed_in_is_asked_to_sign_in(client, name):
    sitting = asking(single_best_answer(), learner=a_person(profession="nurse"))
    args = [sitting.pk, 1] if name == "question" else [sitting.pk]
    answer = client.post(reverse(f"learners:{name}", args=args))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_huge_sitting_number_is_not_found(client, learner):
    assert client.get(f"/sittings/{10**40}/result/").status_code == 404


def test_save_after_submitting_is_refused_and_changes_nothing(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    before = held(sitting)
    reply = client.post(page(sitting), {"answer": "c"}, **JSON)
    assert reply.status_code == 409
    assert reply.json()["error"]["code"] == "attempt_closed"
    form = client.post(page(sitting), {"answer": "c"}, **BROWSER)
    assert form.status_code == 409
    assert "nothing was changed" in form.content.decode()
    assert client.post(page(sitting), {"flag": "1"}, **JSON).status_code == 409
    assert held(sitting) == before
    assert reread(sitting).flagged == []


@pytest.mark.parametrize("name", ["question", "review"])
def test_closed_sitting_shows_its_result(client, learner, name):
    sitting = asking(single_best_answer(), learner=learner)
    services.submit(sitting=sitting, at=timezone.now())
    args = [sitting.pk, 1] if name == "question" else [sitting.pk]
    answer = client.get(reverse(f"learners:{name}", args=args))
    assert answer.url == reverse("learners:result", args=[sitting.pk])


def test_open_sitting_has_no_result_yet(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    assert client.get(reverse("learners:result", args=[sitting.pk])).url == page(sitting)


@pytest.mark.parametrize("visit", ["get", "save", "form", "submit", "result", "start"])
def test_time_over_submits_what_was_saved(client, learner, visit):
    stage = a_stage([single_best_answer()] * 2, time_limit_minutes=30)
    sitting = stage.ready(learner)
    client.post(page(sitting), {"answer": "b"})
    ended = run_out(sitting)
    visits = {
        "get": lambda: client.get(page(sitting, 2)),
        "save": lambda: client.post(page(sitting, 2), {"answer": "b"}, **JSON),
        "form": lambda: client.post(page(sitting, 2), {"answer": "b"}, **BROWSER),
        "submit": lambda: client.post(reverse("learners:submit", args=[sitting.pk])),
        "result": lambda: client.get(reverse("learners:result", args=[sitting.pk])),
        "start": lambda: client.get(
            reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
        ),
    }
    answer = visits[visit]()
    assert answer.status_code == (409 if visit in {"save", "form"} else 302)
    if visit == "save":
        assert answer.json()["error"] == {
            "code": "time_over",
            "message": "Time is over: what you had saved was submitted.",
            "onward": "See the result",
        }
    attempt = reread(sitting)
    assert attempt.state == Attempt.State.TIMED_OUT
    assert attempt.finished_at == ended
    grade = Grade.objects.get()
    assert (grade.points, grade.max_points) == (1, 2)
    result = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    assert "Time is over: what you had saved was submitted." in result


def test_sweep_finishes_attempts_that_nobody_returns_to(learner):
    sitting = a_stage([single_best_answer()] * 2, time_limit_minutes=30).ready(learner)
    answer_all(sitting)
    still_open = a_stage(time_limit_minutes=30).ready()
    ended = run_out(sitting, seconds=3600)
    assert services.finish_overdue_attempts(at=timezone.now()) == 1
    assert services.finish_overdue_attempts(at=timezone.now()) == 0
    attempt = reread(sitting)
    assert (attempt.state, attempt.finished_at) == (Attempt.State.TIMED_OUT, ended)
    assert Grade.objects.get().points == 2
    assert reread(still_open).is_open


def test_sweep_leaves_the_network_its_ten_seconds(learner):
    sitting = a_stage(time_limit_minutes=30).ready(learner)
    run_out(sitting, seconds=5)
    assert services.finish_overdue_attempts(at=timezone.now()) == 0


def test_answers_saved_on_another_device_are_shown(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    answer_all(sitting)
    assert 'value="b" checked' in client.get(page(sitting)).content.decode()


def test_pages_of_a_sitting_are_never_cached(client, learner):
    sitting = asking(single_best_answer(), learner=learner)
    assert "no-store" in client.get(page(sitting))["Cache-Control"]
