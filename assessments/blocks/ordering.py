"""Steps to put in order."""

from wagtail import blocks

from assessments.blocks.base import InteractionFormat, keyed, listed_parts

BLANK = {"text": "", "rationale": ""}
SCHEMES = [
    ("longest_sequence", "Steps in sequence: one that is misplaced costs only itself"),
    ("longest_run", "Longest unbroken run of steps"),
    ("distance", "Nearness of each step to its place"),
    ("pairs", "Pairs that stand the right way round"),
    ("neighbours", "Right neighbours on either side"),
    ("next", "Right next step"),
    ("next_and_last", "Right next step, and the last step last"),
    ("places", "Steps exactly in their place"),
    ("all_or_nothing", "All right or nothing"),
]


class StepBlock(blocks.StructBlock):
    """A step with the reason for its place."""

    text = blocks.CharBlock(max_length=300)
    rationale = blocks.TextBlock(
        rows=2, max_length=2000, required=False, help_text="Why it comes here."
    )

    class Meta:
        icon = "list-ol"


class Block(InteractionFormat):
    """Steps to put in order."""

    order = 35
    steps = blocks.ListBlock(
        StepBlock(),
        min_num=3,
        max_num=12,
        default=[BLANK] * 4,
        help_text="In the right order. Learners first see them in another.",
    )
    scheme = blocks.ChoiceBlock(
        choices=SCHEMES,
        default="longest_sequence",
        label="Marking",
        help_text="Steps in sequence suit most procedures.",
    )

    class Meta:
        icon = "order"
        label = "Ordering"

    def compile(self, value):
        return {
            "steps": [
                {"key": key, "text": step["text"], "rationale": step["rationale"]}
                for key, step in keyed(value["steps"])
            ],
            "scheme": value["scheme"],
        }

    def decompile(self, content):
        return {
            "steps": listed_parts(content["steps"], "text", "rationale"),
            "scheme": content["scheme"],
        }
