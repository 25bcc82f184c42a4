"""Frozen versions: what learners answered, for as long as anybody may ask."""

from django.conf import settings
from django.db import models

from assessments.models.assessment import Assessment
from assessments.models.question import Objective, Question
from common.append_only import AppendOnly


class QuestionVersion(models.Model):
    """A question's content at one publication; equal content keeps its version."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    content = models.JSONField(help_text="The item of assessments.domain.items, canonical.")
    context = models.JSONField(help_text="Title, tags, objective and references as they stood.")
    objective = models.ForeignKey(Objective, models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="assessments_questionversion_number_once"
            ),
            models.UniqueConstraint(
                fields=["question", "content_hash"], name="assessments_questionversion_content_once"
            ),
            AppendOnly(name="assessments_questionversion_append_only"),
        ]

    def __str__(self):
        return f"{self.context.get('title', self.question_id)}, version {self.number}"


class AssessmentVersion(models.Model):
    """An assessment's rules and questions at one publication."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    instructions = models.TextField(blank=True)
    policy = models.JSONField(
        help_text="assessments.domain.policy.AssessmentPolicy, slots included."
    )
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"], name="assessments_assessmentversion_number_once"
            ),
            AppendOnly(name="assessments_assessmentversion_append_only"),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"


class VersionQuestion(models.Model):
    """A question version that may be asked in an assessment version."""

    version = models.ForeignKey(AssessmentVersion, models.PROTECT, related_name="questions")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="used_in")
    slot = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["slot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "question_version"],
                name="assessments_versionquestion_once_per_version",
            ),
            AppendOnly(name="assessments_versionquestion_append_only"),
        ]

    def __str__(self):
        return f"{self.version_id}/{self.slot}: {self.question_version_id}"
