"""The calendar feed, read back by a program that is not ours."""

from datetime import timedelta

import pytest

from credits.services import renew_calendar
from tests.factories.licences import NOW, TODAY, a_licence
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.outsiders import judged

BUDGET = 10


@pytest.fixture
def learner():
    return a_person(profession="physician", time_zone="Pacific/Auckland")


def read(client, learner):
    feed = learner.calendar_feed if hasattr(learner, "calendar_feed") else None
    feed = feed or renew_calendar(learner=learner, at=NOW)
    answer = client.get(f"/calendar/{feed.token}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content.decode()


def events_of(client, learner):
    found = judged("read_calendar.mjs", {"ics": read(client, learner)})
    return {event["uid"].split("@")[0]: event for event in found}


def test_deadlines_of_licences_and_begun_activities_are_whole_days(client, learner):
    licence = a_licence(learner, expires_on=TODAY + timedelta(days=40))
    stage = a_stage()
    stage.enrol(learner)
    events = events_of(client, learner)
    mine = events[f"licence-{licence.pk}"]
    assert (mine["start"], mine["isDate"]) == (str(licence.expires_on), True)
    assert mine["summary"] == "Example licence: cycle ends"
    assert "10 more hours needed: 0 of 10 in this cycle." in mine["description"]
    begun = events[f"activity-{stage.activity.activity_id}"]
    assert begun["start"] == stage.activity.facts["expires_on"]


def test_deadline_that_moves_keeps_its_name_and_counts_up(client, learner):
    licence = a_licence(learner)
    before = events_of(client, learner)[f"licence-{licence.pk}"]
    licence.expires_on += timedelta(days=30)
    licence.changed_at += timedelta(hours=1)
    licence.save()
    after = events_of(client, learner)[f"licence-{licence.pk}"]
    assert after["uid"] == before["uid"]
    assert after["start"] > before["start"]
    assert after["sequence"] > before["sequence"]


def test_finished_activity_has_no_deadline_any_more(client, learner):
    stage = a_stage()
    stage.pass_(stage.ready(learner))
    assert events_of(client, learner) == {}


def test_nobody_guesses_a_calendar(client):
    assert client.get(f"/calendar/{'x' * 43}.ics").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_calendar_costs_few_queries(client, learner, size, django_assert_max_num_queries):
    a_licence(learner)
    for _number in range(size):
        a_stage().enrol(learner)
    read(client, learner)
    with django_assert_max_num_queries(BUDGET):
        read(client, learner)
