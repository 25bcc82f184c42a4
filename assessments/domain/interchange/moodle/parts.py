"""What every question of a Moodle file has: name, texts with their files, tags, weights."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

from assessments.domain.interchange.markup import (
    escaped,
    hints_kept,
    line_of,
    lines_of,
    prose,
    split,
)
from assessments.domain.interchange.pictures import keep_pictures
from assessments.domain.interchange.portable import ItemRefused, Notes, one_line
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.shares import snapped
from assessments.domain.tries import DEFAULT_PENALTY

PLUGIN_FILE = "@@PLUGINFILE@@/"
NO_TEXT = "noinline"  # an essay of files alone
MOST_ATTACHMENTS = 3
PLAIN = "plain_text"
ROUNDED = 0.0001
STOCK = frozenset(
    {
        "your answer is correct.",
        "your answer is partially correct.",
        "your answer is incorrect.",
    }
)


@dataclass
class Parts:
    """A question element being read, with the pictures found in it so far."""

    node: Node
    notes: Notes
    media: dict[str, bytes] = field(default_factory=dict)

    def prose(self, path: str) -> str:
        """Return the HTML at a path, cleaned, with its pictures."""
        element = self.node.child(path)
        return "" if element is None else self.prose_of(element)

    def asked(self) -> dict[str, Any]:
        """Return stem, lead-in and rationale."""
        stem, lead_in = split(self.prose("questiontext"), self.notes)
        return {"stem": stem, "lead_in": lead_in, **self.said()}

    def said(self) -> dict[str, Any]:
        """Return rationale and hints."""
        fields = {"rationale": self.prose("generalfeedback")}
        return {**fields, "hints": hints} if (hints := self.hints()) else fields

    def text_of(self, path: str) -> str:
        """Return the HTML at a path as the file has it."""
        element = self.node.child(path)
        return "" if element is None else html_in(element)

    def unit(self) -> str:
        """Return the first unit."""
        units = [
            one_line(unit.findtext("unit_name") or "") for unit in self.node.children("units/unit")
        ]
        if len(units) > 1:
            self.notes.lost(f"Other units than {units[0]} did not come across.")
        if self.node.texts("unitgradingtype") not in {"", "0"}:
            self.notes.lost("That the unit is graded did not come across.")
        return units[0] if units else ""

    def rewrite(self, path: str, html: str) -> None:
        """Put other HTML at a path, before it is read."""
        element = self.node.child(path)
        if element is not None:
            held = element.child("text")
            (element if held is None else held).text = html
            element.set("format", "html")

    def hints(self) -> list[dict[str, Any]]:
        """Return the hints; the penalty of a try stands in the assessment here."""
        elements = self.node.children("hint")
        listed = [
            {"text": html_in(hint), "clear_wrong": hint.child("clearwrong") is not None}
            for hint in elements
        ]
        if any(hint.child("shownumcorrect") is not None for hint in elements):
            self.notes.lost("That a hint tells the number of right answers did not come across.")
        penalty = float_or(self.node.texts("penalty"))
        if listed and penalty is not None and abs(penalty - DEFAULT_PENALTY) > ROUNDED:
            self.notes.lost(
                f"The penalty of {penalty:g} for each try did not come across: it is set in the "
                "assessment here."
            )
        return hints_kept(listed, self.notes)

    def line(self, element: Node, what: str) -> str:
        """Return an element's text as one plain line."""
        return line_of(html_in(element), self.notes, what)

    def lines(self, element: Node | None, what: str) -> str:
        """Return an element's text as plain lines, "" without an element."""
        return "" if element is None else lines_of(html_in(element), self.notes, what)

    def is_on(self, path: str, *, otherwise: bool) -> bool:
        """Whether a switch is on; Moodle writes true, 1, false or 0."""
        written = self.node.texts(path).casefold()
        return written in {"true", "1"} if written else otherwise

    def prose_of(self, element: Node) -> str:
        """Return an element's HTML, cleaned, with its pictures."""
        files = {
            unquote(file.get("name", "")): decoded(file, self.notes)
            for file in element.children("file")
        }

        def find(address: str) -> bytes | None:
            return files.get(unquote(address.removeprefix(PLUGIN_FILE)))

        return keep_pictures(prose(html_in(element), self.notes), find, self.notes, self.media)


def html_in(element: Node) -> str:
    """Return an element's text as HTML, whatever its format."""
    text = element.findtext("text")
    text = (element.text or "") if text is None else text
    return escaped(text.strip()) if element.get("format") == PLAIN else text.strip()


def share_of(answer: Node) -> Fraction:
    """Return an answer's weight; raise `ItemRefused` if it is no percentage."""
    try:
        return snapped(answer.get("fraction") or answer.texts("fraction") or "0")
    except ValueError as error:
        raise ItemRefused(f"The weight {error}", answer.line) from error


def note_rest(node: Node, notes: Notes) -> None:
    """Note what a question has in Moodle and cannot have here."""
    points = node.texts("defaultgrade")
    is_comment = node.get("type") == "essay" and float_or(points) == 0
    if points and float_or(points) != 1 and not is_comment:
        notes.lost(f"It was worth {points} points; points are set in the assessment here.")
    if node.texts("idnumber"):
        notes.lost(f"The ID number {node.texts('idnumber')} did not come across.")
    for path in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        element = node.child(path)
        text = line_of(html_in(element), Notes(), "") if element is not None else ""
        if text and text.casefold() not in STOCK:
            notes.lost(f"The feedback “{text[:60]}” to every such answer did not come across.")


def float_or(text: str) -> float | None:
    """Return a number, None if it is none."""
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else None


def decoded(file: Node, notes: Notes) -> bytes:
    """Return a file's content, nothing with a note if it is damaged."""
    try:
        return base64.b64decode("".join((file.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        notes.lost(f"The file “{file.get('name', '')}” is damaged.", file.line)
        return b""
