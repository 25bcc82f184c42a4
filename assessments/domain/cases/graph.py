"""What an author writes: nodes, the links between them, and counters that change on arrival."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.answers.formulas import LONGEST, FormulaFails, FormulaInvalid, read_formula
from assessments.domain.answers.variables import VariableName, problem_of_name
from assessments.domain.decimals import PlainDecimal

UNDO = "undo"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
NodeKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]
Expression = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)
]
Share = Annotated[PlainDecimal, Field(ge=0, le=100)]
Values: TypeAlias = Mapping[str, Fraction]


class LinkType(StrEnum):
    """What a learner does by choosing a link."""

    GO = "go"
    SAY = "say"
    ASK = "ask"
    EXAMINE = "examine"
    TREAT = "treat"


class Comparison(StrEnum):
    """How a value must stand to a limit."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"

    def holds(self, value: Fraction, limit: Decimal) -> bool:
        """Whether the value stands so to the limit."""
        bound = Fraction(limit)
        if self is Comparison.EQUAL:
            return value == bound
        return value >= bound if self is Comparison.AT_LEAST else value <= bound


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Link(_Frozen):
    """A choice at a node; `once` hides it after use, `best` puts it on the author's best path."""

    key: NodeKey
    to: NodeKey
    text: Name
    type: LinkType = LinkType.GO
    once: bool = False
    best: bool = False
    rationale: str = ""


class Change(_Frozen):
    """What a counter becomes on arrival, such as `trust + 1`."""

    counter: VariableName
    formula: Expression


class Need(_Frozen):
    """What must hold before a node can be entered, and what a learner reads when it does not."""

    formula: Expression
    comparison: Comparison = Comparison.AT_LEAST
    limit: PlainDecimal
    message: Name

    def is_met(self, counters: Values) -> bool:
        """Whether the node may be entered; a formula without a result forbids nothing."""
        try:
            return self.comparison.holds(read_formula(self.formula).result(counters), self.limit)
        except FormulaFails:
            return True


class Rule(_Frozen):
    """Where the case goes by itself once a counter stands so."""

    comparison: Comparison
    limit: PlainDecimal
    to: NodeKey


class Counter(_Frozen):
    """A number that the case keeps; learners see it under its label if it is shown."""

    name: VariableName
    label: Name
    start: PlainDecimal = Decimal(0)
    shown: bool = False
    rules: Annotated[tuple[Rule, ...], Field(max_length=10)] = ()


class Node(_Frozen):
    """A place in the case; `text` is HTML, `score` the percentage that ending here earns.

    `chance` above 0 makes it a place to start, drawn in that proportion where there are several.
    """

    key: NodeKey
    title: Name
    text: str = ""
    end: bool = False
    score: Share = Decimal(0)
    once: bool = False
    undo: bool = False
    key_feature: bool = False
    killer: bool = False
    chance: Annotated[PlainDecimal, Field(ge=0, le=1000)] = Decimal(0)
    annotation: str = ""
    need: Need | None = None
    changes: Annotated[tuple[Change, ...], Field(max_length=10)] = ()
    links: Annotated[tuple[Link, ...], Field(max_length=12)] = ()


class Graph(_Frozen):
    """Nodes and counters that hang together."""

    nodes: Annotated[tuple[Node, ...], Field(min_length=2, max_length=100)]
    counters: Annotated[tuple[Counter, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if problems := [*_problems_of_names(self), *_problems_of_ways(self)]:
            raise ValueError(" ".join(problems))
        return self

    @property
    def by_key(self) -> dict[str, Node]:
        """The nodes by key."""
        return {node.key: node for node in self.nodes}

    @property
    def links(self) -> dict[str, tuple[Node, Link]]:
        """Each link by key, with the node where it begins."""
        return {link.key: (node, link) for node in self.nodes for link in node.links}

    @property
    def starts(self) -> list[Node]:
        """The nodes where the case may begin."""
        return [node for node in self.nodes if node.chance]

    def ways(self) -> dict[str, set[str]]:
        """Return where each node may lead, by links and by the rules of counters."""
        jumps = {rule.to for counter in self.counters for rule in counter.rules}
        return {
            node.key: set() if node.end else {link.to for link in node.links} | jumps
            for node in self.nodes
        }


def reached(ways: Mapping[str, Iterable[str]], begin: Iterable[str]) -> set[str]:
    """Return every node that can be reached from some nodes, these too."""
    found: set[str] = set()
    waiting = list(begin)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += ways.get(key, ())
    return found


def _problems_of_names(graph: Graph) -> list[str]:
    problems = []
    keys = [*(node.key for node in graph.nodes), *graph.links]
    if len(graph.by_key) < len(graph.nodes) or len(set(keys)) < len(keys) or UNDO in keys:
        problems.append("Two nodes or links have the same key.")
    if sum(len(node.links) for node in graph.nodes) > len(graph.links):
        problems.append("Two links have the same key.")
    titles = [node.title.casefold() for node in graph.nodes]
    problems += [
        f"Two places are called “{n.title}”."
        for n in graph.nodes
        if titles.count(n.title.casefold()) > 1
    ][:1]
    names = {counter.name for counter in graph.counters}
    if len(names) < len(graph.counters):
        problems.append("Two counters have the same name.")
    problems += [p for name in sorted(names) if (p := problem_of_name(name))]
    return problems + _problems_of_formulas(graph, names)


def _problems_of_formulas(graph: Graph, names: set[str]) -> list[str]:
    problems = []
    for node in graph.nodes:
        written = [change.formula for change in node.changes]
        written += [node.need.formula] if node.need else []
        used = {change.counter for change in node.changes}
        for formula in written:
            try:
                used |= read_formula(formula).names
            except FormulaInvalid as invalid:
                problems.append(f"“{node.title}”: {invalid}")
        problems += [f"“{node.title}”: there is no counter {n}." for n in sorted(used - names)]
    return problems


def _problems_of_ways(graph: Graph) -> list[str]:
    known, ways = graph.by_key, graph.ways()
    targets = [(f"a choice at “{n.title}”", link.to) for n in graph.nodes for link in n.links]
    targets += [(f"a rule of {c.name}", rule.to) for c in graph.counters for rule in c.rules]
    problems = [
        f"There is no place {to}, where {what} leads." for what, to in targets if to not in known
    ]
    if not graph.starts:
        problems.append("No place is a start: give one a chance above 0 to start there.")
    if not any(node.end for node in graph.nodes):
        problems.append("No place is an end: say of one that the case ends there.")
    if problems:
        return problems
    inside = reached(ways, [node.key for node in graph.starts])
    problems += [
        f"“{n.title}” is an end, so it can have no choices."
        for n in graph.nodes
        if n.end and n.links
    ]
    problems += [
        f"“{n.title}” is a dead end: add a choice, or make it an end."
        for n in graph.nodes
        if not n.end and not n.links
    ]
    problems += [f"Nothing leads to “{n.title}”." for n in graph.nodes if n.key not in inside]
    return problems


def warnings(graph: Graph) -> list[str]:
    """Return what an author should look at though it can be published."""
    ways, ends = graph.ways(), {node.key for node in graph.nodes if node.end}
    trapped = [n for n in graph.nodes if not n.end and not ends & reached(ways, [n.key])]
    return [
        *(f"From “{node.title}” no end can be reached." for node in trapped),
        *(f"“{node.title}” says nothing." for node in graph.nodes if not node.text.strip()),
        *(
            f"“{link.text}” at “{node.title}” has no rationale for the debrief."
            for node, link in graph.links.values()
            if not link.rationale.strip()
        ),
    ]
