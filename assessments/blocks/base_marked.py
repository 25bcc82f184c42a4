"""What the answer formats share that people mark: a rubric, and words for those who mark."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import keyed
from assessments.domain.items import sentences
from assessments.domain.marking.rubric import Rubric

BLANK_LEVELS = [
    {"label": "Not met", "points": Decimal(0), "descriptor": ""},
    {"label": "Partly met", "points": Decimal(1), "descriptor": ""},
    {"label": "Met", "points": Decimal(2), "descriptor": ""},
]
BLANK = {"title": "", "descriptor": "", "levels": BLANK_LEVELS}


class LevelBlock(blocks.StructBlock):
    """How well a criterion is met."""

    label = blocks.CharBlock(max_length=200)
    points = blocks.DecimalBlock(min_value=0, max_value=1000, max_digits=6, decimal_places=2)
    descriptor = blocks.TextBlock(
        rows=2, required=False, max_length=2000, help_text="How markers recognise this level."
    )

    class Meta:
        icon = "tick"
        label = "Level"


class CriterionBlock(blocks.StructBlock):
    """One thing that is looked at."""

    title = blocks.CharBlock(max_length=200)
    descriptor = blocks.TextBlock(rows=2, required=False, max_length=2000)
    levels = blocks.ListBlock(LevelBlock(), min_num=2, max_num=10, default=BLANK_LEVELS)

    class Meta:
        icon = "list-ul"
        label = "Criterion"


class MarkedBlock(blocks.StructBlock):
    """By what people mark, and what they are told."""

    criteria = blocks.ListBlock(
        CriterionBlock(),
        min_num=1,
        max_num=20,
        default=[BLANK],
        label="Rubric",
        help_text=(
            "The best level of each criterion together make the full mark; it is scaled to the "
            "question's points in the assessment."
        ),
    )
    shows_criteria = blocks.BooleanBlock(
        required=False,
        default=True,
        label="Learners see the criteria beforehand",
        help_text="Titles, descriptions and points; never the levels.",
    )
    model_answer = blocks.TextBlock(rows=6, required=False, max_length=20_000)
    shows_model_answer = blocks.BooleanBlock(
        required=False,
        label="Learners see the model answer with the rationale",
        help_text="After the result is out, under the assessment's rules of showing answers.",
    )
    marker_notes = blocks.TextBlock(
        rows=4, required=False, max_length=20_000, help_text="For markers alone."
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                Rubric.model_validate(rubric_of(cleaned))
            except NotSound as problem:
                message = ValidationError(" ".join(sentences(problem)))
                raise StructBlockValidationError({"criteria": message}) from problem
        return cleaned

    def compile(self, value):
        return {
            "rubric": rubric_of(value),
            "shows_criteria": bool(value["shows_criteria"]),
            "model_answer": (value["model_answer"] or "").strip(),
            "shows_model_answer": bool(value["shows_model_answer"]),
            "marker_notes": (value["marker_notes"] or "").strip(),
        }

    def decompile(self, content):
        kept = ("shows_criteria", "model_answer", "shows_model_answer", "marker_notes")
        return {
            "criteria": [_listed(each, _criterion(each)) for each in content["rubric"]["criteria"]],
            **{name: content[name] for name in kept},
        }


def rubric_of(value):
    """Return the block's criteria as the fields of `Rubric`."""
    return {
        "criteria": [
            {
                "key": key,
                "title": row["title"],
                "descriptor": row["descriptor"] or "",
                "levels": [_level(*level) for level in keyed(row["levels"])],
            }
            for key, row in keyed(value["criteria"])
        ]
    }


def _level(key, row):
    points = "0" if row["points"] is None else str(row["points"])
    return {
        "key": key,
        "label": row["label"],
        "points": points,
        "descriptor": row["descriptor"] or "",
    }


def _listed(part, value):
    return {"type": "item", "value": value, "id": part["key"]}


def _criterion(part):
    return {
        "title": part["title"],
        "descriptor": part["descriptor"],
        "levels": [
            _listed(each, {name: each[name] for name in ("label", "points", "descriptor")})
            for each in part["levels"]
        ],
    }
