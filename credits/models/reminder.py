"""How learners are reminded of deadlines: their wishes, the mails, the address of their calendar."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from credits.models.licence import Licence

DAYS_BEFORE = (90, 30, 7)


def all_days() -> list[int]:
    """Return the days on which somebody is reminded who chose nothing."""
    return list(DAYS_BEFORE)


class ReminderWish(models.Model):
    """How many days before a deadline somebody wants mail, and until when we looked whether it is due."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_wish"
    )
    days = ArrayField(models.PositiveSmallIntegerField(), default=all_days, blank=True)
    looked_on = models.DateField(null=True, help_text="The last day, theirs, that was looked at.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__contained_by=list(DAYS_BEFORE)),
                name="credits_reminderwish_days_known",
            )
        ]

    def __str__(self):
        return f"{self.learner_id}: {self.days}"


class Reminder(models.Model):
    """One mail about one deadline of a licence: to be sent until `sent_at` says that it was."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, help_text="When a process began to send it.")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "due_on", "days_before"], name="credits_reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(claimed_at__lte=F("sent_at")),
                name="credits_reminder_claimed_before_sent",
            ),
        ]

    def __str__(self):
        return f"{self.licence_id}: {self.days_before} days before {self.due_on}"


class CalendarFeed(models.Model):
    """The secret address under which a calendar program fetches somebody's deadlines."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(("token__regex", r"^[\w-]{32,64}$")),
                name="credits_calendarfeed_token_is_long",
            )
        ]

    def __str__(self):
        return f"Calendar of {self.learner_id}"
