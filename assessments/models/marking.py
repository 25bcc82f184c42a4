"""What people do about answers that they mark: the queue, drafts of marks, and the marks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.domain.marking.pseudonyms import pseudonym
from assessments.domain.marking.settling import FIRST, LABELS, RECONCILED, SECOND, Stage
from assessments.models.attempt import Attempt
from assessments.models.version import QuestionVersion
from common.append_only import AppendOnly
from common.refuse_insert import RefuseInsert

OWN_WORK = """
SELECT 1 FROM assessments_attempt
WHERE id = NEW.attempt_id AND learner_id IN (NEW.marker_id, NEW.joint_with_id)
"""
NOT_BY_BOTH = """
SELECT 1 WHERE NEW.joint_with_id IS NOT NULL AND 2 <> (
    SELECT count(*) FROM assessments_mark
    WHERE attempt_id = NEW.attempt_id AND position = NEW.position AND round IN (1, 2)
    AND marker_id IN (NEW.marker_id, NEW.joint_with_id))
"""


class MarkingTask(models.Model):
    """One answer that people have to mark: what it waits for, and who is at it until when."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="marking")
    position = models.PositiveSmallIntegerField()
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    stage = models.CharField(
        max_length=16,
        choices=[(stage.value, words) for stage, words in LABELS.items()],
        default=Stage.FIRST.value,
    )
    wants_second = models.BooleanField(help_text="In the sample, or a near fail.")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["handed_in_at", "pk"]
        indexes = [
            models.Index(
                fields=["handed_in_at", "id"],
                condition=~Q(stage="final"),
                name="assessments_marking_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="assessments_markingtask_once_per_answer"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="assessments_markingtask_claimed_until_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage="final") | Q(claimed_by__isnull=True),
                name="assessments_markingtask_final_is_nobodys",
            ),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.position}: {self.get_stage_display()}"

    @property
    def pseudonym(self):
        """What markers call the learner."""
        return pseudonym(self.attempt_id, seed=self.attempt.seed)

    @property
    def is_final(self):
        return self.stage == Stage.FINAL

    def is_held(self, at):
        """Whether somebody is at it."""
        return self.claimed_until is not None and self.claimed_until > at


class MarkDraft(models.Model):
    """What a marker has chosen and written so far; it stays when the claim lapses."""

    task = models.ForeignKey(MarkingTask, models.CASCADE, related_name="drafts")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    levels = models.JSONField(default=dict)
    comments = models.JSONField(default=dict)
    remark = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "marker"], name="assessments_markdraft_once_per_marker"
            )
        ]

    def __str__(self):
        return f"{self.task_id} by {self.marker_id}"


class Mark(models.Model):
    """What a person found an answer to be worth; nothing is ever changed, a later round follows."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="marks")
    position = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(
        help_text="1 first, 2 second, 3 reconciliation, from 4 on re-marks."
    )
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    joint_with = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The other marker of the two, where both agreed on a reconciliation.",
    )
    levels = models.JSONField(help_text="Level by criterion, both by key.")
    comments = models.JSONField(default=dict, help_text="Plain text by criterion.")
    remark = models.TextField(blank=True, help_text="Plain text about the whole answer.")
    reason = models.CharField(max_length=200, blank=True, help_text="Learners read it.")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "position", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position", "round"], name="assessments_mark_once_per_round"
            ),
            models.UniqueConstraint(
                fields=["attempt", "position", "marker"],
                condition=Q(round__in=(FIRST, SECOND))
                | Q(round=RECONCILED, joint_with__isnull=True),
                name="assessments_mark_by_another_person_each_round",
                violation_error_message="You have marked this answer already.",
            ),
            models.CheckConstraint(
                condition=Q(joint_with__isnull=True)
                | (Q(round=RECONCILED) & ~Q(joint_with=F("marker"))),
                name="assessments_mark_jointly_with_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=FIRST, round__lte=RECONCILED, reason="")
                | (Q(round__gt=RECONCILED) & ~Q(reason="")),
                name="assessments_mark_again_for_a_reason",
            ),
            RefuseInsert(name="assessments_mark_never_of_own_work", found=OWN_WORK),
            RefuseInsert(name="assessments_mark_jointly_by_the_two", found=NOT_BY_BOTH),
            AppendOnly(name="assessments_mark_append_only"),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.position}, round {self.round}"
