"""Options ruled out while thinking: kept for the attempt, no answer, nothing to do with the grade."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.domain.items import ResponseInvalid
from assessments.models import Answer, Grade
from assessments.services import AnswerRefused, strike_options
from learners import services
from tests.factories.items import matching, multiple_response, numeric, single_best_answer
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
    items = [single_best_answer(), multiple_response(), matching(answers="b ca"), numeric()]
    return a_stage(items, shuffle_options=False).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def shown(client, sitting, position=1):
    return client.get(page(sitting, position)).content.decode()


def struck(sitting):
    return reread(sitting).struck


@pytest.mark.parametrize(("position", "options"), [(1, 4), (2, 5), (3, 4), (4, 0)])
def test_kinds_with_options_have_a_button_each(client, sitting, position, options):
    body = shown(client, sitting, position)
    assert body.count("data-strike>") == (
        options if position != 3 else body.count('class="optrow"')
    )
    assert ("data-strike-reset" in body) == bool(options)


def test_button_rules_out_and_takes_back_and_keeps_the_answer(client, sitting):
    answer = client.post(page(sitting), {"answer": "b", "strike": "c"})
    assert answer.url == f"{page(sitting)}#answer-field"
    body = shown(client, sitting)
    assert struck(sitting) == {"1": ["c"]}
    assert body.count(" data-struck") == 1
    assert 'aria-pressed="true" aria-label="Rule out C, Option c"' in body
    assert 'value="b" checked' in body
    client.post(page(sitting), {"answer": "b", "strike": "a"})
    client.post(page(sitting), {"answer": "b", "strike": "c"})
    assert struck(sitting) == {"1": ["a"]}
    client.post(page(sitting), {"answer": "b", "strike": ""})
    assert struck(sitting) == {}
    assert Answer.objects.count() == 1


def test_what_one_learner_chose_and_ruled_out_shows_to_nobody_else(client):
    stage = a_stage([single_best_answer(), multiple_response()], shuffle_options=False)
    one, other = a_person(profession="physician"), a_person(profession="physician")
    sittings = {person: stage.ready(person) for person in (one, other)}
    client.force_login(one)
    client.post(page(sittings[one]), {"answer": "b", "strike": "c"})
    client.post(page(sittings[one], 2), {"answer": ["a", "c"]})
    mine = [shown(client, sittings[one], position) for position in (1, 2)]
    client.force_login(other)
    theirs = [shown(client, sittings[other], position) for position in (1, 2)]
    assert [body.count(" checked>") for body in mine] == [1, 2]
    assert [body.count(" checked>") for body in theirs] == [0, 0]
    assert [body.count(" data-struck>") for body in (*mine, *theirs)] == [1, 0, 0, 0]


def test_script_names_all_that_is_ruled_out(client, sitting):
    for sent, held in [("c a", {"1": ["a", "c"]}), ("c a", {"1": ["a", "c"]}), ("", {})]:
        said = client.post(page(sitting), {"struck": sent}, **JSON)
        assert said.status_code == 200
        assert struck(sitting) == held
    assert Answer.objects.count() == 0


def test_each_question_has_its_own(client, sitting):
    client.post(page(sitting, 1), {"struck": "c"}, **JSON)
    client.post(page(sitting, 2), {"struck": "a b"}, **JSON)
    assert struck(sitting) == {"1": ["c"], "2": ["a", "b"]}


@pytest.mark.parametrize(("position", "key"), [(1, "z"), (4, "a"), (1, "<b>")])
def test_what_is_no_option_is_refused(client, sitting, position, key):
    answer = client.post(page(sitting, position), {"strike": key})
    assert answer.status_code == 422
    assert struck(sitting) == {}


def test_nothing_of_it_reaches_the_grade(client, sitting):
    client.post(page(sitting, 1), {"answer": "b", "strike": "b"})
    services.submit(sitting=sitting, at=timezone.now())
    assert Grade.objects.get().items[0]["score"] == "1"
    with pytest.raises(AnswerRefused):
        strike_options(attempt=reread(sitting), position=1, keys=["a"], at=timezone.now())


def test_two_windows_do_not_undo_each_other(sitting):
    stale = reread(sitting)
    for attempt, position in [(reread(sitting), 1), (stale, 2)]:
        strike_options(attempt=attempt, position=position, keys=["a"], at=timezone.now())
    assert struck(sitting) == {"1": ["a"], "2": ["a"]}
    with pytest.raises(ResponseInvalid):
        strike_options(attempt=stale, position=9, keys=["a"], at=timezone.now())


def test_ruling_out_costs_no_more_than_a_save(client, sitting, django_assert_max_num_queries):
    shown(client, sitting)
    with django_assert_max_num_queries(5):
        fields = {"answer": "a", "struck": "c", "operation": str(uuid4())}
        assert client.post(page(sitting), fields, **JSON).status_code == 200
