"""Mail before a deadline: once each, in the learner's morning, and only while something is short."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from credits.models import CalendarFeed, Reminder, ReminderWish
from credits.queries import Owed, owed_by

logger = structlog.get_logger(__name__)
MORNING = 8
BATCH = 500
TRIED_AGAIN_AFTER = timedelta(hours=1)
TODAY_SOMEWHERE = timedelta(hours=14)  # the first time zone to reach a day
SALT = "credits.reminders"
TOKEN_BYTES = 32


def make_due_reminders(*, at: datetime, limit: int = BATCH) -> int:
    """Note the reminders that are due; each learner is looked at once a day, in their morning."""
    wishes = (
        ReminderWish.objects.filter(learner__is_active=True, learner__licences__isnull=False)
        .filter(Q(looked_on=None) | Q(looked_on__lt=(at + TODAY_SOMEWHERE).date()))
        .exclude(days=[])
        .select_related("learner")
        .order_by(F("looked_on").asc(nulls_first=True), "pk")
        .distinct()
    )
    return sum(_look(wish, at) for wish in wishes[:limit])


def _look(wish: ReminderWish, at: datetime) -> int:
    local = at.astimezone(wish.learner.zone)
    today = local.date()
    if local.hour < MORNING or (wish.looked_on and wish.looked_on >= today):
        return 0
    rows = [
        Reminder(licence=owed.licence, due_on=due_on, days_before=days, made_at=at)
        for owed in owed_by(wish.learner, today)
        for due_on in owed.deadlines
        if (days := threshold(wish.days, (due_on - today).days))
    ]
    with transaction.atomic():
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
        ReminderWish.objects.filter(pk=wish.pk).update(looked_on=today)
    return len(rows)


def threshold(wished: Iterable[int], days_left: int) -> int:
    """Return the nearest wished number of days that is reached, 0 if none is."""
    return min((days for days in wished if 0 < days_left <= days), default=0)


def send_reminders(*, at: datetime, limit: int = BATCH) -> int:
    """Send what is noted and not sent; return how many. One that fails is tried again in an hour."""
    waiting = _waiting(at).order_by("pk").values_list("pk", flat=True)
    return sum(_send(pk, at) for pk in list(waiting[:limit]))


def _waiting(at: datetime) -> QuerySet[Reminder]:
    unclaimed = Q(claimed_at=None) | Q(claimed_at__lt=at - TRIED_AGAIN_AFTER)
    return Reminder.objects.filter(unclaimed, sent_at=None)


def _send(reminder_id: int, at: datetime) -> bool:
    """Claim a reminder, so that nobody else sends it, and send it without holding a lock."""
    if not _waiting(at).filter(pk=reminder_id).update(claimed_at=at):
        return False
    related = ("licence__learner__reminder_wish", "licence__requirement")
    reminder = Reminder.objects.select_related(*related).get(pk=reminder_id)
    try:
        return _deliver(reminder, at)
    except Exception:
        logger.exception("reminder_failed", reminder=reminder_id)
        return False


def _deliver(reminder: Reminder, at: datetime) -> bool:
    learner = reminder.licence.learner
    today = at.astimezone(learner.zone).date()
    mine = [one for one in owed_by(learner, today) if one.licence.pk == reminder.licence_id]
    is_wished = reminder.days_before in learner.reminder_wish.days
    if not is_wished or reminder.due_on <= today or reminder.due_on not in mine[0].deadlines:
        reminder.delete()  # closed, moved or unwished meanwhile; should it return, so may the mail
        return False
    _letter(learner, mine[0], reminder.due_on, today).send()
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=at)
    return True


def _letter(learner: User, owed: Owed, due_on: date, today: date) -> EmailMessage:
    off = unsubscribe_address(learner)
    context = {
        "learner": learner,
        "held": owed.licence.requirement,
        "findings": owed.deadlines[due_on],
        "due_on": due_on,
        "days_left": (due_on - today).days,
        "owed": settings.BASE_URL + reverse("credits:owed"),
        "plan": settings.BASE_URL + reverse("learners:plan"),
        "wishes": settings.BASE_URL + reverse("credits:reminders"),
        "off": off,
        "site_name": settings.SITE_NAME,
    }
    return EmailMessage(
        subject=" ".join(render_to_string("credits/email/reminder_subject.txt", context).split()),
        body=render_to_string("credits/email/reminder.txt", context),
        to=[learner.email],
        headers={
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
    )


def unsubscribe_address(learner: User) -> str:
    """Return the address that ends all reminders without a sign-in."""
    token = signing.dumps(learner.pk, salt=SALT)
    return settings.BASE_URL + reverse("credits:reminders_off", args=[token])


def learner_named_by(token: str) -> User | None:
    """Return whose reminders a token ends, None for one that we never wrote."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def wish_reminders(*, learner: User, days: Iterable[int]) -> None:
    """Keep on how many days before a deadline a learner wants mail; none ends all reminders."""
    wished = sorted(set(days), reverse=True)
    ReminderWish.objects.update_or_create(learner=learner, defaults={"days": wished})


@transaction.atomic
def renew_calendar(*, learner: User, at: datetime) -> CalendarFeed:
    """Give a learner's calendar a new secret address; the old one answers no more."""
    feed, _made = CalendarFeed.objects.update_or_create(
        learner=learner, defaults={"token": secrets.token_urlsafe(TOKEN_BYTES), "made_at": at}
    )
    return feed


def revoke_calendar(*, learner: User) -> None:
    """Close the address of a learner's calendar."""
    CalendarFeed.objects.filter(learner=learner).delete()
