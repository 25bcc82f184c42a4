"""Drafts of assessments: which questions, under which rules."""

from decimal import Decimal

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index

from assessments.blocks.base import RICH_TEXT
from assessments.domain import tries
from assessments.domain.review import PRESETS, ReviewMatrix, told_too_early
from assessments.models.question import QuestionBank, shown
from common.fields import SanitisedRichTextField
from common.html import clean


class Review(models.TextChoices):
    """Presets of what learners may look at again, and a matrix of one's own."""

    AFTER_SUBMIT = "after_submit", "Everything, after every attempt"
    AFTER_PASS = (
        "after_pass",
        "Everything, after passing or when no attempt is left; until then points",
    )
    NEVER = "never", "Points alone"
    CUSTOM = "custom", "As ticked below"


def whole_matrix():
    """Return the matrix that shows everything, as JSON."""
    return ReviewMatrix().model_dump(mode="json")


class Checking(models.TextChoices):
    """Whether learners may check an answer before they hand in."""

    NONE = "none", "Not before they hand in"
    ONCE = "once", "Once; the answer is locked then"
    HINTS = "hints", "Once more for each hint of the question; the last try counts"
    ADAPTIVE = "adaptive", "As often as they like; the best try counts"


class Shown(models.TextChoices):
    """What a check tells."""

    VERDICT = "verdict", "Right, partly right or not"
    FEEDBACK = "feedback", "And the reasons of the options chosen"
    REASONS = "reasons", "And, once the answer is locked, the right answer and the rationale"


class Expiry(models.TextChoices):
    """What becomes of an attempt that nobody handed in by its deadline."""

    AUTOSUBMIT = "autosubmit", "What was saved is submitted"
    GRACE = "grace", "It can still be handed in for a while, without new answers"
    DROP = "drop", "It is not counted unless it was handed in: no grade, one attempt less"


class Navigation(models.TextChoices):
    """Whether a question can be looked at again once it was passed."""

    FREE = "free", "Any question, in any order"
    ONE_WAY = "one_way", "One way: no question twice"


class KeptGrade(models.TextChoices):
    """Which attempt stands for the learner when there are several."""

    BEST = "best", "The best attempt"
    FIRST = "first", "The first attempt"
    LAST = "last", "The last attempt"
    MEAN = "mean", "The mean of all attempts"


class Agreed(models.TextChoices):
    """Which mark stands where two markers agree within the tolerance."""

    MEAN = "mean", "The mean of both"
    FIRST = "first", "The first mark"


PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class Assessment(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A pre-test, post-test, evaluation or follow-up as its author edits it."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=160)
    instructions = SanitisedRichTextField(blank=True, features=RICH_TEXT)
    pass_mark = models.DecimalField(
        "pass mark, %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Empty: nothing to pass, submitting is enough (pre-tests, evaluations).",
    )
    pass_mark_from_form = models.BooleanField(
        "pass mark from the questions drawn",
        default=False,
        help_text="Each learner's form passes at the cut score of its own questions. Needs an "
        "adopted study that rated every question; learners are told the range.",
    )
    standard = models.ForeignKey(
        "assessments.Adoption", models.PROTECT, null=True, blank=True, related_name="+"
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    expiry = models.CharField(
        "when time is over",
        max_length=10,
        choices=Expiry.choices,
        default=Expiry.AUTOSUBMIT,
        help_text="Time is over at the end of the time limit or of the activity.",
    )
    grace_minutes = models.PositiveSmallIntegerField(
        "minutes to hand in afterwards",
        default=0,
        help_text="Only where it can still be handed in: learners get an e-mail, and this long.",
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="Empty: no limit."
    )
    wait_minutes = models.PositiveIntegerField(
        "wait between attempts, minutes", default=0, help_text="0: none."
    )
    stop_after_pass = models.BooleanField(
        "no further attempt after a pass", default=True, help_text="Passing is the end of it."
    )
    kept_grade = models.CharField(
        "of several attempts, what counts",
        max_length=8,
        choices=KeptGrade.choices,
        default=KeptGrade.BEST,
    )
    password = models.CharField(
        "password to start",
        max_length=60,
        blank=True,
        help_text="Given out by you, for instance in the room. Empty: none.",
    )
    honour_statement = models.TextField(
        blank=True,
        max_length=600,
        help_text="What learners confirm before they start. Empty: nothing.",
    )
    certainty = models.BooleanField(
        "ask how sure learners are",
        default=False,
        help_text="Certainty marks stand beside the result; points and pass stay as they are.",
    )
    checking = models.CharField(
        "learners may check an answer",
        max_length=8,
        choices=Checking.choices,
        default=Checking.NONE,
        help_text="Whoever checks learns how an answer did while others are still to be answered.",
    )
    check_shows = models.CharField(
        "a check shows",
        max_length=8,
        choices=Shown.choices,
        default=Shown.FEEDBACK,
        help_text="No more than the review shows right after handing in.",
    )
    penalty_percent = models.DecimalField(
        "cost of each earlier try, %",
        max_digits=8,
        decimal_places=5,
        default=Decimal("33.33333"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Of the question's points; 33.33333 is a third. 0: tries cost nothing.",
    )
    navigation = models.CharField(
        "how learners go through it",
        max_length=8,
        choices=Navigation.choices,
        default=Navigation.FREE,
        help_text="One way: who goes on cannot come back to change an answer, and is warned before. "
        "Assessments that nobody grades stand on one page, whatever you choose.",
    )
    shuffle_questions = models.BooleanField(default=True, help_text="Inside each section.")
    shuffle_options = models.BooleanField(default=True)
    review = models.CharField(
        "what learners see again after handing in",
        max_length=16,
        choices=Review.choices,
        default=Review.AFTER_SUBMIT,
        help_text="Whether they passed is always told.",
    )
    review_matrix = models.JSONField(
        "in detail",
        default=whole_matrix,
        blank=True,
        help_text="Holds where you chose “As ticked below”.",
    )

    second_marking = models.DecimalField(
        "answers marked twice, %",
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=PERCENT,
        help_text="Drawn at random among the answers that people mark. 0: none.",
    )
    near_fail = models.DecimalField(
        "also fails by no more than, %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
        help_text="Marked twice too: answers this little under the pass mark. Empty: none.",
    )
    marking_tolerance = models.DecimalField(
        "markers may differ by, %",
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=PERCENT,
        help_text="Of the question's points. Beyond that a third person or both together decide.",
    )
    agreed_mark = models.CharField(
        "if they differ by less, what counts",
        max_length=8,
        choices=Agreed.choices,
        default=Agreed.MEAN,
    )
    marking_days = models.PositiveSmallIntegerField(
        "marked within, days",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Learners are told when to expect their result.",
    )
    anonymous_marking = models.BooleanField(
        default=True, help_text="Markers see a pseudonym in place of the learner's name."
    )

    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="assessment",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        Revision,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="assessment",
        for_concrete_model=False,
    )

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("bank"),
        index.RelatedFields("bank", [index.FilterField("collection_id")]),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["title"]
        permissions = [("mark_assessment", "Can mark answers by a rubric")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_marking__range=(0, 100))
                & models.Q(marking_tolerance__range=(0, 100))
                & (models.Q(near_fail__isnull=True) | models.Q(near_fail__range=(0, 100))),
                name="assessments_assessment_marking_rules_are_percentages",
            ),
            models.CheckConstraint(
                condition=models.Q(pass_mark__isnull=True) | models.Q(pass_mark__range=(0, 100)),
                name="assessments_assessment_pass_mark_is_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(penalty_percent__range=(0, 100)),
                name="assessments_assessment_penalty_is_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(certainty=False) | models.Q(checking__in=["none", "once"]),
                name="assessments_assessment_certainty_with_one_try",
                violation_error_message="How sure learners are can be asked only where each "
                "question has one try.",
            ),
            models.CheckConstraint(
                condition=models.Q(expiry="grace", grace_minutes__gte=1)
                | (~models.Q(expiry="grace") & models.Q(grace_minutes=0)),
                name="assessments_assessment_grace_has_a_length",
                violation_error_message="Minutes to hand in afterwards go with a time of grace: "
                "give both or neither.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        has_grace = self.expiry == Expiry.GRACE
        if has_grace and not self.grace_minutes:
            raise ValidationError({"grace_minutes": "For how many minutes can it be handed in?"})
        if self.grace_minutes and not has_grace:
            raise ValidationError(
                {"grace_minutes": "0, unless it can still be handed in when time is over."}
            )
        if problem := self.told_too_early():
            raise ValidationError({"check_shows": problem})

    def told_too_early(self):
        """Say what a check would tell that the review hides, "" if nothing."""
        return told_too_early(
            tries.Checking(self.checking), tries.Shown(self.check_shows), self.reviewing
        )

    @property
    def reviewing(self):
        """What learners see again, as a matrix."""
        if self.review == Review.CUSTOM:
            return ReviewMatrix.model_validate(self.review_matrix)
        return PRESETS[self.review]

    @property
    def revisions(self):
        return self._revisions

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """Publish and freeze together: a failing freeze must not leave it live and unfrozen."""
        return super().publish(revision, *args, **kwargs)

    def get_preview_template(self, request, mode_name):
        return "assessments/assessment_preview.html"

    def get_preview_context(self, request, mode_name):
        context = super().get_preview_context(request, mode_name)
        asked = [shown(question) for slot in self.slots.all() for question in slot.pool()]
        return {**context, "instructions": clean(self.instructions), "shown": asked}
