"""Reads about regrades: which attempts met a question, and which grades a ruling would change."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from assessments.domain.grading import grade
from assessments.domain.marking.settling import Stage
from assessments.domain.regrading import Effect, Mark, effect_of
from assessments.domain.rulings import Rulings
from assessments.models import Attempt, Grade, MarkingTask, VersionQuestion
from assessments.queries import (
    NOTHING_SAVED,
    Counted,
    SavedAnswers,
    answers_to,
    counted_marks,
    form_of,
    frozen_assessment,
    rulings_by_id,
    rulings_in_force,
)
from assessments.queries.marking import NOTHING_COUNTED, final_positions, waits_for_marks
from courses.queries import FrozenActivity, frozen_activity, published_version_id
from learners.domain.completion import Need
from learners.models import Enrolment, Regrade, RegradeLine
from learners.queries.standing import Standing, completion_of


def attempts_met(question_versions: Iterable[int]) -> QuerySet[Attempt]:
    """Return every attempt whose form asks one of the question versions, open ones too."""
    asked = list(question_versions)
    holding = VersionQuestion.objects.filter(question_version__in=asked).values("version")
    forms = (Q(form__contains=[{"question_version": version}]) for version in asked)
    return (
        Attempt.objects.filter(reduce(or_, forms), version__in=holding, sitting__isnull=False)
        .select_related("sitting__enrolment", "learner")
        .order_by("pk")
    )


def open_regrades() -> QuerySet[Regrade]:
    """Return the regrades that are not finished, oldest first."""
    rows = Regrade.objects.filter(finished_at=None)
    return rows.select_related("ruling", "asked_by").order_by("pk")


@dataclass(frozen=True)
class Counts:
    """What a regrade has done so far: attempts by effect, then people."""

    raised: int
    reweighed: int
    graded: int
    lowered: int
    held_back: int
    completed: int
    credited: int
    withdrawn: int

    @property
    def words(self) -> list[tuple[str, int]]:
        """Return each count under its heading."""
        return [
            ("Grades raised", self.raised),
            ("Same share of fewer points", self.reweighed),
            ("Graded, since nothing is left to mark", self.graded),
            ("Grades lowered", self.lowered),
            ("Held back, since they would be lower", self.held_back),
            ("People who completed the activity", self.completed),
            ("People given credit", self.credited),
            ("People whose credit was taken back", self.withdrawn),
        ]


def counts_of(regrade: Regrade) -> Counts:
    """Return what a regrade has done so far, in one query."""
    done = Q(is_held_back=False)
    return Counts(
        **RegradeLine.objects.filter(regrade=regrade).aggregate(
            raised=Count("pk", filter=Q(effect=Effect.RAISED)),
            reweighed=Count("pk", filter=Q(effect=Effect.REWEIGHED)),
            graded=Count("pk", filter=Q(effect=Effect.GRADED)),
            lowered=Count("pk", filter=done & Q(effect=Effect.LOWERED)),
            held_back=Count("pk", filter=~done),
            completed=Count("pk", filter=Q(completes=True)),
            credited=Count("pk", filter=Q(credited__gt=0)),
            withdrawn=Count("pk", filter=Q(withdrawn__gt=0)),
        )
    )


@dataclass(frozen=True)
class Change:
    """What rulings would make of the grade of one attempt; `before` None where it has none yet."""

    attempt: Attempt
    before: Mark | None
    after: Mark
    effect: Effect

    @property
    def had_passed(self) -> bool:
        return self.before is not None and self.before.passed

    @property
    def enrolment_id(self) -> int:
        """The enrolment that the attempt counts for."""
        found: int = self.attempt.sitting.enrolment_id
        return found


def being_marked(attempts: Iterable[Attempt]) -> set[int]:
    """Return the keys of those attempts that wait for people to mark them."""
    waiting = MarkingTask.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    return set(waiting.exclude(stage=Stage.FINAL.value).values_list("attempt", flat=True))


def changes_under(rulings: Rulings, attempts: Iterable[Attempt]) -> list[Change]:
    """Return which finished attempts would be graded otherwise, or at last, oldest first.

    Four queries for all of them, and one for each version of which some attempt waits for marks.
    """
    finished = {attempt.pk: attempt for attempt in attempts if attempt.is_finished}
    answers = answers_to(finished)
    counted = counted_marks(finished.values())
    final = final_positions(finished.values())
    grades = Grade.objects.filter(attempt__in=finished).order_by("attempt_id", "-number")
    standing = {held.attempt_id: held for held in grades.distinct("attempt_id")}
    found = (
        _change(
            rulings,
            attempt,
            standing.get(pk),
            answers.get(pk, NOTHING_SAVED),
            counted.get(pk, NOTHING_COUNTED),
            final.get(pk, set()),
        )
        for pk, attempt in sorted(finished.items())
    )
    return [change for change in found if change and change.effect is not Effect.SAME]


def _change(
    rulings: Rulings,
    attempt: Attempt,
    held: Grade | None,
    answers: SavedAnswers,
    counted: Counted,
    final: Collection[int],
) -> Change | None:
    """Return what becomes of one grade, None while people still have to mark something."""
    form, version = form_of(attempt), frozen_assessment(attempt.version_id)
    asked = {place.question_version for place in form}
    ours = {pk: ruling for pk, ruling in rulings.items() if pk in asked}
    # A first grade is given under all that holds; a later one under what the one before was, and this.
    others = rulings_by_id(held.rulings) if held else rulings_in_force(attempt.version_id, form)
    under = {**others, **ours}
    if waits_for_marks(attempt, under, counted, answers, final):
        return None
    after = grade(
        form,
        version.items,
        answers.responses,
        version.policy,
        rulings=under,
        certainties=answers.certainties,
        tries=answers.tries,
        marks=counted.shares,
    )
    if held is None:
        return Change(attempt, None, Mark.of(after), Effect.GRADED)
    before = Mark(held.points, held.max_points, held.passed, held.items)
    return Change(attempt, before, Mark.of(after), effect_of(form, before, Mark.of(after)))


def activities_of(enrolments: Sequence[Enrolment]) -> list[FrozenActivity]:
    """Return each enrolment's activity: as it was completed, or as it has to be completed."""
    open_ones = {row.activity_id for row in enrolments if completion_of(row) is None}
    published = {pk: published_version_id(pk) for pk in open_ones}
    return [
        frozen_activity(done.version_id if done else published[row.activity_id])
        for row in enrolments
        for done in [completion_of(row)]
    ]


def lost(before: Standing, after: Standing) -> bool:
    """Whether an assessment that must be passed was passed and is not any more."""
    asked = before.requirements.assessments
    return any(
        asked.get(assessment) is Need.PASS for assessment in before.done.passed - after.done.passed
    )
