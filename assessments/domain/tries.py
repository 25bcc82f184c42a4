"""Answers checked during an attempt: how many tries are left, what is closed, what is earned.

Everything follows from the answers checked so far, in their order, and from whether anything was
saved since; nothing else is stored (docs/rules/grading.md, after Moodle's question behaviours).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessments.domain.items import Item, Response
from assessments.domain.items.base import EVERYTHING, NO_ARRANGEMENT, NOTHING, Arrangement, Hint

DEFAULT_PENALTY = Fraction(1, 3)


class Checking(StrEnum):
    """Whether answers may be checked before the attempt is handed in, and how often."""

    NONE = "none"
    ONCE = "once"
    HINTS = "hints"
    ADAPTIVE = "adaptive"


class Shown(StrEnum):
    """What a check tells, each including what stands before it."""

    VERDICT = "verdict"
    FEEDBACK = "feedback"
    REASONS = "reasons"


class Stage(StrEnum):
    """Whether an answer can be changed: waiting ends with "Try again", locked never."""

    OPEN = "open"
    WAITING = "waiting"
    LOCKED = "locked"


@dataclass(frozen=True)
class Progress:
    """Where the learner stands at one question.

    `scores` are those of the answers checked, without penalties; `tries_left` is None where there
    is no limit or nothing to check; `is_current` says whether the last of them still stands.
    """

    stage: Stage = Stage.OPEN
    scores: tuple[Fraction, ...] = ()
    tries_left: int | None = None
    is_current: bool = False
    hint: Hint | None = None

    @property
    def is_checked(self) -> bool:
        """Whether any answer was checked."""
        return bool(self.scores)

    @property
    def is_locked(self) -> bool:
        """Whether the answer stands for good."""
        return self.stage is Stage.LOCKED

    @property
    def is_closed(self) -> bool:
        """Whether the answer cannot be changed now."""
        return self.stage is not Stage.OPEN

    @property
    def verdict(self) -> str:
        """Say how the last answer checked did, "" before the first."""
        if not self.scores:
            return ""
        last = self.scores[-1]
        return {EVERYTHING: "Correct", NOTHING: "Not correct"}.get(last, "Partly correct")


UNCHECKED = Progress()


def progress(
    item: Item, checking: Checking, tries: Sequence[Response], *, is_current: bool
) -> Progress:
    """Return where the learner stands after these checks; `is_current` if nothing was saved since."""
    if checking is Checking.NONE or not item.graded_by_rule:
        return UNCHECKED
    scores = tuple(item.score(response) for response in tries)
    left = tries_left(item, checking, scores)
    is_over = left == 0 or EVERYTHING in scores
    waits = checking is Checking.HINTS and is_current and not is_over
    return Progress(
        stage=Stage.LOCKED if is_over else Stage.WAITING if waits else Stage.OPEN,
        scores=scores,
        tries_left=0 if is_over else left,
        is_current=is_current,
        hint=item.hints[len(scores) - 1] if _is_hinted(checking, scores) and not is_over else None,
    )


def _is_hinted(checking: Checking, scores: Sequence[Fraction]) -> bool:
    return checking is Checking.HINTS and bool(scores)


def tries_left(item: Item, checking: Checking, scores: Sequence[Fraction]) -> int | None:
    """Return how many more answers may be checked, None without a limit: one more than hints."""
    if checking is Checking.ADAPTIVE:
        return None
    allowed = len(item.hints) + 1 if checking is Checking.HINTS else 1
    return max(0, allowed - len(scores))


def after_hint(item: Item, hint: Hint | None, response: Response) -> Response | None:
    """Return what the next try begins with: the last answer, without its wrong parts if so hinted."""
    return item.without_wrong(response) if hint and hint.clear_wrong else response


def counted(tries: Sequence[object], response: object) -> list[object]:
    """Return the answers that count as tries: those checked, and a later one that was not.

    An unchanged answer is no new try, and a cleared one is none.
    """
    if response is None or (tries and tries[-1] == response):
        return list(tries)
    return [*tries, response]


def earned(scores: Sequence[Fraction], checking: Checking, penalty: Fraction) -> Fraction:
    """Return the share that tries earn: each is worth its score less the penalty of those before.

    The best of them counts under `ADAPTIVE`, else the last; what follows a right answer never does.
    """
    worth = [max(NOTHING, score - penalty * before) for before, score in enumerate(scores)]
    if checking is Checking.ADAPTIVE:
        return max(worth, default=NOTHING)
    if EVERYTHING in scores:
        return worth[list(scores).index(EVERYTHING)]
    return worth[-1] if worth else NOTHING


@dataclass(frozen=True)
class Told:
    """What a check may tell of an answer now; `is_whole` if right answers and rationale too."""

    verdict: str
    lines: tuple[tuple[str, str], ...] = ()
    about: str = ""
    is_whole: bool = False


def told(
    item: Item,
    response: Response | None,
    found: Progress,
    shown: Shown,
    arrangement: Arrangement = NO_ARRANGEMENT,
) -> Told | None:
    """Return what to tell about the answer that was checked last, None if it no longer stands.

    Right answers wait until the answer is locked. So do reasons of statements and stems: whoever
    reads that one is wrong knows what is right.
    """
    if not (found.is_checked and found.is_current):
        return None
    if shown is Shown.VERDICT:
        return Told(found.verdict)
    review = item.review(response, arrangement)
    return Told(
        verdict=found.verdict,
        lines=tuple(
            (line.text, line.rationale)
            for line in review.lines
            if line.chosen and line.rationale and (found.is_locked or not line.expected)
        ),
        about=review.feedback,
        is_whole=shown is Shown.REASONS and found.is_locked,
    )
