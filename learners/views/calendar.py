"""A learner's deadlines as a calendar that programs subscribe to (RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from courses.queries import frozen_activities, open_versions
from credits.queries import Owed, calendar_owner, owed_by
from learners.queries import completion_of, enrolments_of

AN_HOUR = 3600
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """One day in the calendar; `uid` stays the same when the day moves."""

    uid: str
    title: str
    due_on: date
    words: str
    path: str
    changed_at: datetime


@require_safe
@cache_control(private=True, max_age=AN_HOUR)
def calendar(_request, token):
    """Hand out the deadlines to whoever knows the secret address."""
    learner = calendar_owner(token)
    if learner is None or not learner.is_active:
        raise Http404
    now = timezone.now()
    today = now.astimezone(learner.zone).date()
    found = [*_of_licences(learner, today), *_of_activities(learner, today)]
    answer = HttpResponse(as_ical(found, now), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _of_licences(learner: User, today: date) -> Iterator[Deadline]:
    for owed in owed_by(learner, today):
        held, days = owed.licence.requirement, owed.deadlines
        if owed.ends_on and owed.ends_on >= today:
            yield _deadline(owed, "", f"{held.credential}: cycle ends", owed.ends_on)
        for due_on, findings in days.items():
            if due_on != owed.ends_on and due_on >= today:
                yield _deadline(owed, f"-{findings[0].key}", findings[0].title, due_on)


def _deadline(owed: Owed, part: str, title: str, due_on: date) -> Deadline:
    short = owed.deadlines.get(due_on, [])
    words = [f"{finding.title}: {finding.reason}" for finding in short] or ["Nothing is short."]
    return Deadline(
        uid=f"licence-{owed.licence.pk}{part}",
        title=title,
        due_on=due_on,
        words="\n".join([owed.licence.requirement.authority, *words, "Your board decides."]),
        path=reverse("credits:owed"),
        changed_at=owed.licence.changed_at,
    )


def _of_activities(learner: User, today: date) -> Iterator[Deadline]:
    begun = {row.activity_id: row for row in enrolments_of(learner) if completion_of(row) is None}
    if not begun:
        return
    for activity in frozen_activities(open_versions(today)):
        if activity.activity_id in begun:
            yield Deadline(
                uid=f"activity-{activity.activity_id}",
                title=f"{activity.title}: last day",
                due_on=activity.expires_on,
                words="You have begun this activity. It gives credit up to this day.",
                path=reverse("learners:activity", args=[activity.code]),
                changed_at=begun[activity.activity_id].enrolled_at,
            )


def as_ical(deadlines: list[Deadline], now: datetime) -> bytes:
    """Write deadlines as whole days, which are the same day in every time zone."""
    from icalendar import Calendar, Event  # few processes ever write one

    found = Calendar()
    found.add("prodid", f"-//{settings.SITE_NAME}//deadlines//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", f"{settings.SITE_NAME} deadlines")
    found.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for each in deadlines:
        event = Event()
        event.add("uid", f"{each.uid}@{urlsplit(settings.BASE_URL).hostname}")
        event.add("dtstamp", now)
        event.add("last-modified", now)
        event.add("sequence", int(each.changed_at.timestamp()))
        event.add("dtstart", each.due_on)
        event.add("dtend", each.due_on + A_DAY)
        event.add("summary", each.title)
        event.add("description", each.words)
        event.add("url", settings.BASE_URL + each.path)
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    return bytes(found.to_ical())
