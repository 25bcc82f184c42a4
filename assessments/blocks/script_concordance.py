"""Script concordance: a hypothesis, new information, and what a panel of experts said."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import InteractionFormat, listed
from assessments.domain.concordance import SIGNS, STEPS
from assessments.domain.items.script_concordance import ANCHORS, MOST_EXPERTS, Task

TASKS = [
    (Task.DIAGNOSIS.value, "Diagnosis: less or more likely"),
    (Task.INVESTIGATION.value, "Investigation: less or more useful"),
    (Task.TREATMENT.value, "Treatment: less or more indicated"),
]
POINTS = list(zip(map(str, STEPS), SIGNS, strict=True))


class HiddenBlock(blocks.FieldBlock):
    """What the site writes and no author edits."""

    def __init__(self, **kwargs):
        self.field = forms.CharField(
            required=False, max_length=200, widget=forms.HiddenInput, initial=""
        )
        super().__init__(default="", **kwargs)


class ReasonBlock(blocks.StructBlock):
    """What an expert said, without a name."""

    step = blocks.ChoiceBlock(choices=POINTS, label="Point chosen")
    text = blocks.TextBlock(rows=2, max_length=2000)

    class Meta:
        icon = "comment"
        label = "Reason"


class PanelBlock(blocks.StructBlock):
    """The counts of a panel, collected here or elsewhere."""

    counts = blocks.CharBlock(
        required=False,
        max_length=60,
        label="Experts at −2, −1, 0, +1, +2",
        help_text=(
            "Five numbers, typed or pasted from a table: 0 1 4 8 2. A panel that is collected here "
            "fills them in."
        ),
    )
    are_shares = blocks.BooleanBlock(
        required=False,
        label="These are weights only; the number of experts is not known",
    )
    outside = blocks.IntegerBlock(
        required=False,
        min_value=0,
        max_value=MOST_EXPERTS,
        label="Experts who said that it is outside their field",
    )
    source = blocks.CharBlock(required=False, max_length=200, label="Where the panel comes from")
    collected_on = blocks.DateBlock(required=False)
    reasons = blocks.ListBlock(ReasonBlock(), default=[], max_num=100, label="Reasons of experts")
    collected = HiddenBlock()

    class Meta:
        icon = "group"
        label = "Panel of experts"

    def clean(self, value):
        cleaned = super().clean(value)
        if problem := problem_of_counts(cleaned["counts"]):
            raise StructBlockValidationError({"counts": ValidationError(problem)})
        return cleaned


class Block(InteractionFormat):
    """The learner says what new information changes; experts decide what that is worth."""

    order = 30
    task = blocks.ChoiceBlock(choices=TASKS, default=Task.DIAGNOSIS.value, label="What is judged")
    hypothesis = blocks.TextBlock(
        rows=2,
        max_length=500,
        label="If you were thinking of",
        help_text="A diagnosis, an investigation or a treatment.",
    )
    finding = blocks.TextBlock(rows=2, max_length=1000, label="and then you find")
    anchors = blocks.TextBlock(
        rows=5,
        required=False,
        max_length=600,
        label="Other words for the points",
        help_text="Five lines, from −2 to +2. Leave empty for the usual words.",
    )
    allow_outside = blocks.BooleanBlock(
        required=False,
        label="Learners may say that it is outside their field",
        help_text="It counts as answered and earns what a guess would earn on average.",
    )
    ask_reason = blocks.BooleanBlock(required=False, label="Ask learners for a reason, ungraded")
    show_reasons = blocks.BooleanBlock(
        required=False,
        label="Show learners the experts’ reasons afterwards",
        help_text="Without names. Read them first: they are in the panel below.",
    )
    panel = PanelBlock()

    class Meta:
        icon = "group"
        label = "Script concordance"

    def clean(self, value):
        cleaned = super().clean(value)
        lines = lines_of(cleaned["anchors"])
        if lines and len(lines) != len(STEPS):
            raise StructBlockValidationError(
                {"anchors": ValidationError(f"Write five lines, one a point (now {len(lines)}).")}
            )
        return cleaned

    def compile(self, value):
        return {
            "task": value["task"],
            "hypothesis": value["hypothesis"],
            "finding": value["finding"],
            "scale": lines_of(value["anchors"]) or list(ANCHORS[Task(value["task"])]),
            **{name: bool(value[name]) for name in ("allow_outside", "ask_reason", "show_reasons")},
            "panel": panel_of(value["panel"]),
        }

    def decompile(self, content):
        usual = list(content["scale"]) == list(ANCHORS[Task(content["task"])])
        kept = ("task", "hypothesis", "finding", "allow_outside", "ask_reason", "show_reasons")
        return {
            **{name: content[name] for name in kept},
            "anchors": "" if usual else "\n".join(content["scale"]),
            "panel": panel_value(content["panel"]),
        }


def lines_of(text):
    """Return the lines of a text that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def numbers_of(counts):
    """Return the numbers that stand in the field, as they were typed or pasted."""
    return [part for part in re.split(r"[\s,;|]+", counts or "") if part]


def problem_of_counts(counts):
    """Return what is wrong with typed counts, "" if nothing."""
    found = numbers_of(counts)
    if not found:
        return ""
    whole = all(part.isascii() and part.isdigit() for part in found)
    if len(found) != len(STEPS) or not whole:
        return "Give five whole numbers, how many experts chose −2, −1, 0, +1 and +2."
    if max(map(int, found)) > MOST_EXPERTS:
        return f"At most {MOST_EXPERTS} experts can choose a point."
    return "" if any(map(int, found)) else "At least one expert must have chosen a point."


def panel_of(value):
    """Return the block's value as the fields of a panel, None while nobody has answered.

    The hash of a collection stands only beside the counts that were collected.
    """
    counts = numbers_of(value["counts"])
    if not counts or problem_of_counts(value["counts"]):
        return None
    answers_hash, _space, collected = (value["collected"] or "").partition(" ")
    day = value["collected_on"]
    return {
        "counts": [int(part) for part in counts],
        "are_shares": bool(value["are_shares"]),
        "outside": value["outside"] or 0,
        "source": value["source"] or "",
        "collected_on": day.isoformat() if isinstance(day, date) else day or "",
        "answers_hash": answers_hash if numbers_of(collected) == counts else "",
        "reasons": [
            {"step": int(reason["step"]), "text": reason["text"]} for reason in value["reasons"]
        ],
    }


def panel_value(panel):
    """Return a panel as the block stores it: the inverse of `panel_of`."""
    if panel is None:
        return {"counts": "", "reasons": []}
    counts = " ".join(map(str, panel["counts"]))
    reasons = [{"step": str(each["step"]), "text": each["text"]} for each in panel["reasons"]]
    return {
        "counts": counts,
        "are_shares": panel["are_shares"],
        "outside": panel["outside"],
        "source": panel["source"],
        "collected_on": panel["collected_on"] or None,
        "reasons": listed(reasons),
        "collected": f"{panel['answers_hash']} {counts}" if panel["answers_hash"] else "",
    }
