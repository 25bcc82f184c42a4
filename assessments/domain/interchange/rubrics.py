"""Rubrics as text for markers: other systems have a field for their words and none for a rubric.

Written as lines that are read back exactly: the notes, a line `Rubric:`, for each criterion
`* Title: description` and for each level `- points | label | description`.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assessments.domain.decimals import plain
from assessments.domain.interchange.choices import key_of
from assessments.domain.interchange.markup import lines
from assessments.domain.interchange.portable import Notes, one_line
from assessments.domain.items.marked import MarkedItem

HEADING = "Rubric:"
LEVEL = re.compile(r"- (\d{1,4}(?:\.\d{1,2})?) \| ([^|]{1,200})(?: \| (.{1,2000}))?")
CRITERION = re.compile(r"\* ([^:]{1,200})(?:: (.{1,2000}))?")
STOCK: dict[str, Any] = {
    "criteria": [
        {
            "key": "answer",
            "title": "Answer",
            "levels": [
                {"key": "a", "label": "Not met", "points": "0"},
                {"key": "b", "label": "Partly met", "points": "1"},
                {"key": "c", "label": "Met", "points": "2"},
            ],
        }
    ]
}


def marking_fields(text: str, notes: Notes) -> dict[str, Any]:
    """Return a rubric and notes for markers out of their text; a plain rubric where there is none."""
    before, rubric = _read(lines(text).split("\n"))
    if rubric is None:
        notes.lost("It came without a rubric: a plain one of three levels stands in its place.")
    return {"rubric": rubric or STOCK, "marker_notes": "\n".join(before)}


def _read(rows: Sequence[str]) -> tuple[list[str], dict[str, Any] | None]:
    if HEADING in rows:
        place = len(rows) - 1 - rows[::-1].index(HEADING)
        criteria = _criteria(rows[place + 1 :])
        if criteria:
            return list(rows[:place]), {"criteria": criteria}
    return [row for row in rows if row], None


def _criteria(rows: Sequence[str]) -> list[dict[str, Any]]:
    """Return the criteria that lines describe, none unless every line is understood."""
    found: list[dict[str, Any]] = []
    for row in rows:
        level, criterion = LEVEL.fullmatch(row), CRITERION.fullmatch(row)
        if criterion:
            title, said = criterion.groups()
            key = f"c{len(found) + 1}"
            found.append({"key": key, "title": title, "descriptor": said or "", "levels": []})
        elif level and found:
            points, label, said = level.groups()
            levels = found[-1]["levels"]
            key = f"{found[-1]['key']}-{key_of(len(levels))}"
            levels.append({"key": key, "label": label, "points": points, "descriptor": said or ""})
        else:
            return []
    sound = all(
        2 <= len(each["levels"]) <= 10 and any(Decimal(x["points"]) for x in each["levels"])
        for each in found
    )
    return found if sound and len(found) <= 20 else []


def marking_text(item: MarkedItem, notes: Notes) -> str:
    """Return notes and rubric as lines; note what has no place in another system."""
    if item.model_answer:
        notes.lost("The model answer did not come across.")
    if not item.shows_criteria:
        notes.lost("That learners do not see the criteria did not come across.")
    written = [*filter(None, lines(item.marker_notes).split("\n")), HEADING]
    for criterion in item.rubric.criteria:
        title, said = _without(":", criterion.title), one_line(criterion.descriptor)
        written.append(f"* {title}" + (f": {said}" if said else ""))
        for level in criterion.levels:
            label, said = _without("|", level.label), one_line(level.descriptor)
            row = f"- {plain(level.points)} | {label}"
            written.append(row + (f" | {said}" if said else ""))
    return "\n".join(written)


def _without(mark: str, text: str) -> str:
    """Return words on one line without the mark that ends them."""
    return one_line(text.replace(mark, " ")) or "–"
