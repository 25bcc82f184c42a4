"""Keeping item statistics up to date with grades; never in a request."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from assessments.domain.question_report import Alarm, Part, alarm, dump_figures, gathered
from assessments.domain.statistics.tally import NeverCounted, Tally
from assessments.domain.version_report import dump_report, version_report, worth_of
from assessments.models import QuestionStatistics, VersionStatistics
from assessments.queries import frozen_assessment, frozen_questions
from assessments.queries.statistics import (
    Seen,
    assessments_behind,
    first_grades,
    marked_attempts,
    versions_behind,
)


def refresh_statistics(*, at: datetime) -> int:
    """Count new grades in and withdrawn ones out; return how many versions changed."""
    behind = versions_behind()
    for version_id, seen in behind.items():
        refresh_version(version_id=version_id, seen=seen, at=at)
    for assessment_id in assessments_behind(behind):
        refresh_questions(assessment_id=assessment_id, at=at)
    return len(behind)


@transaction.atomic
def refresh_questions(*, assessment_id: int, at: datetime) -> None:
    """Gather what the versions of an assessment counted at the questions that they share."""
    rows = VersionStatistics.objects.filter(version__assessment=assessment_id)
    parts: dict[int, list[Part]] = defaultdict(list)
    for stored in rows.order_by("version").select_for_update():
        for question, part in _parts(stored):
            parts[question].append(part)
    items = frozen_questions(parts)
    figures = {pk: gathered(pk, items[pk].item, found) for pk, found in parts.items()}
    QuestionStatistics.objects.filter(assessment=assessment_id).exclude(
        question_version__in=figures
    ).delete()
    QuestionStatistics.objects.bulk_create(
        (
            QuestionStatistics(
                question_version_id=pk,
                assessment_id=assessment_id,
                attempts=found.attempts,
                figures=dump_figures(found),
                alarm=alarm(found) if items[pk].item.graded else Alarm.NONE,
                computed_at=at,
            )
            for pk, found in figures.items()
        ),
        update_conflicts=True,
        unique_fields=["question_version", "assessment"],
        update_fields=["attempts", "figures", "alarm", "computed_at"],
    )


def _parts(stored: VersionStatistics) -> Iterator[tuple[int, Part]]:
    policy = frozen_assessment(stored.version_id).policy
    tally, worth = Tally.load(stored.tally), worth_of(policy)
    drawn = {q for slot in policy.slots if len(slot.pool) > slot.count for q in slot.pool}
    for question in tally.questions:
        counted = tally.of(question)
        if counted.attempts:
            yield question, Part(counted, worth[question], is_drawn=question in drawn)


@transaction.atomic
def refresh_version(*, version_id: int, seen: Seen, at: datetime) -> VersionStatistics:
    """Store what the first attempts at a version say; `seen` was read before they are."""
    version = frozen_assessment(version_id)
    empty = {
        "grades": [],
        "tally": {},
        "report": {},
        "grades_seen": 0,
        "newest_grade": 0,
        "computed_at": at,
    }
    VersionStatistics.objects.get_or_create(version_id=version_id, defaults=empty)
    stored = VersionStatistics.objects.select_for_update().get(version=version_id)
    wanted = first_grades(version_id)
    tally = _counted(stored, wanted, worth_of(version.policy))
    stored.grades = sorted(wanted)
    stored.tally = tally.dump()
    stored.report = dump_report(version_report(tally, policy=version.policy, items=version.items))
    stored.grades_seen, stored.newest_grade = seen.grades, seen.newest
    stored.computed_at = at
    stored.save()
    return stored


def _counted(stored: VersionStatistics, wanted: set[int], worth: dict[int, Fraction]) -> Tally:
    """Return the tally of the wanted grades: the stored one with the difference, if it is sound."""
    held = set(stored.grades)
    tally = Tally.load(stored.tally)
    try:
        _count(tally, held - wanted, worth, times=-1)
    except NeverCounted:
        # A kind of question reads its answers otherwise than it did: count everything again.
        held, tally = set(), Tally()
    _count(tally, wanted - held, worth)
    return tally


def _count(
    tally: Tally, grades: Iterable[int], worth: dict[int, Fraction], *, times: int = 1
) -> None:
    for attempt in marked_attempts(set(grades)):
        tally.count(attempt, worth, times=times)
