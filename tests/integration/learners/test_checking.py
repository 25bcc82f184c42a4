"""Answers checked during an attempt: told, locked, tried again; through the pages and replayed."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Grade
from assessments.queries import saved_answers
from assessments.services import AnswerRefused, check_answer, save_answer, try_again
from learners import services
from tests.factories.items import (
    comment,
    multiple_response,
    numeric,
    single_best_answer,
    true_false_set,
)
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

JSON = {"HTTP_ACCEPT": "application/json"}
HINTS = [
    {"text": "<p>Think of the <b>kidney</b>.</p>"},
    {"text": "<p>It is the one before c.</p>", "clear_wrong": True},
]


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def asking(learner, *items, **policy):
    return a_stage(list(items), shuffle_options=False, **policy).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def shown(client, sitting, position=1):
    return client.get(page(sitting, position)).content.decode()


def check(client, sitting, answer, **more):
    return client.post(page(sitting), {"answer": answer, "check": "1", **more})


def again(client, sitting):
    return client.post(page(sitting), {"keep": "1", "again": "1"})


def tries():
    rows = Answer.objects.filter(try_number__isnull=False).order_by("sequence")
    return [(row.try_number, row.response) for row in rows]


def handed_in(sitting):
    services.submit(sitting=sitting, at=timezone.now())
    return Grade.objects.get(attempt=sitting.attempt_id)


def is_replayed(sitting, capsys):
    call_command("regrade", f"--attempt={sitting.attempt_id}")
    return "0 differences" in capsys.readouterr().out


def test_nothing_is_checked_unless_the_assessment_says_so(client, learner):
    sitting = asking(learner, single_best_answer())
    assert 'name="check"' not in shown(client, sitting)
    answer = check(client, sitting, "a")
    assert answer.status_code == 409
    assert "This answer is not checked before you hand in." in answer.content.decode()
    assert tries() == []


def test_check_tells_and_locks(client, learner):
    sitting = asking(learner, single_best_answer(), comment(), checking="once")
    assert 'name="check"' not in shown(client, sitting, 2)
    answer = check(client, sitting, "a")
    assert (answer.status_code, answer.url) == (302, f"{page(sitting)}#outcome")
    body = shown(client, sitting)
    assert "Not correct." in body
    assert "Your answer stands" in body
    assert "On a." in body  # the reason of the option chosen
    for kept_back in ("On b.", "Because.", 'name="check"', 'name="clear"', "Correct answer"):
        assert kept_back not in body, kept_back
    assert "answered, checked" in shown(client, sitting, 2)


@pytest.mark.parametrize(
    ("shows", "seen", "unseen"),
    [
        ("verdict", [], ["On a.", "On b.", "Because.", "Correct answer"]),
        ("feedback", ["On a."], ["On b.", "Because.", "Correct answer"]),
        ("reasons", ["On a.", "On b.", "Because.", "Correct answer"], []),
    ],
)
def test_check_shows_what_is_allowed_and_sends_no_more(client, learner, shows, seen, unseen):
    sitting = asking(learner, single_best_answer(), checking="once", check_shows=shows)
    check(client, sitting, "a")
    body = shown(client, sitting)
    assert all(words in body for words in ["Not correct.", *seen])
    assert not any(words in body for words in unseen)


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "b"},
        {"clear": "1"},
        {"answer": "b", "check": "1"},
        {"answer": "b", "certainty": "3"},
    ],
)
def test_locked_answer_cannot_be_changed_whatever_is_sent(client, learner, fields):
    sitting = asking(learner, single_best_answer(), checking="once", certainty=True)
    check(client, sitting, "a", certainty="1")
    for accept in ({}, JSON):
        answer = client.post(page(sitting), {**fields, "certainty": "2"}, **accept)
        assert answer.status_code == 409
        assert "This answer was checked and stands; nothing was changed." in answer.content.decode()
    held = saved_answers(sitting.attempt)
    assert (held.responses, held.certainties) == ({1: {"choice": "a"}}, {1: 1})
    assert Answer.objects.count() == 1


def test_locked_page_still_flags_and_goes_on(client, learner):
    sitting = asking(learner, *[single_best_answer()] * 2, checking="once")
    check(client, sitting, "a")
    assert 'name="keep"' in shown(client, sitting)
    answer = client.post(page(sitting), {"keep": "1", "flag": "1"})
    assert answer.url == page(sitting)
    assert client.post(page(sitting), {"keep": "1", "next": "2"}).url == page(sitting, 2)
    assert "answered, checked, flagged" in shown(client, sitting)
    said = client.post(page(sitting), {"keep": "1", "flag": "0"}, **JSON).json()
    assert (said["answered"], said["flagged"]) == (1, 0)
    assert saved_answers(sitting.attempt).responses == {1: {"choice": "a"}}


def test_answer_that_leaves_something_open_is_kept_and_costs_nothing(client, learner):
    sitting = asking(learner, true_false_set(truths="TF"), checking="once")
    answer = client.post(page(sitting), {"answer-a": "true", "check": "1"})
    assert answer.status_code == 422
    assert "Nothing was counted as a try." in answer.content.decode()
    assert saved_answers(sitting.attempt).responses == {1: {"statements": {"a": True}}}
    assert tries() == []
    client.post(page(sitting), {"answer-a": "true", "answer-b": "false", "check": "1"})
    assert len(tries()) == 1


@pytest.mark.parametrize("typed", ["", "a lot"])
def test_what_is_no_answer_is_not_checked(client, learner, typed):
    sitting = asking(learner, numeric(), checking="once")
    assert check(client, sitting, typed).status_code == 422
    assert tries() == []


def test_hints_tries_and_what_they_leave(client, learner, capsys):
    sitting = asking(learner, single_best_answer(hints=HINTS), checking="hints")
    body = shown(client, sitting)
    assert "3 tries: the last one counts." in body
    assert "Each try after the first costs 33.33% of the points." in body
    assert "kidney" not in body
    check(client, sitting, "a")
    body = shown(client, sitting)
    assert "Think of the <b>kidney</b>." in body
    assert "2 tries left." in body
    assert "<fieldset" in body
    assert " disabled>" in body
    assert "before c" not in body
    assert client.post(page(sitting), {"answer": "b"}, **JSON).json()["error"]["code"] == "waiting"
    assert again(client, sitting).url == f"{page(sitting)}#answer-field"
    assert 'value="a" checked' in shown(client, sitting)  # this hint clears nothing
    assert "answered, tried" in shown(client, sitting)
    check(client, sitting, "c")
    assert "It is the one before c." in shown(client, sitting)
    again(client, sitting)
    assert " checked>" not in shown(client, sitting)  # this one takes the wrong answer away
    check(client, sitting, "b")
    assert "Correct." in shown(client, sitting)
    assert tries() == [(1, {"choice": "a"}), (2, {"choice": "c"}), (3, {"choice": "b"})]
    grade = handed_in(sitting)
    assert (grade.items[0]["score"], grade.items[0]["tries"]) == ("1/3", ["0", "0", "1"])
    assert is_replayed(sitting, capsys)
    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    assert "3 answers were checked" in body


def test_out_of_tries_is_locked(client, learner):
    sitting = asking(learner, single_best_answer(hints=HINTS[:1]), checking="hints")
    check(client, sitting, "a")
    again(client, sitting)
    check(client, sitting, "c")
    body = shown(client, sitting)
    assert "Your answer stands" in body
    assert "Try again" not in body
    again(client, sitting)
    assert check(client, sitting, "b").status_code == 409
    assert handed_in(sitting).points == 0


def test_attempt_handed_in_while_a_hint_waits_counts_that_try(client, learner, capsys):
    item = multiple_response(correct="ab", hints=HINTS)
    sitting = asking(learner, item, checking="hints", pass_mark="50")
    check(client, sitting, ["a"])
    grade = handed_in(sitting)
    assert (grade.items[0]["score"], grade.passed) == ("1/2", True)
    assert is_replayed(sitting, capsys)


def test_cleared_after_a_hint_the_last_try_counts(client, learner, capsys):
    item = multiple_response(correct="ab", hints=HINTS)
    sitting = asking(learner, item, checking="hints")
    check(client, sitting, ["a"])
    again(client, sitting)
    client.post(page(sitting), {"clear": "1"})
    grade = handed_in(sitting)
    assert grade.items[0]["score"] == "1/2"
    assert is_replayed(sitting, capsys)


def test_adaptive_keeps_the_best_and_an_unchanged_answer_costs_nothing(client, learner, capsys):
    item = multiple_response(correct="ab", scheme="every_decision")
    sitting = asking(learner, item, checking="adaptive", penalty="1/10")
    for answer in (["a", "c"], ["a", "c"], ["a"], ["d"], ["a"]):
        check(client, sitting, answer)
    assert [number for number, _ in tries()] == [1, 2, 3, 4]
    client.post(page(sitting), {"answer": ["a", "b"]})  # never checked: one more try
    grade = handed_in(sitting)
    assert grade.items[0]["tries"] == ["3/5", "4/5", "2/5", "4/5", "1"]
    assert grade.items[0]["score"] == "7/10"  # 4/5 − 1/10 equals it too
    assert is_replayed(sitting, capsys)


def test_same_operation_and_second_click_use_one_try(learner):
    sitting = asking(learner, single_best_answer(hints=HINTS), checking="hints")
    operation, place = uuid4(), {"attempt": sitting.attempt, "position": 1}
    for key, named in [("a", operation), ("a", operation), ("a", uuid4())]:
        sent = {**place, "response": {"choice": key}, "operation": named, "at": timezone.now()}
        check_answer(**sent)
    with pytest.raises(AnswerRefused, match="under the name"):
        check_answer(**place, response={"choice": "c"}, operation=operation, at=timezone.now())
    assert tries() == [(1, {"choice": "a"})]
    opened = uuid4()
    for named in (opened, opened, uuid4()):
        try_again(**place, operation=named, at=timezone.now())
    with pytest.raises(AnswerRefused, match="under the name"):
        try_again(**place, operation=operation, at=timezone.now())
    assert Answer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_checks_at_the_same_moment_use_one_try(learner):
    sitting = asking(learner, single_best_answer(hints=HINTS), checking="hints")

    def send(_number):
        try:
            check_answer(
                attempt=sitting.attempt,
                position=1,
                response={"choice": "a"},
                operation=uuid4(),
                at=timezone.now(),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(12)))
    assert tries() == [(1, {"choice": "a"})]


def test_late_or_closed_attempts_take_no_checks(client, learner):
    sitting = asking(learner, single_best_answer(hints=HINTS), checking="hints")
    check(client, sitting, "a")
    handed_in(sitting)
    sitting.attempt.refresh_from_db()
    place = {"attempt": sitting.attempt, "position": 1, "operation": uuid4(), "at": timezone.now()}
    with pytest.raises(AnswerRefused):
        check_answer(**place, response={"choice": "b"})
    with pytest.raises(AnswerRefused):
        try_again(**place)
    with pytest.raises(AnswerRefused):
        save_answer(**place, response={"choice": "b"})


def test_order_of_saves_between_checks_never_changes_a_grade(client, learner):
    points = []
    for keys in ("bca", "acb"):
        sitting = asking(
            a_person(profession="physician"), single_best_answer(hints=HINTS), checking="hints"
        )
        services.check_question(
            sitting=sitting,
            position=1,
            posted={"answer": ["d"]},
            operation=uuid4(),
            at=timezone.now(),
        )
        services.try_question_again(
            sitting=sitting, position=1, operation=uuid4(), at=timezone.now()
        )
        for key in [*keys, "b"]:
            save_answer(
                attempt=sitting.attempt,
                position=1,
                response={"choice": key},
                operation=uuid4(),
                at=timezone.now(),
            )
        points.append(handed_in(sitting).points)
    assert points[0] == points[1] > 0
