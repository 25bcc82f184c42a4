"""An activity's last day ends when it ends for the learner, as the day of their credit does."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from credits.models import Entry
from learners import services
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all, reread

BEHIND, AHEAD = "Pacific/Pago_Pago", "Pacific/Kiritimati"  # -11 and +14 hours, all year


def utc(day, hour):
    return datetime.combine(day, time(hour), UTC)


def read_by(zone):
    stage = a_stage()
    enrolment = stage.enrol(a_person(profession="physician", time_zone=zone))
    stage.read(enrolment)
    return stage, enrolment


def test_the_last_day_is_open_to_its_end_and_gives_credit():
    stage, enrolment = read_by(BEHIND)
    last = stage.activity.expires_on
    evening = utc(last + timedelta(days=1), 10)  # 23 hours there
    sitting = stage.begin(enrolment, at=evening)
    ends = reread(sitting).deadline_at.astimezone(ZoneInfo(BEHIND))
    assert (ends.date(), ends.time()) == (last, time.max)
    answer_all(sitting, at=evening)
    services.submit(sitting=sitting, at=evening)
    assert Entry.objects.get().earned_on == last


def test_nothing_begins_on_a_day_that_gives_no_credit_any_more():
    stage, enrolment = read_by(AHEAD)
    last = stage.activity.expires_on
    with pytest.raises(services.StepRefused, match="ended"):
        stage.begin(enrolment, at=utc(last, 11))  # the next day there
    assert stage.begin(enrolment, at=utc(last, 9)).pk


@pytest.mark.parametrize(("zone", "may"), [(BEHIND, True), ("UTC", False), (AHEAD, False)])
def test_enrolling_goes_by_the_same_day(zone, may):
    stage = a_stage()
    learner = a_person(profession="physician", time_zone=zone)
    told = {"learner": learner, "activity": stage.activity}
    seen = {"acknowledged_hash": "x", "shown_hash": "x"}
    at = utc(stage.activity.expires_on + timedelta(days=1), 5)
    if may:
        assert services.enrol(**told, **seen, at=at).pk
    else:
        with pytest.raises(services.EnrolmentRefused, match="not open"):
            services.enrol(**told, **seen, at=at)


@pytest.mark.parametrize(
    ("last", "ends"),
    [("2026-03-08", (3, 9, 3)), ("2026-11-01", (11, 2, 4)), ("2026-06-01", (6, 2, 3))],
)
def test_summer_time_moves_the_end_of_the_day(last, ends):
    found = a_stage().activity
    found = replace(found, facts={**found.facts, "expires_on": last})
    closes = found.for_person(zone=ZoneInfo("America/New_York")).closes_at.astimezone(UTC)
    assert (closes.month, closes.day, closes.hour) == ends
