"""Sections with their headings, and attempts without a way back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.models import Answer
from assessments.queries import form_of, saved_answers
from assessments.services import AnswerRefused, pass_question, save_answer
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread
from tests.integration.learners.test_sitting_budgets import JSON, SIZES

ONE_WAY = {"navigation": "one_way"}
SECTIONS = [
    {"first_slot": 1, "title": "Diagnosis", "instructions": "<p>Read the scans.</p>"},
    {"first_slot": 3, "title": "Treatment"},
]


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def sat(learner, size=3, **rules):
    items = [single_best_answer(lead_in=f"Lead-in {n}?") for n in range(1, size + 1)]
    return a_stage(items, **(ONE_WAY | rules)).ready(learner)


def at(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def test_going_on_leaves_a_question_for_good(client, learner):
    sitting = sat(learner)
    first = client.post(at("question", sitting, 1), {"answer": "a", "next": "2"})
    assert first.url == at("question", sitting, 2)
    assert client.get(at("question", sitting, 1)).url == at("question", sitting, 2)
    assert client.get(at("question", sitting, 3)).url == at("question", sitting, 2)
    body = client.get(at("question", sitting, 2)).content.decode()
    for way_back in ("Previous", 'name="next" value="1"', 'name="flag"'):
        assert way_back not in body
    assert "cannot come back" in body


@pytest.mark.parametrize("position", [1, 3])
def test_only_the_open_question_takes_an_answer(client, learner, position):
    sitting = sat(learner)
    client.post(at("question", sitting, 1), {"answer": "a", "next": "2"})
    sent = {"answer": "b", "operation": str(uuid4())}
    reply = client.post(at("question", sitting, position), sent, **JSON)
    assert reply.status_code == 409
    assert reply.json()["error"]["code"] == "passed"
    assert reply.json()["error"]["onward"] == "Go to the question that is open"
    page = client.post(at("question", sitting, position), sent)
    assert (page.status_code, "Nothing was saved" in page.content.decode()) == (409, True)
    flag = client.post(at("question", sitting, position), {"answer": "b", "flag": "1"}, **JSON)
    assert flag.status_code == 409
    assert held(sitting) == {1: {"choice": "a"}}
    assert reread(sitting).flagged == []


def test_a_replayed_save_gets_its_receipt_and_changes_nothing(learner):
    sitting = sat(learner)
    sent = {
        "position": 1,
        "response": {"choice": "a"},
        "operation": uuid4(),
        "at": sitting.attempt.started_at,
    }
    first = save_answer(attempt=sitting.attempt, **sent)
    pass_question(attempt=sitting.attempt, position=1, at=sent["at"])
    again = save_answer(attempt=reread(sitting), **sent)
    assert (again.sequence, again.saved_at) == (first.sequence, first.saved_at)
    with pytest.raises(AnswerRefused, match="gone on"):
        save_answer(attempt=reread(sitting), **(sent | {"operation": uuid4()}))
    assert Answer.objects.count() == 1


def test_a_save_that_was_on_its_way_when_the_learner_went_on_is_refused(learner):
    sitting = sat(learner)
    stale, now = reread(sitting), sitting.attempt.started_at
    pass_question(attempt=sitting.attempt, position=1, at=now)
    with pytest.raises(AnswerRefused, match="gone on"):
        save_answer(attempt=stale, position=1, response={"choice": "b"}, operation=uuid4(), at=now)
    assert not Answer.objects.exists()


def test_passing_twice_goes_on_once(learner):
    sitting = sat(learner)
    now, second_tab = sitting.attempt.started_at, reread(sitting)
    assert pass_question(attempt=sitting.attempt, position=1, at=now) == 2
    assert pass_question(attempt=second_tab, position=1, at=now) == 2
    with pytest.raises(AnswerRefused, match="not come to"):
        pass_question(attempt=reread(sitting), position=3, at=now)


def test_leaving_without_an_answer_is_asked_about_first(client, learner):
    sitting = sat(learner)
    asked = client.post(at("question", sitting, 1), {"next": "2"}, follow=True)
    assert "This question has no answer." in asked.content.decode()
    assert reread(sitting).reached == 1
    assert client.post(at("question", sitting, 1), {"leave": "1"}).url == at("question", sitting, 2)


def test_overview_tells_what_can_still_be_answered(client, learner):
    sitting = sat(learner, size=4)
    client.post(at("question", sitting, 1), {"leave": "1"})
    client.post(at("question", sitting, 2), {"answer": "a", "next": "3"})
    body = client.get(at("review", sitting)).content.decode()
    assert "Passed without an answer" in body
    assert "1 of 4 answered" in body
    assert at("question", sitting, 3) in body
    for gone in (1, 2, 4):
        assert f'href="{at("question", sitting, gone)}"' not in body
    assert "Lead-in 4?" not in body


def test_last_question_leads_to_the_overview_and_stays_open(client, learner):
    sitting = sat(learner, size=1)
    to = client.post(at("question", sitting, 1), {"answer": "a", "next": "2"}).url
    assert to == at("review", sitting)
    assert client.get(at("question", sitting, 1)).status_code == 200


def test_rules_are_told_before_the_start(client, learner):
    stage = a_stage(**ONE_WAY)
    stage.read(stage.enrol(learner))
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert "One way only." in client.get(place).content.decode()


def test_ungraded_questions_stay_on_one_page(client, learner):
    stage = a_stage(tests=["evaluation"], lessons=0)
    sitting = stage.ready(learner, "evaluation")
    page = client.get(at("questions", sitting)).content.decode()
    assert "Go on without an answer" not in page


@pytest.mark.parametrize("size", SIZES)
def test_going_on_costs_no_more_than_a_save(client, learner, django_assert_max_num_queries, size):
    sitting = sat(learner, size=max(size, 3))
    client.post(at("question", sitting, 1), {"answer": "a", "next": "2"})
    with django_assert_max_num_queries(5):
        client.post(at("question", sitting, 2), {"answer": "a", "next": "3"})
    with django_assert_max_num_queries(6):
        client.get(at("question", sitting, 3))


def test_sections_are_shown_with_their_instructions(client, learner):
    sitting = sat(learner, size=4, navigation="free", sections=SECTIONS)
    first = client.get(at("question", sitting, 1)).content.decode()
    assert "Section 1 of 2: Diagnosis" in first
    assert "<p>Read the scans.</p>" in first
    assert '<details class="fold" open>' in first
    again = client.get(at("question", sitting, 2)).content.decode()
    assert '<details class="fold" open>' not in again
    assert "Section 2 of 2: Treatment" in client.get(at("question", sitting, 3)).content.decode()


def test_shuffling_stays_inside_a_section(learner):
    for _ in range(5):
        sitting = sat(learner=a_person(), size=8, shuffle_questions=True, sections=SECTIONS)
        slots = [place.slot for place in form_of(sitting.attempt)]
        assert set(slots[:2]) == {1, 2}
        assert sorted(slots) == list(range(1, 9))


def test_api_shows_what_was_reached_and_goes_on(client, learner):
    sitting = sat(learner, sections=SECTIONS)
    address = reverse("api_v1:attempt", args=[sitting.attempt_id])
    told = client.get(address).json()
    assert (told["one_way"], told["length"], told["reached"]) == (True, 3, 1)
    assert [row["lead_in"] for row in told["questions"]] == ["Lead-in 1?"]
    assert told["sections"][0]["title"] == "Diagnosis"
    onward = reverse("api_v1:pass_question", args=[sitting.attempt_id, 1])
    assert len(client.post(onward, content_type="application/json").json()["questions"]) == 2
    late = client.put(
        reverse("api_v1:answer", args=[sitting.attempt_id, 1]),
        {"operation": str(uuid4()), "response": {"choice": "a"}},
        content_type="application/json",
    )
    assert (late.status_code, late.json()["error"]["code"]) == (409, "passed")
    answer_all(a_stage().ready(a_person()))
