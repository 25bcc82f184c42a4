"""What the preflight found and two people let stand."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.models.activity import ActivityPage


class Waiver(models.Model):
    """Leave to publish in spite of one finding: asked for by one person, granted by another."""

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="waivers")
    code = models.SlugField(max_length=40, help_text="Of the rule.")
    key = models.CharField(max_length=120, help_text="Of the finding: rule and place.")
    sentence = models.TextField(help_text="What was found, as it was shown.")
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Refused, or taken back.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="courses_waiver_reason_given"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="courses_waiver_second_person_grants",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_by__isnull=False, granted_at__isnull=False),
                name="courses_waiver_grant_is_dated",
            ),
            models.UniqueConstraint(
                fields=["activity", "key"],
                condition=Q(ended_at__isnull=True),
                name="courses_waiver_one_open_per_finding",
            ),
        ]

    def __str__(self):
        return f"{self.code} of {self.activity_id}"
