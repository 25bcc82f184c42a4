"""A few words to type."""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, listed, share
from assessments.domain.answers.texts import LONGEST, TextMarking
from assessments.domain.items import sentences
from assessments.domain.shares import percent_of

SWITCHES = ("case_matters", "accents_matter", "punctuation_matters", "forgives_slips")
BLANK = {"text": "", "credit_percent": 100}


class AcceptedTextBlock(blocks.StructBlock):
    """Words that earn credit."""

    text = blocks.CharBlock(max_length=LONGEST)
    credit_percent = blocks.DecimalBlock(
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=8,
        decimal_places=5,
        default=100,
        help_text="33.33 means a third.",
    )

    class Meta:
        icon = "tick"
        label = "Accepted answer"


class RejectedTextBlock(blocks.StructBlock):
    """Words that earn nothing, with what the learner is told."""

    text = blocks.CharBlock(max_length=LONGEST)
    feedback = blocks.TextBlock(
        rows=2, required=False, max_length=2000, help_text="Shown to those who gave this answer."
    )

    class Meta:
        icon = "cross"
        label = "Rejected answer"


class TextMarkingBlock(blocks.StructBlock):
    """How typed words are marked."""

    accepted = blocks.ListBlock(
        AcceptedTextBlock(),
        min_num=1,
        max_num=50,
        default=[BLANK],
        label="Accepted answers",
        help_text=(
            "Every way of writing it. * at the end of a word stands for any ending, * alone for any "
            "words: antibiotic*, beta blocker *."
        ),
    )
    rejected = blocks.ListBlock(
        RejectedTextBlock(),
        max_num=50,
        default=[],
        label="Rejected answers",
        help_text="Near misses and common errors. They never count, whatever else accepts them.",
    )
    case_matters = blocks.BooleanBlock(required=False, label="Capitals matter")
    accents_matter = blocks.BooleanBlock(required=False, label="Accents matter")
    punctuation_matters = blocks.BooleanBlock(required=False, label="Punctuation matters")
    forgives_slips = blocks.BooleanBlock(
        required=False,
        label="Forgive a slip of the fingers",
        help_text=(
            "In words of eight letters and more: two letters swapped, one left out or one too many. "
            "Never where it could be another word, as hypotension for hypertension."
        ),
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                TextMarking.model_validate(text_marking(cleaned))
            except NotSound as problem:
                message = " ".join(sentences(problem))
                raise StructBlockValidationError(
                    {"accepted": ValidationError(message)}
                ) from problem
        return cleaned


def text_marking(value):
    """Return the block's value as the fields of `TextMarking`."""
    return {
        "accepted": [
            {"text": row["text"], "credit": share(row["credit_percent"])}
            for row in value["accepted"]
        ],
        "rejected": [
            {"text": row["text"], "feedback": row["feedback"] or ""} for row in value["rejected"]
        ],
        **{name: bool(value[name]) for name in SWITCHES},
    }


def text_value(content):
    """Return the fields of `TextMarking` as the block stores them."""
    accepted = [
        {"text": each["text"], "credit_percent": percent_of(Fraction(each["credit"]))}
        for each in content["accepted"]
    ]
    return {
        "accepted": listed(accepted),
        "rejected": listed(content["rejected"]),
        **{name: content[name] for name in SWITCHES},
    }


class Block(TextMarkingBlock, InteractionFormat):
    """The learner types a few words."""

    order = 36

    class Meta:
        icon = "edit"
        label = "Short text"

    def compile(self, value):
        return text_marking(value)

    def decompile(self, content):
        return text_value(content)
