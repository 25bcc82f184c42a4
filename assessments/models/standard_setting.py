"""Studies in which experts set a pass mark: who judged what, and which result was adopted."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.domain.standard_setting import Difficulty, Importance
from assessments.models.assessment import Assessment
from assessments.models.version import QuestionVersion
from common.append_only import AppendOnly

STEPS = list(range(0, 101, 5))


class Study(models.Model):
    """A panel's judgement of an assessment's questions, as they stood when it was opened."""

    class Method(models.TextChoices):
        """See docs/rules/standard-setting.md."""

        ANGOFF = "angoff", "Modified Angoff"
        EBEL = "ebel", "Ebel"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="studies")
    title = models.CharField(max_length=120)
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.ANGOFF)
    borderline = models.TextField(
        "the candidate who is just competent",
        max_length=1000,
        help_text="Whom the judges imagine: what they know, what they would miss. Judges read it.",
    )
    shows_key = models.BooleanField(
        "judges see the right answers", default=False, help_text="Else they judge without."
    )
    in_rounds = models.BooleanField(
        "judges see the spread and rate again",
        default=True,
        help_text="They rate alone; then you open a round in which they see how far apart they are.",
    )
    grid = models.JSONField(default=dict, blank=True, help_text="Ebel: percentages by cell.")
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(condition=Q(round__gte=1), name="assessments_study_has_a_round"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="assessments_study_closes_after_opening",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def is_ebel(self):
        return self.method == self.Method.EBEL


class StudyItem(models.Model):
    """A question version that is judged; `drawn` of `pool` alike are asked in a form."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="items")
    question_version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=5, decimal_places=2)
    drawn = models.PositiveSmallIntegerField(default=1)
    pool = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "question_version"], name="assessments_studyitem_once_per_study"
            ),
            models.UniqueConstraint(
                fields=["study", "position"], name="assessments_studyitem_position_once"
            ),
            AppendOnly(name="assessments_studyitem_append_only"),
        ]

    def __str__(self):
        return f"{self.study_id}/{self.position}"

    @property
    def weight(self):
        """What it is worth in a form on average."""
        return Fraction(self.points) * Fraction(self.drawn, self.pool)


class Judge(models.Model):
    """Somebody who was asked to judge; `left_at` keeps their ratings out of the result."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="judges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "user"], name="assessments_judge_once_per_study"
            )
        ]

    def __str__(self):
        return str(self.user)


class Rating(models.Model):
    """What a judge expects of a question in a round; the newest one holds, none is lost."""

    judge = models.ForeignKey(Judge, models.PROTECT, related_name="ratings")
    item = models.ForeignKey(StudyItem, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(null=True)
    difficulty = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.capitalize()) for each in Difficulty]
    )
    importance = models.CharField(
        max_length=12, blank=True, choices=[(each.value, each.capitalize()) for each in Importance]
    )
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__in=STEPS),
                name="assessments_rating_in_steps_of_five",
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=False, difficulty="", importance="")
                | (Q(percent__isnull=True) & ~Q(difficulty="") & ~Q(importance="")),
                name="assessments_rating_percentage_or_cell",
            ),
            AppendOnly(name="assessments_rating_append_only"),
        ]

    def __str__(self):
        return f"{self.judge_id}/{self.item_id}: {self.percent}"


class Adoption(models.Model):
    """A study's result, taken by a named person as an assessment's pass mark."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="adoptions")
    round = models.PositiveSmallIntegerField()
    cut = models.DecimalField(max_digits=5, decimal_places=2)
    standards = models.JSONField(help_text="By question version: an exact share, as text.")
    excluded = models.JSONField(default=list, help_text="Question versions that were ruled out.")
    judges = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut__range=(0, 100)), name="assessments_adoption_cut_is_percentage"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="assessments_adoption_has_a_reason"
            ),
            AppendOnly(name="assessments_adoption_append_only"),
        ]

    def __str__(self):
        return f"{self.cut} % from {self.study_id}"

    @property
    def source(self):
        """What learners and auditors read of where the pass mark comes from."""
        noun = "judge" if self.judges == 1 else "judges"
        day = f"{self.adopted_at.day} {self.adopted_at:%B %Y}"
        method = self.study.get_method_display()
        return f"{method} with {self.judges} {noun}, study {self.study_id}, adopted {day}"
