"""Single best answer (NBME A-type)."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, keyed, listed_parts

BLANK = {"text": "", "correct": False, "rationale": ""}


class OptionBlock(blocks.StructBlock):
    """An option with the reason why it is right or wrong."""

    text = blocks.CharBlock(max_length=500)
    correct = blocks.BooleanBlock(required=False, label="This option is right")
    rationale = blocks.TextBlock(rows=2, max_length=2000, help_text="Why it is right or wrong.")

    class Meta:
        icon = "list-ul"
        label_format = "{text}"


def options_of(value):
    """Return a list block of options as the items' option fields."""
    return [
        {
            "key": key,
            "text": option["text"],
            "correct": option["correct"],
            "rationale": option["rationale"],
        }
        for key, option in keyed(value["options"])
    ]


class Block(InteractionFormat):
    """One option is right."""

    order = 10
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=10, default=[BLANK] * 4)
    shuffle = blocks.BooleanBlock(
        required=False, default=True, help_text="Turn off for options in a natural order, as doses."
    )

    class Meta:
        icon = "radio-empty"
        label = "Single best answer"

    def clean(self, value):
        cleaned = super().clean(value)
        right = sum(option["correct"] for option in cleaned["options"])
        if right != 1 and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"options": ValidationError("Mark exactly one option as right.")}
            )
        return cleaned

    def compile(self, value):
        return {"options": options_of(value), "shuffle": value["shuffle"]}

    def decompile(self, content):
        options = listed_parts(content["options"], "text", "correct", "rationale")
        return {"options": options, "shuffle": content["shuffle"]}
