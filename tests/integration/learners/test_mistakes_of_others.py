"""Defects that other systems had, tried here; each test names the system and the defect."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.domain import items
from assessments.models import Attempt, Grade
from learners import services
from tests.factories.items import essay, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread, run_out


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def at(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


def test_opening_and_reading_the_questions_costs_an_attempt(client, learner):
    """Frappe LMS made the attempt at submitting: reading and reloading were free (lms#1730)."""
    stage = a_stage(attempts_allowed=1, time_limit_minutes=10)
    sitting = stage.ready(learner)
    for _ in range(2):
        assert client.get(at("question", sitting, 1)).status_code == 200
    run_out(sitting)
    services.finish_overdue_attempts(at=timezone.now())
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert "You have used all your attempts." in client.get(place).content.decode()
    assert Attempt.objects.count() == 1


def test_last_attempt_can_be_handed_in_under_a_limit(learner):
    """Frappe LMS counted the attempt that was being graded among those used up."""
    sitting = a_stage(attempts_allowed=1).ready(learner)
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    assert Grade.objects.get(attempt=sitting.attempt_id).passed


def test_an_answer_is_known_by_its_key_and_not_by_its_words():
    """Frappe LMS compared the text of options."""
    with pytest.raises(items.ResponseInvalid):
        single_best_answer().check({"choice": "Option b"})


def test_a_score_of_nothing_is_written_too(learner):
    """Frappe LMS left the percentage as it was where the new score was 0."""
    sitting = a_stage(pass_mark="0").ready(learner)
    answer_all(sitting, right=0)
    services.submit(sitting=sitting, at=timezone.now())
    assert Grade.objects.get(attempt=sitting.attempt_id).points == 0


def test_questions_for_people_stand_beside_others(learner):
    """Frappe LMS could not mix open-ended questions with others in one quiz."""
    sitting = a_stage([single_best_answer(), essay()]).ready(learner)
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    assert reread(sitting).state == Attempt.State.SUBMITTED
    assert not Grade.objects.exists()


def test_the_same_quiz_on_two_devices_is_one_attempt_with_one_answer_each(client, learner):
    """Kolibri summed the scores of one quiz that was taken on two devices (kolibri#8176)."""
    stage = a_stage([single_best_answer()] * 2)
    sitting = stage.ready(learner)
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert client.post(place).status_code == 302
    assert Attempt.objects.count() == 1
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    assert Grade.objects.get().max_points == 2


def test_finishing_beside_an_open_overview_makes_no_second_attempt(client, learner):
    """ILIAS made a ghost attempt when staff finished one beside the overview (PR 9984)."""
    sitting = a_stage(time_limit_minutes=10).ready(learner)
    assert client.get(at("review", sitting)).status_code == 200
    run_out(sitting)
    services.finish_overdue_attempts(at=timezone.now())
    assert client.post(at("submit", sitting)).url == at("result", sitting)
    assert Attempt.objects.count() == 1
    assert Grade.objects.count() == 1
