"""How many statements the pages of a sitting may cost, few questions or many.

The signed-in user's row and savepoints are counted; frozen content is warm.
"""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learners import services
from tests.factories.items import one_of_each, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all

JSON = {"HTTP_ACCEPT": "application/json"}
SIZES = (1, 3, 40)


@pytest.fixture
def counted(client, django_assert_max_num_queries):
    """Return a call that asks for a page twice and holds the second time to a budget."""

    def ask(budget, send):
        assert send().status_code in {200, 302}
        with django_assert_max_num_queries(budget) as seen:
            assert send().status_code in {200, 302}
        return len(seen)

    return ask


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def sat(learner, size, **policy):
    items = [*one_of_each()[:4], single_best_answer()] * 8
    return a_stage(items[:size], credits=["ama_pra_1", "participation"], **policy).ready(learner)


def url(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


@pytest.mark.parametrize("size", SIZES)
def test_showing_a_question(client, learner, counted, size):
    sitting = sat(learner, size, time_limit_minutes=60)
    answer_all(sitting)
    counted(6, lambda: client.get(url("question", sitting, 1)))


@pytest.mark.parametrize("size", SIZES)
def test_going_on_from_an_answer_that_is_saved_already(client, learner, counted, size):
    sitting = sat(learner, size)
    counted(4, lambda: client.post(url("question", sitting, 1), {"answer": "b", "next": "2"}))


@pytest.mark.parametrize("size", SIZES)
def test_saving_an_answer_and_a_flag(client, learner, counted, size):
    sitting = sat(learner, size, time_limit_minutes=60)
    answer_all(sitting)
    choices = iter("aabb")
    counted(
        5,
        lambda: client.post(
            url("question", sitting, 1),
            {"answer": next(choices), "operation": str(uuid4())},
            **JSON,
        ),
    )
    flags = iter("1010")
    counted(
        5,
        lambda: client.post(
            url("question", sitting, 1), {"answer": "c", "flag": next(flags)}, **JSON
        ),
    )


@pytest.mark.parametrize("size", SIZES)
def test_checking_an_answer_and_showing_what_came_of_it(client, learner, counted, size):
    sitting = sat(learner, size, checking="adaptive", check_shows="reasons")
    answer_all(sitting, right=0)
    choices = iter("ac")
    address = url("question", sitting, 1)
    counted(5, lambda: client.post(address, {"answer": next(choices), "check": "1"}))
    counted(6, lambda: client.get(address))
    assert "Not correct." in client.get(address).content.decode()


def test_saving_by_form(client, learner, counted):
    sitting = sat(learner, 3)
    choices = iter("ab")
    counted(5, lambda: client.post(url("question", sitting, 1), {"answer": next(choices)}))


@pytest.mark.parametrize("size", SIZES)
def test_looking_everything_over(client, learner, counted, size):
    sitting = sat(learner, size)
    answer_all(sitting)
    counted(6, lambda: client.get(url("review", sitting)))


@pytest.mark.parametrize("size", SIZES)
def test_handing_in_with_completion_and_credit(
    client, learner, django_assert_max_num_queries, size
):
    sitting = sat(learner, size)
    answer_all(sitting)
    client.get(url("review", sitting))
    with django_assert_max_num_queries(20):
        client.post(url("submit", sitting))
    assert learner.entries.count() == 2


@pytest.mark.parametrize("size", SIZES)
def test_showing_a_result(client, learner, counted, size):
    sitting = sat(learner, size)
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    counted(12, lambda: client.get(url("result", sitting)))


def test_a_result_costs_the_same_with_many_attempts(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"], stop_after_pass=False)
    costs = []
    for _ in range(3):
        sitting = stage.ready(learner) if not costs else stage.begin(stage.enrol(learner))
        stage.pass_(sitting)
        client.get(url("result", sitting))
        with CaptureQueriesContext(connection) as seen:
            client.get(url("result", sitting))
        costs.append(len(seen))
    assert len(set(costs)) == 1


@pytest.mark.parametrize("attempts", [0, 1, 3])
def test_showing_an_assessment(client, learner, counted, attempts):
    stage = a_stage(stop_after_pass=False)
    enrolment = stage.enrol(learner)
    stage.read(enrolment)
    for _ in range(attempts):
        stage.pass_(stage.begin(enrolment))
    address = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    counted(9, lambda: client.get(address))


def test_saving_on_one_page(client, learner, counted):
    stage = a_stage(tests=["evaluation"], lessons=0)
    sitting = stage.begin(stage.enrol(learner), "evaluation")
    steps = iter("12")
    counted(5, lambda: client.post(url("questions", sitting), {"answer.1": next(steps)}, **JSON))
    counted(6, lambda: client.get(url("questions", sitting)))
