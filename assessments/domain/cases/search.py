"""The best way through a case, and what a random way earns: both by looking at every way, in bounds."""

from collections import deque
from collections.abc import Callable
from fractions import Fraction

from assessments.domain.cases.graph import Graph
from assessments.domain.cases.play import State, begin, choices_at, follow, replay

MOST_STATES = 4000
Worth = Callable[[State], Fraction]


class TooLarge(Exception):
    """There are more ways than anybody looks at."""


def marked_path(graph: Graph, start: str) -> list[str]:
    """Return the path that the author marked as best, if it leads to an end; else nothing."""
    state, path = begin(graph, start).state, list[str]()
    seen = {state}
    while not graph.by_key[state.node].end:
        best = [link for link in choices_at(graph, state) if link.best]
        if not best:
            return []
        state, _arrived = follow(graph, state, best[0])
        path.append(best[0].key)
        if state in seen:
            return []
        seen.add(state)
    return path


def best_path(graph: Graph, start: str, worth: Worth, *, longest: int) -> list[str]:
    """Return the marked path, else the shortest of the best finished ways among those looked at."""
    if marked := marked_path(graph, start):
        return marked if len(marked) <= longest else []
    state = begin(graph, start).state
    waiting: deque[tuple[State, list[str]]] = deque([(state, [])])
    seen, best, most = {state}, list[str](), Fraction(-1)
    while waiting:
        state, path = waiting.popleft()
        if graph.by_key[state.node].end:
            if (earned := worth(state)) > most:
                best, most = path, earned
            continue
        for link in choices_at(graph, state) if len(path) < longest else ():
            after, _arrived = follow(graph, state, link)
            if after not in seen and len(seen) < MOST_STATES:
                seen.add(after)
                waiting.append((after, [*path, link.key]))
    return best


def is_acyclic(graph: Graph) -> bool:
    """Whether no way comes back to where it was."""
    ways = graph.ways()
    open_, done = set[str](), set[str]()

    def ends(key: str) -> bool:
        if key in done:
            return True
        if key in open_:
            return False
        open_.add(key)
        if not all(ends(to) for to in ways[key] - {key}):
            return False
        open_.discard(key)
        done.add(key)
        return True

    loops = any(link.to == node.key for node in graph.nodes for link in node.links)
    return not loops and all(ends(node.key) for node in graph.starts)


def random_worth(graph: Graph, worth: Worth, *, longest: int) -> Fraction | None:
    """Return the mean that equally likely links earn, None where ways come back or are too many."""
    if not is_acyclic(graph):
        return None
    known: dict[tuple[State, int], Fraction] = {}

    def mean(state: State, left: int) -> Fraction:
        links = [] if graph.by_key[state.node].end or not left else choices_at(graph, state)
        if not links:
            return worth(state)
        if (state, left) not in known:
            if len(known) >= MOST_STATES:
                raise TooLarge
            behind = [mean(follow(graph, state, link)[0], left - 1) for link in links]
            known[state, left] = sum(behind, Fraction(0)) / len(links)
        return known[state, left]

    whole = sum((Fraction(node.chance) for node in graph.starts), Fraction(0))
    try:
        parts = [
            Fraction(node.chance) * mean(replay(graph, node.key, ()).state, longest)
            for node in graph.starts
        ]
    except TooLarge:
        return None
    return sum(parts, Fraction(0)) / whole
