"""A rating scale for evaluations; not graded."""

from wagtail import blocks

from assessments.blocks.base import InteractionFormat, listed


class Block(InteractionFormat):
    """Steps with a word each."""

    order = 60
    scale = blocks.ListBlock(
        blocks.CharBlock(max_length=60),
        min_num=2,
        max_num=11,
        default=["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"],
        help_text="A word for every step, from the lowest to the highest.",
    )

    class Meta:
        icon = "pick"
        label = "Rating scale (not graded)"

    def compile(self, value):
        return {"scale": list(value["scale"])}

    def decompile(self, content):
        return {"scale": listed(content["scale"])}
