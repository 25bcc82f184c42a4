"""What was published: the facts of an activity, frozen at each publication."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.fields.json import KT

from common.append_only import AppendOnly
from courses.models.activity import ActivityPage

SEARCH_CONFIG = "english"
SEARCHED = {"title": "A", "topics": "B", "summary": "C", "gap": "D"}


def _words():
    """Return what a search looks through: the facts that describe an activity, by weight."""
    title, *rest = (
        SearchVector(KT(f"facts__{name}"), weight=weight, config=SEARCH_CONFIG)
        for name, weight in SEARCHED.items()
    )
    return sum(rest, title)


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
    words = models.GeneratedField(
        expression=_words(), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["activity", "number"]
        indexes = [GinIndex(fields=["words"], name="courses_activityversion_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="courses_activityversion_number_once"
            ),
            AppendOnly(name="courses_activityversion_append_only"),
        ]

    def __str__(self):
        return f"{self.facts.get('title', self.activity_id)}, version {self.number}"
