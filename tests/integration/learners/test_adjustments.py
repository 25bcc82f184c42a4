"""What was granted to a person once holds everywhere: breaks, days, attempts, time."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Accommodation, AccommodationRecord
from assessments.models import Attempt, Break
from assessments.services import BreakRefused, begin_break, end_break, submit_attempt
from courses.services import freeze_activity
from learners import services
from learners.models import Sitting
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread
from tests.integration.learners.test_sitting_budgets import JSON

TIMED = {"time_limit_minutes": 60}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def grant(person, **what):
    return Accommodation.objects.create(user=person, granted_by=person, **what)


def at(name, sitting, *args):
    return reverse(f"learners:{name}", args=[sitting.pk, *args])


def sat(learner, **what):
    grant(learner, **({"break_minutes": 20} | what))
    return a_stage(**TIMED).ready(learner)


def test_break_stops_the_clock_and_what_is_left_is_kept(learner):
    sitting = sat(learner)
    begun = reread(sitting)
    now = begun.started_at + timedelta(minutes=30)
    on_break = begin_break(attempt=begun, at=now)
    assert on_break.deadline_at == begun.deadline_at + timedelta(minutes=20)
    assert on_break.break_until == on_break.look_at == now + timedelta(minutes=20)
    again = begin_break(attempt=begun, at=now + timedelta(minutes=1))
    assert again.break_until == on_break.break_until
    back = end_break(attempt=begun, at=now + timedelta(minutes=8))
    assert back.deadline_at == begun.deadline_at + timedelta(minutes=8)
    assert back.break_seconds == 12 * 60
    begin_break(attempt=begun, at=now + timedelta(minutes=10))
    used_up = end_break(attempt=begun, at=now + timedelta(minutes=40))
    assert used_up.deadline_at == begun.deadline_at + timedelta(minutes=20)
    with pytest.raises(BreakRefused, match="no break left"):
        begin_break(attempt=begun, at=now + timedelta(minutes=41))
    assert Break.objects.count() == 2


def test_break_moves_no_deadline_beyond_the_closing(learner):
    sitting = sat(learner)
    attempt = reread(sitting)
    closing = attempt.deadline_at + timedelta(minutes=5)
    Attempt.objects.update(closes_at=closing)
    on_break = begin_break(attempt=attempt, at=attempt.started_at)
    assert on_break.deadline_at == closing


def test_questions_are_hidden_on_the_server_during_a_break(client, learner):
    sitting = sat(learner)
    gone = client.post(at("question", sitting, 1), {"answer": "a", "next": "break"})
    assert gone.url == at("break", sitting)
    page = client.get(at("break", sitting)).content.decode()
    assert "You are on a break" in page
    for name, *more in (("question", 2), ("review",)):
        assert client.get(at(name, sitting, *more)).url == at("break", sitting)
    saved = client.post(
        at("question", sitting, 2), {"answer": "a", "operation": str(uuid4())}, **JSON
    )
    assert (saved.status_code, saved.json()["error"]["code"]) == (409, "on_break")
    api = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()
    assert api["questions"] == []
    assert api["break_until"]
    late = client.put(
        reverse("api_v1:answer", args=[sitting.attempt_id, 2]),
        {"operation": str(uuid4()), "response": {"choice": "a"}},
        content_type="application/json",
    )
    assert late.json()["error"]["code"] == "on_break"
    assert client.post(at("break", sitting)).url == at("question", sitting, 1)
    assert client.get(at("break", sitting)).url == at("question", sitting, 1)
    assert client.get(at("question", sitting, 2)).status_code == 200


def test_sweep_ends_a_break_that_is_used_up(learner):
    sitting = sat(learner)
    begun = timezone.now() - timedelta(minutes=25)
    Attempt.objects.update(
        started_at=begun - timedelta(minutes=5), deadline_at=begun + timedelta(minutes=55)
    )
    begin_break(attempt=reread(sitting), at=begun)
    services.finish_overdue_attempts(at=timezone.now())
    attempt = reread(sitting)
    assert (attempt.break_until, attempt.break_seconds) == (None, 0)
    assert attempt.takes_answers
    assert attempt.look_at > attempt.deadline_at
    assert Break.objects.get().ended_at == begun + timedelta(minutes=20)


def test_handing_in_ends_a_break(learner):
    sitting = sat(learner)
    answer_all(sitting)
    begin_break(attempt=reread(sitting), at=timezone.now())
    services.submit(sitting=sitting, at=timezone.now())
    assert reread(sitting).break_until is None
    assert Break.objects.get().ended_at


def test_api_takes_and_ends_a_break(client, learner):
    sitting = sat(learner)
    address = reverse("api_v1:break", args=[sitting.attempt_id])
    assert client.post(address).json()["break_until"]
    assert client.delete(address).json()["break_until"] is None
    Attempt.objects.update(break_seconds=0)
    refused = client.post(address)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_break")


def test_no_break_is_offered_without_a_clock_or_a_grant(client, learner):
    untimed = a_stage().ready(learner)
    assert "Take a break" not in client.get(at("question", untimed, 1)).content.decode()
    timed = sat(learner)
    assert "Take a break" in client.get(at("question", timed, 1)).content.decode()


def ended(stage, days):
    """Let the activity close so many days ago."""
    page = Sitting.objects.model._meta.apps.get_model("courses", "ActivityPage").objects.get(
        code=stage.activity.code
    )
    last = timezone.now().date() - timedelta(days=days)
    type(page).objects.filter(pk=page.pk).update(
        expires_on=last,
        reviewed_on=last - timedelta(days=90),
        released_on=last - timedelta(days=90),
    )
    page.refresh_from_db()
    freeze_activity(activity=page, at=timezone.now())


@pytest.mark.parametrize(("days", "may"), [(0, False), (2, False), (5, True)])
def test_extra_days_move_the_closing_everywhere(client, learner, days, may):
    grant(learner, extra_days=days)
    stage = a_stage()
    stage.read(stage.enrol(learner))
    ended(stage, 3)
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert ("Start post-test" in client.get(place).content.decode()) is may
    home = reverse("learners:activity", args=[stage.activity.code])
    assert ("Credit ended on" in client.get(home).content.decode()) is not may
    answer = client.post(place)
    assert (answer.status_code == 302) is may
    if may:
        assert Attempt.objects.get().deadline_at.date() > timezone.now().date()


def test_learner_reads_what_applies_before_starting(client, learner):
    grant(
        learner,
        time_factor=Decimal("1.5"),
        break_minutes=20,
        extra_attempts=1,
        extra_days=7,
        reason="A private matter",
    )
    stage = a_stage(**TIMED, attempts_allowed=2)
    stage.read(stage.enrol(learner))
    place = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    body = client.get(place).content.decode()
    for told in (
        "Your adjustments apply here.",
        "1 h 30 min instead of 1 h",
        "Breaks of 20 min in all",
        "1 more attempt",
        "7 days longer",
    ):
        assert told in body
    assert "private matter" not in body
    first = client.get(client.post(place).url).content.decode()
    assert "Attempt 1." in first
    assert "of 2" not in first  # 3 with the one that was granted


def test_what_was_fixed_at_the_start_stays(learner):
    sitting = sat(learner)
    before = reread(sitting)
    Accommodation.objects.update(break_minutes=0, time_factor=1)
    begun = begin_break(attempt=before, at=timezone.now())
    assert begun.break_until
    grade = submit_attempt(attempt=begun, at=timezone.now())
    assert (grade.max_points, before.pass_mark) == (before.max_points, Decimal(60))


def test_granting_is_recorded_and_withdrawing_too(client):
    staff, person = a_person(is_staff=True, is_superuser=True), a_person()
    client.force_login(staff)
    form = {
        "user": person.pk,
        "time_factor": "1.50",
        "break_minutes": 20,
        "extra_attempts": 1,
        "extra_days": 0,
        "reason": "A private matter",
    }
    client.post(reverse("admin:accounts_accommodation_add"), form)
    granted = Accommodation.objects.get(user=person)
    assert granted.granted_by == staff
    change = reverse("admin:accounts_accommodation_change", args=[granted.pk])
    client.post(change, form | {"extra_days": 14})
    page = client.get(change).content.decode()
    assert "14 more days" in page
    assert page.count("1.5 × time") >= 2
    client.post(reverse("admin:accounts_accommodation_delete", args=[granted.pk]), {"post": "yes"})
    days = AccommodationRecord.objects.filter(user=person).values_list(
        "extra_days", "break_minutes"
    )
    assert list(days) == [(0, 0), (14, 20), (0, 20)]


def test_only_who_may_grant_sees_the_screen(client, learner):
    learner.is_staff = True
    learner.save()
    assert client.get(reverse("admin:accounts_accommodation_changelist")).status_code == 403


def test_break_costs_no_more_than_a_save_and_some(client, learner, django_assert_max_num_queries):
    sitting = sat(learner)
    client.get(at("question", sitting, 1))
    with django_assert_max_num_queries(6):
        client.get(at("question", sitting, 1))
    client.post(at("question", sitting, 1), {"answer": "a", "next": "break"})
    with django_assert_max_num_queries(6):
        client.get(at("break", sitting))
