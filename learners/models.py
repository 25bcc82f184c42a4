"""Where learners stand: enrolments, progress, sittings, completions, and what regrades did."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from assessments.domain.regrading import LABELS, Effect
from assessments.models import Attempt, Grade, QuestionVersion, Ruling
from common.append_only import AppendOnly
from courses.models import ActivityPage, ActivityVersion, LessonPage, Purpose


class Enrolment(models.Model):
    """A learner takes part in an activity."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    # Read along with the row by `queries.enrolments_of`
    extra_days: int | None = None

    class Meta:
        indexes = [
            models.Index(fields=["learner", "-last_seen_at"], name="learners_enrolment_recent")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "activity"], name="learners_enrolment_once_per_activity"
            )
        ]

    def __str__(self):
        return f"{self.learner_id} in {self.activity_id}"


class FrontMatterAcknowledgement(models.Model):
    """Proof that a learner passed through what must be shown before the activity."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(ActivityVersion, models.PROTECT, related_name="acknowledgements")
    shown_hash = models.CharField(max_length=64, help_text="SHA-256 of the front matter shown.")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "version", "shown_hash"],
                name="learners_frontmatteracknowledgement_once_per_version",
            ),
            AppendOnly(name="learners_frontmatteracknowledgement_append_only"),
        ]

    def __str__(self):
        return f"{self.enrolment_id} saw {self.version_id}"


class LessonProgress(models.Model):
    """How far a learner is in a lesson."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="progress")
    first_opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    position = models.PositiveIntegerField(
        default=0, help_text="Where reading stopped, in permille."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson"], name="learners_lessonprogress_once_per_lesson"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("first_opened_at")),
                name="learners_lessonprogress_finished_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(position__lte=1000), name="learners_lessonprogress_position_is_permille"
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id} at {self.lesson_id}"


class CheckAnswer(models.Model):
    """An answer to a knowledge check inside a lesson: shown the reason at once, never graded."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="check_answers")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="+")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    response = models.JSONField()
    was_right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at"]
        constraints = [AppendOnly(name="learners_checkanswer_append_only")]

    def __str__(self):
        return f"{self.enrolment_id}: {self.question_version_id}"


class Sitting(models.Model):
    """Ties an attempt to the enrolment that it counts for."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="sittings")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="sitting")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)

    # Read along with the row by `queries.sitting_of`; who writes answers lets them go
    activity_version_id: int | None = None
    newest_answers: list[dict[str, Any]] | None = None
    extra_days: int | None = None

    class Meta:
        constraints = [AppendOnly(name="learners_sitting_append_only")]

    def __str__(self):
        return f"{self.get_purpose_display()} of {self.enrolment_id}"


class OverdueNotice(models.Model):
    """A letter to a learner who has not handed in: to be sent until it was."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="overdue_notices")
    until = models.DateTimeField(help_text="How long it can still be handed in.")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["until"],
                condition=Q(sent_at__isnull=True),
                name="learners_overduenotice_unsent",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "until"], name="learners_overduenotice_once_per_end"
            )
        ]

    def __str__(self):
        return f"{self.sitting_id} until {self.until:%Y-%m-%d %H:%M}"


class Completion(models.Model):
    """Everything required was done; credit follows in the same transaction."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    version = models.ForeignKey(ActivityVersion, models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField()
    facts = models.JSONField(help_text="What fulfilled each requirement, as it stood.")

    class Meta:
        ordering = ["-completed_at"]
        constraints = [AppendOnly(name="learners_completion_append_only")]

    def __str__(self):
        return f"{self.enrolment_id} on {self.completed_at:%Y-%m-%d}"


class Regrade(models.Model):
    """One run of a ruling over the attempts that met the question: to be done until it is finished."""

    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="regrades")
    lowers = models.BooleanField(
        default=False, help_text="Also where somebody would lose points, a pass or credit."
    )
    reason = models.CharField(max_length=200, help_text="Learners read it.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    last_attempt = models.BigIntegerField(default=0, help_text="How far it is, by key.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling", "lowers"],
                condition=Q(finished_at__isnull=True),
                name="learners_regrade_one_open_per_ruling",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="learners_regrade_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.ruling}, {'lowering' if self.lowers else 'lowering nobody'}"


class RegradeLine(models.Model):
    """What a regrade did to one attempt; attempts that it did not concern have none."""

    regrade = models.ForeignKey(Regrade, models.PROTECT, related_name="lines")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    effect = models.CharField(
        max_length=12, choices=[(effect.value, words) for effect, words in LABELS.items()]
    )
    is_held_back = models.BooleanField(default=False)
    grade = models.ForeignKey(Grade, models.PROTECT, related_name="+", help_text="As it stands.")
    completes = models.BooleanField(default=False)
    credited = models.PositiveSmallIntegerField(default=0, help_text="Entries given.")
    withdrawn = models.PositiveSmallIntegerField(default=0, help_text="Entries taken back.")

    class Meta:
        ordering = ["attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["regrade", "attempt"], name="learners_regradeline_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(is_held_back=False) | Q(effect=Effect.LOWERED.value),
                name="learners_regradeline_only_lowering_is_held_back",
            ),
            AppendOnly(name="learners_regradeline_append_only"),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.effect}"


class ResultNotice(models.Model):
    """A letter to a learner whose answers were marked: to be sent until it is."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="notices")
    grade = models.OneToOneField(Grade, models.PROTECT, related_name="notice")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(sent_at__isnull=True),
                name="learners_resultnotice_unsent",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("asked_at")),
                name="learners_resultnotice_sent_after_asked",
            )
        ]

    def __str__(self):
        return f"{self.sitting_id}: grade {self.grade_id}"


class SavedSearch(models.Model):
    """A selection of the catalogue that a learner wants to find again."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="searches")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, help_text="The address of the list after its ?.")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "query"], name="learners_savedsearch_once_per_learner"
            ),
            models.UniqueConstraint(
                F("learner"), Lower("name"), name="learners_savedsearch_name_once_per_learner"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(query=""), name="learners_savedsearch_is_told"
            ),
        ]

    def __str__(self):
        return self.name
