"""Several questions about one vignette, each in an answer format of its own."""

from decimal import Decimal
from importlib import import_module

from wagtail import blocks

from assessments.blocks.base import FiguredTextBlock, InteractionFormat, keyed_stream
from assessments.domain.items.vignette_set import FEWEST, INSIDE, MOST


class PartBlock(blocks.StructBlock):
    """One question of a set; the answer format that it was made with comes in between."""

    new = FiguredTextBlock(
        required=False,
        label="What is new since the case",
        help_text="For instance a finding. Leave empty where the case above says everything.",
    )
    lead_in = blocks.CharBlock(label="Question", max_length=500)

    def __init__(self, answer=None, **kwargs):
        super().__init__(
            [
                ("answer", answer),
                ("rationale", FiguredTextBlock(required=False)),
                (
                    "weight",
                    blocks.DecimalBlock(
                        min_value=Decimal("0.01"),
                        max_value=Decimal(100),
                        default=Decimal(1),
                        help_text="A question of weight 2 counts like two of weight 1.",
                    ),
                ),
            ],
            **kwargs,
        )

    def describe(self, value, kind):
        """Return the question inside as the items hold it."""
        answer = self.child_blocks["answer"].compile(value["answer"])
        texts = {"stem": value["new"].source, "rationale": value["rationale"].source}
        return {"kind": kind, "lead_in": value["lead_in"], **texts, **answer}

    def stored(self, part):
        """Return a part as the block stores it: the inverse of `describe`, with its weight."""
        question = part["question"]
        return {
            "new": question["stem"],
            "lead_in": question["lead_in"],
            "answer": self.child_blocks["answer"].decompile(question),
            "rationale": question["rationale"],
            "weight": part["weight"],
        }


def _part(kind):
    answer = import_module(f"assessments.blocks.{kind}").Block()
    return PartBlock(answer, icon=answer.meta.icon, label=answer.meta.label)


class Block(InteractionFormat):
    """The learner answers several questions about one case."""

    order = 80
    parts = blocks.StreamBlock(
        [(kind, _part(kind)) for kind in INSIDE],
        min_num=FEWEST,
        max_num=MOST,
        label="Questions",
        help_text="They stay together and in this order; the options inside them are shuffled.",
    )

    class Meta:
        icon = "list-ol"
        label = "Several questions about the case"

    def compile(self, value):
        return {
            "parts": [
                {
                    "key": key,
                    "weight": str(part.value["weight"]),
                    "question": part.block.describe(part.value, part.block_type),
                }
                for key, part in keyed_stream(value["parts"])
            ]
        }

    def decompile(self, content):
        kinds = self.child_blocks["parts"].child_blocks
        return {
            "parts": [
                {
                    "type": part["question"]["kind"],
                    "value": kinds[part["question"]["kind"]].stored(part),
                    "id": part["key"],
                }
                for part in content["parts"]
            ]
        }
