"""One tab or device answers at a time; another reads until it is told to take over."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.queries import saved_answers
from learners import services
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, reread
from tests.integration.learners.test_sitting_budgets import JSON

DESK, PHONE = str(uuid4()), str(uuid4())


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def sitting(learner):
    return a_stage([single_best_answer()] * 3, shuffle_options=False).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def save(client, sitting, tab, answer, position=1, **more):
    return client.post(page(sitting, position), {"answer": answer, "tab": tab, **more}, **JSON)


def test_the_first_that_saves_holds_the_attempt(client, sitting):
    assert save(client, sitting, DESK, "a").status_code == 200
    assert reread(sitting).holder == DESK
    refused = save(client, sitting, PHONE, "b")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "elsewhere")
    assert "another tab or on another device" in refused.json()["error"]["message"]
    assert save(client, sitting, "", "b").status_code == 409
    assert held(sitting) == {1: {"choice": "a"}}


def test_another_tab_reads_until_it_takes_over(client, sitting):
    save(client, sitting, DESK, "a")
    body = client.get(page(sitting)).content.decode()
    assert "You are answering in another tab" in body
    assert "disabled" in body
    assert "data-quiz " not in body
    own = client.get(f"{page(sitting)}?tab={DESK}").content.decode()
    assert "You are answering in another tab" not in own
    assert "data-quiz " in own
    onward = client.post(page(sitting), {"tab": PHONE, "reading": "1", "next": "2"})
    assert onward.url == f"{page(sitting, 2)}?tab={PHONE}"
    assert held(sitting) == {1: {"choice": "a"}}
    taken = client.post(page(sitting), {"tab": PHONE, "reading": "1", "take": "1"})
    assert taken.url == f"{page(sitting)}?tab={PHONE}"
    assert reread(sitting).holder == PHONE
    assert save(client, sitting, DESK, "c").status_code == 409
    assert save(client, sitting, PHONE, "d").status_code == 200


def test_without_script_what_was_refused_stays_in_the_form_and_can_be_saved(client, sitting):
    save(client, sitting, DESK, "a")
    lost = client.post(page(sitting), {"answer": "c", "tab": PHONE, "next": "2"})
    body = lost.content.decode()
    assert lost.status_code == 409
    assert "Nothing was saved." in body
    assert body.count(" checked") == 1
    assert f'value="{PHONE}"' in body
    saved = client.post(page(sitting), {"answer": "c", "tab": PHONE, "take": "1"})
    assert saved.url == f"{page(sitting)}?tab={PHONE}"
    assert held(sitting) == {1: {"choice": "c"}}


def test_name_of_the_tab_goes_along_from_page_to_page(client, sitting):
    onward = client.post(page(sitting), {"answer": "a", "tab": DESK, "next": "2"})
    assert onward.url == f"{page(sitting, 2)}?tab={DESK}"
    over = client.post(page(sitting, 2), {"answer": "a", "tab": DESK, "next": "review"})
    body = client.get(over.url).content.decode()
    assert f"{page(sitting, 3)}?tab={DESK}" in body


def test_a_tab_that_names_itself_badly_is_none(client, sitting):
    assert save(client, sitting, "<script>", "a").status_code == 200
    assert reread(sitting).holder == ""


def test_api_refuses_another_device(client, sitting):
    address = reverse("api_v1:answer", args=[sitting.attempt_id, 1])

    def put(tab, key):
        sent = {"operation": str(uuid4()), "response": {"choice": key}, "tab": tab}
        return client.put(address, sent, content_type="application/json")

    assert put(DESK, "a").status_code == 200
    refused = put(PHONE, "b")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "elsewhere")
    assert put(None, "b").status_code == 409


def test_one_page_of_questions_is_held_too(client, learner):
    stage = a_stage(tests=["evaluation"], lessons=0)
    sitting = stage.ready(learner, "evaluation")
    address = reverse("learners:questions", args=[sitting.pk])
    assert client.post(address, {"answer.1": "4", "tab": DESK}, **JSON).status_code == 200
    assert "You are answering in another tab" in client.get(address).content.decode()
    lost = client.post(address, {"answer.1": "2", "answer.2": "Fine.", "tab": PHONE})
    assert lost.status_code == 409
    assert "Fine." in lost.content.decode()
    fields = {"answer.1": "2", "answer.2": "Fine.", "tab": PHONE, "take": "1"}
    assert client.post(address, fields).url == f"{address}?tab={PHONE}"
    assert held(sitting)[1] == {"value": 2}


def test_saving_under_a_name_costs_no_more(client, sitting, django_assert_max_num_queries):
    save(client, sitting, DESK, "a")
    with django_assert_max_num_queries(5):
        save(client, sitting, DESK, "b")
    with django_assert_max_num_queries(6):
        client.get(f"{page(sitting)}?tab={DESK}")
    assert services.items_in(sitting)
