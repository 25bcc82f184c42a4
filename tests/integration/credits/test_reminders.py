"""Reminders: in the learner's morning, once each, while something is short, and ended at a press."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from credits.models import CalendarFeed, Reminder, ReminderWish
from credits.services import make_due_reminders, send_reminders
from credits.services.reminders import threshold
from tests.factories.authoring import signed_in
from tests.factories.licences import TODAY, a_licence, an_external
from tests.factories.outcomes import a_person

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def due_in(days, learner=None, **fields):
    learner = learner or a_person(profession="physician", **fields)
    ReminderWish.objects.get_or_create(learner=learner)
    return a_licence(learner, expires_on=TODAY + timedelta(days=days))


def remind(at=NOON):
    make_due_reminders(at=at)
    return send_reminders(at=at)


@pytest.mark.parametrize(
    ("left", "days"),
    [(91, 0), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-1, 0)],
)
def test_nearest_number_of_days_that_is_reached_counts(left, days):
    assert threshold([90, 30, 7], left) == days


def test_letter_tells_what_is_short_and_how_to_end_it():
    licence = due_in(30)
    assert remind() == 1
    letter = mail.outbox[0]
    assert letter.to == [licence.learner.email]
    assert letter.subject.startswith("Example licence: 1 requirement short, due on ")
    assert "10 more hours needed: 0 of 10 in this cycle." in letter.body
    assert "in 30 days" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_deadline_is_told_once_however_often_we_look():
    due_in(30)
    assert [remind(), remind(), remind(NOON + timedelta(days=1))] == [1, 0, 0]
    assert remind(NOON + timedelta(days=23)) == 1
    assert [row.days_before for row in Reminder.objects.all()] == [30, 7]


def test_nothing_short_or_far_away_tells_nothing():
    met = due_in(30)
    an_external(met.learner, amount=10)
    due_in(120)
    assert remind() == 0
    assert not Reminder.objects.exists()


def test_what_was_closed_before_the_letter_left_is_not_told():
    licence = due_in(30)
    make_due_reminders(at=NOON)
    an_external(licence.learner, amount=10)
    assert send_reminders(at=NOON) == 0
    assert mail.outbox == []


def test_letter_comes_in_the_morning_where_the_learner_lives():
    due_in(30, time_zone="America/Los_Angeles")
    assert remind(NOON) == 0  # four in the morning there
    assert remind(NOON + timedelta(hours=4)) == 1


def test_letter_that_fails_is_sent_an_hour_later(monkeypatch, settings):
    due_in(30)
    settings.EMAIL_BACKEND = "tests.integration.credits.test_reminders.Broken"
    assert remind() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remind() == 0
    assert remind(NOON + timedelta(hours=2)) == 1


class Broken:
    """A mail server that is away."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise OSError


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_one_letter():
    due_in(30)
    make_due_reminders(at=NOON)

    def send(_number):
        try:
            return send_reminders(at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == [0, 1]
    assert len(mail.outbox) == 1


def test_one_press_ends_all_reminders_without_a_sign_in(client):
    licence = due_in(30)
    remind()
    address = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    assert "End reminders?" in client.get(path).content.decode()
    assert ReminderWish.objects.get(learner=licence.learner).days == [90, 30, 7]
    done = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more reminders" in done.content.decode()
    assert remind(NOON + timedelta(days=24)) == 0
    assert client.post(path[:-3] + "xx/").status_code == 404


def test_learner_chooses_days_and_renews_the_calendar():
    learner = due_in(30).learner
    browser = signed_in(learner)
    browser.post("/owed/reminders/", {"days": ["7"]})
    assert learner.reminder_wish.days == [7] or ReminderWish.objects.get().days == [7]
    assert browser.post("/owed/reminders/", {"days": ["8"]}).status_code == 422
    assert remind() == 0
    tokens = []
    for _turn in range(2):
        browser.post("/owed/reminders/calendar/")
        tokens.append(CalendarFeed.objects.get().token)
        assert tokens[-1] in browser.get("/owed/reminders/").content.decode()
    assert [browser.get(f"/calendar/{token}.ics").status_code for token in tokens] == [404, 200]
    browser.post("/owed/reminders/calendar/", {"revoke": "1"})
    assert browser.get(f"/calendar/{tokens[1]}.ics").status_code == 404
