"""The state machine: a path of links, replayed from the start, gives the state; nothing else does.

An undo is a step of the path too, so that paths only grow and the log tells everything that was done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from assessments.domain.answers.formulas import FormulaFails, read_formula
from assessments.domain.cases.graph import UNDO, Graph, Link, Node, Values

MOST_JUMPS = 10


class StepRefused(Exception):
    """A step that cannot be taken; the message is a sentence for the learner."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class State:
    """Where a learner stands; equal states have equal futures."""

    node: str
    counters: tuple[tuple[str, Fraction], ...]
    visited: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()

    @property
    def values(self) -> Values:
        """What the counters stand at."""
        return dict(self.counters)


@dataclass(frozen=True)
class Step:
    """One move: the link chosen, None for an undo, and every node arrived at on the way."""

    before: State
    link: Link | None
    after: State
    arrived: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """A path as it was played: the states that an undo can come back to, and every step."""

    states: tuple[State, ...]
    steps: tuple[Step, ...] = ()
    landed: tuple[str, ...] = field(default=())

    @property
    def state(self) -> State:
        """Where it stands now."""
        return self.states[-1]


def begin(graph: Graph, start: str) -> Run:
    """Return a run that has just arrived at its start."""
    counters = tuple((counter.name, Fraction(counter.start)) for counter in graph.counters)
    state, arrived = _arrive(graph, State(start, counters), start)
    return Run((state,), landed=arrived)


def replay(graph: Graph, start: str, path: Sequence[str]) -> Run:
    """Return the run of a path; raise `StepRefused` at the first step that cannot be taken."""
    run = begin(graph, start)
    for token in path:
        run = take(graph, run, token)
    return run


def take(graph: Graph, run: Run, token: str) -> Run:
    """Return the run after one more step."""
    if token == UNDO:
        return _undone(graph, run)
    link = next((link for link in links_at(graph, run.state) if link.key == token), None)
    if link is None:
        raise StepRefused("This step cannot be taken from here.")
    target = graph.by_key[link.to]
    if target.need and not target.need.is_met(run.state.values):
        raise StepRefused(target.need.message)
    after, arrived = follow(graph, run.state, link)
    step = Step(run.state, link, after, arrived)
    return replace(run, states=(*run.states, after), steps=(*run.steps, step))


def _undone(graph: Graph, run: Run) -> Run:
    if not may_undo(graph, run):
        raise StepRefused("This step cannot be taken back.")
    before = run.states[-2]
    step = Step(run.state, None, before, (before.node,))
    return replace(run, states=run.states[:-1], steps=(*run.steps, step))


def may_undo(graph: Graph, run: Run) -> bool:
    """Whether the last step may be taken back: the node that it led to says so."""
    return len(run.states) > 1 and graph.by_key[run.state.node].undo


def links_at(graph: Graph, state: State) -> list[Link]:
    """Return the links that a learner sees, though the node behind one may still be closed."""
    nodes = graph.by_key
    return [link for link in nodes[state.node].links if _is_open(link, nodes[link.to], state)]


def _is_open(link: Link, target: Node, state: State) -> bool:
    is_spent = link.once and link.key in state.used
    return not is_spent and not (target.once and target.key in state.visited)


def choices_at(graph: Graph, state: State) -> list[Link]:
    """Return the links that lead on from here and now."""
    nodes, values = graph.by_key, state.values
    return [
        link
        for link in links_at(graph, state)
        if not (need := nodes[link.to].need) or need.is_met(values)
    ]


def follow(graph: Graph, state: State, link: Link) -> tuple[State, tuple[str, ...]]:
    """Return the state behind a link, and the nodes arrived at."""
    return _arrive(graph, replace(state, used=state.used | {link.key}), link.to)


def _arrive(graph: Graph, state: State, key: str) -> tuple[State, tuple[str, ...]]:
    """Enter a node and go wherever the counters lead from there."""
    arrived: tuple[str, ...] = ()
    while True:
        node = graph.by_key[key]
        arrived = (*arrived, key)
        state = replace(
            state,
            node=key,
            visited=state.visited | {key},
            counters=tuple(_changed(node, state).items()),
        )
        target = next(_jumps(graph, node, state), "")
        if not target or target in arrived or len(arrived) > MOST_JUMPS:
            return state, arrived
        key = target


def _changed(node: Node, state: State) -> dict[str, Fraction]:
    """Return the counters after arrival; a formula without a result leaves its counter alone."""
    values = dict(state.counters)
    for change in node.changes:
        try:
            values[change.counter] = read_formula(change.formula).result(values)
        except FormulaFails:
            continue
    return values


def _jumps(graph: Graph, node: Node, state: State) -> Iterator[str]:
    """Yield where counters lead; from an end nothing leads on."""
    if node.end:
        return
    values = state.values
    for counter in graph.counters:
        for rule in counter.rules:
            if rule.to != node.key and rule.comparison.holds(values[counter.name], rule.limit):
                yield rule.to
