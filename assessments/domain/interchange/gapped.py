"""Texts with gaps, as HTML with a marker such as [[1]] where each gap stands."""

from collections.abc import Iterator
from html import escape

from assessments.domain.interchange.markup import html_of, lines_of, split, tree_of
from assessments.domain.interchange.portable import Notes
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items.cloze import MARKER

BELOW_EACH_OTHER = frozenset({"p", "ul", "ol", "dl", "table", "blockquote", "h2", "h3", "h4", "hr"})


def parted(html: str, notes: Notes) -> dict[str, str]:
    """Return stem, lead-in and text: what stands before the paragraph of the first gap asks."""
    before: list[str] = []
    text: list[str] = []
    for block in _blocks(tree_of(html)):
        (text if text or MARKER.search(block) else before).append(block)
    stem, lead_in = split("".join(before), notes)
    words = lines_of("".join(text), notes, "The text")
    return {"stem": stem, "lead_in": lead_in, "text": words}


def _blocks(root: Node) -> Iterator[str]:
    """Yield the pieces of a text that stand below each other; loose words are one with theirs."""
    loose = escape(root.text or "", quote=False)
    for child in root.children():
        tail, child.tail = child.tail or "", None
        holder = Node("div")
        holder.append(child)
        html = html_of(holder)
        if child.tag in BELOW_EACH_OTHER:
            if loose.strip():
                yield loose
            yield html
            loose = escape(tail, quote=False)
        else:
            loose += html + escape(tail, quote=False)
    if loose.strip():
        yield loose
