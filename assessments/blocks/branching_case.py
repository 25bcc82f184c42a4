"""A case in steps: places, what can be done there, and counters. Authors name places by their titles."""

from collections import Counter as Tally
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import Script, TextInput
from pydantic import ValidationError as NotSound
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.blocks.base import FiguredTextBlock, InteractionFormat, keyed, listed
from assessments.domain.answers.formulas import LONGEST, FormulaInvalid, read_formula
from assessments.domain.cases.graph import Graph
from assessments.domain.items import sentences

UNKNOWN = "unknown"  # no place is called so: the graph says where a link leads nowhere
TYPES = [
    ("go", "Go on"),
    ("say", "Say"),
    ("ask", "Ask"),
    ("examine", "Examine"),
    ("treat", "Treat"),
]
COMPARISONS = [("at_least", "is at least"), ("at_most", "is at most"), ("equal", "is exactly")]
SCORINGS = [
    ("end", "The end that is reached: each end has a score"),
    ("counter", "A counter, from one bound to the other"),
    ("key_features", "The share of the key features that were visited"),
]
UNFINISHED = [
    ("reached", "What was reached by then (an end's score needs an end)"),
    ("nothing", "Nothing"),
]
NAME = r"^[a-z][a-z0-9_]{0,29}$"
BLANK_LINK = {"text": "", "to": "", "type": "say", "once": False, "best": False, "rationale": ""}


class PlaceInput(TextInput):
    """A field that proposes the titles of the places in the editor."""

    class Media:
        js = [Script("js/cms/places.js", type="module")]

    def __init__(self):
        super().__init__({"list": "case-places", "data-case-place": ""})


class PlaceBlock(blocks.CharBlock):
    """The title of a place; the editor proposes those that this case has."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)
        self.field.widget = PlaceInput()


class FormulaBlock(blocks.CharBlock):
    """A formula of counters."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST, **kwargs)

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned and not self.is_deferred_validation:
            try:
                read_formula(cleaned)
            except FormulaInvalid as invalid:
                raise ValidationError(str(invalid)) from invalid
        return cleaned


class LinkBlock(blocks.StructBlock):
    """Something that can be done or said at a place."""

    text = blocks.CharBlock(max_length=200, label="What the learner does or says")
    to = PlaceBlock(label="Leads to", help_text="The title of a place in this case.")
    type = blocks.ChoiceBlock(choices=TYPES, default="say")
    rationale = blocks.TextBlock(
        rows=2, required=False, max_length=2000, help_text="For the debrief: what it does and why."
    )
    best = blocks.BooleanBlock(required=False, label="On the best path")
    once = blocks.BooleanBlock(required=False, label="Hide after use")

    class Meta:
        icon = "arrow-right"
        label = "Choice"


class ChangeBlock(blocks.StructBlock):
    """A counter that changes on arrival."""

    counter = blocks.RegexBlock(regex=NAME, error_messages={"invalid": "The counter's short name."})
    formula = FormulaBlock(help_text="For instance trust + 1")

    class Meta:
        icon = "cog"
        label = "Change"


class NeedBlock(blocks.StructBlock):
    """What must hold before a place can be entered."""

    formula = FormulaBlock(required=False, help_text="A counter or a formula. Empty: no condition.")
    comparison = blocks.ChoiceBlock(choices=COMPARISONS, default="at_least")
    limit = blocks.DecimalBlock(default=Decimal(1))
    message = blocks.CharBlock(
        required=False, max_length=200, help_text="What learners read when it does not hold."
    )

    class Meta:
        icon = "lock"
        label = "Condition"

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["formula"] and not cleaned["message"] and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"message": ValidationError("Say what learners read when it does not hold.")}
            )
        return cleaned


class NodeBlock(blocks.StructBlock):
    """A place in the case."""

    title = blocks.CharBlock(
        max_length=200,
        help_text="Choices lead here by it, and learners read it as a heading: do not give away how "
        "the case went.",
    )
    text = FiguredTextBlock(required=False, help_text="What is seen, heard or said here.")
    links = blocks.ListBlock(LinkBlock(), min_num=0, max_num=12, default=[], label="Choices")
    chance = blocks.DecimalBlock(
        min_value=Decimal(0),
        max_value=Decimal(1000),
        default=Decimal(0),
        label="Chance to start here",
        help_text="1 for the one start; several starts are drawn in proportion.",
    )
    end = blocks.BooleanBlock(required=False, label="The case ends here")
    score = blocks.DecimalBlock(
        min_value=Decimal(0),
        max_value=Decimal(100),
        default=Decimal(0),
        label="Score of this end, percent",
    )
    key_feature = blocks.BooleanBlock(required=False, label="Key feature")
    killer = blocks.BooleanBlock(required=False, label="Whoever was here earns nothing")
    once = blocks.BooleanBlock(required=False, label="Can be visited once only")
    undo = blocks.BooleanBlock(required=False, label="The step to here can be taken back")
    changes = blocks.ListBlock(ChangeBlock(), max_num=10, default=[], label="Counters on arrival")
    need = NeedBlock(label="Condition to enter")
    annotation = blocks.TextBlock(rows=2, required=False, max_length=2000, label="Note for authors")

    class Meta:
        icon = "placeholder"
        label = "Place"


class RuleBlock(blocks.StructBlock):
    """Where a counter leads by itself."""

    comparison = blocks.ChoiceBlock(choices=COMPARISONS, default="at_most")
    limit = blocks.DecimalBlock()
    to = PlaceBlock(label="Leads to")

    class Meta:
        icon = "redirect"
        label = "Rule"


class CounterBlock(blocks.StructBlock):
    """A number that the case keeps."""

    name = blocks.RegexBlock(
        regex=NAME,
        label="Short name",
        error_messages={"invalid": "Begin with a small letter; then small letters, digits and _."},
        help_text="For formulas: trust",
    )
    label = blocks.CharBlock(max_length=200, help_text="For learners: Trust")
    start = blocks.DecimalBlock(default=Decimal(0))
    shown = blocks.BooleanBlock(required=False, label="Learners see it")
    rules = blocks.ListBlock(RuleBlock(), max_num=10, default=[])

    class Meta:
        icon = "decimal"
        label = "Counter"


class Block(InteractionFormat):
    """The learner goes through a case or a talk step by step."""

    order = 90
    nodes = blocks.ListBlock(NodeBlock(), min_num=2, max_num=100, label="Places")
    counters = blocks.ListBlock(CounterBlock(), max_num=12, default=[])
    scoring = blocks.ChoiceBlock(choices=SCORINGS, default="end", label="Score")
    counter = blocks.CharBlock(
        required=False, max_length=30, help_text="If a counter gives the score: its short name."
    )
    lowest = blocks.DecimalBlock(default=Decimal(0), label="Worth nothing at")
    highest = blocks.DecimalBlock(default=Decimal(10), label="Worth everything at")
    unfinished = blocks.ChoiceBlock(
        choices=UNFINISHED, default="reached", label="A case handed in before an end earns"
    )
    longest = blocks.IntegerBlock(min_value=2, max_value=200, default=60, label="Most steps")
    shuffle = blocks.BooleanBlock(required=False, default=True, label="Shuffle the choices")

    class Meta:
        icon = "site"
        label = "Case in steps"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problems := _problems(self.compile(cleaned))):
            raise StructBlockValidationError({"nodes": ValidationError(problems)})
        return cleaned

    def compile(self, value):
        nodes = keyed(value["nodes"])
        keys = {_folded(node["title"]): key for key, node in nodes}
        return {
            "nodes": [_node(key, node, keys) for key, node in nodes],
            "counters": [_counter(counter, keys) for counter in value["counters"]],
            **{name: value[name] for name in ("scoring", "unfinished", "longest", "shuffle")},
            "counter": value["counter"] or "",
            "lowest": str(value["lowest"]),
            "highest": str(value["highest"]),
        }

    def decompile(self, content):
        titles = {node["key"]: node["title"] for node in content["nodes"]}
        kept = ("scoring", "counter", "lowest", "highest", "unfinished", "longest", "shuffle")
        return {
            "nodes": [
                {"type": "item", "value": _stored_node(node, titles), "id": node["key"]}
                for node in content["nodes"]
            ],
            "counters": listed(
                {**counter, "rules": listed(_led(counter["rules"], titles))}
                for counter in content["counters"]
            ),
            **{name: content[name] for name in kept},
        }


def _folded(title):
    return " ".join((title or "").split()).casefold()


def _node(key, node, keys):
    """Return a place as the items hold it."""
    plain = ("title", "end", "once", "undo", "key_feature", "killer")
    need = node["need"]
    return {
        "key": key,
        **{name: node[name] for name in plain},
        "text": node["text"].source,
        "annotation": node["annotation"] or "",
        "score": str(node["score"]),
        "chance": str(node["chance"]),
        "need": {**need, "limit": str(need["limit"])} if need["formula"] else None,
        "changes": [dict(change) for change in node["changes"]],
        "links": [
            {**link, "key": link_key, "to": keys.get(_folded(link["to"]), UNKNOWN)}
            for link_key, link in keyed(node["links"])
        ],
    }


def _counter(counter, keys):
    rules = [
        {**rule, "limit": str(rule["limit"]), "to": keys.get(_folded(rule["to"]), UNKNOWN)}
        for rule in counter["rules"]
    ]
    return {**counter, "start": str(counter["start"]), "rules": rules}


def _stored_node(node, titles):
    """Return a place as the block stores it: the inverse of `_node`."""
    blank = {"formula": "", "comparison": "at_least", "limit": "1", "message": ""}
    links = [
        {"type": "item", "value": {**each, "to": titles[each["to"]]}, "id": each["key"]}
        for each in node["links"]
    ]
    return {
        **node,
        "need": node["need"] or blank,
        "changes": listed(node["changes"]),
        "links": links,
    }


def _led(parts, titles):
    return [{**part, "to": titles[part["to"]]} for part in parts]


def _problems(content):
    """Return what keeps the graph from hanging together, as sentences for the author."""
    titles = Tally(node["title"] for node in content["nodes"])
    lost = [
        f"“{link['text']}” at “{node['title']}” leads to no place of this case."
        for node in content["nodes"]
        for link in node["links"]
        if link["to"] == UNKNOWN
    ]
    lost += [
        f"A rule of {counter['name']} leads to no place of this case."
        for counter in content["counters"]
        for rule in counter["rules"]
        if rule["to"] == UNKNOWN
    ]
    if lost:
        return [*lost, f"The places are: {', '.join(titles)}."]
    try:
        Graph.model_validate({"nodes": content["nodes"], "counters": content["counters"]})
    except NotSound as problem:
        return sentences(problem)
    return []
