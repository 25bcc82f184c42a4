"""Matching and extended matching: one list of options, several items to match with it."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, keyed, listed, listed_parts

BLANK = {"text": "", "answers": [""], "rationale": ""}
UNKNOWN = "unknown"  # no option has this key: the question says which answer is in no list
SCHEMES = [
    ("per_answer", "Each right answer counts"),
    ("all_or_nothing", "All right or nothing"),
]
ORDERS = [
    ("shuffled", "Shuffled for each attempt"),
    ("alphabetical", "By the alphabet"),
    ("authored", "As written here"),
]


class StemBlock(blocks.StructBlock):
    """An item to match, with its answers and the reason."""

    text = blocks.TextBlock(rows=2, max_length=1000)
    answers = blocks.ListBlock(
        blocks.CharBlock(max_length=300),
        min_num=1,
        max_num=5,
        label="Right options",
        help_text="As in the list above, word for word. Learners are told how many to choose.",
    )
    rationale = blocks.TextBlock(rows=2, max_length=2000, help_text="Why this option fits.")

    class Meta:
        icon = "list-ul"


class Block(InteractionFormat):
    """Items to match with one list of options."""

    order = 25
    options = blocks.ListBlock(
        blocks.CharBlock(max_length=300), min_num=2, max_num=26, default=[""] * 6
    )
    stems = blocks.ListBlock(
        StemBlock(), min_num=1, max_num=20, default=[BLANK] * 3, label="Items to match"
    )
    scheme = blocks.ChoiceBlock(choices=SCHEMES, default="per_answer", label="Marking")
    reuse = blocks.BooleanBlock(
        required=False, default=True, label="An option may be used more than once"
    )
    option_order = blocks.ChoiceBlock(
        choices=ORDERS, default="shuffled", label="Order of the options"
    )

    class Meta:
        icon = "list-ol"
        label = "Matching, extended matching"

    def clean(self, value):
        cleaned = super().clean(value)
        listed = {_plain(option) for option in cleaned["options"]}
        given = [answer for stem in cleaned["stems"] for answer in stem["answers"]]
        missing = [answer for answer in given if _plain(answer) not in listed]
        if missing and not self.is_deferred_validation:
            problem = ValidationError(f"“{missing[0]}” is not in the list of options.")
            raise StructBlockValidationError({"stems": problem})
        return cleaned

    def compile(self, value):
        options = keyed(value["options"])
        keys = {_plain(text): key for key, text in options}
        return {
            "options": [{"key": key, "text": text} for key, text in options],
            "stems": [
                {
                    "key": key,
                    "text": stem["text"],
                    "answers": [keys.get(_plain(answer), UNKNOWN) for answer in stem["answers"]],
                    "rationale": stem["rationale"],
                }
                for key, stem in keyed(value["stems"])
            ],
            "scheme": value["scheme"],
            "reuse": value["reuse"],
            "option_order": value["option_order"],
        }

    def decompile(self, content):
        texts = {option["key"]: option["text"] for option in content["options"]}
        stems = [
            {**stem, "answers": listed(texts[key] for key in stem["answers"])}
            for stem in content["stems"]
        ]
        return {
            "options": [
                {"type": "item", "value": option["text"], "id": option["key"]}
                for option in content["options"]
            ],
            "stems": listed_parts(stems, "text", "answers", "rationale"),
            "scheme": content["scheme"],
            "reuse": content["reuse"],
            "option_order": content["option_order"],
        }


def _plain(text):
    """Return a text as it is compared: capitals and outer spaces make no other answer."""
    return text.strip().casefold()
