"""What a learner did: attempts, every answer saved, and the grades given."""

from decimal import Decimal
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessments.domain.form import load_form
from assessments.domain.states import FINISHED as FINISHED_STATES, OPEN as OPEN_STATES
from assessments.models.assessment import Assessment
from assessments.models.version import AssessmentVersion
from common.append_only import AppendOnly
from common.refuse_insert import RefuseInsert

OPEN = sorted(state.value for state in OPEN_STATES)
FINISHED = sorted(state.value for state in FINISHED_STATES)
NEVER_SENT = """
SELECT 1 FROM jsonb_array_elements(
    CASE jsonb_typeof(NEW.response -> 'files')
    WHEN 'array' THEN NEW.response -> 'files' ELSE '[]'::jsonb END
) AS named (file)
WHERE NOT EXISTS (
    SELECT 1 FROM assessments_upload AS sent
    WHERE sent.attempt_id = NEW.attempt_id AND sent.position = NEW.position
    AND sent.sha256 = named.file ->> 'sha256' AND sent.size::text = named.file ->> 'size'
    AND sent.format = named.file ->> 'format' AND sent.name = named.file ->> 'name'
)
"""


class Attempt(models.Model):
    """One learner's try at one assessment version, with everything needed to replay it."""

    class State(models.TextChoices):
        """See `assessments.domain.states` for the transitions."""

        IN_PROGRESS = "in_progress", "In progress"
        OVERDUE = "overdue", "Time is over, not handed in yet"
        SUBMITTED = "submitted", "Submitted"
        TIMED_OUT = "timed_out", "Submitted when time ran out"
        ABANDONED = "abandoned", "Never handed in"
        VOIDED = "voided", "Voided"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="attempts")
    version = models.ForeignKey(AssessmentVersion, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.IN_PROGRESS)
    seed = models.BigIntegerField()
    form = models.JSONField(
        help_text="Questions drawn, in order, with their option order and points."
    )
    max_points = models.DecimalField(max_digits=7, decimal_places=2)
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(
        null=True, help_text="No break moves the deadline beyond this moment."
    )
    break_seconds = models.PositiveIntegerField(default=0, help_text="Breaks not yet taken.")
    break_until = models.DateTimeField(
        null=True, help_text="A break under way ends then, if not before."
    )
    look_at = models.DateTimeField(
        null=True, help_text="When time next does something to it; empty: nothing is pending."
    )
    finished_at = models.DateTimeField(null=True)
    reached = models.PositiveSmallIntegerField(
        default=1, help_text="The question that stands open, where there is no way back."
    )
    holder = models.CharField(
        max_length=36,
        blank=True,
        help_text="The tab of one browser, or the device, that may answer; empty: the next one.",
    )
    flagged = models.JSONField(default=list, blank=True)
    struck = models.JSONField(
        default=dict,
        blank=True,
        help_text="Options that the learner crossed out, by position. No answer; grading ignores it.",
    )
    void_reason = models.CharField(max_length=300, blank=True)

    # Read along with the row by `queries.attempts_of`
    grade_passed: bool | None
    grade_points: Decimal | None
    grade_max_points: Decimal

    class Meta:
        indexes = [
            # The sweep that minds attempts whose time is up looks only here.
            models.Index(
                fields=["look_at"],
                condition=Q(look_at__isnull=False),
                name="assessments_attempt_look_at",
            ),
            models.Index(fields=["version", "state"], name="assessments_attempt_version"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "assessment"],
                condition=Q(state__in=OPEN),
                name="assessments_attempt_one_open_per_learner",
                violation_error_message="You have an open attempt already.",
            ),
            models.UniqueConstraint(
                fields=["learner", "assessment", "number"],
                name="assessments_attempt_number_once_per_learner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
                name="assessments_attempt_finished_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="assessments_attempt_finishes_after_start",
            ),
            models.CheckConstraint(
                condition=Q(reached__gte=1), name="assessments_attempt_reached_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(break_until__isnull=True)
                | Q(state="in_progress", deadline_at__isnull=False),
                name="assessments_attempt_breaks_while_time_runs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, deadline_at__isnull=False, look_at__isnull=False)
                | Q(state__in=OPEN, deadline_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(look_at__isnull=True)),
                name="assessments_attempt_looked_at_while_time_runs",
            ),
        ]

    def __str__(self):
        return f"Attempt {self.number} of {self.learner_id} at {self.assessment_id}"

    @property
    def is_open(self):
        """Whether it can still be handed in."""
        return self.state in OPEN

    @property
    def takes_answers(self):
        return self.state == self.State.IN_PROGRESS

    @property
    def is_finished(self):
        """Whether it was handed in, by the learner or by time, and graded."""
        return self.state in FINISHED

    def is_on_break(self, at):
        """Whether the clock stands at a moment."""
        return self.break_until is not None and at < self.break_until

    @cached_property
    def places(self):
        """The questions as drawn; they never change."""
        return load_form(self.form)


class Break(models.Model):
    """A time in which the clock of an attempt stood and its questions were hidden."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="breaks")
    began_at = models.DateTimeField()
    deadline_before = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["attempt", "began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(ended_at__isnull=True),
                name="assessments_break_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="assessments_break_ends_after_its_start",
            ),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.began_at:%H:%M}"


class Transition(models.Model):
    """One move of an attempt out of one state into another, and who or what made it."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="transitions")
    move = models.CharField(max_length=12)
    before = models.CharField(max_length=12, choices=Attempt.State.choices)
    after = models.CharField(max_length=12, choices=Attempt.State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: time did it.",
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["attempt", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(move="reopen") | (Q(by__isnull=False) & ~Q(reason="")),
                name="assessments_transition_reopened_by_somebody_for_a_reason",
            ),
            AppendOnly(name="assessments_transition_append_only"),
        ]

    def __str__(self):
        return f"{self.attempt_id}: {self.before} to {self.after}"


class Answer(models.Model):
    """One saved answer; the newest of a position counts and no older one is lost."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    operation = models.UUIDField(help_text="Made by the client; a repeated save changes nothing.")
    asks = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Hash of what the operation asked for; empty: saved before that was kept.",
    )
    page = models.UUIDField(
        null=True, help_text="The page it was written on; null: none was named."
    )
    step = models.PositiveIntegerField(
        default=0, db_default=0, help_text="Which change on that page it was."
    )
    response = models.JSONField(null=True, help_text="Null: the learner cleared the answer.")
    certainty = models.PositiveSmallIntegerField(
        null=True, help_text="How sure the learner is, 1 to 3. Null: none chosen, counts as 1."
    )
    try_number = models.PositiveIntegerField(
        null=True, help_text="Which try at the question it is, if the learner had it checked."
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "operation"], name="assessments_answer_operation_once"
            ),
            models.UniqueConstraint(
                fields=["attempt", "sequence"], name="assessments_answer_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(certainty__isnull=True) | Q(certainty__range=(1, 3)),
                name="assessments_answer_certainty_is_a_level",
            ),
            models.UniqueConstraint(
                fields=["attempt", "position", "try_number"],
                condition=Q(try_number__isnull=False),
                name="assessments_answer_try_once",
            ),
            models.CheckConstraint(
                condition=Q(try_number__isnull=True) | Q(try_number__gte=1, response__isnull=False),
                name="assessments_answer_try_is_numbered_and_answers",
            ),
            RefuseInsert(name="assessments_answer_names_files_that_were_sent", found=NEVER_SENT),
            AppendOnly(name="assessments_answer_append_only"),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.position}: {self.response}"


class Grade(models.Model):
    """The marking of an attempt; a regrade appends another one."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="grades")
    number = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=9, decimal_places=4)
    max_points = models.DecimalField(max_digits=7, decimal_places=2)
    passed = models.BooleanField()
    items = models.JSONField(help_text="Per position: question version, exact score, points.")
    rulings = ArrayField(
        models.BigIntegerField(), default=list, help_text="The rulings that it was made under."
    )
    marks = ArrayField(
        models.BigIntegerField(), default=list, help_text="The marks by people that it rests on."
    )
    reason = models.CharField(max_length=200)
    graded_at = models.DateTimeField()
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "number"], name="assessments_grade_number_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")),
                name="assessments_grade_points_within_maximum",
            ),
            AppendOnly(name="assessments_grade_append_only"),
        ]

    def __str__(self):
        return f"{self.points}/{self.max_points}"

    @property
    def percent(self):
        """Return the points as a percentage, None where nothing was marked."""
        return 100 * self.points / self.max_points if self.max_points else None
