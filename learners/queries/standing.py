"""Reads about learners' standing; every row is reached through its learner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from assessments.domain.grading import has_passed
from assessments.models import Assessment, Attempt
from assessments.models.attempt import FINISHED
from assessments.queries import (
    FrozenAssessment,
    attempts_of,
    frozen_assessments,
    with_current_version,
    with_latest_grade,
)
from common.prepared import ID, TEXT, Prepared
from courses.queries import FrozenActivity
from learners.domain import journey
from learners.domain.completion import Done, Need, Requirements, progress, remaining
from learners.models import (
    CheckAnswer,
    Completion,
    Enrolment,
    FrontMatterAcknowledgement,
    LessonProgress,
)


def enrolments_of(learner: User) -> QuerySet[Enrolment]:
    """Return the learner's enrolments with their completions, last seen first."""
    return (
        Enrolment.objects.filter(learner=learner)
        .select_related("completion", "learner")
        .annotate(  # type: ignore[no-redef]
            extra_days=F("learner__accommodation__extra_days")
        )
        .order_by("-last_seen_at")
    )


_enrolment: Prepared[Enrolment] = Prepared(
    lambda learner, activity: enrolments_of(learner).filter(activity=activity), ID, ID
)


def enrolment_in(learner: User, activity_id: int) -> Enrolment | None:
    """Return the learner's enrolment in an activity, None if there is none."""
    return _enrolment.first(learner.pk, activity_id)


_completion: Prepared[Completion] = Prepared(
    lambda enrolment: Completion.objects.filter(enrolment=enrolment), ID
)


def completion_of(enrolment: Enrolment) -> Completion | None:
    """Return the completion, None while something is missing; read once for a row of enrolment."""
    field: Any = Enrolment._meta.get_field("completion")
    if not field.is_cached(enrolment):
        field.set_cached_value(enrolment, _completion.first(enrolment.pk))
    found: Completion | None = field.get_cached_value(enrolment)
    return found


def placed_assessments(*activities: FrozenActivity) -> dict[int, FrozenAssessment]:
    """Return the newest version of each assessment placed in the activities, by assessment."""
    ids = {place["assessment_id"] for a in activities for place in a.facts["placements"]}
    rows = _current_versions(len(ids)).rows(*ids) if ids else []
    versions = {pk: version for pk, version in rows if version}
    frozen = frozen_assessments(versions.values())
    return {pk: frozen[version] for pk, version in versions.items()}


@lru_cache(maxsize=256)
def _current_versions(number: int) -> Prepared[tuple[int, int | None]]:
    return Prepared(
        lambda *ids: with_current_version(Assessment.objects.filter(pk__in=ids)).values_list(
            "pk", "current_version_id"
        ),
        *[ID] * number,
    )


@dataclass(frozen=True)
class Earned:
    """What an attempt earned, as read along with it."""

    points: Decimal
    max_points: Decimal
    passed: bool


@dataclass(frozen=True)
class Standing:
    """Where one learner is in one activity."""

    activity: FrozenActivity
    assessments: Mapping[int, FrozenAssessment]
    enrolment: Enrolment | None
    lessons: Mapping[int, LessonProgress]
    attempts: list[Attempt]

    @cached_property
    def pass_marks(self) -> set[int]:
        """The assessments that must be passed, not only submitted."""
        return {
            pk for pk, version in self.assessments.items() if version.policy.pass_mark is not None
        }

    @cached_property
    def done(self) -> Done:
        finished = [attempt for attempt in self.attempts if attempt.state in FINISHED]
        return Done(
            lessons={pk for pk, row in self.lessons.items() if row.finished_at},
            submitted={attempt.assessment_id for attempt in finished},
            passed={pk for pk in self.assessments if self._has_passed(pk, finished)},
        )

    def _has_passed(self, assessment_id: int, finished: Iterable[Attempt]) -> bool:
        grades = [
            Earned(attempt.grade_points, attempt.grade_max_points, bool(attempt.grade_passed))
            for attempt in finished
            if attempt.assessment_id == assessment_id and attempt.grade_points is not None
        ]
        return has_passed(grades, self.assessments[assessment_id].policy)

    @cached_property
    def requirements(self) -> Requirements:
        return journey.requirements_of(self.activity.facts, self.pass_marks)

    @cached_property
    def steps(self) -> list[journey.Step]:
        return journey.steps(self.activity.facts, self.pass_marks, self.done)

    @property
    def next_step(self) -> journey.Step | None:
        return journey.next_step(self.steps)

    def step(self, kind: journey.Kind, pk: int) -> journey.Step | None:
        """Return one step, None if the activity has no such lesson or placement."""
        return next((step for step in self.steps if step.kind is kind and step.id == pk), None)

    def lesson_waits_for(self, lesson_id: int, at: datetime) -> str:
        """Return what must come before a lesson, "" if it may be read.

        Once the activity has ended there is nothing left to measure, so every lesson may be read.
        """
        step = self.step(journey.Kind.LESSON, lesson_id)
        return step.waits_for if step and self.activity.is_open(at) else ""

    @property
    def minutes_left(self) -> int:
        """About how long the rest takes."""
        return journey.minutes_left(self.activity.facts["minutes"], self.steps)

    @property
    def percent(self) -> int:
        """Share of the steps done, 0 to 100; 100 only when complete."""
        return progress(self.requirements, self.done)

    @property
    def is_complete(self) -> bool:
        """Whether everything asked is done; an activity that asks nothing is never complete."""
        asks = bool(self.requirements.lessons or self.requirements.assessments)
        return asks and not remaining(self.requirements, self.done)

    @property
    def done_at(self) -> datetime | None:
        """When the last thing asked was done, None before anything was."""
        asked = self.requirements
        moments = [row.finished_at for pk, row in self.lessons.items() if pk in asked.lessons]
        for assessment, need in asked.assessments.items():
            fulfilling = (
                attempt.finished_at
                for attempt in self.attempts_at(assessment)
                if attempt.state in FINISHED and (attempt.grade_passed or need is Need.SUBMIT)
            )
            moments.append(next(fulfilling, None))
        return max((moment for moment in moments if moment), default=None)

    @property
    def completion(self) -> Completion | None:
        return completion_of(self.enrolment) if self.enrolment else None

    def attempts_at(self, assessment_id: int) -> list[Attempt]:
        """Return the learner's attempts at one assessment, oldest first."""
        return [attempt for attempt in self.attempts if attempt.assessment_id == assessment_id]


_lessons: Prepared[LessonProgress] = Prepared(
    lambda enrolment: LessonProgress.objects.filter(enrolment=enrolment), ID
)
_attempts: Prepared[Attempt] = Prepared(
    lambda learner, enrolment: (
        attempts_of(learner)
        .filter(sitting__enrolment=enrolment)
        .select_related("sitting")
        .order_by("started_at", "pk")
    ),
    ID,
    ID,
)


def standing_in(
    learner: User, activity: FrozenActivity, enrolment: Enrolment | None = None
) -> Standing:
    """Return where a learner stands in an activity, in at most four queries."""
    enrolment = enrolment or enrolment_in(learner, activity.activity_id)
    assessments = placed_assessments(activity)
    granted = enrolment.extra_days if enrolment else 0
    activity = activity.for_person(
        zone=learner.zone, extra_days=activity.extra_days or granted or 0
    )
    if enrolment is None:
        return Standing(activity, assessments, None, {}, [])
    return Standing(
        activity=activity,
        assessments=assessments,
        enrolment=enrolment,
        lessons=lessons_of(enrolment),
        attempts=attempts_for(enrolment),
    )


def lessons_of(enrolment: Enrolment) -> dict[int, LessonProgress]:
    """Return how far the learner is in each lesson that was opened, by lesson."""
    return {row.lesson_id: row for row in _lessons.rows(enrolment.pk)}


def attempts_for(enrolment: Enrolment) -> list[Attempt]:
    """Return the attempts that count for an enrolment, oldest first, with grade and sitting."""
    return _attempts.rows(enrolment.learner_id, enrolment.pk)


def standings(pairs: Iterable[tuple[FrozenActivity, Enrolment]]) -> list[Standing]:
    """Return where enrolments stand in their activities, in three queries for all of them."""
    pairs = list(pairs)
    enrolments = [enrolment.pk for _activity, enrolment in pairs]
    lessons: dict[int, dict[int, LessonProgress]] = {}
    for row in LessonProgress.objects.filter(enrolment__in=enrolments):
        lessons.setdefault(row.enrolment_id, {})[row.lesson_id] = row
    attempts: dict[int, list[Attempt]] = {}
    rows = with_latest_grade(Attempt.objects.filter(sitting__enrolment__in=enrolments))
    for attempt in rows.select_related("sitting").order_by("started_at", "pk"):
        attempts.setdefault(attempt.sitting.enrolment_id, []).append(attempt)
    versions = placed_assessments(*(activity for activity, _enrolment in pairs))
    return [
        Standing(
            activity=activity.for_person(
                zone=enrolment.learner.zone, extra_days=enrolment.extra_days or 0
            ),
            assessments={
                pk: versions[pk]
                for pk in (place["assessment_id"] for place in activity.facts["placements"])
                if pk in versions
            },
            enrolment=enrolment,
            lessons=lessons.get(enrolment.pk, {}),
            attempts=attempts.get(enrolment.pk, []),
        )
        for activity, enrolment in pairs
    ]


_acknowledged: Prepared[int] = Prepared(
    lambda enrolment, shown: FrontMatterAcknowledgement.objects.filter(
        enrolment=enrolment, shown_hash=shown
    ).values_list("pk", flat=True)[:1],
    ID,
    TEXT,
)
_responses: Prepared[tuple[int, dict[str, Any]]] = Prepared(
    lambda enrolment, lesson: (
        CheckAnswer.objects.filter(enrolment=enrolment, lesson=lesson)
        .order_by("question_version_id", "-answered_at", "-pk")
        .distinct("question_version_id")
        .values_list("question_version_id", "response")
    ),
    ID,
    ID,
)


def has_acknowledged(enrolment: Enrolment, shown_hash: str) -> bool:
    """Whether the learner confirmed exactly this front matter."""
    return _acknowledged.first(enrolment.pk, shown_hash) is not None


def check_responses(enrolment: Enrolment, lesson_id: int) -> dict[int, dict[str, Any]]:
    """Return the newest response to each knowledge check of a lesson, by question version."""
    return dict(_responses.rows(enrolment.pk, lesson_id))
