"""The page before an assessment: rules as they hold for this learner, and the start."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Accommodation
from assessments.models import Attempt
from assessments.services import save_answer
from learners import services
from learners.models import Completion, Sitting
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all


@pytest.fixture
def learner(client):
    person = a_person(profession="physician", time_zone="Europe/Paris")
    client.force_login(person)
    return person


def url_of(stage, purpose="post_test"):
    return reverse("learners:assessment", args=[stage.activity.code, stage.places[purpose]])


def body_of(client, stage, purpose="post_test"):
    return client.get(url_of(stage, purpose)).content.decode()


def enrolled(stage, learner):
    enrolment = stage.enrol(learner)
    stage.read(enrolment)
    return enrolment


def test_rules_are_told_before_the_start(client, learner):
    stage = a_stage(time_limit_minutes=40, attempts_allowed=3, wait_minutes=90, pass_mark="66.67")
    enrolled(stage, learner)
    body = body_of(client, stage)
    for told in ("<dd>3</dd>", "40 min", "66.67%", "3 of 3", "1 h 30 min", "Start post-test"):
        assert told in body


def test_assessment_without_limits_says_so(client, learner):
    stage = a_stage(tests=["evaluation"], lessons=0)
    stage.enrol(learner)
    body = body_of(client, stage, "evaluation")
    assert "None, submitting is enough" in body
    assert "Start evaluation" in body


def test_accommodation_is_applied_and_its_reason_stays_hidden(client, learner):
    Accommodation.objects.create(
        user=learner,
        time_factor=Decimal("1.5"),
        extra_attempts=2,
        reason="A private reason",
        granted_by=a_person(),
    )
    stage = a_stage(time_limit_minutes=30, attempts_allowed=1)
    enrolled(stage, learner)
    body = body_of(client, stage)
    assert "45 min (30 min and your extra time)" in body
    assert "3 of 3" in body
    assert "private reason" not in body
    client.post(url_of(stage))
    attempt = Attempt.objects.get()
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=45)


def test_start_opens_an_attempt_at_its_first_question(client, learner):
    stage = a_stage()
    enrolled(stage, learner)
    answer = client.post(url_of(stage))
    sitting = Sitting.objects.get()
    assert answer.url == reverse("learners:question", args=[sitting.pk, 1])
    assert (sitting.purpose, sitting.attempt.number) == ("post_test", 1)


def test_second_start_continues_the_open_attempt(client, learner):
    stage = a_stage()
    enrolled(stage, learner)
    first = client.post(url_of(stage)).url
    assert "Continue" in body_of(client, stage)
    assert client.post(url_of(stage)).url == first
    assert Attempt.objects.count() == 1


def test_evaluation_begins_on_one_page(client, learner):
    stage = a_stage(tests=["evaluation"], lessons=0)
    stage.enrol(learner)
    answer = client.post(url_of(stage, "evaluation"))
    assert answer.url == reverse("learners:questions", args=[Sitting.objects.get().pk])


def test_post_test_waits_for_the_lessons(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    enrolment = stage.enrol(learner)
    body = body_of(client, stage)
    assert "Opens after the pre-test" in body
    assert "Start" not in body.split("<main", 1)[1].split("<aside", 1)[0]
    answer = client.post(url_of(stage))
    assert answer.status_code == 409
    assert "Opens after the pre-test." in answer.content.decode()
    stage.pass_(stage.begin(enrolment, "pre_test"))
    assert "Opens after the lessons" in body_of(client, stage)
    assert client.post(url_of(stage)).status_code == 409
    stage.read(enrolment)
    assert client.post(url_of(stage)).status_code == 302


def test_wait_between_attempts_is_told_in_words_and_in_the_learners_time(client, learner):
    stage = a_stage(wait_minutes=120)
    sitting = stage.ready(learner)
    at = timezone.now()
    services.submit(sitting=sitting, at=at)
    local = (at + timedelta(minutes=120)).astimezone(learner.zone)
    body = body_of(client, stage)
    assert "You can start again in 2 hours." in body
    assert f"That is at {local:%H:%M} on {local.day} {local:%B %Y}." in body
    answer = client.post(url_of(stage))
    assert answer.status_code == 409
    assert Attempt.objects.count() == 1


def test_used_up_attempts_are_told_with_their_results(client, learner):
    stage = a_stage(attempts_allowed=1)
    sitting = stage.ready(learner)
    answer_all(sitting, right=1)
    services.submit(sitting=sitting, at=timezone.now())
    body = body_of(client, stage)
    assert "You have used all your attempts." in body
    assert "33.33%" in body
    assert "Not passed" in body
    assert reverse("learners:result", args=[sitting.pk]) in body
    assert client.post(url_of(stage)).status_code == 409


def test_passed_assessment_is_not_taken_again(client, learner):
    stage = a_stage()
    stage.pass_(stage.ready(learner))
    assert "You have passed this assessment." in body_of(client, stage)
    assert client.post(url_of(stage)).status_code == 409


def test_voided_attempt_counts_for_nothing(client, learner):
    stage = a_stage(attempts_allowed=1)
    sitting = stage.ready(learner)
    services.submit(sitting=sitting, at=timezone.now())
    Attempt.objects.update(state=Attempt.State.VOIDED, void_reason="A fire alarm.")
    body = body_of(client, stage)
    assert "Voided" in body
    assert "1 of 1" in body
    assert client.post(url_of(stage)).status_code == 302


def test_learner_who_is_not_enrolled_is_led_to_the_activity(client, learner):
    stage = a_stage()
    for answer in (client.get(url_of(stage)), client.post(url_of(stage))):
        assert answer.url == reverse("learners:activity", args=[stage.activity.code])
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_placement_of_another_activity_is_not_found(client, learner, method):
    stage, other = a_stage(), a_stage()
    enrolled(stage, learner)
    enrolled(other, learner)
    url = reverse("learners:assessment", args=[stage.activity.code, other.places["post_test"]])
    assert getattr(client, method)(url).status_code == 404
    url = reverse("learners:assessment", args=["no-such-activity", stage.places["post_test"]])
    assert getattr(client, method)(url).status_code == 404
    assert not Attempt.objects.exists()


def test_nobody_signed_in_is_asked_to_sign_in(client):
    assert client.get(url_of(a_stage())).url.startswith("/accounts/login/")


def test_a_password_and_a_statement_are_asked_for_at_their_fields(client, learner):
    stage = a_stage(password="ward 7", honour_statement="This is my own work.")
    enrolled(stage, learner)
    body = body_of(client, stage)
    assert "This is my own work." in body
    assert "(optional)" not in body

    for sent, told in (
        ({}, "Type the password that you were given."),
        ({"password": "ward 8", "honour": "on"}, "This is not the password."),
        ({"password": "ward 7"}, "Confirm the statement to start."),
    ):
        refused = client.post(url_of(stage), sent)
        assert refused.status_code == 422
        assert told in refused.content.decode()
        assert not Attempt.objects.exists()

    assert client.post(url_of(stage), {"password": "ward 7", "honour": "on"}).status_code == 302
    # Going on with it asks no more
    assert client.post(url_of(stage)).status_code == 302
    assert Attempt.objects.count() == 1


def test_passwords_are_not_tried_for_ever(client, learner):
    stage = a_stage(password="ward 7")
    enrolled(stage, learner)
    for _ in range(20):
        client.post(url_of(stage), {"password": "guess"})
    refused = client.post(url_of(stage), {"password": "ward 7"})
    assert refused.status_code == 409
    assert "Too many wrong passwords" in refused.content.decode()


def test_the_password_is_nowhere_on_the_page(client, learner):
    stage = a_stage(password="ward-seven")
    enrolled(stage, learner)
    assert "ward-seven" not in body_of(client, stage)


def test_the_mean_of_all_attempts_is_told_and_decides(client, learner):
    stage = a_stage(kept_grade="mean", stop_after_pass=False, pass_mark="60")
    for right in (0, 3):
        sitting = stage.ready(learner) if right == 0 else begin(stage, learner)
        answer_all(sitting, right=right)
        services.submit(sitting=sitting, at=timezone.now())
    assert "The mean of all attempts counts: 50%." in body_of(client, stage)
    assert not Completion.objects.exists()

    answer_all(again := begin(stage, learner))
    services.submit(sitting=again, at=timezone.now())
    assert "counts: 66.66%" in body_of(client, stage)
    assert Completion.objects.exists()


def begin(stage, learner):
    client = Client()
    client.force_login(learner)
    client.post(url_of(stage))
    return Sitting.objects.latest("pk")


def test_a_wrong_answer_to_what_must_be_right_is_told_and_is_no_pass(client, learner):
    stage = a_stage(critical=[1], pass_mark="60", review="after_pass")
    sitting = stage.ready(learner)
    assert "1 question, for the safety of patients" in body_of(client, stage)
    answer_all(sitting)
    save_answer(
        attempt=sitting.attempt,
        position=1,
        response=None,
        operation=uuid4(),
        at=timezone.now(),
    )
    services.submit(sitting=sitting, at=timezone.now())

    body = client.get(reverse("learners:result", args=[sitting.pk])).content.decode()

    assert "Not passed yet: 2 of 3 correct" in body
    assert "1 question that must be right for the safety of patients was not" in body
    assert not Completion.objects.exists()
