"""Panels of experts who answer questions before learners do: who was asked, what they said."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from assessments.models.question import Question, QuestionBank
from common.append_only import AppendOnly


class ExpertPanel(models.Model):
    """A set of questions put to experts; it takes answers until it is closed."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="panels")
    title = models.CharField(max_length=160)
    message = models.TextField(
        blank=True, max_length=2000, help_text="Stands in the invitation and above the questions."
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="assessments_expertpanel_closed_after_opened",
            )
        ]

    def __str__(self):
        return self.title


class PanelQuestion(models.Model):
    """A question as experts are asked it, whatever becomes of the draft meanwhile."""

    panel = models.ForeignKey(ExpertPanel, models.PROTECT, related_name="questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["panel", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "question"], name="assessments_panelquestion_once_per_panel"
            ),
            models.UniqueConstraint(
                fields=["panel", "position"], name="assessments_panelquestion_position_taken_once"
            ),
            AppendOnly(name="assessments_panelquestion_append_only"),
        ]

    def __str__(self):
        return f"{self.panel_id}, question {self.position}"


class Panelist(models.Model):
    """An expert and the link by which they come in; a new link makes the one before it worthless."""

    panel = models.ForeignKey(ExpertPanel, models.PROTECT, related_name="panelists")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    link_number = models.PositiveSmallIntegerField(default=1)
    link_made_at = models.DateTimeField()
    link_expires_at = models.DateTimeField()
    link_mailed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["panel", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("panel"), Lower("email"), name="assessments_panelist_email_once_per_panel"
            ),
            models.CheckConstraint(
                condition=Q(link_expires_at__gt=F("link_made_at")),
                name="assessments_panelist_link_expires_later",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(link_mailed_at__isnull=True, revoked_at__isnull=True),
                name="assessments_panelist_to_mail",
            )
        ]

    def __str__(self):
        return self.name


class PanelAnswer(models.Model):
    """What an expert said to a question; the newest counts. No point means outside their field."""

    panelist = models.ForeignKey(Panelist, models.PROTECT, related_name="answers")
    asked = models.ForeignKey(PanelQuestion, models.PROTECT, related_name="answers")
    step = models.SmallIntegerField(null=True)
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__range=(-2, 2)),
                name="assessments_panelanswer_step_is_on_the_scale",
            ),
            AppendOnly(name="assessments_panelanswer_append_only"),
        ]

    def __str__(self):
        return f"{self.panelist_id}: {self.asked_id}"


class PanelDecision(models.Model):
    """That an answer, or all of an expert's answers, are left out or taken in again; newest counts."""

    panelist = models.ForeignKey(Panelist, models.PROTECT, related_name="decisions")
    asked = models.ForeignKey(PanelQuestion, models.PROTECT, null=True, related_name="+")
    leaves_out = models.BooleanField()
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="assessments_paneldecision_has_a_reason"
            ),
            AppendOnly(name="assessments_paneldecision_append_only"),
        ]

    def __str__(self):
        return f"{self.panelist_id}: {self.reason}"


class PanelUse(models.Model):
    """That the counts of a panel were written into the draft of a question."""

    asked = models.ForeignKey(PanelQuestion, models.PROTECT, related_name="uses")
    counts = ArrayField(models.PositiveSmallIntegerField(), size=5)
    outside = models.PositiveSmallIntegerField()
    answers_hash = models.CharField(max_length=64)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts__len=5), name="assessments_paneluse_five_counts"
            ),
            AppendOnly(name="assessments_paneluse_append_only"),
        ]

    def __str__(self):
        return f"{self.asked_id}: {self.counts}"
