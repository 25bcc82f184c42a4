"""A number to work out from values that each learner is given anew."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, listed
from assessments.blocks.numeric import TOLERANCES, UnitsBlock, units_of, units_value
from assessments.domain.answers.formulas import (
    LONGEST,
    MOST_DECIMALS,
    FormulaInvalid,
    read_formula,
)
from assessments.domain.answers.variables import Variable
from assessments.domain.items import sentences
from assessments.domain.items.calculated import first_failure

TRIED = 2000  # combinations of values that a formula is tried with when its author saves


class VariableBlock(blocks.StructBlock):
    """A value that differs from learner to learner."""

    name = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9_]{0,29}$",
        error_messages={"invalid": "Begin with a small letter; then small letters, digits and _."},
        help_text="As in {{weight}}, which you write in the case or the question.",
    )
    lowest = blocks.DecimalBlock(required=False)
    highest = blocks.DecimalBlock(required=False)
    step = blocks.DecimalBlock(required=False, help_text="0.5 gives 10, 10.5, 11 …")
    values = blocks.CharBlock(
        required=False, max_length=1000, help_text="Instead of a range: 5, 7.5, 10"
    )

    class Meta:
        icon = "code"
        label = "Variable"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                Variable.model_validate(variable_of(cleaned))
            except NotSound as problem:
                message = " ".join(sentences(problem))
                raise StructBlockValidationError({"name": ValidationError(message)}) from problem
        return cleaned


def variable_of(value):
    """Return the block's value as the fields of `Variable`."""
    listed = [number for number in re.split(r"[;,\s]+", value["values"] or "") if number]
    ends = {name: value[name] for name in ("lowest", "highest", "step")}
    return {
        "name": value["name"],
        **{name: None if end is None else str(end) for name, end in ends.items()},
        "values": listed,
    }


class FormulaBlock(blocks.StructBlock):
    """The variables and what is worked out of them."""

    variables = blocks.ListBlock(VariableBlock(), min_num=1, max_num=12)
    formula = blocks.CharBlock(
        max_length=LONGEST,
        help_text=(
            "Variables, numbers, + - * / ** and brackets; min, max, round, sqrt, ln, exp, log10. "
            "For example: round(weight * 7.5 / 24, 1)"
        ),
    )
    decimals = blocks.IntegerBlock(
        min_value=0,
        max_value=MOST_DECIMALS,
        default=1,
        help_text="The right answer is rounded to so many decimals, and learners are told so.",
    )
    tolerance_kind = blocks.ChoiceBlock(choices=TOLERANCES, default="absolute")
    tolerance = blocks.DecimalBlock(
        min_value=Decimal(0),
        default=Decimal(0),
        help_text="0.05 also takes answers that were not rounded to one decimal.",
    )


class Block(UnitsBlock, FormulaBlock, InteractionFormat):
    """The learner works out a number from values of their own."""

    order = 42

    class Meta:
        icon = "decimal"
        label = "Calculated number"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problem := _problem_of_formula(cleaned)):
            raise StructBlockValidationError({"formula": ValidationError(problem)})
        return cleaned

    def compile(self, value):
        return {
            "variables": [variable_of(variable) for variable in value["variables"]],
            "formula": value["formula"],
            "decimals": value["decimals"],
            "tolerance_kind": value["tolerance_kind"],
            "tolerance": str(value["tolerance"]),
            **units_of(value),
        }

    def decompile(self, content):
        variables = [
            {**variable, "values": ", ".join(variable["values"])}
            for variable in content["variables"]
        ]
        kept = ("formula", "decimals", "tolerance_kind", "tolerance")
        return {
            "variables": listed(variables),
            **{name: content[name] for name in kept},
            **units_value(content),
        }


def _problem_of_formula(value):
    """Return what is wrong with a formula, having tried it, "" if nothing."""
    variables = [Variable.model_validate(variable_of(each)) for each in value["variables"]]
    try:
        formula = read_formula(value["formula"])
    except FormulaInvalid as problem:
        return str(problem)
    unknown = sorted(formula.names - {variable.name for variable in variables})
    if unknown:
        return f"There is no variable {unknown[0]}."
    return first_failure(formula, variables, value["decimals"], most=TRIED)
