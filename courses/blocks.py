"""What a lesson is made of; each block has its template in templates/courses/blocks/."""

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock

from assessments.domain.items import KINDS, NO_ARRANGEMENT, ItemInvalid
from common.html import RICH_TEXT as STORED, clean
from courses.domain.transcript import lines_of, lines_of_captions
from evidence.models import Certainty

RICH_TEXT = [
    "h2",
    "h3",
    "bold",
    "italic",
    "superscript",
    "subscript",
    "ol",
    "ul",
    "link",
    "blockquote",
]


class SanitisedRichTextBlock(blocks.RichTextBlock):
    """Rich text that passes through the one sanitizer before it is stored."""

    def get_prep_value(self, value):
        return clean(super().get_prep_value(value), STORED)


class FigureBlock(blocks.StructBlock):
    """An image that says what it shows."""

    image = ImageChooserBlock()
    alt = blocks.CharBlock(
        label="Alternative text",
        max_length=500,
        help_text="What a reader who cannot see it must know.",
    )
    caption = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "image"
        label = "Image"
        template = "courses/blocks/figure.html"


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """Choose a video or sound recording; the lesson's own template draws the player."""

    def render_basic(self, value, context=None):
        return str(value) if value else ""


class RecordingBlock(blocks.StructBlock):
    """A video or sound recording with captions and transcript."""

    recording = RecordingChooserBlock()
    summary = blocks.CharBlock(required=False, max_length=300)

    class Meta:
        icon = "media"
        label = "Video or sound"
        template = "courses/blocks/recording.html"

    def get_context(self, value, parent_context=None):
        recording = value["recording"]
        return {
            **super().get_context(value, parent_context),
            "recording": recording,
            "summary": value["summary"],
            "name": f"media-{recording.pk}" if recording else "",
            "lines": _words_of(recording) if recording else [],
        }

    def get_searchable_content(self, value):
        """Let what is said be found."""
        recording = value["recording"]
        said = [line.text for line in _words_of(recording)] if recording else []
        return [*super().get_searchable_content(value), *said]


def _words_of(recording):
    """Return what is said: the transcript, or where there is none the captions."""
    if recording.transcript or not recording.captions:
        return lines_of(recording.transcript)
    try:
        with recording.captions.open() as file:
            return lines_of_captions(file.read().decode(errors="replace"))
    except OSError:
        return []


class TableBlock(blocks.StructBlock):
    """A small table; one line a row, cells apart by a vertical bar."""

    caption = blocks.CharBlock(max_length=200)
    rows = blocks.TextBlock(
        help_text="One row a line, cells separated by |. The first row holds the headings."
    )

    class Meta:
        icon = "table"
        template = "courses/blocks/table.html"

    def get_context(self, value, parent_context=None):
        lines = [line.split("|") for line in value["rows"].splitlines() if line.strip()]
        head, *body = [[cell.strip() for cell in line] for line in lines] or [[]]
        rows = [list(zip_longest(head, row[: len(head)], fillvalue="")) for row in body]
        return {**super().get_context(value, parent_context), "head": head, "rows": rows}


class CalloutBlock(blocks.StructBlock):
    """A point that must not be missed."""

    tone = blocks.ChoiceBlock(
        choices=[("key", "Key point"), ("info", "Good to know"), ("caution", "Caution")],
        default="key",
        search_index=False,
    )
    title = blocks.CharBlock(max_length=160)
    text = SanitisedRichTextBlock(features=["bold", "italic", "ul", "ol", "link"])

    class Meta:
        icon = "warning"
        template = "courses/blocks/callout.html"


class FindingBlock(blocks.StructBlock):
    """A measured value of a case."""

    name = blocks.CharBlock(max_length=80)
    value = blocks.CharBlock(max_length=40)
    unit = blocks.CharBlock(required=False, max_length=40)
    flag = blocks.ChoiceBlock(
        required=False, choices=[("high", "High"), ("low", "Low")], search_index=False
    )


class CaseVignetteBlock(blocks.StructBlock):
    """A patient or a situation, with findings."""

    title = blocks.CharBlock(max_length=160)
    text = SanitisedRichTextBlock(features=RICH_TEXT)
    findings = blocks.ListBlock(FindingBlock(), min_num=0, default=[])

    class Meta:
        icon = "user"
        template = "courses/blocks/case_vignette.html"


class EvidenceBlock(blocks.StructBlock):
    """A claim with its certainty (GRADE) and its sources."""

    claim = blocks.TextBlock(rows=2)
    certainty = blocks.ChoiceBlock(choices=Certainty.choices, search_index=False)
    effect = blocks.TextBlock(rows=2, required=False, help_text="In absolute terms where possible.")
    recommendation = blocks.TextBlock(rows=2, required=False)
    limits = blocks.TextBlock(rows=2, required=False)
    references = blocks.ListBlock(SnippetChooserBlock("evidence.Reference"), min_num=1)

    class Meta:
        icon = "openquote"
        label = "Evidence statement"
        template = "courses/blocks/evidence.html"


class KnowledgeCheckBlock(blocks.StructBlock):
    """A question inside the lesson: not graded, answered at once."""

    question = SnippetChooserBlock("assessments.Question")

    class Meta:
        icon = "help"
        template = "courses/blocks/knowledge_check.html"

    def get_context(self, value, parent_context=None):
        """Compile the draft, for previews: learners answer a frozen version in a form."""
        context = super().get_context(value, parent_context)
        try:
            item = value["question"].compile().realised(NO_ARRANGEMENT)
        except (AttributeError, ItemInvalid):  # none is chosen, or it is unfinished
            return {**context, "item": None}
        return {
            **context,
            "item": item,
            "review": item.review(None),
            "number": value["question"].pk,
        }

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["question"] and (problem := _unfit(cleaned["question"])):
            raise StructBlockValidationError({"question": ValidationError(problem)})
        return cleaned


def _unfit(question):
    """Say why a question cannot be a check in a lesson, "" if it can."""
    if not question.live:
        return "Publish the question before you use it in a lesson."
    kind = KINDS.get(question.kind)
    if kind and kind.marked_by_people:
        return (
            f"A question of the kind “{kind.label}” is marked by people, and nobody marks the checks of "
            "a lesson. Choose another question, or ask this one in an assessment."
        )
    return ""


@dataclass(frozen=True)
class Piece:
    """A part of a lesson: HTML, and the question to be asked there if it is a knowledge check."""

    block: Any
    context: dict[str, Any]

    @property
    def asks(self):
        return self.block.block_type == "knowledge_check"

    @property
    def question(self):
        """Return what a knowledge check asks, None if that was removed or this is no check."""
        return self.block.value["question"] if self.asks else None

    @property
    def html(self):
        return self.block.render(self.context)


class LessonBlock(blocks.StreamBlock):
    """The body of a lesson."""

    text = SanitisedRichTextBlock(features=RICH_TEXT, template="courses/blocks/text.html")
    figure = FigureBlock()
    recording = RecordingBlock()
    callout = CalloutBlock()
    case_vignette = CaseVignetteBlock()
    evidence = EvidenceBlock()
    table = TableBlock()
    knowledge_check = KnowledgeCheckBlock()

    def get_prep_value(self, value):
        """Read every part first: one that was never read is stored as it came, uncleaned."""
        list(value or ())
        return super().get_prep_value(value)

    def pieces(self, value):
        """Return the parts of a body and the references that it cites, numbered in their order."""
        numbers: dict[Any, int] = {}
        heading, found = "", []
        for block in value:
            context = {}
            if block.block_type == "text":
                heading = _last_heading(block.value.source) or heading
            if block.block_type == "table":
                context["is_headed"] = block.value["caption"] == heading
            if block.block_type == "evidence":
                cited = [reference for reference in block.value["references"] if reference]
                context["sources"] = [
                    {
                        "number": numbers.setdefault(reference, len(numbers) + 1),
                        "reference": reference,
                    }
                    for reference in cited
                ]
            found.append(Piece(block, context))
        return found, list(numbers)


def _last_heading(html):
    headings = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html, re.DOTALL)
    return strip_tags(headings[-1]).strip() if headings else ""
