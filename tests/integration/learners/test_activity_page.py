"""An activity's page: what must be shown, the confirmation, and every state of a learner in it."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from courses.domain.disclosure import Method
from courses.models import ActivityPage, LessonPage
from courses.queries import current_activity, published_version_id
from courses.services import Verdict, decide_on_relationship, freeze_activity
from learners import services
from learners.models import Completion, Enrolment, FrontMatterAcknowledgement
from tests.factories.activities import a_real_stage
from tests.factories.outcomes import a_person
from tests.factories.people import a_company, declares, somebody, speaks_for
from tests.factories.sittings import a_stage

WITHIN = 10
READ = {"read": "on"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician", time_zone="Europe/Paris")
    client.force_login(person)
    return person


def address(stage, page="activity"):
    return reverse(f"learners:{page}", args=[stage.activity.code])


def page_of(client, stage):
    return client.get(address(stage))


def body_of(client, stage):
    return page_of(client, stage).content.decode()


def confirm(client, stage, **posted):
    fields = READ | {"shown": page_of(client, stage).context["shown"]} | posted
    return client.post(address(stage, "enrol"), fields)


def change(stage, **fields):
    """Change the page's fields and publish them."""
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    freeze_activity(activity=page, at=timezone.now())


def is_ticked(body):
    (box,) = re.findall(r'<input type="checkbox" name="read"[^>]*>', body)
    return "checked" in box


def passed(stage, learner):
    """Take the whole activity."""
    stage.pass_(stage.ready(learner))
    return learner


def test_everything_that_must_be_shown_beforehand_is_shown(client):
    stage = a_real_stage(pass_mark="66.67", attempts=3, wait_minutes=90, time_limit_minutes=40)
    facts = stage.activity.facts
    person = facts["contributors"][0]

    body = body_of(client, stage)

    for told in (
        *facts["objectives"],
        facts["gap"], facts["audience"], facts["method"], facts["requirements"],
        facts["commercial_support"],
        person["name"], person["credentials"], person["affiliation"], person["role_label"],
        facts["provider"]["name"], facts["provider"]["contact_email"],
        facts["provider"]["accreditation_statement"], facts["provider"]["accreditor"],
        *(reference["citation"] for reference in facts["references"]),
        "1 h", "66.67%", "3, 1 h 30 min apart", "40 min",
        "maximum of", "up to ",
    ):  # fmt: skip
        assert escape(told) in body, told
    assert "<i>AMA PRA Category 1 Credit</i>™" in body
    for day in ("released_on", "reviewed_on", "expires_on"):
        assert f'<time datetime="{facts[day]}">' in body
    assert 'href="/about/privacy/"' in body


def test_relationships_are_disclosed_with_their_mitigation(client):
    stage = a_stage()
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    staff = User.objects.create(email="staff@example.org")
    a_company(page.provider, staff)
    person = somebody(page.provider, declared=False, name="Bo Author")
    tie = declares(person, speaks_for()).relationships.get()
    page.contributors.create(person=person, role="author")
    verdict = Verdict(
        is_relevant=True, reason="By Ann.", method=Method.PEER_REVIEW, done_on=date(2026, 1, 1)
    )
    decide_on_relationship(
        activity=page, relationship=tie, verdict=verdict, by=staff, at=timezone.now()
    )
    freeze_activity(activity=page, at=timezone.now())

    body = body_of(client, stage)

    assert "Speaker, Company X" in body
    assert "Peers without a relationship reviewed the content" in body
    assert "All relevant financial relationships listed here have been mitigated." in body


def test_what_authors_typed_is_shown_as_text(client):
    stage = a_stage()
    change(stage, gap="p<0.05 <script>alert(1)</script>")

    assert "p&lt;0.05 &lt;script&gt;" in body_of(client, stage)


@pytest.mark.parametrize("page", ["activity", "enrol"])
def test_unknown_and_withdrawn_activities_are_not_found(client, learner, page):
    stage = a_stage()
    send = client.post if page == "enrol" else client.get
    assert send(reverse(f"learners:{page}", args=["nothing-here"])).status_code == 404
    ActivityPage.objects.filter(pk=stage.activity.activity_id).update(live=False)

    assert send(address(stage, page)).status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_confirmation(client):
    stage = a_stage()
    back = f"?next=/activities/{stage.activity.code}/%23start"

    body = body_of(client, stage)
    answer = client.post(address(stage, "enrol"), READ)

    assert f'href="{reverse("account_login")}{back.replace("/", "%2F")}"' in body
    assert answer.url == reverse("account_login") + back
    assert not Enrolment.objects.exists()


def test_the_box_is_never_ticked_beforehand_and_must_be(client, learner):
    stage = a_stage()
    assert not is_ticked(body_of(client, stage))

    answer = confirm(client, stage, read="")

    assert answer.status_code == 422
    body = answer.content.decode()
    assert "<title>Error: " in body
    assert 'href="#id_read"' in body
    assert body.count("Tick the box to confirm that you have read this page.") == 2
    assert not Enrolment.objects.exists()


def test_confirming_what_was_shown_enrols_and_leads_to_the_first_step(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    shown = page_of(client, stage).context["shown"]

    answer = confirm(client, stage)

    assert answer.url == reverse(
        "learners:assessment", args=[stage.activity.code, stage.places["pre_test"]]
    )
    acknowledgement = FrontMatterAcknowledgement.objects.get(enrolment__learner=learner)
    assert acknowledgement.shown_hash == shown
    assert acknowledgement.version_id == stage.activity.id


def test_confirming_twice_enrols_once(client, learner):
    stage = a_stage()

    first, second = confirm(client, stage), confirm(client, stage)

    assert first.url == second.url
    assert Enrolment.objects.filter(learner=learner).count() == 1
    assert FrontMatterAcknowledgement.objects.count() == 1


def test_what_changed_while_the_page_was_open_must_be_read_again(client, learner):
    stage = a_stage()
    shown = page_of(client, stage).context["shown"]
    change(stage, commercial_support="Company X gave models on loan.")

    answer = confirm(client, stage, shown=shown)

    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Company X gave models on loan." in body
    assert "has just changed" in body
    assert not is_ticked(body)
    assert not Enrolment.objects.exists()
    assert confirm(client, stage).status_code == 302


def test_what_changed_since_the_confirmation_is_confirmed_again(client, learner):
    stage = a_stage()
    confirm(client, stage)
    assert "Confirm and go on" not in body_of(client, stage)
    change(stage, gap="Another gap.")
    assert "has changed since you confirmed it" in body_of(client, stage)

    confirm(client, stage)

    assert "Confirm and go on" not in body_of(client, stage)
    assert FrontMatterAcknowledgement.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"released_on": 1}, "Opens on"),
        ({"reviewed_on": -300, "released_on": -200, "expires_on": -1}, "This activity ended on"),
    ],
)
def test_an_activity_that_is_not_open_can_be_read_about_but_not_begun(client, learner, days, words):
    stage = a_stage()
    today = timezone.now().date()
    change(stage, **{name: today + timedelta(days=count) for name, count in days.items()})

    body = body_of(client, stage)
    answer = confirm(client, stage)

    assert words in body
    assert 'name="read"' not in body
    assert answer.status_code == 409
    assert not Enrolment.objects.exists()


def test_an_ended_activity_can_still_be_read_by_those_who_began(client, learner):
    stage = a_stage()
    stage.enrol(learner)
    past = timezone.now().date() - timedelta(days=1)
    change(stage, expires_on=past, reviewed_on=past, released_on=past - timedelta(days=9))

    body = body_of(client, stage)

    assert "Credit ended on" in body
    assert reverse("learners:lesson", args=[stage.activity.code, "lesson-1"]) in body


def test_steps_lead_where_the_learner_may_go_and_say_what_others_wait_for(client, learner):
    stage = a_stage(tests=["pre_test", "post_test", "evaluation"], lessons=2)
    stage.enrol(learner)

    body = body_of(client, stage)

    code = stage.activity.code
    assert reverse("learners:assessment", args=[code, stage.places["pre_test"]]) in body
    assert reverse("learners:lesson", args=[code, "lesson-1"]) not in body
    assert body.count("Opens after the pre-test") == 4
    assert "0% done" in body
    assert "Start the pre-test" in body


def test_the_button_resumes_what_was_begun(client, learner):
    stage = a_stage(tests=["pre_test", "post_test"])
    enrolment = stage.enrol(learner)
    sitting = stage.begin(enrolment, "pre_test")
    assert "Go on with the pre-test" in body_of(client, stage)
    stage.pass_(sitting)
    assert "Start lesson" in body_of(client, stage)

    client.get(reverse("learners:lesson", args=[stage.activity.code, "lesson-1"]))

    assert "Resume lesson" in body_of(client, stage)


def test_a_completed_activity_shows_its_credit_and_leads_to_the_transcript(client, learner):
    stage = a_stage()
    passed(stage, learner)

    body = body_of(client, stage)

    assert "<b>1.00</b><span>recorded</span>" in body
    assert "Your certificate is being made" in body
    assert reverse("credits:transcript") in body
    assert "Updated since you finished" not in body


def test_a_later_version_leaves_credit_as_it_was(client, learner):
    stage = a_stage()
    passed(stage, learner)
    change(stage, gap="Another gap.")

    body = body_of(client, stage)

    assert "Updated since you finished." in body
    assert 'name="read"' not in body


def test_completing_without_credit_says_so(client):
    stage = a_stage(credits=[])
    client.force_login(passed(stage, a_person(profession="dietitian")))

    assert "No credit was recorded" in body_of(client, stage)


@pytest.mark.parametrize(
    ("profession", "words"),
    [
        ("physician", '<span class="tag credit">'),
        ("nurse", "Your profession (Nurse) takes none of this credit."),
        ("", "Say in <a href="),
    ],
)
def test_credit_is_told_for_the_readers_own_profession(client, profession, words):
    stage = a_stage()
    offer = stage_offer(stage)
    offer.professions = ["physician"]
    offer.save()
    client.force_login(a_person(profession=profession))

    assert words in body_of(client, stage)


def stage_offer(stage):
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    return page.credit_offers.get().credit_type


def test_another_learners_standing_is_nowhere_to_be_seen(client, learner):
    stage = a_stage()
    client.force_login(passed(stage, learner))
    assert "Open transcript" in body_of(client, stage)

    client.force_login(a_person(profession="nurse"))
    body = body_of(client, stage)

    assert "Open transcript" not in body
    assert "Confirm and start" in body


def test_moments_are_in_the_learners_time_zone(client):
    stage = a_stage()
    enrolment = stage.enrol(a_person(time_zone="Asia/Tokyo"))
    moment = timezone.now().replace(hour=15, minute=30)
    Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=moment)
    client.force_login(enrolment.learner)

    assert "at 00:30</time>" in body_of(client, stage)


@pytest.mark.parametrize("size", [1, 6])
def test_statement_budget_in_every_state(client, django_assert_max_num_queries, size):
    stage = a_stage(lessons=size, tests=["pre_test", "post_test", "evaluation"])
    halfway, done = a_person(profession="physician"), a_person(profession="physician")
    stage.pass_(stage.ready(done, "evaluation"))
    stage.ready(halfway)
    for person in (None, a_person(), halfway, done):
        client.logout()
        if person:
            client.force_login(person)
        page_of(client, stage)
        with django_assert_max_num_queries(WITHIN):
            assert page_of(client, stage).status_code == 200


def test_version_published_later_is_shown_at_once(client):
    stage = a_stage()
    body_of(client, stage)
    change(stage, gap="A gap found yesterday.")

    assert "A gap found yesterday." in body_of(client, stage)
    assert published_version_id(stage.activity.activity_id) != stage.activity.id


def test_a_withdrawn_lesson_keeps_nobody_from_completing(client, learner):
    stage = a_stage(lessons=2)
    enrolment = stage.enrol(learner)
    services.finish_lesson(
        enrolment=enrolment,
        lesson_id=stage.activity.facts["lessons"][0]["id"],
        at=timezone.now(),
    )
    withdraw_a_lesson(stage)
    stage.activity = current_activity(stage.activity.code)
    stage.pass_(stage.begin(enrolment))

    assert Completion.objects.filter(enrolment=enrolment).exists()


def test_who_lacks_nothing_any_more_completes_with_a_button(client, learner):
    stage = a_stage(tests=[], lessons=2)
    enrolment = stage.enrol(learner)
    services.finish_lesson(
        enrolment=enrolment,
        lesson_id=stage.activity.facts["lessons"][0]["id"],
        at=timezone.now(),
    )
    assert "Complete activity" not in body_of(client, stage)
    client.post(address(stage, "complete"))
    assert not Completion.objects.exists()
    withdraw_a_lesson(stage)
    assert "Complete activity" in body_of(client, stage)

    for _ in range(2):
        client.post(address(stage, "complete"))

    assert Completion.objects.get().enrolment == enrolment
    assert "recorded</span>" in body_of(client, stage)


def withdraw_a_lesson(stage):
    """Withdraw the second lesson."""
    LessonPage.objects.get(pk=stage.activity.facts["lessons"][1]["id"]).unpublish()


def test_who_must_wait_for_another_attempt_is_told_until_when(client, learner):
    stage = a_stage(attempts_allowed=2, wait_minutes=60)
    sitting = stage.ready(learner)
    services.submit(sitting=sitting, at=timezone.now())

    body = body_of(client, stage)

    again = (timezone.now() + timedelta(minutes=60)).astimezone(ZoneInfo("Europe/Paris"))
    assert f'again at <time datetime="{again:%Y-%m-%dT%H:}' in body
    assert "Look at your attempts" in body
    assert "Start the post-test" not in body


def test_who_has_used_every_attempt_is_told_so(client, learner):
    stage = a_stage(attempts_allowed=1)
    services.submit(sitting=stage.ready(learner), at=timezone.now())
    assert "You have used all your attempts." in body_of(client, stage)
