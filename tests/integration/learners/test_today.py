"""Where everybody begins: the landing page, and the learner's own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.models import ActivityPage
from courses.services import freeze_activity
from learners.models import Enrolment
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

WITHIN = 12


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def today(client):
    return client.get("/today/")


def seen(enrolment, days_ago):
    moment = timezone.now() - timedelta(days=days_ago)
    Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=moment)


def end(stage):
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    page.expires_on = timezone.now().date() - timedelta(days=1)
    page.save()
    freeze_activity(activity=page, at=timezone.now())


def test_strangers_read_what_this_is_and_how_to_begin(client, django_assert_max_num_queries):
    stage = a_stage()
    client.get("/")

    with django_assert_max_num_queries(2):
        answer = client.get("/")

    body = answer.content.decode()
    for part in (
        "/accounts/signup/",
        "/activities/",
        "/verify/",
        "Browse 1 activity<",
        stage.activity.title,
    ):
        assert part in body, part


def test_an_empty_site_has_a_landing_page_too(client):
    assert "Browse 0 activities" in client.get("/").content.decode()


def test_learners_begin_at_their_own_page(client, learner):
    assert client.get("/").url == "/today/"


def test_todays_page_is_for_those_who_are_signed_in(client):
    assert today(client).url == "/accounts/login/?next=/today/"


@pytest.mark.parametrize(
    ("profession", "step"), [("", "Complete your profile"), ("nurse", "Browse the catalogue")]
)
def test_somebody_new_is_told_what_comes_first(client, profession, step):
    client.force_login(a_person(profession=profession))

    body = today(client).content.decode()

    assert "Welcome, Per" in body
    assert step in body
    assert "Your credit appears here" in body


def test_what_was_seen_last_leads_and_the_rest_follows(client, learner):
    older, newer = a_stage(tests=["pre_test", "post_test"]), a_stage()
    seen(older.enrol(learner), 5)
    seen(newer.enrol(learner), 1)

    context = today(client).context

    assert context["lead"]["standing"].activity == newer.activity
    assert context["lead"]["action"] == "Start lesson"
    assert [each["action"] for each in context["others"]] == ["Start the pre-test"]
    assert "Continue where you stopped" in today(client).content.decode()


def test_what_is_finished_or_has_ended_waits_for_nobody(client, learner):
    done, ended = a_stage(), a_stage()
    done.pass_(done.ready(learner))
    ended.enrol(learner)
    end(ended)

    body = today(client).content.decode()

    assert "Nothing is waiting for you" in body
    assert "Continue where you stopped" not in body


def test_suggestions_leave_out_what_was_begun_and_say_why(client, learner):
    begun, offered = a_stage(), a_stage()
    begun.enrol(learner)

    (suggestion,) = today(client).context["suggestions"]

    assert suggestion["facts"]["code"] == offered.activity.code
    assert suggestion["reason"] == "Written for your profession"
    assert suggestion["reason"] in today(client).content.decode()


def test_the_last_credit_and_the_balance_are_shown(client, learner):
    for _ in range(4):
        stage = a_stage()
        stage.pass_(stage.ready(learner))

    answer = today(client)

    assert len(answer.context["entries"]) == 3
    body = answer.content.decode()
    assert '<dd class="txt-c">4.00</dd>' in body
    assert stage.activity.title in body


def test_another_learners_credit_is_not_shown(client, learner):
    stage, other = a_stage(), a_person(profession="physician")
    stage.pass_(stage.ready(other))
    assert not today(client).context["entries"]

    client.force_login(other)

    assert today(client).context["entries"]


@pytest.mark.parametrize(("zone", "day"), [("Asia/Tokyo", "2 June"), ("America/Denver", "1 June")])
def test_the_day_is_the_learners_own(client, zone, day):
    client.force_login(a_person(time_zone=zone))
    with time_machine.travel(datetime(2026, 6, 1, 20, tzinfo=UTC), tick=False):
        assert day in today(client).content.decode()


@pytest.mark.parametrize("size", [1, 6])
def test_statement_budget(client, learner, django_assert_max_num_queries, size):
    for number in range(size):
        stage = a_stage(tests=["pre_test", "post_test"], lessons=2)
        if number % 3 == 1:
            stage.pass_(stage.ready(learner))
        else:
            stage.pass_(stage.begin(stage.enrol(learner), "pre_test"))
    today(client)

    with django_assert_max_num_queries(WITHIN):
        assert today(client).status_code == 200
