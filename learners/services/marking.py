"""Mark a learner's answer: the last final mark grades the attempt, completes and gives credit."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.domain.regrading import Effect
from assessments.models import Mark, MarkingTask
from assessments.services import Given, Regraded, give_mark, mark_again
from common.locks import lock
from learners.models import Enrolment
from learners.queries import standing_in
from learners.queries.regrading import activities_of
from learners.services.regrading import follow_grade
from learners.services.releasing import ask_for_notice, release_if_marked


def _locked(task: MarkingTask) -> Enrolment:
    enrolment = Enrolment.objects.get(sittings__attempt=task.attempt_id)
    return lock(enrolment, "learner__profile")


@transaction.atomic
def mark_answer(
    *,
    task: MarkingTask,
    by: User,
    round_: int,
    given: Given,
    at: datetime,
    joint_with: User | None = None,
) -> Mark:
    """Give a mark; the last one that an attempt needs grades it and records its credit.

    One transaction, exactly once however many finish at the same time. Raises `MarkingRefused`.
    """
    enrolment = _locked(task)
    mark = give_mark(task=task, by=by, round_=round_, given=given, at=at, joint_with=joint_with)
    release_if_marked(enrolment, task.attempt, at)
    return mark


@transaction.atomic
def mark_answer_again(
    *, task: MarkingTask, by: User, given: Given, reason: str, at: datetime, lowers: bool = False
) -> Regraded:
    """Mark an answer again after its result is out; credit follows what the new grade says.

    Nobody is lowered without `lowers`. Raises `MarkingRefused`.
    """
    enrolment = _locked(task)
    [activity] = activities_of([enrolment])
    before = standing_in(enrolment.learner, activity, enrolment)
    done = mark_again(task=task, by=by, given=given, reason=reason, at=at, lowers=lowers)
    follow_grade(enrolment=enrolment, before=before, grade=done.grade, reason=reason[:200], at=at)
    if done.effect is not Effect.SAME:
        ask_for_notice(task.attempt, done.grade, at)
    return done
