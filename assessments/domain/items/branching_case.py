"""Branching case: a virtual patient or a dialogue, one step at a time, played on the server alone.

A response is the path of links chosen so far. It only grows, one step an answer; where it stands
follows from replaying it, so a browser that made up a path would be found out.
"""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assessments.domain.answers.variables import VariableName
from assessments.domain.cases.debrief import WORDS, debrief
from assessments.domain.cases.graph import UNDO, Counter, Graph, Link, Node
from assessments.domain.cases.layout import Drawing, drawing
from assessments.domain.cases.play import (
    Run,
    State,
    StepRefused,
    begin,
    links_at,
    may_undo,
    replay,
    take,
)
from assessments.domain.cases.search import best_path, random_worth
from assessments.domain.decimals import PlainDecimal, plain, rounded
from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Posted,
    Response,
    ResponseInvalid,
)
from assessments.domain.items.options import arranged
from assessments.domain.seeded import digest, shuffled

STALE = "You have gone on since this page was loaded. This is where you are now."
FINISHED = "This case is finished."
CHANCES = 1 << 64


class Scoring(StrEnum):
    """What a finished case earns; see docs/rules/grading.md."""

    END = "end"
    COUNTER = "counter"
    KEY_FEATURES = "key_features"


class Unfinished(StrEnum):
    """What a case earns that was handed in before an end."""

    REACHED = "reached"
    NOTHING = "nothing"


class BranchingCase(Item):
    """`nodes` and `counters` make the graph; `longest` is the most steps of a path."""

    label: ClassVar[str] = "Branching case"
    response_field: ClassVar[str] = "path"
    stepwise: ClassVar[bool] = True
    html_texts: ClassVar[tuple[str, ...]] = (*Item.html_texts, "nodes.text")

    kind: Literal["branching_case"] = "branching_case"
    nodes: Annotated[tuple[Node, ...], Field(min_length=2, max_length=100)]
    counters: Annotated[tuple[Counter, ...], Field(max_length=12)] = ()
    scoring: Scoring = Scoring.END
    counter: VariableName | Literal[""] = ""
    lowest: PlainDecimal = Decimal(0)
    highest: PlainDecimal = Decimal(100)
    unfinished: Unfinished = Unfinished.REACHED
    longest: int = Field(default=60, ge=2, le=200)
    shuffle: bool = True

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        graph = self.graph
        if problem := self._problem_of_scoring(graph):
            raise ValueError(problem)
        return self

    def _problem_of_scoring(self, graph: Graph) -> str:
        if self.scoring is Scoring.COUNTER:
            if self.counter not in {counter.name for counter in graph.counters}:
                return "Choose the counter that gives the score."
            return "" if self.lowest != self.highest else "The two bounds of the score are equal."
        if self.scoring is Scoring.KEY_FEATURES:
            return "" if any(n.key_feature for n in graph.nodes) else "Mark a key feature."
        earns = any(node.end and node.score for node in graph.nodes)
        return "" if earns else "Give a score to an end."

    @cached_property
    def graph(self) -> Graph:
        """What the state machine plays."""
        return Graph(nodes=self.nodes, counters=self.counters)

    @property
    def draws_values(self) -> bool:  # type: ignore[override]
        """Whether an attempt draws where it begins."""
        return len(self.graph.starts) > 1

    @property
    def start(self) -> str:
        """Where the case begins."""
        return self.graph.starts[0].key

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Draw the start and shuffle the links."""
        return self.drawn(seed, salt, shuffle=True)

    def drawn(self, seed: int, salt: str, *, shuffle: bool) -> dict[str, list[str]]:
        """Draw the start, where there are several, by the chance of each."""
        kept = {"start": [self._landing(seed, salt)]} if self.draws_values else {}
        if shuffle and self.shuffle:
            kept["links"] = shuffled(self.graph.links, seed=seed, salt=salt)
        return kept

    def _landing(self, seed: int, salt: str) -> str:
        starts = self.graph.starts
        whole = sum(Fraction(node.chance) for node in starts)
        hit = Fraction(int.from_bytes(digest("start", seed=seed, salt=salt)[:8], "big"), CHANCES)
        for node in starts:
            hit -= Fraction(node.chance) / whole
            if hit < 0:
                return node.key
        return starts[-1].key

    def realised(self, arrangement: Arrangement) -> "BranchingCase":
        """Return the case with the one start that was drawn."""
        if not arrangement.get("start"):
            return self
        chances = {arrangement["start"][0]: Decimal(1)}
        nodes = tuple(
            node.model_copy(update={"chance": chances.get(node.key, Decimal(0))})
            for node in self.nodes
        )
        found = BranchingCase.model_construct(**{**dict(self), "nodes": nodes})
        found.__dict__["graph"] = Graph.model_construct(nodes=nodes, counters=self.counters)
        return found

    def run(self, response: object) -> Run:
        """Return where a response leads, however the case goes on."""
        checked = self.check(response)
        return self._run(checked[self.response_field] if checked else [])

    def _run(self, path: list[str]) -> Run:
        try:
            return replay(self.graph, self.start, path)
        except StepRefused as refused:
            raise ResponseInvalid("answer", refused.message) from refused

    def links_shown(self, run: Run, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Link]:
        """Return the links to offer, none once the case is over."""
        if len(run.steps) >= self.longest:
            return []
        return arranged(links_at(self.graph, run.state), arrangement.get("links"))

    def can_undo(self, run: Run) -> bool:
        """Whether the last step may be taken back now."""
        return len(run.steps) < self.longest and may_undo(self.graph, run)

    def is_whole(self, value: list[str]) -> bool:
        """Whether an end was reached, or no step is left."""
        run = self._run(value)
        return self.graph.by_key[run.state.node].end or not self.links_shown(run)

    def posted_value(self, posted: Posted) -> list[str]:
        """Return the path so far and the step that a button adds."""
        path = posted.get("answer", [""])[-1].split()
        return [*path, *posted.get("answer-step", [])[-1:]]

    def as_posted(self, value: list[str]) -> dict[str, list[str]]:
        """Return the fields as if the last button had just been pressed."""
        return {"answer": [" ".join(value[:-1])], "answer-step": value[-1:]}

    def normalise(self, value: object) -> list[str] | None:
        """Accept a path that can be walked from the start."""
        if value is None or value == []:
            return None
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ResponseInvalid("answer", "Give the links of the path as a list.")
        if len(value) > self.longest:
            raise ResponseInvalid("answer", f"This case ends after {self.longest} steps.")
        self._run(value)
        return value

    def follow(self, held: Response | None, response: Response | None) -> Response | None:
        """Let a path grow by one step; less than what is held changes nothing."""
        before = held[self.response_field] if held else []
        after = response[self.response_field] if response else []
        if after == before[: len(after)]:
            return held
        if after[:-1] != before:
            raise ResponseInvalid("answer", STALE)
        return response

    def carried(self, value: list[str]) -> list[str] | None:
        """Keep the path as far as it can be walked here."""
        run, kept = begin(self.graph, self.start), list[str]()
        for token in value[: self.longest]:
            try:
                run = take(self.graph, run, token)
            except StepRefused:
                break
            kept.append(token)
        return kept or None

    def marks(self, value: list[str]) -> Fraction:
        """Return what the state earns that the path leads to."""
        return self.worth(self._run(value).state)

    def worth(self, state: State) -> Fraction:
        """Return what a state earns: nothing behind a killer, else as the author scores."""
        nodes = self.graph.by_key
        if any(nodes[key].killer for key in state.visited):
            return NOTHING
        node = nodes[state.node]
        if not node.end and self.unfinished is Unfinished.NOTHING:
            return NOTHING
        if self.scoring is Scoring.END:
            return Fraction(node.score) / 100 if node.end else NOTHING
        if self.scoring is Scoring.COUNTER:
            low, high = Fraction(self.lowest), Fraction(self.highest)
            share = (state.values[self.counter] - low) / (high - low)
            return min(max(share, NOTHING), EVERYTHING)
        wanted = {key for key, each in nodes.items() if each.key_feature}
        return Fraction(len(wanted & state.visited), len(wanted))

    def choices(self) -> list[Choice]:
        """Return every node and every link, to be counted by how many went there."""
        rows = []
        for node in self.nodes:
            rows.append(Choice(f"node:{node.key}", node.title, None))
            rows += [
                Choice(f"link:{link.key}", f"{node.title} → {link.text}", link.best or None)
                for link in node.links
            ]
        return rows

    def keys_of(self, value: list[str]) -> list[str]:
        """Return every node and link of the path once, those taken back too."""
        run = self._run(value)
        nodes = [*run.landed, *(key for step in run.steps for key in step.arrived)]
        links = [step.link.key for step in run.steps if step.link]
        found = [*(f"node:{key}" for key in nodes), *(f"link:{key}" for key in links)]
        return list(dict.fromkeys(found))

    def guess_score(self) -> Fraction | None:
        """Return the mean over equally likely links, None where ways come back or are too many."""
        return self._guess

    @cached_property
    def _guess(self) -> Fraction | None:
        return random_worth(self.graph, self.worth, longest=self.longest)

    @cached_property
    def best(self) -> list[str]:
        """The author's best path, else the shortest of those that earn the most."""
        return best_path(self.graph, self.start, self.worth, longest=self.longest)

    def progress(
        self, response: object, arrangement: Arrangement = NO_ARRANGEMENT
    ) -> dict[str, Any]:
        """Return the node where the learner stands and what can be done there, nothing beyond it."""
        run = self.run(response)
        node = self.graph.by_key[run.state.node]
        return {
            "node": {"title": node.title, "text": node.text, "end": node.end},
            "links": [
                {"key": link.key, "text": link.text, "type": link.type.value}
                for link in self.links_shown(run, arrangement)
            ],
            "undo": UNDO if self.can_undo(run) else None,
            "counters": [
                {"label": counter.label, "value": plain(value)}
                for counter, value in self.counters_shown(run)
            ],
            "steps": len(run.steps),
            "steps_left": self.longest - len(run.steps),
        }

    def counters_shown(self, run: Run) -> list[tuple[Counter, Decimal]]:
        """Return the counters that learners see, to two decimals."""
        values = run.state.values
        return [(c, rounded(values[c.name], 2)) for c in self.counters if c.shown]

    def history(self, run: Run) -> list[tuple[str, str, str]]:
        """Return each step as (where, what kind of deed, what was chosen)."""
        nodes = self.graph.by_key
        return [
            (nodes[step.before.node].title, WORDS[step.link.type], step.link.text)
            if step.link
            else (nodes[step.before.node].title, "", "Step taken back")
            for step in run.steps
        ]

    def drawing(self) -> Drawing:
        """Return the graph as boxes and lines."""
        return drawing(self.graph)

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Play the path again beside the best one."""
        best = replay(self.graph, self.start, self.best)
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            debrief=debrief(self.graph, self.run(response), best),
        )
