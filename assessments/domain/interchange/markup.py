"""HTML and plain text, there and back; what stays of HTML has passed the one sanitizer."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any, cast
from xml.etree import ElementTree as ET

from assessments.domain.interchange.portable import ItemRefused, Notes, one_line
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.interchange.stripping import note_stripped
from assessments.domain.interchange.text_files import storable
from assessments.domain.items import Item
from assessments.domain.items.base import MOST_HINTS
from common.html import FIGURED, clean

LONGEST_TEXT = 100_000
LONGEST_LEAD_IN = 500
VOID = frozenset({"br", "hr", "img", "wbr"})
BREAKING = frozenset(
    {"br", "p", "div", "li", "tr", "dt", "dd", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
)
MEANING = frozenset(
    {"b", "strong", "i", "em", "u", "sub", "sup", "code", "ul", "ol", "table", "dl", "blockquote"}
)
DIVISION = re.compile(r"<(/?)div\b[^<>]*>", re.IGNORECASE)
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>")
PICTURE = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
BLOCK = re.compile(r"<(?:p|ul|ol|dl|table|blockquote|h[1-6]|hr)\b")
BLOCK_END = re.compile(r"</(?:p|ul|ol|dl|table|blockquote|h[1-6])>|<hr>")
LAST_PARAGRAPH = re.compile(r"(.*)<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
SENTENCE = re.compile(r"(.*[.!?:])\s+(\S.*)", re.DOTALL)
NORMAL = "0123456789+-=()n"
RAISED = dict(zip(NORMAL, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip(NORMAL, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ", strict=True))
SMALL = {"sup": RAISED, "sub": LOWERED}


class _TreeMaker(HTMLParser):
    """Builds elements out of cleaned, hence balanced, HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = ET.TreeBuilder(element_factory=Node)
        self.open = ["div"]
        self.tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open[1:]:
            while self.open[-1] != tag:
                self.tree.end(self.open.pop())
            self.tree.end(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.tree.data(data)

    def finished(self) -> Node:
        self.close()
        while self.open:
            self.tree.end(self.open.pop())
        return cast(Node, self.tree.close())


def prose(html: str, notes: Notes | None = None) -> str:
    """Return HTML that may be kept; raise `ItemRefused` if it is too long to be cleaned.

    Editors write paragraphs as `div` and leave empty ones behind. `notes` are told what is taken out.
    """
    if len(html) > LONGEST_TEXT:
        raise ItemRefused(f"A text is longer than {LONGEST_TEXT} characters.")
    if notes is not None:
        note_stripped(html, notes)
    paragraphs = DIVISION.sub(r"<\1p>", storable(html))
    return EMPTY_PARAGRAPH.sub("", clean(paragraphs, FIGURED)).strip()


def without_pictures(html: str) -> str:
    """Return HTML that may be kept, its pictures taken out."""
    return prose(PICTURE.sub("", prose(html)))


def hints_kept(hints: Sequence[Mapping[str, Any]], notes: Notes) -> list[dict[str, Any]]:
    """Return hints with what may be kept of their HTML; pictures and empty ones stay behind."""
    kept = [{**hint, "text": without_pictures(hint["text"])} for hint in hints]
    if any(PICTURE.search(prose(hint["text"], notes)) for hint in hints):
        notes.lost("A picture in a hint did not come across.")
    kept = [hint for hint in kept if hint["text"]]
    if len(kept) > MOST_HINTS:
        notes.lost(f"Only the first {MOST_HINTS} hints came across.")
    return kept[:MOST_HINTS]


def note_hints(item: Item, notes: Notes) -> None:
    """Note that a format has no place for hints."""
    if item.hints:
        notes.lost("Hints did not come across.")


def tree_of(html: str) -> Node:
    """Return cleaned HTML as elements below a `div`."""
    maker = _TreeMaker()
    maker.feed(html)
    return maker.finished()


def html_of(node: ET.Element) -> str:
    """Return what stands inside an element as HTML, not cleaned yet."""
    inside = [escape(node.text or "", quote=False)]
    inside += [ET.tostring(child, encoding="unicode", method="html") for child in node]
    return "".join(inside)


def escaped(text: str) -> str:
    """Write plain text as HTML, its line breaks as `br`."""
    return escape(storable(text), quote=False).replace("\n", "<br>")


def lines_of(html: str, notes: Notes, what: str) -> str:
    """Return HTML as plain text with line breaks; note what formatting `what` lost."""
    if "<" not in html and "&" not in html:
        return lines(html)
    written: list[str] = []
    lost = _write(tree_of(prose(html, notes)), written)
    for name in sorted(lost):
        notes.lost(f"{what}: {name} did not come across; this is plain text here.")
    return lines("".join(written))


def line_of(html: str, notes: Notes, what: str) -> str:
    """Return HTML as plain text on one line; note what formatting `what` lost."""
    return one_line(lines_of(html, notes, what))


def text_of(html: str) -> str:
    """Return the words of HTML on one line, for comparing and for lists."""
    return line_of(html, Notes(), "")


def lines(text: str) -> str:
    """Return plain text without empty lines and with single spaces."""
    return "\n".join(line for row in storable(text).split("\n") if (line := one_line(row)))


def _write(node: Node, written: list[str]) -> set[str]:
    """Append a node's text; return the names of what plain text cannot hold."""
    lost: set[str] = set()
    small = SMALL.get(node.tag)
    inside = node.whole_text()
    if small and inside and all(character in small for character in inside):
        written.append("".join(small[character] for character in inside))
        return lost
    if node.tag == "img":
        lost.add(f"the picture “{node.get('alt') or node.get('src', '')}”")
    elif node.tag in MEANING:
        lost.add(f"the formatting “{node.tag}”")
    breaking = node.tag in BREAKING
    written.append("\n" if breaking else "")
    written.append((node.text or "").replace("\n", " "))
    for child in node.children():
        lost |= _write(child, written)
        written.append((child.tail or "").replace("\n", " "))
    written.append("\n" if breaking else "")
    return lost


def split(html: str, notes: Notes) -> tuple[str, str]:
    """Return stem and lead-in of a question's whole text: its last paragraph is what is asked.

    A text that ends otherwise is all stem: nothing is put into an author's mouth.
    """
    html = _in_paragraph(prose(html, notes))
    found = LAST_PARAGRAPH.fullmatch(html)
    if not found or "<img" in found[2]:
        return html, ""
    stem, asked = found[1].strip(), found[2]
    lead_in = line_of(asked, notes, "Question")
    if len(lead_in) <= LONGEST_LEAD_IN:
        return stem, lead_in
    return _split_long(stem, asked, lead_in)


def _in_paragraph(html: str) -> str:
    """Return HTML whose last words, if they stand loose, are a paragraph."""
    ends = [found.end() for found in BLOCK_END.finditer(html)]
    start = ends[-1] if ends else 0
    last = html[start:].strip()
    return f"{html[:start]}<p>{last}</p>" if last and not BLOCK.search(last) else html


def _split_long(stem: str, asked: str, lead_in: str) -> tuple[str, str]:
    sentence = SENTENCE.fullmatch(lead_in)
    if sentence and len(sentence[2]) <= LONGEST_LEAD_IN:
        return f"{stem}<p>{escaped(sentence[1])}</p>", sentence[2]
    return f"{stem}<p>{asked}</p>", ""


def joined(stem: str, lead_in: str) -> str:
    """Return a question's whole text as `split` reads it."""
    return f"{stem}<p>{escaped(one_line(lead_in))}</p>" if lead_in else stem
