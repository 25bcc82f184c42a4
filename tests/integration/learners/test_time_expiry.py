"""What becomes of an attempt whose time is over: handed in, a time of grace, or given up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Grade, Transition
from assessments.services import AnswerRefused, ReopeningRefused
from learners import services
from learners.models import Completion, OverdueNotice, Sitting
from learners.queries import standing_in
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread, run_out

GRACE = {"time_limit_minutes": 30, "expiry": "grace", "grace_minutes": 20}
DROP = {"time_limit_minutes": 30, "expiry": "drop"}
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician", time_zone="Europe/Paris")
    client.force_login(person)
    return person


def at(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


def swept():
    return services.finish_overdue_attempts(at=timezone.now())


def left(learner, rules, seconds, *, right=None) -> Sitting:
    """Answer everything, and let the time run out so many seconds ago."""
    sitting = a_stage(**rules).ready(learner)
    answer_all(sitting, right=right)
    run_out(sitting, seconds)
    return Sitting.objects.select_related("attempt", "enrolment").get(pk=sitting.pk)


def moves(sitting):
    return list(
        Transition.objects.filter(attempt=sitting.attempt_id).values_list("move", flat=True)
    )


def test_grace_makes_it_overdue_and_writes_once(learner):
    sitting = left(learner, GRACE, 60)
    assert swept() == 1
    assert swept() == 0
    assert reread(sitting).state == Attempt.State.OVERDUE
    assert not Grade.objects.exists()
    now = timezone.now()
    assert services.send_overdue_notices(at=now) == 1
    assert services.send_overdue_notices(at=now) == 0
    [letter] = mail.outbox
    assert letter.to == [learner.email]
    assert at("review", sitting) in letter.body
    assert "Europe/Paris" in letter.body


def test_letter_that_the_server_refuses_is_sent_later(learner, settings):
    sitting = left(learner, GRACE, 60)
    swept()
    settings.EMAIL_BACKEND = "tests.integration.learners.test_time_expiry.Refusing"
    with pytest.raises(OSError, match="refused"):
        services.send_overdue_notices(at=timezone.now())
    assert OverdueNotice.objects.get(sitting=sitting).sent_at is None


class Refusing:
    """A mail server that takes nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("refused")


def test_in_grace_nothing_is_answered_but_handing_in_counts(client, learner):
    sitting = left(learner, GRACE, 60)
    swept()
    reply = client.post(
        at("question", sitting, 1), {"answer": "a", "operation": str(uuid4())}, **JSON
    )
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "time_over")
    assert client.get(at("question", sitting, 1)).url == at("review", sitting)
    assert client.get(at("result", sitting)).url == at("review", sitting)
    body = client.get(at("review", sitting)).content.decode()
    assert "Time is over." in body
    assert at("question", sitting, 1) not in body
    client.post(at("submit", sitting))
    attempt = reread(sitting)
    assert attempt.state == Attempt.State.SUBMITTED
    assert attempt.finished_at > attempt.deadline_at
    assert moves(sitting) == ["fall_due"]
    assert Grade.objects.get().points == 3
    assert Completion.objects.exists()
    assert "You handed in after time was over" in client.get(at("result", sitting)).content.decode()


def test_a_handed_in_attempt_gets_no_letter(client, learner):
    sitting = left(learner, GRACE, 60)
    swept()
    client.post(at("submit", sitting))
    assert services.send_overdue_notices(at=timezone.now()) == 0


def test_after_the_grace_it_counts_as_not_handed_in(client, learner):
    sitting = left(learner, GRACE | {"attempts_allowed": 2}, 60)
    swept()
    ended = run_out(sitting, 3600)
    Attempt.objects.update(look_at=ended + timedelta(minutes=20))
    assert swept() == 1
    attempt = reread(sitting)
    assert attempt.state == Attempt.State.ABANDONED
    assert attempt.finished_at == ended + timedelta(minutes=20)
    assert not Grade.objects.exists()
    place = reverse(
        "learners:assessment",
        args=[sitting.enrolment.activity.code, sitting.enrolment.activity.placements.get().pk],
    )
    body = client.get(place).content.decode()
    assert "1 of 2" in body
    assert "Never handed in" in body


def test_dropped_attempt_is_no_submission_anywhere(client, learner):
    sitting = left(learner, DROP, 60)
    assert client.post(at("submit", sitting)).url == at("result", sitting)
    attempt = reread(sitting)
    assert (attempt.state, attempt.finished_at) == (Attempt.State.ABANDONED, attempt.deadline_at)
    assert not Grade.objects.exists()
    body = client.get(at("result", sitting)).content.decode()
    assert "This attempt was not handed in" in body
    assert "Try again" in body
    assert "Because." not in body
    from learners.queries import activity_of

    standing = standing_in(learner, activity_of(sitting), sitting.enrolment)
    assert not standing.done.submitted
    assert not standing.is_complete
    with pytest.raises(AnswerRefused, match="never handed in"):
        services.submit(sitting=sitting, at=timezone.now())


@pytest.mark.parametrize("minutes", [0, 30])
def test_reopened_attempt_goes_on_or_is_graded_as_of_its_deadline(learner, minutes):
    sitting = left(learner, DROP, 3600)
    swept()
    staff, now = a_person(), timezone.now()
    services.reopen(
        sitting=sitting, reason="The power went out.", by=staff, at=now, minutes=minutes
    )
    attempt = reread(sitting)
    told = Transition.objects.get(move="reopen")
    assert (told.by, told.reason) == (staff, "The power went out.")
    if minutes:
        assert attempt.takes_answers
        assert attempt.deadline_at == now + timedelta(minutes=30)
        return
    assert (attempt.state, attempt.finished_at) == (Attempt.State.TIMED_OUT, attempt.deadline_at)
    assert Completion.objects.get().completed_at == attempt.deadline_at


def test_reopening_is_refused_with_a_sentence(learner):
    stage = a_stage(**DROP)
    sitting = stage.ready(learner)
    staff = a_person()
    with pytest.raises(ReopeningRefused, match="never handed in"):
        services.reopen(sitting=sitting, reason="Why not", by=staff, at=timezone.now())
    run_out(sitting)
    swept()
    with pytest.raises(ReopeningRefused, match="Say why"):
        services.reopen(sitting=sitting, reason=" ", by=staff, at=timezone.now())
    stage.begin(sitting.enrolment)
    with pytest.raises(ReopeningRefused, match="another attempt"):
        services.reopen(sitting=sitting, reason="Fire", by=staff, at=timezone.now())


def test_staff_reopen_on_a_screen_of_their_own(client, learner):
    sitting = left(learner, DROP, 3600)
    swept()
    address = reverse("admin:learners_sitting_reopen", args=[sitting.pk])
    assert client.get(address).status_code == 403
    staff = a_person(is_staff=True)
    client.force_login(staff)
    assert client.get(address).status_code == 403
    staff.is_superuser = True
    staff.save()
    listed = client.get(reverse("admin:learners_sitting_changelist")).content.decode()
    assert address in listed
    assert "never handed in" in client.get(address).content.decode()
    assert "This field is required" in client.post(address, {"minutes": 5}).content.decode()
    done = client.post(address, {"reason": "A fire alarm.", "minutes": 45}, follow=True)
    assert "The attempt goes on until" in done.content.decode()
    assert "A fire alarm." in done.content.decode()
    assert reread(sitting).takes_answers


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (GRACE, "have 20 minutes to hand in"),
        (DROP, "Hand in before time is over"),
        ({"time_limit_minutes": 30}, "what you have saved is submitted"),
    ],
)
def test_rules_are_told_beforehand(client, learner, rules, words):
    stage = a_stage(**rules)
    stage.read(stage.enrol(learner))
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert words in client.get(place).content.decode()
