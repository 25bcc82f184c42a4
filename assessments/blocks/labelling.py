"""Labels to put on places of a picture."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import keyed
from assessments.blocks.pictured import PicturedFormat, PlacesBlock, percentages, thousandths

BLANK = {"text": "", "coords": "", "answer": "", "points": 1, "rationale": ""}
UNKNOWN = "unknown"  # no label has this key: the question says which place has none
SCHEMES = [
    ("per_place", "Each place counts by its points"),
    ("all_or_nothing", "All right or nothing"),
]


class PlaceBlock(blocks.StructBlock):
    """A place on the picture with the label that belongs there."""

    text = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Where it is",
        help_text="For people who cannot see it, and told to everybody: “the upper left chamber”.",
    )
    coords = PlacesBlock(
        label="Place in percent",
        help_text="Press on the picture, or type it, from the left and from the top: 42.5, 30.",
    )
    answer = blocks.CharBlock(
        max_length=200, label="Right label", help_text="As in the list above, word for word."
    )
    points = blocks.IntegerBlock(
        min_value=1,
        max_value=100,
        default=1,
        help_text="A place of 2 points counts like two of 1.",
    )
    rationale = blocks.TextBlock(rows=2, max_length=2000, help_text="Why this label belongs here.")

    class Meta:
        icon = "site"
        label = "Place"

    def clean(self, value):
        cleaned = super().clean(value)
        numbers = thousandths(cleaned["coords"]) or []
        if len(numbers) != 2 and not self.is_deferred_validation:
            problem = "Give two percentages, from the left and from the top."
            raise StructBlockValidationError({"coords": ValidationError(problem)})
        return cleaned


class Block(PicturedFormat):
    """The learner labels places of a picture."""

    order = 46
    labels = blocks.ListBlock(
        blocks.CharBlock(max_length=200),
        min_num=2,
        max_num=26,
        default=[""] * 4,
        help_text="More labels than places make guessing harder.",
    )
    places = blocks.ListBlock(PlaceBlock(), min_num=1, max_num=20, default=[BLANK])
    scheme = blocks.ChoiceBlock(choices=SCHEMES, default="per_place", label="Marking")
    reuse = blocks.BooleanBlock(required=False, label="A label may be used more than once")
    shuffle = blocks.BooleanBlock(required=False, default=True, label="Shuffle the labels")

    class Meta:
        icon = "tag"
        label = "Labelling a picture"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problem := _problem_of(cleaned)):
            raise StructBlockValidationError({"places": ValidationError(problem)})
        return cleaned

    def compile(self, value):
        labels = keyed(value["labels"])
        keys = {_plain(text): key for key, text in labels}
        return {
            **self.picture_of(value),
            "labels": [{"key": key, "text": text} for key, text in labels],
            "places": [
                {
                    "key": key,
                    "text": place["text"],
                    **_point(place["coords"]),
                    "answer": keys.get(_plain(place["answer"]), UNKNOWN),
                    "points": place["points"],
                    "rationale": place["rationale"],
                }
                for key, place in keyed(value["places"])
            ],
            "scheme": value["scheme"],
            "reuse": value["reuse"],
            "shuffle": value["shuffle"],
        }

    def decompile(self, content):
        texts = {label["key"]: label["text"] for label in content["labels"]}
        places = [
            {
                "type": "item",
                "id": place["key"],
                "value": {
                    "text": place["text"],
                    "coords": percentages([place["x"], place["y"]]),
                    "answer": texts[place["answer"]],
                    "points": place["points"],
                    "rationale": place["rationale"],
                },
            }
            for place in content["places"]
        ]
        return {
            **self.picture_value(content),
            "labels": [
                {"type": "item", "value": label["text"], "id": label["key"]}
                for label in content["labels"]
            ],
            "places": places,
            **{name: content[name] for name in ("scheme", "reuse", "shuffle")},
        }


def _point(coords):
    """Return typed percentages as a point, nothing where they are none."""
    numbers = thousandths(coords) or []
    return dict(zip("xy", numbers, strict=False)) if len(numbers) == 2 else {}


def _problem_of(value):
    """Return what is wrong between labels and places, "" if nothing."""
    listed = {_plain(label) for label in value["labels"]}
    answers = [place["answer"] for place in value["places"]]
    for answer in answers:
        if _plain(answer) not in listed:
            return f"“{answer}” is not in the list of labels."
        if not value["reuse"] and [_plain(each) for each in answers].count(_plain(answer)) > 1:
            return f"“{answer}” belongs on two places: let labels be used more than once."
    return ""


def _plain(text):
    """Return a label as it is compared: capitals and outer spaces make no other one."""
    return text.strip().casefold()
