"""Mark answers: claim, note, give a mark, grade once nothing waits, mark again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from assessments.domain.answers.typed import storable
from assessments.domain.marking.rubric import LevelsInvalid
from assessments.domain.marking.settling import (
    RECONCILED,
    ROUND_OF,
    SECOND,
    Settled,
    Stage,
    settle,
)
from assessments.domain.regrading import Effect, Mark as Graded, effect_of
from assessments.domain.states import FINISHED
from assessments.models import Attempt, Grade, Mark, MarkDraft, MarkingTask
from assessments.queries import (
    Script,
    counted_marks,
    form_of,
    graded_under,
    latest_grade,
    newest_marks,
    rulings_by_id,
    rulings_in_force,
    saved_answers,
    script_of,
    waits_for_marks,
)
from assessments.queries.marking import NOTHING_COUNTED, given_mark
from assessments.services.regrading import Regraded, mark_of
from assessments.services.submitting import append_first_grade
from common.locks import lock

MARKED = "Marked"
Words = Mapping[str, str]
NO_WORDS: Words = {}


class MarkingRefused(Exception):
    """No mark was taken; `message` says why, `field` where, `code` what to do about it."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field


@dataclass(frozen=True)
class Given:
    """A marking as somebody entered it: levels and comments by criterion, and one on the whole."""

    levels: Words
    comments: Words = field(default_factory=dict)
    remark: str = ""

    def cleaned(self) -> dict[str, Any]:
        """Return it as it is stored: comments are plain text, which templates escape."""
        said = {key: storable(words).strip() for key, words in self.comments.items()}
        return {
            "levels": dict(self.levels),
            "comments": {key: words for key, words in said.items() if words},
            "remark": storable(self.remark).strip(),
        }


def _free(at: datetime, by: User) -> Q:
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=at) | Q(claimed_by=by)


@transaction.atomic
def claim_next(
    *, tasks: QuerySet[MarkingTask], by: User, at: datetime, until: datetime
) -> MarkingTask | None:
    """Take the oldest answer that nobody is at; two who ask at once get two. None if there is none."""
    free = tasks.filter(_free(at, by)).select_for_update(of=("self",), skip_locked=True)
    task = free.first()
    return _claim(task, by, until) if task else None


@transaction.atomic
def claim_answer(*, task: MarkingTask, by: User, at: datetime, until: datetime) -> MarkingTask:
    """Take an answer until then; raise `MarkingRefused` while somebody else is at it."""
    task = lock(task)
    if task.is_final:
        raise MarkingRefused("final", "This answer is marked.")
    if task.is_held(at) and task.claimed_by_id != by.pk:
        raise MarkingRefused("held", "Somebody else is marking this answer.")
    return _claim(task, by, until)


def _claim(task: MarkingTask, by: User, until: datetime) -> MarkingTask:
    task.claimed_by, task.claimed_until = by, until
    task.save(update_fields=["claimed_by", "claimed_until"])
    return task


def release_answer(*, task: MarkingTask, by: User) -> None:
    """Put an answer back; what was noted about it stays."""
    MarkingTask.objects.filter(pk=task.pk, claimed_by=by).update(
        claimed_by=None, claimed_until=None
    )


@transaction.atomic
def save_draft(
    *, task: MarkingTask, by: User, given: Given, at: datetime, until: datetime
) -> MarkDraft:
    """Note a marking that is not finished, and hold the answer longer."""
    task = lock(task)
    if task.claimed_by_id != by.pk:
        raise MarkingRefused("not_held", "Somebody else has taken this answer: nothing was saved.")
    _claim(task, by, until)
    draft, _created = MarkDraft.objects.update_or_create(
        task=task, marker=by, defaults={**given.cleaned(), "saved_at": at}
    )
    return draft


@transaction.atomic
def give_mark(
    *,
    task: MarkingTask,
    by: User,
    round_: int,
    given: Given,
    at: datetime,
    joint_with: User | None = None,
) -> Mark:
    """Append a mark; the same person's mark of a round again changes nothing.

    Raises `MarkingRefused`: not held, marked by somebody else meanwhile, levels missing.
    """
    attempt = lock(task.attempt)
    task = lock(task, "attempt")
    marks = newest_marks(task)
    earlier = next((mark for mark in marks if mark.round == round_), None)
    if earlier and earlier.marker_id == by.pk:
        return earlier
    _check_may_mark(task, attempt, marks, by, round_, joint_with)
    script = script_of(task)
    _check_levels(script, given)
    mark = Mark.objects.create(
        attempt=attempt,
        position=task.position,
        round=round_,
        marker=by,
        joint_with=joint_with,
        marked_at=at,
        **given.cleaned(),
    )
    _move_on(task, script, [*marks, mark])
    MarkDraft.objects.filter(task=task, marker=by).delete()
    return mark


def _check_may_mark(
    task: MarkingTask,
    attempt: Attempt,
    marks: list[Mark],
    by: User,
    round_: int,
    joint_with: User | None,
) -> None:
    if attempt.state not in FINISHED:
        raise MarkingRefused("voided", "This attempt was voided: there is nothing to mark.")
    if task.is_final or ROUND_OF[Stage(task.stage)] != round_:
        raise MarkingRefused("moved_on", "Somebody has marked this answer meanwhile.")
    if task.claimed_by_id != by.pk:
        raise MarkingRefused("not_held", "Take this answer first: somebody else may be at it.")
    if attempt.learner_id == by.pk:
        raise MarkingRefused("own_work", "Nobody marks their own work.")
    before = {mark.marker_id for mark in marks}
    if round_ == SECOND and by.pk in before:
        raise MarkingRefused("same_marker", "Another person gives the second mark.")
    if round_ == RECONCILED:
        _check_reconciliation(before, by, joint_with)


def _check_reconciliation(before: set[int], by: User, joint_with: User | None) -> None:
    if joint_with is None and by.pk in before:
        raise MarkingRefused(
            "alone", "Confirm that you decided it together, or leave it to a third person.", "joint"
        )
    if joint_with is not None and {by.pk, joint_with.pk} != before:
        raise MarkingRefused("not_the_two", "Only the two markers decide together.", "joint")


def _check_levels(script: Script, given: Given) -> None:
    try:
        script.rubric.earned(given.levels)
    except LevelsInvalid as missing:
        raise MarkingRefused("levels", str(missing), missing.criteria[0]) from missing


def _move_on(task: MarkingTask, script: Script, marks: list[Mark]) -> Settled:
    """Say what the answer waits for now, and let go of it."""
    share = script.rubric.share(marks[0].levels)
    pass_mark = task.attempt.pass_mark
    needed = None if pass_mark is None else Fraction(pass_mark)
    task.wants_second = task.wants_second or script.rules.doubts(share, needed)
    settled = settle(
        [given_mark(mark) for mark in marks],
        rubric=script.rubric,
        rules=script.rules,
        wants_second=task.wants_second,
    )
    task.stage = settled.stage.value
    task.claimed_by = task.claimed_until = None
    task.save(update_fields=["stage", "wants_second", "claimed_by", "claimed_until"])
    return settled


@transaction.atomic
def grade_marked(*, attempt: Attempt, at: datetime) -> Grade | None:
    """Give an attempt its first grade once all of its marks are final; None while some are not.

    Whoever asks again finds the grade that was given.
    """
    attempt = lock(attempt)
    if attempt.state not in FINISHED:
        return None
    if existing := latest_grade(attempt):
        return existing
    held = saved_answers(attempt)
    rulings = rulings_in_force(attempt.version_id, form_of(attempt))
    counted = counted_marks([attempt]).get(attempt.pk, NOTHING_COUNTED)
    if waits_for_marks(attempt, rulings, counted, held):
        return None
    # What a ruling settled waits for nobody any more.
    MarkingTask.objects.filter(attempt=attempt).update(
        stage=Stage.FINAL.value, claimed_by=None, claimed_until=None
    )
    return append_first_grade(attempt, rulings, counted, held, MARKED, at)


@transaction.atomic
def mark_again(
    *, task: MarkingTask, by: User, given: Given, reason: str, at: datetime, lowers: bool = False
) -> Regraded:
    """Append a re-mark with its reason and the grade that follows, once an attempt has been graded.

    Raises `MarkingRefused`; a lower result without `lowers` is one of the refusals, so that nobody
    is lowered unasked.
    """
    attempt = lock(task.attempt)
    task = lock(task, "attempt")
    standing = latest_grade(attempt)
    if standing is None or attempt.state not in FINISHED or not task.is_final:
        raise MarkingRefused("not_released", "This answer has no result yet: mark it in the queue.")
    if attempt.learner_id == by.pk:
        raise MarkingRefused("own_work", "Nobody marks their own work.")
    if not reason.strip():
        raise MarkingRefused("reason", "Give the reason: learners read it.", "reason")
    script = script_of(task)
    _check_levels(script, given)
    Mark.objects.create(
        attempt=attempt,
        position=task.position,
        round=max([RECONCILED, *(mark.round for mark in newest_marks(task))]) + 1,
        marker=by,
        reason=reason.strip(),
        marked_at=at,
        **given.cleaned(),
    )
    done = _regraded(attempt, standing, reason.strip(), by, at, lowers=lowers)
    if done.is_held_back:
        raise MarkingRefused(
            "lowers", "This lowers the result. Confirm that it is to be lowered.", "lowers"
        )
    return done


def _regraded(
    attempt: Attempt, standing: Grade, reason: str, by: User, at: datetime, *, lowers: bool
) -> Regraded:
    counted = counted_marks([attempt])[attempt.pk]
    result = graded_under(attempt, rulings_by_id(standing.rulings), counted.shares)
    effect = effect_of(form_of(attempt), mark_of(standing), Graded.of(result))
    if effect is Effect.LOWERED and not lowers:
        return Regraded(effect, standing, is_held_back=True)
    grade = Grade.objects.create(
        attempt=attempt,
        number=standing.number + 1,
        points=result.points,
        max_points=result.max_points,
        passed=result.passed,
        items=result.items_json(),
        rulings=standing.rulings,
        marks=list(counted.marks),
        reason=reason[:200],
        graded_at=at,
        graded_by=by,
    )
    return Regraded(effect, grade, is_held_back=False)
