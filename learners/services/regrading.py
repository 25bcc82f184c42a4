"""Regrade: carry a ruling out over every attempt that met the question.

A row of `Regrade` is the to-do list. Each attempt is a transaction of its own, so that a worker
killed at any moment leaves whole attempts behind, and whoever goes on changes none of them twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from celery import current_app
from django.db import transaction

from accounts.models import User
from assessments.domain.regrading import Effect
from assessments.models import Attempt, Grade, Ruling
from assessments.queries import decision_of, latest_grade
from assessments.services import regrade_attempt
from common.locks import lock
from credits.queries import standing_entries_in
from credits.services import withdraw_credit
from learners.models import Enrolment, Regrade, RegradeLine
from learners.queries import Standing, completion_of, standing_in
from learners.queries.regrading import (
    activities_of,
    attempts_met,
    being_marked,
    changes_under,
    lost,
    open_regrades,
)
from learners.services.completing import complete_locked
from learners.services.releasing import release_if_marked

logger = structlog.get_logger(__name__)
TASK = "learners.tasks.carry_out_regrades"
BATCH = 200
Clock = Callable[[], datetime]


class LoweringRefused(Exception):
    """Nobody is lowered without a reason; `message` says so."""

    def __init__(self) -> None:
        self.message = "Give the reason for lowering results: learners read it."
        super().__init__(self.message)


@transaction.atomic
def ask_for_regrade(
    *, ruling: Ruling, by: User, at: datetime, lowers: bool = False, reason: str = ""
) -> Regrade:
    """Have the attempts that met the question regraded by a worker; asking twice asks once.

    Whoever would be lowered keeps what stands unless `lowers`, which needs a reason of its own:
    else raises `LoweringRefused`.
    """
    if lowers and not reason.strip():
        raise LoweringRefused
    regrade, _created = Regrade.objects.get_or_create(
        ruling=ruling,
        lowers=lowers,
        finished_at=None,
        defaults={"reason": reason.strip() or ruling.reason, "asked_by": by, "asked_at": at},
    )
    transaction.on_commit(partial(current_app.send_task, TASK), robust=True)
    return regrade


def carry_out_regrades(*, clock: Clock, until: datetime) -> None:
    """Work on every regrade that is not finished; one that fails keeps no other waiting."""
    for regrade in open_regrades():
        try:
            carry_out(regrade=regrade, clock=clock, until=until)
        except Exception:
            logger.exception("regrade_failed", regrade=regrade.pk)


def carry_out(*, regrade: Regrade, clock: Clock, until: datetime | None = None) -> None:
    """Regrade what is left, attempt by attempt; stop at `until` and leave the rest for later."""
    while until is None or clock() < until:
        left = attempts_met([regrade.ruling.question_version_id])
        some = list(left.filter(pk__gt=regrade.last_attempt)[:BATCH])
        if not some:
            Regrade.objects.filter(pk=regrade.pk, finished_at=None).update(finished_at=clock())
            return
        for attempt in _concerned(regrade.ruling, some):
            _regrade(regrade, attempt, clock())
        regrade.last_attempt = some[-1].pk
        Regrade.objects.filter(pk=regrade.pk, last_attempt__lt=regrade.last_attempt).update(
            last_attempt=regrade.last_attempt
        )


def _concerned(ruling: Ruling, attempts: list[Attempt]) -> list[Attempt]:
    """Return the attempts whose grade would change, and those that may be graded just now.

    Open ones may be handed in, others marked.
    """
    changes = changes_under({ruling.question_version_id: decision_of(ruling)}, attempts)
    changing = {change.attempt.pk for change in changes}
    waiting = being_marked(attempts)
    concerned = changing | waiting
    return [attempt for attempt in attempts if attempt.is_open or attempt.pk in concerned]


@transaction.atomic
def _regrade(regrade: Regrade, attempt: Attempt, at: datetime) -> None:
    enrolment = lock(attempt.sitting.enrolment, "learner__profile")
    if RegradeLine.objects.filter(regrade=regrade, attempt=attempt).exists():
        return
    [activity] = activities_of([enrolment])
    before = standing_in(enrolment.learner, activity, enrolment)
    done = regrade_attempt(
        attempt=attempt,
        ruling=regrade.ruling,
        reason=regrade.reason,
        by=regrade.asked_by,
        at=at,
        lowers=regrade.lowers,
    )
    if done is None:
        _grade_at_last(regrade, enrolment, attempt, before, at)
        return
    if done.effect is Effect.SAME:
        return
    line = RegradeLine(
        regrade=regrade,
        attempt=attempt,
        effect=done.effect,
        is_held_back=done.is_held_back,
        grade=done.grade,
    )
    if not done.is_held_back:
        followed = follow_grade(
            enrolment=enrolment, before=before, grade=done.grade, reason=regrade.reason, at=at
        )
        line.completes, line.credited = followed.completes, followed.credited
        line.withdrawn = followed.withdrawn
    line.save(force_insert=True)


def _grade_at_last(
    regrade: Regrade, enrolment: Enrolment, attempt: Attempt, before: Standing, at: datetime
) -> None:
    """Give an attempt its first grade if the ruling has left nothing in it to mark."""
    if latest_grade(attempt) is not None:
        return
    held = standing_entries_in([enrolment.learner_id], [enrolment.activity_id])
    was_complete, entries = before.completion is not None, held.count()
    grade = release_if_marked(enrolment, attempt, at)
    if grade is None:
        return
    RegradeLine.objects.create(
        regrade=regrade,
        attempt=attempt,
        effect=Effect.GRADED,
        grade=grade,
        completes=completion_of(enrolment) is not None and not was_complete,
        credited=held.count() - entries,
    )


@dataclass(frozen=True)
class Followed:
    """What followed from a new grade: completion, entries given, entries taken back."""

    completes: bool = False
    credited: int = 0
    withdrawn: int = 0


def follow_grade(
    *, enrolment: Enrolment, before: Standing, grade: Grade, reason: str, at: datetime
) -> Followed:
    """Complete, give or take back credit, as a new grade of a locked enrolment has it.

    `before` is where the learner stood with the grade before it.
    """
    learner, activity_id = enrolment.learner, enrolment.activity_id
    held = standing_entries_in([learner.pk], [activity_id])
    was_complete, entries = before.completion is not None, held.count()
    if was_complete and lost(before, standing_in(learner, before.activity, enrolment)):
        reversals = withdraw_credit(
            learner=learner, activity_id=activity_id, grade_id=grade.pk, reason=reason, at=at
        )
        return Followed(withdrawn=len(reversals))
    completion = complete_locked(enrolment, at=at)
    completes = completion is not None and not was_complete
    return Followed(completes=completes, credited=held.count() - entries)
