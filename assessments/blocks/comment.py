"""Free text for evaluations; not graded."""

from wagtail import blocks

from assessments.blocks.base import InteractionFormat


class Block(InteractionFormat):
    """A box for the learner's own words."""

    order = 70
    max_length = blocks.IntegerBlock(min_value=50, max_value=5000, default=2000)

    class Meta:
        icon = "edit"
        label = "Free text (not graded)"

    def compile(self, value):
        return {"max_length": value["max_length"]}

    def decompile(self, content):
        return {"max_length": content["max_length"]}
