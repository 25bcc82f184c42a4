"""A text with gaps."""

from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, listed_parts
from assessments.blocks.numeric import NumberMarkingBlock, number_marking, number_value
from assessments.blocks.short_text import TextMarkingBlock, text_marking, text_value
from assessments.blocks.single_best_answer import options_of
from assessments.domain.items.cloze import gaps_without_place, problems_of_text

BLANK = {"text": "", "correct": False, "rationale": ""}
EXAMPLE = "Give [[1]] within [[2]] minutes."


class GapBlock(blocks.StructBlock):
    """What every gap has."""

    marker = blocks.RegexBlock(
        regex=r"^[A-Za-z0-9_]{1,20}$",
        error_messages={"invalid": "Letters, digits and _ only: 1 for [[1]]."},
        help_text="1 for [[1]] in the text.",
    )
    weight = blocks.DecimalBlock(
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        default=Decimal(1),
        help_text="A gap of weight 2 counts like two of weight 1.",
    )
    rationale = blocks.TextBlock(rows=2, required=False, max_length=2000)

    def describe(self, value):
        """Return the gap as the items hold it."""
        return {
            "key": (value["marker"] or "").lower(),
            "weight": str(value["weight"]),
            "rationale": value["rationale"] or "",
            **self.compile(value),
        }

    def stored(self, gap):
        """Return a gap's fields as the block stores them: the inverse of `describe`."""
        told = {"marker": gap["key"], "weight": gap["weight"], "rationale": gap["rationale"]}
        return told | self.decompile(gap)

    def compile(self, value):
        """Return the fields that a gap of this type adds."""
        raise NotImplementedError

    def decompile(self, content):
        """Return the fields that a block of this type adds: the inverse of `compile`."""
        raise NotImplementedError


class TextGapBlock(TextMarkingBlock, GapBlock):
    """Words to type."""

    class Meta:
        icon = "edit"
        label = "Words"

    def compile(self, value):
        return {"type": "text", **text_marking(value)}

    def decompile(self, content):
        return text_value(content)


class NumberGapBlock(NumberMarkingBlock, GapBlock):
    """A number to type."""

    class Meta:
        icon = "decimal"
        label = "Number"

    def compile(self, value):
        return {"type": "number", **number_marking(value)}

    def decompile(self, content):
        return number_value(content)


class GapOptionBlock(blocks.StructBlock):
    """An option of a gap."""

    text = blocks.CharBlock(max_length=200)
    correct = blocks.BooleanBlock(required=False, label="This option is right")
    rationale = blocks.TextBlock(
        rows=2, required=False, max_length=2000, help_text="Why it is right or wrong."
    )

    class Meta:
        icon = "list-ul"
        label = "Option"
        label_format = "{text}"


class ChoiceGapBlock(GapBlock):
    """A list to choose from."""

    options = blocks.ListBlock(GapOptionBlock(), min_num=2, max_num=20, default=[BLANK] * 3)
    shuffle = blocks.BooleanBlock(required=False, default=True)

    class Meta:
        icon = "list-ul"
        label = "Choice"

    def clean(self, value):
        cleaned = super().clean(value)
        right = sum(option["correct"] for option in cleaned["options"])
        if right != 1 and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"options": ValidationError("Mark exactly one option as right.")}
            )
        return cleaned

    def compile(self, value):
        return {"type": "choice", "options": options_of(value), "shuffle": value["shuffle"]}

    def decompile(self, content):
        options = listed_parts(content["options"], *BLANK)
        return {"options": options, "shuffle": content["shuffle"]}


class Block(InteractionFormat):
    """The learner fills in the gaps of a text."""

    order = 38
    text = blocks.TextBlock(
        rows=8,
        max_length=10_000,
        help_text=f"Plain text with a marker for each gap: {EXAMPLE}",
    )
    gaps = blocks.StreamBlock(
        [("text", TextGapBlock()), ("number", NumberGapBlock()), ("choice", ChoiceGapBlock())],
        min_num=1,
        max_num=30,
    )

    class Meta:
        icon = "openquote"
        label = "Text with gaps"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problems := _problems(cleaned)):
            raise StructBlockValidationError(problems)
        return cleaned

    def compile(self, value):
        return {
            "text": value["text"],
            "gaps": [gap.block.describe(gap.value) for gap in value["gaps"]],
        }

    def decompile(self, content):
        types = self.child_blocks["gaps"].child_blocks
        gaps = [
            {"type": gap["type"], "value": types[gap["type"]].stored(gap), "id": str(uuid4())}
            for gap in content["gaps"]
        ]
        return {"text": content["text"], "gaps": gaps}


def _problems(value):
    """Return by field where the text and its gaps do not fit each other."""
    markers = [gap.value["marker"].lower() for gap in value["gaps"]]
    in_text = problems_of_text(value["text"], markers)
    at_gaps = {}
    for place, marker in enumerate(markers):
        found = gaps_without_place(value["text"], [marker])
        if marker in markers[:place]:
            found = [f"Two gaps are called {marker}."]
        if found:
            at_gaps[place] = StructBlockValidationError({"marker": ValidationError(found[0])})
    problems = {"text": ValidationError(in_text)} if in_text else {}
    return problems | ({"gaps": StreamBlockValidationError(at_gaps)} if at_gaps else {})
