"""How sure learners are: asked with the answer, kept in the log, told with the result."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.domain.items import ResponseInvalid
from assessments.models import Answer, Grade
from assessments.queries import saved_answers
from assessments.services import save_answer
from learners import services
from tests.factories.items import comment, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def sitting(learner):
    items = [single_best_answer()] * 3
    return a_stage([*items, comment()], certainty=True, shuffle_options=False).ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    saved = saved_answers(sitting.attempt)
    return dict(saved.responses), dict(saved.certainties)


def test_it_is_asked_beside_graded_questions_alone(client, sitting, learner):
    assert client.get(page(sitting)).content.decode().count('name="certainty"') == 3
    assert 'name="certainty"' not in client.get(page(sitting, 4)).content.decode()
    other = a_stage().ready(learner)
    assert 'name="certainty"' not in client.get(page(other)).content.decode()


def test_level_is_saved_with_the_answer_and_shown_again(client, sitting):
    client.post(page(sitting), {"answer": "b", "certainty": "2"})
    assert held(sitting) == ({1: {"choice": "b"}}, {1: 2})
    assert 'value="2" checked' in client.get(page(sitting)).content.decode()
    client.post(page(sitting), {"answer": "b", "certainty": "3"}, **JSON)
    assert held(sitting) == ({1: {"choice": "b"}}, {1: 3})
    client.post(page(sitting), {"answer": "b", "certainty": "3"}, **JSON)
    assert Answer.objects.count() == 2  # what is held is not written twice


def test_clearing_the_answer_clears_the_level(client, sitting):
    client.post(page(sitting), {"answer": "b", "certainty": "2"})
    client.post(page(sitting), {"answer": "b", "certainty": "2", "clear": "1"})
    assert held(sitting) == ({}, {})


@pytest.mark.parametrize("level", ["0", "4", "x", "²", "99"])
def test_level_that_there_is_not_is_refused_and_the_answer_kept_on_the_page(client, sitting, level):
    answer = client.post(page(sitting), {"answer": "b", "certainty": level})
    assert answer.status_code == 422
    assert "Say how sure you are: 1, 2 or 3." in answer.content.decode()
    assert 'value="b" checked' in answer.content.decode()
    said = client.post(page(sitting), {"answer": "b", "certainty": level}, **JSON)
    assert said.json()["error"]["field"] == "certainty"


def test_nobody_says_how_sure_where_nobody_asks(learner):
    sitting = a_stage().ready(learner)
    with pytest.raises(ResponseInvalid):
        save_answer(
            attempt=sitting.attempt,
            position=1,
            response={"choice": "b"},
            operation=uuid4(),
            at=timezone.now(),
            certainty=1,
        )


def test_result_tells_how_well_it_was_judged_and_is_replayed(client, sitting, capsys):
    client.post(page(sitting, 1), {"answer": "b", "certainty": "3"})
    client.post(page(sitting, 2), {"answer": "b"})
    client.post(page(sitting, 3), {"answer": "a", "certainty": "3"})
    services.submit(sitting=sitting, at=timezone.now())
    grade = Grade.objects.get()
    assert [row["certainty"] for row in grade.items] == [
        {"level": 3, "assumed": False, "mark": "3"},
        {"level": 1, "assumed": True, "mark": "1"},
        {"level": 3, "assumed": False, "mark": "-6"},
    ]
    assert (grade.points, grade.passed) == (2, True)
    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    # Accuracy 2/3, average (3 + 1 − 6)/3, the best single level would give 2/3: bonus −2/15.
    for words in ("66.66%", "−0.66", "−13.33%", "53.33%", "Slightly over-confident"):
        assert words in body, words
    call_command("regrade", f"--attempt={sitting.attempt_id}")
    assert "0 differences" in capsys.readouterr().out


def test_result_without_certainty_is_silent(client, learner):
    sitting = a_stage().ready(learner)
    services.submit(sitting=sitting, at=timezone.now())
    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()
    assert "certainty" not in body
