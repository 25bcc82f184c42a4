"""A path told step by step after it was walked, beside the best one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.domain.cases.graph import Graph, Link, LinkType, Node
from assessments.domain.cases.play import Run, Step
from assessments.domain.decimals import rounded

WORDS = {
    LinkType.GO: "",
    LinkType.SAY: "Say",
    LinkType.ASK: "Ask",
    LinkType.EXAMINE: "Examine",
    LinkType.TREAT: "Treat",
}


@dataclass(frozen=True)
class Moved:
    """A counter that a step changed."""

    label: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Told:
    """One step: what was chosen where (`link` is None for a step taken back), and what came of it."""

    number: int
    at: Node
    link: Link | None
    arrived: tuple[Node, ...]
    moved: tuple[Moved, ...] = ()
    is_best: bool = False

    @property
    def word(self) -> str:
        """What kind of deed it was."""
        return WORDS[self.link.type] if self.link else ""


@dataclass(frozen=True)
class Debrief:
    """The learner's path and the best one; `is_finished` tells whether an end was reached."""

    landed: tuple[Node, ...]
    steps: tuple[Told, ...]
    best: tuple[Told, ...]
    is_finished: bool

    @property
    def last(self) -> Node:
        """Where the path ended."""
        return (self.steps[-1].arrived if self.steps else self.landed)[-1]


def debrief(graph: Graph, run: Run, best: Run) -> Debrief:
    """Return what to tell about a run; `best` is another run from the same start."""
    nodes = graph.by_key
    chosen = {step.link.key for step in best.steps if step.link}
    return Debrief(
        landed=tuple(nodes[key] for key in run.landed),
        steps=tuple(told(graph, run.steps, chosen)),
        best=tuple(told(graph, best.steps, chosen)),
        is_finished=nodes[run.state.node].end,
    )


def told(graph: Graph, steps: Sequence[Step], best: set[str]) -> Iterator[Told]:
    """Yield each step in words."""
    nodes = graph.by_key
    for number, step in enumerate(steps, start=1):
        yield Told(
            number=number,
            at=nodes[step.before.node],
            link=step.link,
            arrived=tuple(nodes[key] for key in step.arrived),
            moved=tuple(_moved(graph, step)),
            is_best=bool(step.link and (step.link.best or step.link.key in best)),
        )


def _moved(graph: Graph, step: Step) -> Iterator[Moved]:
    before, after = step.before.values, step.after.values
    for counter in graph.counters:
        if before[counter.name] != after[counter.name]:
            yield Moved(
                counter.label,
                rounded(before[counter.name], 2).normalize(),
                rounded(after[counter.name], 2).normalize(),
            )
