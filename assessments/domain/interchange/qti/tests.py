"""Assessment tests read: sections of items, drawn or fixed, with their weights, limits and tries."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from assessments.domain.decimals import plain
from assessments.domain.interchange.markup import html_of, prose
from assessments.domain.interchange.numbers import number_of
from assessments.domain.interchange.portable import Notes, Slot, Test, one_line
from assessments.domain.interchange.rules import Rules
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.policy import Navigation
from assessments.domain.tries import Checking, Shown

MINUTE = 60
LONGEST = 32_767
OF_TEST = "test-instructions"
HUNDRED = Decimal(100)


@dataclass
class _Reader:
    """A test being read; `by_name` are the entries of its items."""

    base: str
    by_name: Mapping[str, int]
    notes: Notes
    instructions: list[str] = field(default_factory=list)

    def slots(self, section: Node, *, titled: bool) -> Iterator[Slot]:
        """Yield the slots of a section, the first one with its title where learners see that."""
        self._note(section)
        shown = titled and section.get("visible") == "true"
        title = one_line(section.get("title", "")) if shown else ""
        told = self._told(section, to_section=bool(title))
        first = True
        for slot in self._parts(section, titled=titled):
            if first and title and not slot.section:
                yield replace(slot, section=title, section_instructions=told)
            else:
                yield slot
            first = False

    def _parts(self, section: Node, *, titled: bool) -> Iterator[Slot]:
        drawn = self._draw(section)
        if drawn:
            yield drawn
            return
        for child in section.children():
            if child.tag == "assessmentItemRef":
                yield from self._fixed(child)
            elif child.tag == "assessmentSection":
                nested = section.get("visible") == "true" and child.get("visible") == "true"
                if nested and _selected(child) is None:
                    self.notes.lost(
                        "Sections inside sections became sections one after another.", child.line
                    )
                yield from self.slots(child, titled=titled and _selected(child) is None)
            elif child.tag in {"assessmentSectionRef", "include"}:
                self.notes.lost("A section in a file of its own did not come across.", child.line)

    def _draw(self, section: Node) -> Slot | None:
        """Return the draw that a section makes, None if it asks all that it holds."""
        count = _selected(section)
        if count is None:
            return None
        refs = section.below("assessmentItemRef")
        pool = [slot for ref in refs for slot in self._fixed(ref)]
        if not 0 < count < len(pool):
            return None
        selection = section.child("selection")
        if selection is not None and selection.get("withReplacement") == "true":
            self.notes.lost("That a question may be drawn twice did not come across.", section.line)
        if any(ref.get("required") == "true" for ref in refs):
            self.notes.lost("That a question is always drawn did not come across.", section.line)
        if len({slot.points for slot in pool}) > 1:
            self.notes.lost("Questions of a draw count alike here: as the first one.", section.line)
        tag = one_line(section.get("title", "")) or section.get("identifier", "")
        entries = tuple(slot.entry for slot in pool if slot.entry is not None)
        return Slot(tag=tag, count=count, points=pool[0].points, pool=entries)

    def _fixed(self, ref: Node) -> Iterator[Slot]:
        self._note(ref)
        if ref.get("fixed") == "true":
            self.notes.lost("That a question keeps its place did not come across.", ref.line)
        name = posixpath.normpath(posixpath.join(self.base, unquote(ref.get("href", ""))))
        if name not in self.by_name:
            self.notes.lost(f"The package does not list the item {name[:80]}.", ref.line)
            return
        weight = ref.child("weight")
        written = "1" if weight is None else weight.get("value", "1")
        yield Slot(entry=self.by_name[name], points=plain(abs(number_of(written, ref.line))))

    def _told(self, section: Node, *, to_section: bool) -> str:
        """Return what a section tells its learners; what is meant for the whole test is set aside."""
        own: list[str] = []
        for block in section.children("rubricBlock"):
            if "candidate" not in (block.get("view") or "candidate").split():
                self.notes.lost(
                    "What is said to others than learners did not come across.", block.line
                )
                continue
            html = prose(html_of(block), self.notes)
            of_test = OF_TEST in block.get("class", "").split() or not to_section
            (self.instructions if of_test else own).append(html)
        return "".join(own)

    def _note(self, part: Node) -> None:
        if part.child("preCondition") is not None or part.child("branchRule") is not None:
            self.notes.lost(
                "Conditions on what was answered before did not come across.", part.line
            )
        if part.child("timeLimits") is not None:
            self.notes.lost("Time limits of sections and questions did not come across.", part.line)
        if part.child("templateDefault") is not None:
            self.notes.lost("Values that a test gives its items did not come across.", part.line)


def _selected(section: Node) -> int | None:
    selection = section.child("selection")
    written = "" if selection is None else selection.get("select", "")
    return int(written) if written.isdigit() and len(written) < 6 else None


def read_test(root: Node, name: str, by_name: Mapping[str, int], notes: Notes) -> Test:
    """Return a test whose slots name the entries of the reading."""
    reader = _Reader(posixpath.dirname(name), by_name, notes)
    parts = root.children("testPart")
    if len(parts) > 1:
        notes.lost("The parts of the test became one.", parts[1].line)
    slots = [
        slot
        for part in parts
        for section in part.children("assessmentSection")
        for slot in reader.slots(section, titled=True)
    ]
    if not slots:
        notes.lost("The test asks no question of this package.", root.line)
    return Test(
        title=one_line(root.get("title", "")) or name,
        slots=tuple(slots),
        instructions="".join(reader.instructions),
        rules=Rules(
            pass_mark=_pass_mark(root, notes),
            time_limit_minutes=_minutes(root, parts, notes),
            navigation=_navigation(parts),
            shuffle_questions=_is_shuffled(root, notes),
            **_control(root, parts, notes),
        ),
    )


def _pass_mark(root: Node, notes: Notes) -> Decimal | None:
    """Return the mastery value of the test's score in percent of the most that can be earned."""
    if root.child("outcomeProcessing") is None:
        return None
    for declared in root.children("outcomeDeclaration"):
        mastery, most = declared.get("masteryValue", ""), declared.get("normalMaximum", "")
        if mastery and most:
            passing, whole = number_of(mastery, declared.line), number_of(most, declared.line)
            if whole > 0 and 0 <= passing <= whole:
                if whole != HUNDRED:
                    notes.lost("How the test's result is computed did not come across.", root.line)
                return (passing * HUNDRED / whole).quantize(Decimal("0.01"))
    notes.lost("How the test's result is computed did not come across.", root.line)
    return None


def _minutes(root: Node, parts: Sequence[Node], notes: Notes) -> int | None:
    limited = [node for node in (root, *parts) if node.child("timeLimits") is not None]
    seconds = [
        number_of(written, limits.line)
        for node in limited
        for limits in node.children("timeLimits")
        if (written := limits.get("maxTime", ""))
    ]
    for node in limited:
        if any(each.get("minTime") for each in node.children("timeLimits")):
            notes.lost("The least time to be spent did not come across.", node.line)
        if any(each.get("allowLateSubmission") == "true" for each in node.children("timeLimits")):
            notes.lost("That answers may come late did not come across.", node.line)
    if not seconds:
        return None
    whole = seconds[0] if root.child("timeLimits") is not None else sum(seconds)
    return min(LONGEST, max(1, round(whole / MINUTE)))


def _navigation(parts: Sequence[Node]) -> Navigation:
    linear = bool(parts) and all(part.get("navigationMode") == "linear" for part in parts)
    return Navigation.ONE_WAY if linear else Navigation.FREE


def _is_shuffled(root: Node, notes: Notes) -> bool:
    """Whether questions are shuffled: here in every section or in none."""
    if not any(each.get("shuffle") == "true" for each in root.below("ordering")):
        return False
    for section in root.below("assessmentSection"):
        order = section.child("ordering")
        stays = order is None or order.get("shuffle") != "true"
        if stays and _selected(section) is None and len(section.children("assessmentItemRef")) > 1:
            notes.lost("That only some sections are shuffled did not come across: all are here.")
    return True


def _control(root: Node, parts: Sequence[Node], notes: Notes) -> dict[str, Any]:
    """Return how answers are checked and what is seen again, as the control of the items has it."""
    controls = root.below("itemSessionControl")
    if len({tuple(sorted(each.attrib.items())) for each in controls}) > 1:
        notes.lost("Rules of single sections and questions became those of the first one.")
    found = dict(controls[0].attrib) if controls else {}
    if found.get("allowSkipping") == "false":
        notes.lost("That no question may be skipped did not come across.", controls[0].line)
    if found.get("allowComment") == "true":
        notes.lost("That learners may comment did not come across.", controls[0].line)
    review = "never" if found.get("allowReview") == "false" else "after_submit"
    alone = bool(parts) and all(part.get("submissionMode") == "individual" for part in parts)
    if not alone or found.get("showFeedback") != "true":
        return {"review": review}
    tries = found.get("maxAttempts", "1")
    if tries == "1":
        checking = Checking.ONCE
    else:
        checking = Checking.ADAPTIVE
        if tries != "0":
            notes.lost(
                f"That there are {tries[:5]} tries of a question became as many as one likes."
            )
    shows = Shown.REASONS if found.get("showSolution") == "true" else Shown.FEEDBACK
    return {
        "review": review,
        "checking": checking,
        "check_shows": shows,
        "penalty_percent": Decimal(0),
    }
