"""A number with a tolerance, and its unit."""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, listed, share
from assessments.domain.answers.numbers import Tolerance
from assessments.domain.answers.units import PenaltyOf, alike
from assessments.domain.shares import percent_of

TOLERANCES = [
    (Tolerance.ABSOLUTE.value, "Absolute: plus or minus the tolerance"),
    (Tolerance.RELATIVE.value, "Relative: 0.05 allows 5 % either way"),
    (Tolerance.GEOMETRIC.value, "Geometric: 0.05 divides and multiplies by 1.05"),
]
PENALTIES = [
    (PenaltyOf.EARNED.value, "Of what the number earned"),
    (PenaltyOf.MAXIMUM.value, "Of the whole credit"),
]
NO_FRACTION = "Write it as 1000, 0.001 or 1/60."


def check_multiplier(text):
    """Refuse what is no number above zero."""
    try:
        is_sound = Fraction(text) > 0
    except (ValueError, ZeroDivisionError):
        is_sound = False
    if not is_sound:
        raise ValidationError(NO_FRACTION)


class UnitBlock(blocks.StructBlock):
    """Another unit in which the answer may be given."""

    symbol = blocks.CharBlock(max_length=40, label="Unit")
    multiplier = blocks.CharBlock(
        max_length=30,
        validators=[check_multiplier],
        label="Worth",
        help_text=f"How many of the unit above one of it is. {NO_FRACTION}",
    )

    class Meta:
        icon = "decimal"
        label = "Another unit"


class UnitsBlock(blocks.StructBlock):
    """The unit of an answer, and whether the learner has to name it."""

    unit = blocks.CharBlock(
        required=False, max_length=40, help_text="Shown behind the box, or to be chosen there."
    )
    asks_for_unit = blocks.BooleanBlock(required=False, label="The learner chooses the unit")
    other_units = blocks.ListBlock(
        UnitBlock(),
        max_num=12,
        default=[],
        help_text="Units to choose from besides. A number in them is converted: 0.5 g is 500 mg.",
    )
    unit_penalty_percent = blocks.DecimalBlock(
        min_value=0, max_value=100, default=100, label="Penalty for a missing unit, in percent"
    )
    unit_penalty_of = blocks.ChoiceBlock(
        choices=PENALTIES, default=PenaltyOf.EARNED.value, label="Taken"
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problems := _problems_of_units(cleaned)):
            raise StructBlockValidationError(
                {name: ValidationError(problem) for name, problem in problems.items()}
            )
        return cleaned


def _problems_of_units(value):
    """Return what is wrong with the units, by field."""
    symbols = [row["symbol"] for row in value["other_units"]]
    if not value["asks_for_unit"]:
        told = "Let the learner choose the unit, or remove these."
        return {"other_units": told} if symbols else {}
    if not value["unit"].strip():
        return {"unit": "Name the unit of the right answer."}
    if twice := alike([value["unit"], *symbols]):
        return {"other_units": f"{twice} is listed twice; capitals and spaces do not count."}
    return {}


def units_of(value):
    """Return the block's value as the unit fields of `NumberMarking`."""
    units = {
        "others": [
            {"symbol": row["symbol"], "multiplier": row["multiplier"]}
            for row in value["other_units"]
        ],
        "penalty": share(value["unit_penalty_percent"]),
        "penalty_of": value["unit_penalty_of"],
    }
    return {"unit": value["unit"] or "", "units": units if value["asks_for_unit"] else None}


def units_value(content):
    """Return unit fields as the block stores them: the inverse of `units_of`."""
    units = content.get("units") or {
        "others": [],
        "penalty": 1,
        "penalty_of": PenaltyOf.EARNED.value,
    }
    return {
        "unit": content["unit"],
        "asks_for_unit": content.get("units") is not None,
        "other_units": listed(units["others"]),
        "unit_penalty_percent": percent_of(Fraction(units["penalty"])),
        "unit_penalty_of": units["penalty_of"],
    }


class AcceptedBlock(blocks.StructBlock):
    """An accepted value; the first that fits gives the credit."""

    value = blocks.DecimalBlock()
    tolerance_kind = blocks.ChoiceBlock(choices=TOLERANCES, default="absolute")
    tolerance = blocks.DecimalBlock(min_value=Decimal(0), default=Decimal(0))
    credit_percent = blocks.DecimalBlock(
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=8,
        decimal_places=5,
        default=100,
        help_text="33.33 means a third.",
    )

    class Meta:
        icon = "decimal"
        label = "Accepted value"


class AcceptedNumbersBlock(blocks.StructBlock):
    """The accepted values of a number."""

    accepted = blocks.ListBlock(
        AcceptedBlock(),
        min_num=1,
        max_num=6,
        help_text="Exact value first; a wider one with less credit may follow.",
    )


class NumberMarkingBlock(UnitsBlock, AcceptedNumbersBlock):
    """How a typed number is marked."""


def number_marking(value):
    """Return the block's value as the fields of `NumberMarking`."""
    return {
        "accepted": [
            {
                "value": str(accepted["value"]),
                "tolerance_kind": accepted["tolerance_kind"],
                "tolerance": str(accepted["tolerance"]),
                "credit": share(accepted["credit_percent"]),
            }
            for accepted in value["accepted"]
        ],
        **units_of(value),
    }


def number_value(content):
    """Return the fields of `NumberMarking` as the block stores them."""
    accepted = [
        {
            "value": each["value"],
            "tolerance_kind": each["tolerance_kind"],
            "tolerance": each["tolerance"],
            "credit_percent": percent_of(Fraction(each["credit"])),
        }
        for each in content["accepted"]
    ]
    return {"accepted": listed(accepted), **units_value(content)}


class Block(NumberMarkingBlock, InteractionFormat):
    """The learner types a number."""

    order = 40

    class Meta:
        icon = "decimal"
        label = "Number"

    def compile(self, value):
        return number_marking(value)

    def decompile(self, content):
        return number_value(content)
