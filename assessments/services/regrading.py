"""Rule on a faulty question, and grade one attempt again under a ruling."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from assessments.domain.regrading import Effect, Mark, effect_of
from assessments.domain.rulings import NEEDS_CORRECTION, RulingChoice, why_not_against
from assessments.domain.states import FINISHED
from assessments.models import Attempt, Grade, QuestionVersion, Ruling
from assessments.queries import (
    counted_marks,
    form_of,
    frozen_question,
    graded_under,
    latest_grade,
    ruling_in_force,
    rulings_by_id,
    waits_for_marks,
)
from assessments.queries.marking import NOTHING_COUNTED
from common.locks import lock

RULED = "assessments.rule"


class RulingRefused(Exception):
    """Nobody can rule so; `field` says where the mistake is."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def draft_ruling(
    *,
    question_version: QuestionVersion,
    choice: RulingChoice,
    against: QuestionVersion | None,
    reason: str,
    by: User,
    at: datetime,
) -> Ruling:
    """Return a ruling that could be written, for a dry run; raise `RulingRefused`."""
    if not frozen_question(question_version.pk).item.graded:
        raise RulingRefused("question_version", "Nobody grades this question.")
    if not reason.strip():
        raise RulingRefused("reason", "Give the reason: learners read it.")
    if choice in NEEDS_CORRECTION:
        _check_against(question_version, against)
    return Ruling(
        question_version=question_version,
        choice=choice,
        against=against if choice in NEEDS_CORRECTION else None,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
    )


def _check_against(asked: QuestionVersion, against: QuestionVersion | None) -> None:
    if against is None:
        raise RulingRefused("against", "Choose the corrected version.")
    if against.pk == asked.pk or against.question_id != asked.question_id:
        raise RulingRefused("against", "Choose another version of the same question.")
    items = (frozen_question(version.pk).item for version in (asked, against))
    if problem := why_not_against(*items):
        raise RulingRefused("against", problem)


@transaction.atomic
def rule_on_question(
    *,
    question_version: QuestionVersion,
    choice: RulingChoice,
    against: QuestionVersion | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> Ruling:
    """Decide how a question version is graded from now on; deciding the same again changes nothing.

    Attempts handed in later are graded so at once; `learners.services.ask_for_regrade` sees to
    those that were. Raises `RulingRefused`.
    """
    lock(question_version.question)
    ruling = draft_ruling(
        question_version=question_version,
        choice=choice,
        against=against,
        reason=reason,
        by=by,
        at=at,
    )
    standing = ruling_in_force(question_version.pk)
    if standing and (standing.choice, standing.against_id) == (choice, ruling.against_id):
        return standing
    ruling.save(force_insert=True)
    told = {"version": question_version.number, "words": ruling.get_choice_display()}
    log(instance=question_version.question, action=RULED, user=by, data=told)
    return ruling


@dataclass(frozen=True)
class Regraded:
    """What a ruling did to an attempt: `grade` is the one that stands now."""

    effect: Effect
    grade: Grade
    is_held_back: bool


@transaction.atomic
def regrade_attempt(
    *, attempt: Attempt, ruling: Ruling, reason: str, by: User, at: datetime, lowers: bool = False
) -> Regraded | None:
    """Append the grade that an attempt earns under a ruling, if it differs from the one that stands.

    A lower grade is held back unless `lowers`. None for an attempt that has no grade (whoever
    hands in later is graded under the ruling at once), once another ruling holds, and where the
    ruling leaves an answer to be marked that nobody marked.
    """
    attempt = lock(attempt)
    standing = latest_grade(attempt) if attempt.state in FINISHED else None
    if standing is None or ruling_in_force(ruling.question_version_id) != ruling:
        return None
    held = rulings_by_id([*standing.rulings, ruling.pk])
    counted = counted_marks([attempt]).get(attempt.pk, NOTHING_COUNTED)
    if waits_for_marks(attempt, held, counted):
        return None
    result = graded_under(attempt, held, counted.shares)
    effect = effect_of(form_of(attempt), mark_of(standing), Mark.of(result))
    is_held_back = effect is Effect.LOWERED and not lowers
    if effect is Effect.SAME or is_held_back:
        return Regraded(effect, standing, is_held_back)
    grade = Grade.objects.create(
        attempt=attempt,
        number=standing.number + 1,
        points=result.points,
        max_points=result.max_points,
        passed=result.passed,
        items=result.items_json(),
        rulings=sorted(each.id for each in held.values()),
        marks=list(counted.marks),
        reason=reason,
        graded_at=at,
        graded_by=by,
    )
    return Regraded(effect, grade, is_held_back=False)


def mark_of(grade: Grade) -> Mark:
    """Return what a stored grade says."""
    return Mark(grade.points, grade.max_points, grade.passed, grade.items)
