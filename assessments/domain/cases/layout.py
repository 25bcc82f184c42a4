"""Where to draw the nodes of a case: in columns by how many steps they are from the start."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.domain.cases.graph import Graph, Node, warnings

WIDTH, HEIGHT, ACROSS, DOWN, EDGE = 168, 44, 236, 64, 12
LONGEST = 24


@dataclass(frozen=True)
class Box:
    """A node with its place."""

    number: int
    node: Node
    x: int
    y: int

    @property
    def name(self) -> str:
        """As much of its title as the box holds."""
        title = f"{self.number}. {self.node.title}"
        return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def right(self) -> int:
        return self.x + WIDTH


@dataclass(frozen=True)
class Line:
    """A link as a curve from box to box; `jumps` tells one that a counter takes."""

    path: str
    is_best: bool
    jumps: bool = False


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines, the size that they need, and what the author should look at."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    warnings: tuple[str, ...]
    numbers: Mapping[str, int]
    box_width: int = WIDTH
    box_height: int = HEIGHT


def drawing(graph: Graph) -> Drawing:
    """Return a drawing of a graph."""
    columns = _columns(graph)
    boxes: dict[str, Box] = {}
    rows: dict[int, int] = {}
    for number, node in enumerate(graph.nodes, start=1):
        column = columns.get(node.key, 0)
        row = rows[column] = rows.get(column, -1) + 1
        boxes[node.key] = Box(number, node, EDGE + column * ACROSS, EDGE + row * DOWN)
    lines = [
        Line(_curve(boxes[node.key], boxes[link.to]), link.best)
        for node, link in graph.links.values()
    ]
    return Drawing(
        boxes=tuple(boxes.values()),
        lines=tuple(sorted(lines, key=lambda line: line.is_best)),
        width=max(box.right for box in boxes.values()) + EDGE,
        height=max(box.y for box in boxes.values()) + HEIGHT + EDGE,
        warnings=tuple(warnings(graph)),
        numbers={key: box.number for key, box in boxes.items()},
    )


def _columns(graph: Graph) -> dict[str, int]:
    """Return how many steps each node is from a start; what only counters lead to comes last."""
    found = {node.key: 0 for node in graph.starts}
    waiting = list(found)
    nodes = graph.by_key
    for key in waiting:
        for link in nodes[key].links:
            if link.to not in found:
                found[link.to] = found[key] + 1
                waiting.append(link.to)
    last = max(found.values(), default=0) + 1
    return {node.key: found.get(node.key, last) for node in graph.nodes}


def _curve(one: Box, other: Box) -> str:
    begin, end = (one.right, one.middle), (other.x, other.middle)
    if other.x > one.x:
        half = (begin[0] + end[0]) // 2
        return f"M{begin[0]} {begin[1]} C{half} {begin[1]} {half} {end[1]} {end[0]} {end[1]}"
    above = min(one.y, other.y) - EDGE // 2
    return (
        f"M{begin[0]} {begin[1]} C{begin[0] + 30} {above} {end[0] - 30} {above} {end[0]} {end[1]}"
    )
