"""Item statistics as stored: counted in the background, read by pages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from assessments.domain.question_report import ALARMS
from assessments.models.assessment import Assessment
from assessments.models.version import AssessmentVersion, QuestionVersion


class VersionStatistics(models.Model):
    """How the questions of a version behaved in first attempts, and what was counted for it.

    All of it can be computed again from grades and answers.
    """

    version = models.OneToOneField(AssessmentVersion, models.CASCADE, related_name="statistics")
    grades = ArrayField(models.BigIntegerField(), help_text="The grades that are counted in.")
    tally = models.JSONField(help_text="assessments.domain.statistics.tally.Tally")
    report = models.JSONField(help_text="assessments.domain.version_report.VersionReport")
    grades_seen = models.PositiveIntegerField(help_text="At all versions of the assessment.")
    newest_grade = models.BigIntegerField(help_text="Of all versions of the assessment.")
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "version statistics"

    def __str__(self):
        return f"Statistics of {self.version_id}"


class QuestionStatistics(models.Model):
    """How a question version behaved in an assessment, gathered over its versions.

    `alarm` says why its key may be wrong. All of it can be computed again from tallies.
    """

    question_version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="statistics")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    attempts = models.PositiveIntegerField()
    figures = models.JSONField(help_text="assessments.domain.version_report.QuestionFigures")
    alarm = models.CharField(
        max_length=10, blank=True, choices=[(each.value, words) for each, words in ALARMS.items()]
    )
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "question statistics"
        constraints = [
            models.UniqueConstraint(
                fields=["question_version", "assessment"],
                name="assessments_questionstatistics_once_per_assessment",
            )
        ]
        indexes = [
            models.Index(
                fields=["question_version"],
                condition=~models.Q(alarm=""),
                name="assessments_question_alarm",
            )
        ]

    def __str__(self):
        return f"Statistics of {self.question_version_id} in {self.assessment_id}"
