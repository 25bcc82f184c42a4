"""One word to type."""

from wagtail import blocks

from assessments.blocks.base import InteractionFormat


class Block(InteractionFormat):
    order = 80
    accepted = blocks.ListBlock(blocks.CharBlock(max_length=40), min_num=1)

    class Meta:
        icon = "edit"
        label = "One word"

    def compile(self, value):
        return {"accepted": list(value["accepted"])}
