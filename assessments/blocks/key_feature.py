"""Key features: a case with up to four questions about its decisive steps."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, keyed, listed, listed_parts
from assessments.blocks.short_text import TextMarkingBlock, text_marking, text_value
from assessments.domain.answers.texts import LONGEST
from assessments.domain.items import sentences
from assessments.domain.items.boxes import WriteIn
from assessments.domain.items.features import Harm
from assessments.domain.items.menus import Amount, Menu, Scheme

BLANK = {"text": "", "correct": False, "weight": 1, "harm": "", "rationale": ""}
AMOUNTS = [
    (Amount.ONE.value, "One"),
    (Amount.UP_TO.value, "Up to a number"),
    (Amount.ANY.value, "As many as apply"),
]
SCHEMES = [
    (Scheme.SHARE.value, "Each key picked counts; wrong picks cost nothing"),
    (Scheme.LESS_WRONG.value, "Each key picked counts, less a share for each wrong pick"),
    (Scheme.ALL_OR_NOTHING.value, "All right or nothing"),
]
HARMS = [
    (Harm.NONE.value, "Not harmful"),
    (Harm.QUESTION.value, "Harmful: the question is worth nothing"),
    (Harm.CASE.value, "Harmful: the whole case is worth nothing"),
]
WEIGHT = {"min_value": 1, "max_value": 100, "default": 1}


class MenuOptionBlock(blocks.StructBlock):
    """An option of a menu."""

    text = blocks.CharBlock(max_length=300)
    correct = blocks.BooleanBlock(required=False, label="This is a key")
    weight = blocks.IntegerBlock(label="Weight of the key", **WEIGHT)
    harm = blocks.ChoiceBlock(choices=HARMS, default="", required=False)
    rationale = blocks.TextBlock(
        rows=2, required=False, max_length=2000, help_text="Shown to those who picked it."
    )

    class Meta:
        icon = "list-ul"
        label_format = "{text}"
        form_layout = blocks.BlockGroup(
            ["text", "correct", "harm"], settings=["weight", "rationale"]
        )


class FeatureBlock(blocks.StructBlock):
    """What every question of a case has."""

    text = blocks.TextBlock(rows=2, max_length=1000, label="Question")
    weight = blocks.DecimalBlock(
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        default=Decimal(1),
        help_text="A question of weight 2 counts like two of weight 1.",
    )
    rationale = blocks.TextBlock(rows=2, required=False, max_length=2000)

    item: type

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                self.item.model_validate(self.describe("q1", cleaned))
            except NotSound as problem:
                message = " ".join(sentences(problem))
                raise StructBlockValidationError({"text": ValidationError(message)}) from problem
        return cleaned

    def describe(self, key, value):
        """Return the question as the items hold it."""
        return {
            "key": key,
            "text": value["text"],
            "weight": str(value["weight"]),
            "rationale": value["rationale"] or "",
            **self.compile(value),
        }

    def stored(self, question):
        """Return a question's fields as the block stores them: the inverse of `describe`."""
        told = {name: question[name] for name in ("text", "weight", "rationale")}
        return told | self.decompile(question)

    def compile(self, value):
        """Return the fields that a question of this type adds."""
        raise NotImplementedError

    def decompile(self, content):
        """Return the fields that a block of this type adds: the inverse of `compile`."""
        raise NotImplementedError


class MenuBlock(FeatureBlock):
    """A menu to pick from."""

    item = Menu
    amount = blocks.ChoiceBlock(choices=AMOUNTS, default=Amount.ONE.value, label="How many to pick")
    most_picks = blocks.IntegerBlock(
        required=False, min_value=2, max_value=39, label="At most", help_text="For “up to” only."
    )
    scheme = blocks.ChoiceBlock(choices=SCHEMES, default=Scheme.SHARE.value, label="Marking")
    options = blocks.ListBlock(MenuOptionBlock(), min_num=6, max_num=40, default=[BLANK] * 8)
    shuffle = blocks.BooleanBlock(
        required=False, help_text="Menus are alphabetical by custom: leave this off for those."
    )

    class Meta:
        icon = "list-ul"
        label = "Menu"

    def compile(self, value):
        options = [
            {
                "key": key,
                "text": option["text"],
                "correct": option["correct"],
                "weight": option["weight"] or 1,
                "harm": option["harm"] or "",
                "rationale": option["rationale"] or "",
            }
            for key, option in keyed(value["options"])
        ]
        return {
            "type": "menu",
            "options": options,
            "amount": value["amount"],
            "most_picks": value["most_picks"],
            "scheme": value["scheme"],
            "shuffle": bool(value["shuffle"]),
        }

    def decompile(self, content):
        kept = ("amount", "most_picks", "scheme", "shuffle")
        options = listed_parts(content["options"], *BLANK)
        return {"options": options, **{name: content[name] for name in kept}}


class FeatureKeyBlock(TextMarkingBlock):
    """A key: every way of saying it."""

    weight = blocks.IntegerBlock(label="Weight of the key", **WEIGHT)

    class Meta:
        icon = "key"
        label = "Key"


class HarmfulTextBlock(blocks.StructBlock):
    """Words that do harm."""

    text = blocks.CharBlock(max_length=LONGEST, help_text="* stands for any words, as above.")
    harm = blocks.ChoiceBlock(choices=HARMS[1:], default=Harm.QUESTION.value)
    feedback = blocks.TextBlock(rows=2, required=False, max_length=2000)

    class Meta:
        icon = "warning"
        label = "Harmful answer"


class WriteInBlock(FeatureBlock):
    """Boxes to write in."""

    item = WriteIn
    boxes = blocks.IntegerBlock(
        min_value=1,
        max_value=10,
        default=1,
        help_text="One answer each; a box that holds two answers earns nothing.",
    )
    keys = blocks.ListBlock(
        FeatureKeyBlock(),
        min_num=1,
        max_num=10,
        help_text="List what is not specific enough as rejected, with what to say about it.",
    )
    harmful = blocks.ListBlock(HarmfulTextBlock(), default=[], max_num=20, label="Harmful answers")

    class Meta:
        icon = "edit"
        label = "Write-in"

    def compile(self, value):
        keys = [
            {"key": key, "weight": each["weight"] or 1, **text_marking(each)}
            for key, each in keyed(value["keys"])
        ]
        harmful = [{**each, "feedback": each["feedback"] or ""} for each in value["harmful"]]
        return {"type": "write_in", "boxes": value["boxes"], "keys": keys, "harmful": harmful}

    def decompile(self, content):
        keys = [
            {
                "type": "item",
                "value": {**text_value(each), "weight": each["weight"]},
                "id": each["key"],
            }
            for each in content["keys"]
        ]
        return {"boxes": content["boxes"], "keys": keys, "harmful": listed(content["harmful"])}


class Block(InteractionFormat):
    """A case with one to four questions, shown together."""

    order = 32
    questions = blocks.StreamBlock(
        [("menu", MenuBlock()), ("write_in", WriteInBlock())], min_num=1, max_num=4
    )

    class Meta:
        icon = "clipboard-list"
        label = "Key features"

    def compile(self, value):
        return {
            "questions": [
                child.block.describe(key_of(child, number), child.value)
                for number, child in enumerate(value["questions"], start=1)
            ]
        }

    def decompile(self, content):
        types = self.child_blocks["questions"].child_blocks
        return {
            "questions": [
                {"type": each["type"], "value": types[each["type"]].stored(each), "id": each["key"]}
                for each in content["questions"]
            ]
        }


def key_of(child, number):
    """Return the key of a question: it stays when the question is moved."""
    return (child.id or f"q{number}").replace("-", "")[:12]
