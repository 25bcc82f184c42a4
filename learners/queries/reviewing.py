"""What a learner may look at again of an attempt that is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assessments.domain.policy import AssessmentPolicy
from assessments.domain.review import (
    NOTHING_YET,
    ROWS,
    Shown,
    moment,
    more_from,
)
from assessments.models import Attempt


@dataclass(frozen=True)
class Look:
    """What is shown now, and when more will be."""

    shown: Shown
    is_guarded: bool = False
    more_at: datetime | None = None
    more: str = ""


NOTHING = Look(NOTHING_YET)


def look_of(
    attempt: Attempt,
    policy: AssessmentPolicy,
    at: datetime,
    *,
    passed: bool,
    attempts_left: int | None,
    closes_at: datetime | None,
) -> Look:
    """Return what may be looked at of a finished attempt; of any other nothing."""
    if not attempt.is_finished or attempt.finished_at is None:
        return NOTHING
    matrix = policy.review
    now = moment(attempt.finished_at, at, closes_at)
    shown = matrix.shown(now, passed=passed, attempts_left=attempts_left)
    guarded = shown != matrix.at(now)
    more = None if guarded else more_from(matrix, attempt.finished_at, at, closes_at)
    return Look(
        shown=shown,
        is_guarded=guarded,
        more_at=more[0] if more else None,
        more=spoken(more[1]) if more else "",
    )


def spoken(rows: Iterable[str]) -> str:
    """Name rows of the matrix in a sentence."""
    words = [ROWS[row] for row in rows]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def marks_of(
    attempt: Attempt, policy: AssessmentPolicy, at: datetime, closes_at: datetime | None
) -> Shown:
    """Return what is told of the points alone, which no guard keeps back."""
    if attempt.finished_at is None:
        return NOTHING_YET
    return policy.review.at(moment(attempt.finished_at, at, closes_at))
