"""Places to mark in a picture."""

from django.core.exceptions import ValidationError
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import keyed
from assessments.blocks.pictured import PicturedFormat, PlacesBlock, percentages, thousandths
from assessments.domain.items import sentences
from assessments.domain.items.hotspot import LEAST_DECOYS
from assessments.domain.shapes import Shape

BLANK = {"text": "", "shape": "rect", "coords": "", "correct": False, "rationale": ""}
SHAPES = [
    ("rect", "Rectangle: left, top, right, bottom"),
    ("circle", "Circle: centre from the left, centre from the top, radius"),
    ("poly", "Polygon: each corner from the left and from the top"),
]
SCHEMES = [
    ("right_minus_wrong", "Right regions minus wrong marks, never below zero"),
    ("all_or_nothing", "All right regions and nothing else, or nothing"),
]


class RegionBlock(blocks.StructBlock):
    """A region with the reason why it is right or wrong."""

    text = blocks.CharBlock(
        max_length=200, label="Name", help_text="Such as “ST segment in V3”. Every name once."
    )
    shape = blocks.ChoiceBlock(choices=SHAPES, default="rect")
    coords = PlacesBlock(
        label="Place in percent",
        help_text="Draw it on the picture, or type it: 10, 20, 35.5, 60. A radius is in percent of "
        "the width.",
    )
    correct = blocks.BooleanBlock(required=False, label="This region is right")
    rationale = blocks.TextBlock(
        rows=2, max_length=2000, help_text="Why it is right, or why people take it for right."
    )

    class Meta:
        icon = "crosshairs"
        label = "Region"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                Shape(shape=cleaned["shape"], coords=thousandths(cleaned["coords"]))
            except NotSound as problem:
                message = " ".join(sentences(problem))
                raise StructBlockValidationError({"coords": ValidationError(message)}) from problem
        return cleaned


class Block(PicturedFormat):
    """The learner marks one or several places."""

    order = 44
    regions = blocks.ListBlock(
        RegionBlock(),
        min_num=1,
        max_num=20,
        default=[BLANK],
        help_text="Where regions overlap, the upper one of this list counts. Wrong regions are "
        "worth drawing too: they carry a reason, and the statistics tell how many took them.",
    )
    max_marks = blocks.IntegerBlock(
        min_value=1,
        max_value=10,
        default=1,
        label="Most marks allowed",
        help_text="Told to the learner. At least as many as regions are right.",
    )
    scheme = blocks.ChoiceBlock(choices=SCHEMES, default="right_minus_wrong", label="Marking")
    offers_list = blocks.BooleanBlock(
        required=False,
        label="Everybody may also choose from a list of the regions’ names",
        help_text="So that people who cannot see the picture can answer. It needs at least "
        f"{LEAST_DECOYS} wrong regions, and names that do not tell which one is right.",
    )

    class Meta:
        icon = "crosshairs"
        label = "Hotspot on a picture"

    def clean(self, value):
        cleaned = super().clean(value)
        right = sum(region["correct"] for region in cleaned["regions"])
        if not self.is_deferred_validation and (problems := _problems(cleaned, right)):
            raise StructBlockValidationError(
                {name: ValidationError(problem) for name, problem in problems.items()}
            )
        return cleaned

    def compile(self, value):
        return {
            **self.picture_of(value),
            "regions": [
                {
                    "key": key,
                    "text": region["text"],
                    "shape": region["shape"],
                    "coords": thousandths(region["coords"]) or [],
                    "correct": region["correct"],
                    "rationale": region["rationale"],
                }
                for key, region in keyed(value["regions"])
            ],
            "max_marks": value["max_marks"],
            "scheme": value["scheme"],
            "offers_list": value["offers_list"],
        }

    def decompile(self, content):
        regions = [
            {
                "type": "item",
                "id": region["key"],
                "value": {
                    name: percentages(region[name]) if name == "coords" else region[name]
                    for name in BLANK
                },
            }
            for region in content["regions"]
        ]
        kept = ("max_marks", "scheme", "offers_list")
        return {
            **self.picture_value(content),
            "regions": regions,
            **{name: content[name] for name in kept},
        }


def _problems(value, right):
    """Return what is wrong between the fields, by field."""
    if not right:
        return {"regions": "Mark at least one region as right."}
    if value["max_marks"] < right:
        return {"max_marks": f"Allow at least {right}: so many regions are right."}
    if value["offers_list"] and len(value["regions"]) - right < LEAST_DECOYS:
        return {"offers_list": f"Add wrong regions: a list needs at least {LEAST_DECOYS}."}
    return {}
