"""What an attempt that is over may still show, under its assessment's review matrix."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.domain.review import Shown
from assessments.models import Attempt
from assessments.queries import attempts_of, frozen_assessment, frozen_assessments, terms_for
from courses.queries import frozen_activity
from learners.queries import look_of, marks_of

Rows = list[dict[str, Any]]


def without_hidden(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return the attempts without points that may not be told now, in two queries for all."""
    rows = list(attempts)
    now = timezone.now()
    policies = frozen_assessments({attempt.version_id for attempt in rows})
    for attempt in rows:
        policy = policies[attempt.version_id].policy
        if attempt.is_finished and not marks_of(attempt, policy, now, _closes_at(attempt)).score:
            attempt.grade_points = None
    return rows


def questions_shown(attempt: Attempt, asked: Callable[[Attempt], Rows]) -> Rows:
    """Return the questions with their answers: all while it is open, then as the matrix allows."""
    if attempt.is_open:
        return [] if attempt.is_on_break(timezone.now()) else asked(attempt)
    shown = _shown(attempt)
    if shown is None or not shown.attempt:
        return []
    rows = asked(attempt)
    if not (shown.correctness and shown.feedback and shown.answer):
        rows = [row | {"verdict": "", "hint": "", "told": None} for row in rows]
    return rows


def _shown(attempt: Attempt) -> Shown | None:
    """Return what is shown of a finished attempt, None of any other."""
    if not attempt.is_finished:
        return None
    now, closes_at = timezone.now(), _closes_at(attempt)
    version = frozen_assessment(attempt.version_id)
    mine = attempts_of(attempt.learner).filter(assessment=attempt.assessment_id)
    terms = terms_for(attempt.learner, version, mine, now, closes_at=closes_at)
    look = look_of(
        attempt,
        version.policy,
        now,
        passed=bool(attempt.grade_passed),
        attempts_left=terms.attempts_left,
        closes_at=closes_at,
    )
    return look.shown


def _closes_at(attempt: Any) -> datetime:
    activity = frozen_activity(attempt.activity_version_id)
    return activity.for_person(
        zone=attempt.learner.zone, extra_days=attempt.extra_days or 0
    ).closes_at
