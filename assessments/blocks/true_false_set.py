"""A set of statements, each true or false."""

from wagtail import blocks

from assessments.blocks.base import InteractionFormat, keyed, listed_parts

BLANK = {"text": "", "answer": "", "rationale": ""}
SCHEMES = [
    ("per_statement", "Each statement counts"),
    ("kprim", "K-prim: half the points for one mistake (four statements)"),
    ("all_or_nothing", "All right or nothing"),
]


class StatementBlock(blocks.StructBlock):
    """A statement with its truth and the reason."""

    text = blocks.CharBlock(max_length=500)
    answer = blocks.ChoiceBlock(choices=[("true", "True"), ("false", "False")])
    rationale = blocks.TextBlock(rows=2, max_length=2000, help_text="Why it is true or false.")

    class Meta:
        icon = "list-ul"
        label_format = "{text}"


class Block(InteractionFormat):
    """Statements to call true or false."""

    order = 30
    statements = blocks.ListBlock(StatementBlock(), min_num=2, max_num=12, default=[BLANK] * 4)
    scheme = blocks.ChoiceBlock(choices=SCHEMES, default="per_statement", label="Marking")
    shuffle = blocks.BooleanBlock(required=False, default=True)

    class Meta:
        icon = "tick-inverse"
        label = "True or false set"

    def compile(self, value):
        return {
            "statements": [
                {
                    "key": key,
                    "text": statement["text"],
                    "is_true": statement["answer"] == "true",
                    "rationale": statement["rationale"],
                }
                for key, statement in keyed(value["statements"])
            ],
            "scheme": value["scheme"],
            "shuffle": value["shuffle"],
        }

    def decompile(self, content):
        statements = [
            {**statement, "answer": "true" if statement["is_true"] else "false"}
            for statement in content["statements"]
        ]
        return {
            "statements": listed_parts(statements, "text", "answer", "rationale"),
            "scheme": content["scheme"],
            "shuffle": content["shuffle"],
        }
