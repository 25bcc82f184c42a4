"""What was published: the facts of an activity, frozen at each publication."""

from django.db import models

from common.append_only import AppendOnly
from courses.models.activity import ActivityPage


class ActivityVersion(models.Model):
    """Everything that learners were told about an activity, as it stood at one publication."""

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    facts = models.JSONField(help_text="See courses.services.describe_activity.")
    content_hash = models.CharField(max_length=64)
    revision_id = models.BigIntegerField(
        help_text="The Wagtail revision published, for reference only."
    )
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="courses_activityversion_number_once"
            ),
            AppendOnly(name="courses_activityversion_append_only"),
        ]

    def __str__(self):
        return f"{self.facts.get('title', self.activity_id)}, version {self.number}"
