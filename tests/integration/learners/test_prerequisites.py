"""What has to be completed first: shown, refused and planned; nobody is locked out for ever."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Accommodation
from courses.models import ActivityPage
from courses.queries import current_activity
from learners.models import Enrolment
from learners.services import EnrolmentRefused
from tests.factories.licences import a_licence, a_requirement
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, ask_first
from tests.integration.learners.test_activity_page import WITHIN, body_of, change, confirm, page_of
from tests.integration.learners.test_plan import BUDGET, asking, on, page_of as plan_of

ASKED = "Complete these first"


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


def title_of(stage, title):
    """Give an activity a title of its own."""
    change(stage, title=title)
    stage.activity = current_activity(stage.activity.code)
    return stage


@pytest.fixture
def first():
    return title_of(a_stage(), "The basics")


@pytest.fixture
def stage(first):
    stage = title_of(a_stage(), "The master class")
    ask_first(stage, first)
    return stage


def withdraw(stage):
    ActivityPage.objects.get(pk=stage.activity.activity_id).unpublish()


def end(stage):
    day = timezone.now().date() - timedelta(days=1)
    past = day - timedelta(days=300)
    change(stage, released_on=past, reviewed_on=past, expires_on=day)


def complete(stage, learner):
    stage.pass_(stage.ready(learner))


def link_to(stage):
    return f'href="{reverse("learners:activity", args=[stage.activity.code])}"'


def test_a_visitor_sees_what_comes_first(client, stage, first):
    body = body_of(client, stage)
    assert ASKED in body
    assert link_to(first) in body
    assert "Sign in to start" in body
    assert ASKED not in body_of(client, first)


def test_who_has_not_completed_it_is_refused_and_told_where_to_go(client, learner, stage, first):
    body = body_of(client, stage)
    answer = confirm(client, stage)

    assert "Not open to you yet." in body
    assert 'name="read"' not in body
    assert answer.status_code == 409
    told = answer.content.decode()
    assert '<a href="#first">Complete “The basics” first.</a>' in told
    assert link_to(first) in told
    assert not Enrolment.objects.exists()
    with pytest.raises(EnrolmentRefused) as refused:
        stage.enrol(learner)
    assert refused.value.code == "prerequisites"


def test_having_begun_it_is_not_enough(client, learner, stage, first):
    first.enrol(learner)
    assert confirm(client, stage).status_code == 409


def test_who_has_completed_any_version_of_it_may_begin(client, learner, stage, first):
    complete(first, learner)
    change(first, gap="Another gap.")

    body = body_of(client, stage)

    assert "Confirm and start" in body
    assert '<span class="sm nowrap">Completed</span>' in body
    assert confirm(client, stage).status_code == 302


def test_who_has_begun_goes_on_and_may_confirm_what_changed(client, learner, first):
    stage = a_stage()
    enrolment = stage.enrol(learner)
    ask_first(stage, first)

    body = body_of(client, stage)

    assert "You have begun already" in body
    assert "Confirm and go on" in body
    assert confirm(client, stage).status_code == 302
    complete(stage, learner)
    assert Enrolment.objects.get().completion.enrolment == enrolment


@pytest.mark.parametrize("lapse", [withdraw, end])
def test_what_nobody_can_complete_any_more_keeps_nobody_back(client, learner, stage, first, lapse):
    assert confirm(client, stage).status_code == 409
    lapse(first)

    body = body_of(client, stage)

    assert "Not offered any more: you may begin without it" in body
    assert link_to(first) not in body
    assert confirm(client, stage).status_code == 302


def test_who_was_granted_more_days_can_complete_it_and_has_to(client, learner, stage, first):
    end(first)
    Accommodation.objects.create(user=learner, extra_days=30, granted_by=a_person())
    assert confirm(client, stage).status_code == 409


def test_what_opens_later_is_waited_for(client, learner, stage, first):
    change(first, released_on=timezone.now().date() + timedelta(days=3))
    assert "Opens on" in body_of(client, stage)
    assert confirm(client, stage).status_code == 409


def test_each_that_is_missing_is_named(client, learner, stage, first):
    ask_first(stage, title_of(a_stage(), "The law"))
    assert "Complete “The basics” and “The law” first." in confirm(client, stage).content.decode()
    complete(first, learner)
    assert "Complete “The law” first." in confirm(client, stage).content.decode()


def test_the_interface_names_and_refuses_the_same(learner, stage, first):
    api = APIClient()
    api.force_authenticate(learner)
    shown = api.get(f"/api/v1/activities/{stage.activity.code}/").json()
    assert shown["prerequisites"] == [{"code": first.activity.code, "title": "The basics"}]
    sent = {"activity": stage.activity.code, "acknowledged_hash": shown["front_matter_hash"]}

    refused = api.post("/api/v1/enrolments/", sent, format="json")

    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "prerequisites"
    assert refused.json()["error"]["message"] == "Complete “The basics” first."
    assert not Enrolment.objects.exists()
    complete(first, learner)
    assert api.post("/api/v1/enrolments/", sent, format="json").status_code == 201


@pytest.mark.parametrize("size", [1, 3])
def test_statement_budget_with_prerequisites(client, django_assert_max_num_queries, size):
    firsts = [a_stage() for _ in range(size)]
    stage = a_stage(tests=["pre_test", "post_test", "evaluation"])
    ask_first(stage, *firsts)
    people = [a_person(profession="physician") for _ in range(3)]
    for person in people[1:]:
        for first in firsts:
            complete(first, person)
    stage.ready(people[2])
    for person in (None, *people):
        client.logout()
        if person:
            client.force_login(person)
        page_of(client, stage)
        with django_assert_max_num_queries(WITHIN):
            assert page_of(client, stage).status_code == 200


def test_the_catalogue_says_what_comes_first(client, stage):
    assert "after The basics" in client.get(reverse("learners:catalogue")).content.decode()


@pytest.fixture
def planned(stage, learner):
    on(stage, "opioid prescribing")
    a_licence(learner, a_requirement(body=asking(1)))
    return stage


def test_plan_brings_what_comes_first_in_order_and_counts_its_time(client, planned, first):
    page = plan_of(client)
    assert "2 activities, 1 h in all" in page
    assert page.index(">The basics<") < page.index(">The master class<")
    assert "Has to come before another of these." in page
    assert "Complete first: The basics." in page


def test_plan_leaves_out_what_is_completed_or_lapsed(client, planned, first, learner):
    assert "2 activities," in plan_of(client)
    complete(first, learner)
    assert "1 activity," in plan_of(client)


@pytest.mark.parametrize("lapse", [withdraw, end])
def test_plan_asks_for_nothing_that_cannot_be_completed(client, planned, first, lapse):
    lapse(first)
    assert "1 activity," in plan_of(client)


def test_plan_asks_who_has_begun_for_nothing_first(client, first, learner):
    stage = a_stage()
    stage.enrol(learner)
    ask_first(stage, first)
    on(stage, "opioid prescribing")
    a_licence(learner, a_requirement(body=asking(1)))
    assert "1 activity," in plan_of(client)


def test_plan_brings_what_gives_the_learner_no_credit(client, learner):
    basics, stage = title_of(a_stage(credits=[]), "The basics"), a_stage()
    ask_first(stage, basics)
    on(stage, "opioid prescribing")
    a_licence(learner, a_requirement(body=asking(1)))
    assert "Complete first: The basics." in plan_of(client)


def test_plan_waits_for_what_opens_later(client, planned, first):
    change(first, released_on=timezone.now().date() + timedelta(days=3))
    assert "nothing for it" in plan_of(client)


def test_plan_with_prerequisites_costs_few_queries(client, planned, django_assert_max_num_queries):
    plan_of(client)
    with django_assert_max_num_queries(BUDGET):
        plan_of(client)
