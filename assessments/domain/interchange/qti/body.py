"""What an item shows: its case, what it asks, its interaction, and what is said afterwards."""

import posixpath
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from assessments.domain.interchange.markup import html_of, line_of, lines_of, prose, split
from assessments.domain.interchange.pictures import keep_pictures
from assessments.domain.interchange.portable import ItemRefused, Notes
from assessments.domain.interchange.qti.processing import Processing
from assessments.domain.interchange.qti.values import Value, members
from assessments.domain.interchange.safe_xml import Node

FEEDBACKS = ("modalFeedback", "feedbackInline", "feedbackBlock")
NOT_SHOWN = frozenset({*FEEDBACKS, "rubricBlock", "printedVariable", "templateBlock"})
BUTTONS = frozenset({"endAttemptInteraction"})
REASON = "rationale_"


@dataclass
class Body:
    """An item being read: its tree in names of 2.x, and the files of its package."""

    item: Node
    files: Mapping[str, bytes]
    base: str
    notes: Notes
    processing: Processing
    media: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.item.child("itemBody")
        if found is None:
            raise ItemRefused("The item has no body.", self.item.line)
        self.body = found
        self.interactions = list(_interactions(found))
        if self.item.get("adaptive") == "true":
            self.notes.lost("That the item adapts over several tries did not come across.")
        if self.item.child("templateProcessing") is not None:
            raise ItemRefused("Items that are made from templates cannot be kept.", self.item.line)

    @cached_property
    def for_markers(self) -> str:
        """What is said to those who mark, as plain lines."""
        told = [html_of(node) for node in self._rubrics if node.get("view", "scorer") == "scorer"]
        return "\n".join(lines_of(html, self.notes, "A note for markers") for html in told)

    @property
    def _rubrics(self) -> list[Node]:
        return self.body.below("rubricBlock")

    def note_rubrics(self) -> None:
        """Note that a question without a rubric cannot keep what is said to markers."""
        for node in self._rubrics:
            self.notes.lost("Notes for markers did not come across.", node.line)

    def asked(self, interaction: Node) -> dict[str, str]:
        """Return stem, lead-in and rationale, the latter empty for now."""
        prompt = interaction.child("prompt")
        asks = "" if prompt is None else self.prose(html_of(_copy(prompt)))
        stem = self.prose(html_of(_copy(self.body, [interaction])))
        if asks:
            before, lead_in = split(asks, self.notes)
            stem = prose(stem + before)
        else:
            stem, lead_in = split(stem, self.notes)
        return {"stem": stem, "lead_in": lead_in, "rationale": ""}

    def prose(self, html: str) -> str:
        """Return HTML that may be kept, with the pictures that the package holds."""
        return keep_pictures(prose(html, self.notes), self.find, self.notes, self.media)

    def line(self, node: Node, what: str) -> str:
        """Return what a choice says, as one plain line without its feedback."""
        return line_of(html_of(_copy(node)), self.notes, what)

    def said(self, responses: Mapping[str, Value]) -> list[Node]:
        """Return the feedback that these responses bring about; raise `NotUnderstood`."""
        held = self.processing.run(responses)
        return [
            node
            for node in self.item.below(*FEEDBACKS)
            if (node.get("identifier", "") in members(held.get(node.get("outcomeIdentifier", ""))))
            == (node.get("showHide", "show") == "show")
        ]

    def reasons(self, nodes: list[Node]) -> str:
        """Return feedback as plain lines."""
        told = (lines_of(html_of(node), self.notes, "A reason") for node in nodes)
        return "\n".join(filter(None, told))

    def rationale(self, nodes: list[Node]) -> str:
        """Return feedback as HTML."""
        return "".join(self.prose(html_of(node)) for node in nodes)

    def find(self, address: str) -> bytes | None:
        """Return a file of the package by an address in the item."""
        path = posixpath.normpath(posixpath.join(self.base, unquote(address)))
        return self.files.get(path)


def _interactions(node: Node) -> Iterator[Node]:
    """Yield the interactions below a node, not what others make of theirs inside one."""
    for child in node.children():
        if not child.tag.endswith("Interaction"):
            yield from _interactions(child)
        elif child.tag not in BUTTONS:
            yield child


def _copy(node: Node, drop: Container[Node] = ()) -> Node:
    """Return a copy without some elements and without feedback, which is shown at other times."""
    copied = Node(node.tag, dict(node.attrib))
    copied.text = node.text
    for child in node.children():
        if child in drop or child.tag in NOT_SHOWN:
            _append_text(copied, child.tail or "")
        else:
            inner = _pictured(_copy(child, drop))
            inner.tail = child.tail
            copied.append(inner)
    return copied


def _pictured(node: Node) -> Node:
    """Return an `object` that is a picture as `img`."""
    if node.tag == "object" and node.get("type", "").startswith("image/"):
        return Node("img", {"src": node.get("data", ""), "alt": node.whole_text().strip()})
    return node


def _append_text(node: Node, text: str) -> None:
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text
