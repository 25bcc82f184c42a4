"""One tab or device answers at a time; another reads until it is told to take over."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Accommodation
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


def timed(learner):
    Accommodation.objects.create(user=learner, granted_by=a_person(), break_minutes=30)
    return a_stage([single_best_answer()] * 2, time_limit_minutes=60).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def save(client, sitting, tab, answer, position=1, **more):
    return client.post(page(sitting, position), {"answer": answer, "tab": tab, **more}, **JSON)


def test_the_first_that_saves_holds_the_attempt(client, sitting):
    assert save(client, sitting, DESK, "a").status_code == 200
    assert reread(sitting).holder
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


def test_an_address_copied_into_another_browser_is_another_tab(client, sitting, learner):
    elsewhere = Client()
    elsewhere.force_login(learner)
    client.get(f"{page(sitting)}?tab={DESK}")
    save(client, sitting, DESK, "a")
    assert (
        "You are answering in another tab"
        in elsewhere.get(f"{page(sitting)}?tab={DESK}").content.decode()
    )
    refused = save(elsewhere, sitting, DESK, "b")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "elsewhere")
    assert held(sitting) == {1: {"choice": "a"}}
    assert elsewhere.cookies["device"].value != client.cookies["device"].value
    assert client.cookies["device"]["httponly"]
    assert save(client, sitting, DESK, "c").status_code == 200


def test_signing_in_again_in_the_same_browser_goes_on_without_taking_over(client, sitting, learner):
    save(client, sitting, DESK, "a")
    client.post(reverse("account_logout"))
    client.force_login(learner)
    assert save(client, sitting, DESK, "b").status_code == 200


def test_save_and_exit_leaves_the_attempt_to_whoever_comes_next(client, sitting):
    save(client, sitting, DESK, "a")
    client.post(page(sitting), {"answer": "b", "tab": DESK, "next": "exit"})
    assert "You are answering in another tab" not in client.get(page(sitting)).content.decode()
    assert save(client, sitting, PHONE, "c").status_code == 200


def test_a_break_keeps_the_tab(client, learner):
    sitting = timed(learner)
    save(client, sitting, DESK, "a")
    away = client.post(page(sitting), {"answer": "a", "tab": DESK, "next": "break"})
    assert away.url.endswith(f"/break/?tab={DESK}")
    back = client.post(away.url)
    assert back.url == f"{page(sitting)}?tab={DESK}"


def shown(client, address):
    """Return what the page of a question posts along unseen, as a browser does."""
    body = client.get(address).content.decode()
    return {
        name: re.search(f'name="{name}" value="([^"]*)"', body)[1]
        for name in ("tab", "page", "seen", "step")
    }


def test_duplicated_tab_without_script_cannot_overwrite_what_it_has_not_seen(client, sitting):
    address = f"{page(sitting)}?tab={DESK}"
    first, copy = shown(client, address), shown(client, address)
    client.post(address, {**first, "answer": "a", "next": "1"})
    lost = client.post(address, {**copy, "answer": "b", "next": "2"})
    body = lost.content.decode()
    assert lost.status_code == 409
    assert held(sitting) == {1: {"choice": "a"}}
    assert "A newer answer to this question was saved" in body
    assert body.count(" checked") == 1
    assert re.search(r'value="b"[^>]* checked', body)
    assert "Option a" in re.search(r'aria-label="Newer answer".*?</section>', body, re.DOTALL)[0]
    assert "Correct" not in re.search(r'aria-label="Newer answer".*?</section>', body, re.DOTALL)[0]
    insists = {name: re.search(f'name="{name}" value="([^"]*)"', body)[1] for name in copy}
    kept = client.post(address, {**insists, "answer": "b", "stay": "1"})
    assert kept.url == address
    assert held(sitting) == {1: {"choice": "b"}}


def test_a_page_may_change_what_it_wrote_itself_but_a_late_save_of_it_changes_nothing(
    client, sitting
):
    mine = shown(client, f"{page(sitting)}?tab={DESK}")
    for step, key in [("1", "a"), ("3", "b"), ("4", "c")]:
        assert client.post(page(sitting), {**mine, "answer": key, "step": step}, **JSON).json()[
            "answered"
        ]
    late = client.post(page(sitting), {**mine, "answer": "d", "step": "2"}, **JSON)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "newer")
    assert held(sitting) == {1: {"choice": "c"}}


def test_save_sent_again_gets_its_first_receipt_though_a_newer_answer_stands(client, sitting):
    mine = shown(client, f"{page(sitting)}?tab={DESK}") | {"answer": "a", "operation": str(uuid4())}
    first = client.post(page(sitting), mine, **JSON).json()
    save(client, sitting, DESK, "b")
    again = client.post(page(sitting), mine, **JSON).json()
    assert again["sequence"] == first["sequence"]
    assert held(sitting) == {1: {"choice": "b"}}


def test_taking_over_shows_what_was_answered_meanwhile_before_it_is_overwritten(
    client, sitting, learner
):
    phone = Client()
    phone.force_login(learner)
    desk = shown(client, page(sitting))
    client.post(page(sitting), {**desk, "answer": "a", "step": "1"}, **JSON)
    taken = shown(phone, page(sitting))
    phone.post(page(sitting), {**taken, "reading": "1", "take": "1"})
    phone.post(
        page(sitting), {**shown(phone, f"{page(sitting)}?tab={taken['tab']}"), "answer": "b"}
    )
    lost = client.post(page(sitting), {**desk, "answer": "c", "step": "2", "take": "1"})
    assert lost.status_code == 409
    assert "Save what is here instead" in lost.content.decode()
    assert held(sitting) == {1: {"choice": "b"}}


def test_check_of_an_answer_does_not_overwrite_a_newer_one_either(client, learner):
    sitting = a_stage([single_best_answer()], shuffle_options=False, checking="adaptive").ready(
        learner
    )
    address = f"{page(sitting)}?tab={DESK}"
    first, copy = shown(client, address), shown(client, address)
    client.post(address, {**first, "answer": "a"})
    assert client.post(address, {**copy, "answer": "b", "check": "1"}).status_code == 409
    assert held(sitting) == {1: {"choice": "a"}}


@pytest.mark.parametrize("told", ["", "-1", "9" * 30, "x", "²"])
def test_a_page_that_says_badly_what_it_has_seen_says_nothing(client, sitting, told):
    save(client, sitting, DESK, "a")
    answer = save(client, sitting, DESK, "b", seen=told, page=str(uuid4()))
    assert answer.status_code == 200
    assert save(client, sitting, DESK, "c", seen="0", page="x", step=told).status_code == 200


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


def test_api_tells_a_newer_answer_from_the_clients_own(client, sitting):
    address = reverse("api_v1:answer", args=[sitting.attempt_id, 1])

    def put(key, seen, tab=None):
        sent = {"operation": str(uuid4()), "response": {"choice": key}, "seen": seen, "tab": tab}
        return client.put(address, sent, content_type="application/json")

    first = put("a", 0).json()
    refused = put("b", 0)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "newer")
    assert held(sitting) == {1: {"choice": "a"}}
    asked = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()["questions"]
    assert [row["sequence"] for row in asked] == [first["sequence"], 0, 0]
    assert put("b", first["sequence"], DESK).status_code == 200
    assert put("c", first["sequence"], DESK).status_code == 200, "its own answer, seen or not"
    assert put("d", -1).status_code == 400


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


def test_duplicate_of_one_page_of_questions_overwrites_nothing_newer(client, learner):
    sitting = a_stage(tests=["evaluation"], lessons=0).ready(learner, "evaluation")
    address = f"{reverse('learners:questions', args=[sitting.pk])}?tab={DESK}"
    first, copy = shown(client, address), shown(client, address)
    client.post(address, {**first, "answer.1": "4"}, **JSON)
    lost = client.post(address, {**copy, "answer.1": "2", "answer.2": "Fine.", "next": "submit"})
    assert lost.status_code == 409
    assert lost.content.decode().count('aria-label="Newer answer"') == 1
    assert held(sitting) == {1: {"value": 4}, 2: {"text": "Fine."}}
    assert reread(sitting).is_open


def test_saving_under_a_name_costs_no_more(client, sitting, django_assert_max_num_queries):
    save(client, sitting, DESK, "a")
    with django_assert_max_num_queries(5):
        save(client, sitting, DESK, "b")
    with django_assert_max_num_queries(6):
        client.get(f"{page(sitting)}?tab={DESK}")
    assert services.items_in(sitting)
