"""A text of some length, marked by people."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat
from assessments.blocks.base_marked import MarkedBlock
from assessments.domain.items.essay import Essay


class Block(MarkedBlock, InteractionFormat):
    """The learner writes; people mark by a rubric."""

    order = 60
    guidance = blocks.TextBlock(
        rows=3,
        required=False,
        max_length=2000,
        help_text="What the answer should deal with, and in what form. Stands above the field.",
    )
    min_words = blocks.IntegerBlock(
        required=False, min_value=1, max_value=10_000, label="Words at least"
    )
    max_words = blocks.IntegerBlock(
        required=False, min_value=1, max_value=10_000, label="Words at most"
    )

    class Meta:
        icon = "edit"
        label = Essay.label

    def clean(self, value):
        cleaned = super().clean(value)
        least, most = cleaned["min_words"], cleaned["max_words"]
        if least and most and least > most:
            message = ValidationError("Give no fewer words than at least.")
            raise StructBlockValidationError({"max_words": message})
        return cleaned

    def compile(self, value):
        return {
            **super().compile(value),
            "guidance": value["guidance"] or "",
            "min_words": value["min_words"],
            "max_words": value["max_words"],
        }

    def decompile(self, content):
        limits = {name: content[name] for name in ("guidance", "min_words", "max_words")}
        return {**super().decompile(content), **limits}
