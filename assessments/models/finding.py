"""What the checks of wording found in drafts, and what somebody accepted as it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.question import Question
from common.append_only import AppendOnly


class Acceptance(models.Model):
    """Why a finding may stand; it holds for this wording alone, and the newest one holds."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="acceptances")
    flaw = models.CharField(max_length=40)
    place = models.CharField(max_length=60)
    said = models.TextField()
    fingerprint = models.CharField(max_length=64)
    is_taken_back = models.BooleanField(default=False, help_text="The finding is open again.")
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="assessments_acceptance_has_a_reason"
            ),
            AppendOnly(name="assessments_acceptance_append_only"),
        ]

    def __str__(self):
        return f"{self.flaw} in {self.question_id}: {self.reason}"


class QuestionCheck(models.Model):
    """When the newest draft of a question was last looked at, and by which rules."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="wording_check")
    rules = models.CharField(max_length=16)
    checked_at = models.DateTimeField()

    def __str__(self):
        return f"Check of {self.question_id}"


class FoundFlaw(models.Model):
    """A finding in the newest draft of a question; checking it again replaces them."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="found_flaws")
    flaw = models.CharField(max_length=40, db_index=True)
    place = models.CharField(max_length=60)
    said = models.TextField()
    fingerprint = models.CharField(max_length=64)
    acceptance = models.ForeignKey(
        Acceptance, models.PROTECT, null=True, related_name="+", help_text="None: it is open."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "fingerprint"], name="assessments_foundflaw_once_per_wording"
            )
        ]

    def __str__(self):
        return f"{self.flaw} in {self.question_id}"
