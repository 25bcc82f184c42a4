"""Reads about first attempts: which count, what they earned, and whether stored figures are old."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef

from assessments.domain.statistics.tally import Marked
from assessments.models import (
    Assessment,
    AssessmentVersion,
    Attempt,
    Grade,
    QuestionStatistics,
    VersionStatistics,
)
from assessments.models.attempt import FINISHED
from assessments.queries.frozen import frozen_questions
from assessments.queries.given import chosen_keys

AT_ONCE = 2000


@dataclass(frozen=True)
class Seen:
    """The grades of finished attempts at an assessment: if they are the same, nothing changed."""

    grades: int = 0
    newest: int = 0


def versions_behind() -> dict[int, Seen]:
    """Return the versions whose stored figures are old or missing, with the grades there are now."""
    graded = Grade.objects.filter(attempt__state__in=FINISHED)
    rows = graded.values_list("attempt__assessment").annotate(Count("pk"), Max("pk"))
    seen = {assessment: Seen(grades, newest) for assessment, grades, newest in rows}
    versions = AssessmentVersion.objects.filter(attempts__isnull=False).distinct()
    counted = VersionStatistics.objects.filter(version=OuterRef("pk"), tally__has_key="questions")
    gathered = QuestionStatistics.objects.filter(assessment=OuterRef("assessment"))
    ungathered = Exists(counted.exclude(tally__questions={})) & ~Exists(gathered)
    stored = versions.annotate(ungathered=ungathered).values_list(
        "pk",
        "assessment",
        "ungathered",
        "statistics__grades_seen",
        "statistics__newest_grade",
    )
    return {
        version: now
        for version, assessment, ungathered, *then in stored.order_by("pk")
        if (now := seen.get(assessment, Seen())) != Seen(*(each or 0 for each in then))
        or ungathered
    }


def assessments_behind(versions: Collection[int]) -> list[int]:
    """Return the assessments of these versions."""
    if not versions:
        return []
    of_versions = AssessmentVersion.objects.filter(pk__in=versions)
    return sorted(set(of_versions.values_list("assessment", flat=True)))


def first_grades(version_id: int) -> set[int]:
    """Return the grades that stand for first attempts: everybody's first finished, unvoided one.

    Whoever began with another version of the assessment has no first attempt at this one.
    """
    assessment = Assessment.objects.filter(versions=version_id)
    firsts = (
        Attempt.objects.filter(assessment__in=assessment, state__in=FINISHED)
        .order_by("learner_id", "started_at", "pk")
        .distinct("learner_id")
    )
    grades = (
        Grade.objects.filter(attempt__in=firsts.values("pk"), attempt__version=version_id)
        .order_by("attempt_id", "-number")
        .distinct("attempt_id")
    )
    return set(grades.values_list("pk", flat=True))


def marked_attempts(grades: Collection[int]) -> Iterator[list[Marked]]:
    """Yield what each of these grades says, question by question, a few thousand at once."""
    ids = sorted(grades)
    for begin in range(0, len(ids), AT_ONCE):
        yield from _marked(ids[begin : begin + AT_ONCE])


def _marked(grades: list[int]) -> Iterator[list[Marked]]:
    rows = list(Grade.objects.filter(pk__in=grades).values_list("attempt", "items"))
    asked = {
        attempt: {row["position"]: row["question_version"] for row in items}
        for attempt, items in rows
    }
    questions = frozen_questions({q for places in asked.values() for q in places.values()})
    chosen = chosen_keys(asked, questions)
    for attempt, items in rows:
        given = chosen.get(attempt, {})
        yield [
            Marked(
                row["question_version"],
                row["score"],
                given.get(row["position"]),
                (row["certainty"]["level"] or 0) if "certainty" in row else None,
            )
            for row in items
        ]
