"""Slots of an assessment: its fixed questions and its draws, in their order and sections."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from assessments.blocks.base import RICH_TEXT
from assessments.models.assessment import Assessment
from assessments.models.question import Difficulty, Question
from common.fields import SanitisedRichTextField


class AssessmentSlot(Orderable):
    """One fixed question, or a random draw of some questions with a tag; it may begin a section."""

    assessment = ParentalKey(Assessment, on_delete=models.CASCADE, related_name="slots")
    section_title = models.CharField(
        "a section begins here",
        max_length=120,
        blank=True,
        help_text="Its title. Empty: this slot belongs to the section above it.",
    )
    section_instructions = SanitisedRichTextField(
        "what learners read at its start", blank=True, features=RICH_TEXT
    )
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    draw_tag = models.CharField(
        "or draw by tag", max_length=100, blank=True, help_text="From this assessment's bank."
    )
    draw_count = models.PositiveSmallIntegerField("number to draw", null=True, blank=True)
    draw_difficulty = models.CharField(
        "of this difficulty", max_length=8, blank=True, choices=Difficulty.choices
    )
    safety_critical = models.BooleanField(
        "must be right to pass",
        default=False,
        help_text="Whoever gets it wrong does not pass, however many points there are.",
    )
    points = models.DecimalField(
        "points each",
        max_digits=5,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(question__isnull=False, draw_tag="", draw_count__isnull=True)
                | (models.Q(question__isnull=True, draw_count__gte=1) & ~models.Q(draw_tag="")),
                name="assessments_assessmentslot_question_or_draw",
                violation_error_message="Choose a question, or a tag and how many to draw.",
            ),
            models.CheckConstraint(
                condition=models.Q(points__gt=0), name="assessments_assessmentslot_points_positive"
            ),
        ]

    def __str__(self):
        return str(self.question) if self.question_id else f"{self.draw_count} × {self.draw_tag}"

    def clean(self):
        if self.question_id and (self.draw_tag or self.draw_count):
            raise ValidationError("Choose a question or a draw, not both.")
        if not self.question_id and not self.draw_tag:
            raise ValidationError({"question": "Choose a question, or give a tag to draw by."})
        if self.draw_tag and not self.draw_count:
            raise ValidationError({"draw_count": "How many questions are to be drawn?"})
        if strip_tags(self.section_instructions).strip() and not self.section_title:
            raise ValidationError({"section_title": "Give the section a title."})
        if self.draw_difficulty and not self.draw_tag:
            raise ValidationError({"draw_difficulty": "Only draws by tag go by difficulty."})

    def pool(self):
        """Return the live questions that this slot may ask; a fixed slot has one."""
        if self.question_id:
            return [self.question]
        tagged = Question.objects.filter(
            bank=self.assessment.bank_id, live=True, tags__name__iexact=self.draw_tag
        )
        if self.draw_difficulty:
            tagged = tagged.filter(difficulty=self.draw_difficulty)
        return list(tagged.order_by("pk").distinct())
