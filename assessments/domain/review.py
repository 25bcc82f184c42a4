"""What a learner may look at again, and when: a matrix of rows by moments.

Rules and source: docs/rules/grading.md. While an attempt is open nothing of this holds.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from assessments.domain.items import NO_ARRANGEMENT, Arrangement, Item, ItemReview, ReviewLine
from assessments.domain.tries import Checking, Shown as Check

RIGHT_AFTER = timedelta(minutes=2)


class Moment(StrEnum):
    """The columns of the matrix."""

    AFTER = "after"
    OPEN = "open"
    CLOSED = "closed"


class Marks(StrEnum):
    """How much is told of the points."""

    HIDDEN = "hidden"
    MAXIMUM = "maximum"
    MARK = "mark"


class Shown(BaseModel):
    """One column: what is shown. The order of the fields is the order of the rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempt: bool = True
    correctness: bool = True
    marks: Marks = Marks.MARK
    feedback: bool = True
    rationale: bool = True
    answer: bool = True
    references: bool = True

    @property
    def shows_questions(self) -> bool:
        """Whether there is anything to show of single questions."""
        return any(getattr(self, row) for row in QUESTION_ROWS)

    @property
    def shows_everything(self) -> bool:
        return self == EVERYTHING

    @property
    def score(self) -> bool:
        """Whether the points earned are told."""
        return self.marks is Marks.MARK

    @property
    def maximum(self) -> bool:
        """Whether it is told how many points there were."""
        return self.marks is not Marks.HIDDEN

    @property
    def rows(self) -> list[str]:
        """The rows that are shown, by name."""
        told = [row for row in QUESTION_ROWS if getattr(self, row)]
        return [*told, "marks"] if self.score else told


EMPTY = ItemReview(score=Fraction(0), rationale="")
QUESTION_ROWS = ("attempt", "correctness", "feedback", "rationale", "answer", "references")
EVERYTHING = Shown()
MARKS_ALONE = Shown(**dict.fromkeys(QUESTION_ROWS, False))
NOTHING_YET = MARKS_ALONE.model_copy(update={"marks": Marks.HIDDEN})
ANSWER_ALONE = NOTHING_YET.model_copy(update={"attempt": True})

ROWS: Mapping[str, str] = MappingProxyType(
    {
        "attempt": "your answers",
        "correctness": "which were right",
        "marks": "your points",
        "feedback": "what was said about each option",
        "rationale": "the reasons",
        "answer": "the right answers",
        "references": "the references",
    }
)


class ReviewMatrix(BaseModel):
    """What is shown right after handing in, later while the activity is open, and once it closed.

    `guarded`: until the assessment is passed, or no attempt is left, nothing but the marks is shown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Shown = EVERYTHING
    open: Shown = EVERYTHING
    closed: Shown = EVERYTHING
    guarded: bool = False

    def at(self, moment: Moment) -> Shown:
        """Return one column."""
        column: Shown = getattr(self, moment)
        return column

    def shown(self, moment: Moment, *, passed: bool, attempts_left: int | None) -> Shown:
        """Return what is shown at a moment; with no attempt left there is nothing to guard."""
        column = self.at(moment)
        if self.guarded and not passed and attempts_left != 0:
            return MARKS_ALONE.model_copy(update={"marks": column.marks})
        return column


# What each kind of check tells during an attempt, by the rows of the matrix.
TOLD_BY_CHECK: Mapping[Check, tuple[str, ...]] = MappingProxyType(
    {
        Check.VERDICT: ("correctness",),
        Check.FEEDBACK: ("correctness", "feedback"),
        Check.REASONS: ("correctness", "feedback", "rationale", "answer"),
    }
)


def told_too_early(checking: Checking, shows: Check, matrix: ReviewMatrix) -> str:
    """Say what a check would tell during an attempt that is hidden right after it, "" if nothing.

    The matrix is the one truth: what a check shows is its column for the attempt itself, and can be
    no wider than the next one, since nobody forgets what they were told.
    """
    if checking is Checking.NONE:
        return ""
    if matrix.guarded:
        return (
            "A check would tell learners how they did before they passed, which the review keeps from "
            "them until then. Let nothing be checked, or do not keep the review back."
        )
    hidden = [ROWS[row] for row in TOLD_BY_CHECK[shows] if not getattr(matrix.after, row)]
    if not hidden:
        return ""
    return (
        f"A check would tell {', '.join(hidden)}, which the review hides right after handing in. Let a "
        "check show less, or the review more."
    )


PRESETS: Mapping[str, ReviewMatrix] = MappingProxyType(
    {
        "after_submit": ReviewMatrix(),
        "after_pass": ReviewMatrix(guarded=True),
        "never": ReviewMatrix(after=MARKS_ALONE, open=MARKS_ALONE, closed=MARKS_ALONE),
    }
)


def moment(finished_at: datetime, at: datetime, closes_at: datetime | None) -> Moment:
    """Return the column that holds at a time."""
    if closes_at is not None and at >= closes_at:
        return Moment.CLOSED
    return Moment.AFTER if at - finished_at <= RIGHT_AFTER else Moment.OPEN


def more_from(
    matrix: ReviewMatrix, finished_at: datetime, at: datetime, closes_at: datetime | None
) -> tuple[datetime, list[str]] | None:
    """Return when more is shown than now, and which rows those are; None if that never comes."""
    now = moment(finished_at, at, closes_at)
    seen = set(matrix.at(now).rows)
    ahead = [(Moment.OPEN, finished_at + RIGHT_AFTER), (Moment.CLOSED, closes_at)]
    for column, begins in ahead[list(Moment).index(now) :]:
        if begins is None or begins <= at:
            continue
        if fresh := [row for row in ROWS if row in set(matrix.at(column).rows) - seen]:
            return begins, fresh
    return None


def narrowed(
    item: Item,
    response: object,
    arrangement: Arrangement = NO_ARRANGEMENT,
    shown: Shown = EVERYTHING,
) -> ItemReview:
    """Return the review of an answer without anything that may not be shown."""
    review = item.review(response, arrangement)
    return review if shown.shows_everything else _narrowed(item, review, arrangement, shown)


def _narrowed(item: Item, review: ItemReview, arrangement: Arrangement, shown: Shown) -> ItemReview:
    is_whole = shown.attempt and shown.correctness and shown.answer and shown.feedback
    return replace(
        review,
        lines=tuple(
            _narrowed_line(line, shown) for line in _in_order(item, review, arrangement, shown)
        ),
        rationale=review.rationale if shown.rationale else "",
        given=review.given if shown.attempt else "",
        expected=review.expected if shown.answer else "",
        spread=review.spread if is_whole else (),
        drawing=review.drawing if is_whole else EMPTY.drawing,
        debrief=review.debrief if is_whole else EMPTY.debrief,
        parts=tuple(
            (part, _narrowed(part.item, found, NO_ARRANGEMENT, shown))
            for part, found in review.parts
        ),
        feedback=review.feedback if shown.feedback and shown.attempt else "",
    )


def _in_order(
    item: Item, review: ItemReview, arrangement: Arrangement, shown: Shown
) -> tuple[ReviewLine, ...]:
    """Return the lines as they were shown where their right order would give the key away."""
    if not item.order_is_asked or shown.answer:
        return review.lines
    if not arrangement:
        return tuple(sorted(review.lines, key=lambda line: line.text))
    order = {step.key: at for at, step in enumerate(item.options_shown(arrangement))}
    return tuple(sorted(review.lines, key=lambda line: order[line.key]))


def _narrowed_line(line: ReviewLine, shown: Shown) -> ReviewLine:
    """An option's own feedback tells whether it is right: without the key, of what was chosen only."""
    tells = shown.feedback and (shown.answer or (shown.attempt and line.chosen))
    return replace(
        line,
        chosen=line.chosen and shown.attempt,
        correct=line.correct and shown.answer,
        rationale=line.rationale if tells else "",
        given=line.given if shown.attempt else "",
        expected=line.expected if shown.answer else "",
    )
