"""Nothing goes round the preflight: by no route is an activity published that it holds back."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction

from accounts.domain.roles import Role
from courses.models import ActivityPage, Waiver
from courses.permissions import GrantRefused, can_grant
from courses.queries import checklist_of
from courses.services import (
    PreflightRefused,
    WaiverRefused,
    ask_waiver,
    end_waiver,
    grant_waiver,
    publish_due,
)
from tests.factories.authoring import (
    a_lesson,
    a_member,
    a_question,
    a_sound_question,
    a_team,
    an_activity,
    an_assessment,
    publish,
    signed_in,
)

NO_REFERENCE = "No reference is listed."


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def faulty(team):
    """A draft that lacks nothing but its references."""
    activity = an_activity(team, live=False)
    activity.references = []
    activity.save()
    activity.save_revision(user=team.educator)
    return activity


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def is_still_a_draft(activity):
    activity.refresh_from_db()
    return not activity.live and not activity.versions.exists()


def the_key(activity):
    [finding] = checklist_of(activity).blocking
    return finding.key


def waived(team, activity, **who):
    waiver = ask_waiver(
        activity=activity,
        key=the_key(activity),
        reason="A letter from the committee.",
        by=who.get("asker", team.educator),
        at=timezone.now(),
    )
    return grant_waiver(waiver=waiver, by=who.get("granter", team.staff), at=timezone.now())


def test_a_sound_activity_goes_live(team):
    activity = an_activity(team)
    assert activity.live
    assert activity.versions.get().facts.get("waivers") is None


def test_a_shell_is_refused(team, faulty):
    with pytest.raises(PreflightRefused, match=NO_REFERENCE), transaction.atomic():
        faulty.get_latest_revision().publish()
    assert is_still_a_draft(faulty)


def test_a_copy_that_would_go_live_is_refused(team):
    activity = an_activity(team)
    copying = CopyPageAction(
        activity, to=team.page, update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True
    )
    with pytest.raises(PreflightRefused, match="No credit is designated"), transaction.atomic():
        copying.execute(skip_permission_checks=True)
    assert ActivityPage.objects.get() == activity


def test_bulk_publication_is_refused_in_words(team, faulty):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = signed_in(team.staff).post(f"{address}?id={faulty.pk}", {"include_descendants": ""})
    assert answer.status_code == 302
    assert NO_REFERENCE in said(answer)
    assert is_still_a_draft(faulty)


def test_the_api_of_the_cms_publishes_nothing(team, faulty):
    address = f"/cms/api/main/pages/{faulty.pk}/action/publish/"
    assert signed_in(team.staff).post(address).status_code == 404
    assert is_still_a_draft(faulty)


def test_a_schedule_is_given_up_with_a_letter(team, faulty, monkeypatch):
    faulty.go_live_at = timezone.now() + timedelta(hours=1)
    faulty.save_revision(user=team.staff).publish(user=team.staff)
    monkeypatch.setattr(timezone, "now", lambda: faulty.go_live_at + timedelta(minutes=1))

    publish_due(at=timezone.now())

    assert is_still_a_draft(faulty)
    assert NO_REFERENCE in mail.outbox[-1].body
    assert mail.outbox[-1].to == [team.staff.email]


def test_the_command_for_schedules_is_refused(team, faulty, monkeypatch):
    faulty.go_live_at = timezone.now() + timedelta(hours=1)
    faulty.save_revision(user=team.staff).publish(user=team.staff)
    monkeypatch.setattr(timezone, "now", lambda: faulty.go_live_at + timedelta(minutes=1))
    with pytest.raises(PreflightRefused, match=NO_REFERENCE), transaction.atomic():
        call_command("publish_scheduled")
    assert is_still_a_draft(faulty)


def test_a_lesson_of_a_live_activity_is_held_back_by_its_own_faults_alone(team):
    activity = an_activity(team)
    activity.credit_offers.update(withdrawn_at=timezone.now())
    assert a_lesson(activity).live
    uncited = a_question(team.bank)
    lesson = a_lesson(activity, body=[("knowledge_check", {"question": uncited})], live=False)
    with pytest.raises(PreflightRefused, match="cites no reference"), transaction.atomic():
        publish(lesson)
    lesson.refresh_from_db()
    assert not lesson.live


def test_an_assessment_of_a_live_activity_is_held_back(team):
    activity = an_activity(team)
    assessment = activity.placements.get().assessment
    version = assessment.versions.get()
    assessment.slots.add(*an_assessment(team.bank, a_question(team.bank)).slots.all())
    with pytest.raises(PreflightRefused, match="cites no reference"), transaction.atomic():
        publish(assessment)
    assert assessment.versions.get() == version
    assessment.refresh_from_db()
    assessment.slots = [*assessment.slots.all()]
    assert publish(an_assessment(team.bank, a_sound_question(team), live=False)).live


def test_a_waiver_of_two_people_lets_it_go_and_stands_in_the_version(team, faulty):
    waiver = waived(team, faulty, asker=a_member(team.provider, Role.EDUCATOR))
    faulty.get_latest_revision().publish()
    [told] = faulty.versions.get().facts["waivers"]
    assert told["sentence"] == NO_REFERENCE
    assert told["reason"] == "A letter from the committee."
    assert told["granted_by"] == team.staff.pk
    assert told["granted_at"] == waiver.granted_at.isoformat()

    end_waiver(waiver=waiver, at=timezone.now())
    with pytest.raises(PreflightRefused), transaction.atomic():
        faulty.get_latest_revision().publish()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.EDUCATOR, False),
        (Role.REVIEWER, False),
        (Role.MARKER, False),
        (Role.ACCREDITATION_STAFF, True),
    ],
)
def test_who_grants_a_waiver(team, faulty, role, may):
    theirs = a_team("Elsewhere")
    waiver = ask_waiver(
        activity=faulty, key=the_key(faulty), reason="R.", by=team.educator, at=timezone.now()
    )
    assert can_grant(a_member(team.provider, role), waiver) is may
    assert not can_grant(a_member(theirs.provider, role), waiver)


def test_neither_who_asked_nor_who_wrote_grants(team, faulty):
    asker = a_member(team.provider, Role.ACCREDITATION_STAFF)
    waiver = ask_waiver(
        activity=faulty, key=the_key(faulty), reason="R.", by=asker, at=timezone.now()
    )
    with pytest.raises(GrantRefused, match="second person"):
        grant_waiver(waiver=waiver, by=asker, at=timezone.now())
    faulty.save_revision(user=team.staff)
    with pytest.raises(GrantRefused, match="You wrote part"):
        grant_waiver(waiver=waiver, by=team.staff, at=timezone.now())


def test_a_waiver_is_asked_once_with_a_reason_and_for_what_was_found(team, faulty):
    key = the_key(faulty)
    ask = {"activity": faulty, "by": team.educator, "at": timezone.now()}
    for wrong in ({"key": "nothing", "reason": "R."}, {"key": key, "reason": " "}):
        with pytest.raises(WaiverRefused):
            ask_waiver(**ask, **wrong)
    ask_waiver(**ask, key=key, reason="R.")
    with pytest.raises(WaiverRefused, match="already"):
        ask_waiver(**ask, key=key, reason="R.")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("courses_waiver_reason_given", {"reason": ""}),
        ("courses_waiver_second_person_grants", {"granted": "educator"}),
        ("courses_waiver_grant_is_dated", {"granted_at": None}),
    ],
)
def test_the_database_refuses_a_waiver_of_one_person(team, faulty, name, fields):
    now = timezone.now()
    granted = getattr(team, fields.pop("granted", "staff"))
    row = {
        "activity": faulty,
        "code": "references",
        "key": "k",
        "sentence": "S.",
        "reason": "R.",
        "asked_by": team.educator,
        "asked_at": now,
        "granted_by": granted,
        "granted_at": now,
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Waiver.objects.create(**row | fields)
    Waiver.objects.create(**row | {"granted_by": team.staff})
    with (
        pytest.raises(IntegrityError, match="courses_waiver_one_open_per_finding"),
        transaction.atomic(),
    ):
        Waiver.objects.create(**row | {"granted_by": team.staff})


def test_the_page_leads_to_what_is_to_be_mended_and_takes_requests(team, faulty):
    address = reverse("courses_preflight", args=[faulty.pk])
    author, staff = signed_in(team.educator), signed_in(team.staff)
    shown = author.get(address)
    assert NO_REFERENCE in shown.text
    assert f"/cms/pages/{faulty.pk}/edit/#tab-references" in shown.text
    assert signed_in(a_team("Elsewhere").educator).get(address).status_code == 404

    author.post(address, {"deed": "ask", "key": the_key(faulty), "reason": "Because."})
    waiver = Waiver.objects.get()
    refused = author.post(address, {"deed": "grant", "waiver": waiver.pk})
    assert "second person" in said(refused)
    assert "Because." in staff.get(address).text
    staff.post(address, {"deed": "grant", "waiver": waiver.pk})
    assert "Nothing keeps this activity" in author.get(address).text
    staff.post(address, {"deed": "end", "waiver": waiver.pk})
    assert "Nothing keeps this activity" not in author.get(address).text


def test_the_checklist_costs_the_same_for_many_lessons_and_questions(
    team, django_assert_max_num_queries
):
    activity = an_activity(team)
    for _each in range(3):
        a_lesson(activity, body=[("knowledge_check", {"question": a_sound_question(team)})])
    with django_assert_max_num_queries(27):
        checklist_of(ActivityPage.objects.get(pk=activity.pk))
