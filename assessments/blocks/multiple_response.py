"""Multiple response: several options may be right."""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, keyed, listed_parts
from assessments.blocks.single_best_answer import BLANK, OptionBlock
from assessments.domain.shares import percent_of, snapped

DOCK_PERCENT = 25
POINTS = {"required": False, "min_value": -100, "max_value": 100}
SCHEMES = [
    ("right_minus_wrong", "Right minus wrong picks, never below zero"),
    ("fixed_dock", "Right picks, less a fixed share for each wrong one"),
    ("halves", "Half the points for one mistake, a quarter for two"),
    ("every_decision", "Every option counts, ticked or not"),
    ("all_or_nothing", "All right or nothing"),
    ("option_points", "Points of each option, for ticking it and for leaving it blank"),
]


class PointedOptionBlock(OptionBlock):
    """An option that can carry points of its own."""

    ticked = blocks.IntegerBlock(
        label="Points if ticked", help_text="Below zero to take points off.", **POINTS
    )
    blank = blocks.IntegerBlock(label="Points if left blank", **POINTS)

    class Meta:
        label_format = "{text}"
        form_layout = blocks.BlockGroup(
            ["text", "correct", "rationale"], settings=["ticked", "blank"]
        )


class Block(InteractionFormat):
    """One or more options are right."""

    order = 20
    options = blocks.ListBlock(PointedOptionBlock(), min_num=2, max_num=20, default=[BLANK] * 5)
    scheme = blocks.ChoiceBlock(
        choices=SCHEMES,
        default="right_minus_wrong",
        label="Marking",
        help_text="Points of each option stand in the option's own settings.",
    )
    dock_percent = blocks.DecimalBlock(
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=8,
        decimal_places=5,
        default=DOCK_PERCENT,
        label="Cost of a wrong pick in percent",
        help_text="Counts only where each wrong pick costs a fixed share.",
    )
    max_choices = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label="Most picks allowed",
        help_text="Told to the learner. Leave empty to allow any number.",
    )
    shuffle = blocks.BooleanBlock(required=False, default=True)

    class Meta:
        icon = "check"
        label = "Multiple response"

    def clean(self, value):
        cleaned = super().clean(value)
        right = any(option["correct"] for option in cleaned["options"])
        if not right and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"options": ValidationError("Mark at least one option as right.")}
            )
        return cleaned

    def compile(self, value):
        return {
            "options": [
                {
                    "key": key,
                    "text": option["text"],
                    "correct": option["correct"],
                    "rationale": option["rationale"],
                    "ticked": option["ticked"] or 0,
                    "blank": option["blank"] or 0,
                }
                for key, option in keyed(value["options"])
            ],
            "scheme": value["scheme"],
            "dock": str(snapped(str(value["dock_percent"] or DOCK_PERCENT))),
            "max_choices": value["max_choices"],
            "shuffle": value["shuffle"],
        }

    def decompile(self, content):
        fields = ("text", "correct", "rationale", "ticked", "blank")
        return {
            "options": listed_parts(content["options"], *fields),
            "scheme": content["scheme"],
            "dock_percent": percent_of(Fraction(content["dock"])),
            "max_choices": content["max_choices"],
            "shuffle": content["shuffle"],
        }
