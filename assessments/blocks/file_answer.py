"""Files that the learner sends, marked by people."""

from django import forms
from wagtail import blocks

from assessments.blocks.base import InteractionFormat
from assessments.blocks.base_marked import MarkedBlock
from assessments.domain.files import FAMILY_LABELS, MOST_MEGABYTES
from assessments.domain.items.file_answer import MOST_FILES, FileAnswer

ACCEPTS = [(family.value, label[:1].upper() + label[1:]) for family, label in FAMILY_LABELS.items()]


class Block(MarkedBlock, InteractionFormat):
    """The learner sends files; people mark by a rubric."""

    order = 61
    guidance = blocks.TextBlock(
        rows=3,
        required=False,
        max_length=2000,
        help_text="What the file should hold, and in what form. Stands above the field.",
    )
    accepts = blocks.MultipleChoiceBlock(
        choices=ACCEPTS,
        default=["pdf"],
        widget=forms.CheckboxSelectMultiple,
        label="What may be sent",
        help_text="Files are looked into; their names count for nothing.",
    )
    max_files = blocks.IntegerBlock(
        default=1, min_value=1, max_value=MOST_FILES, label="Files at most"
    )
    max_megabytes = blocks.IntegerBlock(
        default=10, min_value=1, max_value=MOST_MEGABYTES, label="Megabytes each at most"
    )

    class Meta:
        icon = "upload"
        label = FileAnswer.label

    def compile(self, value):
        return {
            **super().compile(value),
            "guidance": value["guidance"] or "",
            "accepts": list(value["accepts"] or ()),
            "max_files": value["max_files"],
            "max_megabytes": value["max_megabytes"],
        }

    def decompile(self, content):
        own = ("guidance", "accepts", "max_files", "max_megabytes")
        return {**super().decompile(content), **{name: content[name] for name in own}}
