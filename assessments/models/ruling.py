"""Decisions on questions that turned out to be faulty."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.domain.rulings import LABELS, NEEDS_CORRECTION
from assessments.models.version import QuestionVersion
from common.append_only import AppendOnly

AGAINST = sorted(choice.value for choice in NEEDS_CORRECTION)


class Ruling(models.Model):
    """How a question version is graded from now on; the newest ruling on a version holds."""

    question_version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="rulings", help_text="As it was asked."
    )
    choice = models.CharField(
        max_length=32, choices=[(choice.value, words) for choice, words in LABELS.items()]
    )
    against = models.ForeignKey(
        QuestionVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The corrected version.",
    )
    reason = models.CharField(max_length=200, help_text="Learners read it.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=AGAINST, against__isnull=False)
                | (~Q(choice__in=AGAINST) & Q(against__isnull=True)),
                name="assessments_ruling_corrected_version_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(against__isnull=True) | ~Q(against=F("question_version")),
                name="assessments_ruling_against_another_version",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="assessments_ruling_has_a_reason"),
            AppendOnly(name="assessments_ruling_append_only"),
        ]

    def __str__(self):
        return f"{self.get_choice_display()}: {self.question_version_id}"
