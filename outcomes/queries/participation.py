"""Reads about participation: how far people came, and when they completed."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from learners.models import Completion, Enrolment
from outcomes.domain.participation import Group, Trace

# People who did the same are one row: 130,000 enrolments come back as a few hundred rows. Written
# in SQL, since the ORM would run a subquery for every enrolment and flag.
TRACES = """
, progress AS (
    SELECT row.enrolment_id,
        count(wanted.lesson_id) FILTER (WHERE row.finished_at IS NOT NULL) AS finished,
        bool_or(row.finished_at IS NOT NULL) AS some_finished
    FROM learners_lessonprogress row
    JOIN cohort ON cohort.id = row.enrolment_id
    LEFT JOIN unnest(%s::integer[]) AS wanted(lesson_id) ON wanted.lesson_id = row.lesson_id
    GROUP BY row.enrolment_id
), credited AS (
    SELECT DISTINCT offer.activity_id, entry.learner_id
    FROM credits_entry entry
    JOIN credits_creditoffer offer ON offer.id = entry.offer_id
    WHERE entry.amount > 0
        AND offer.activity_id IN (SELECT activity_id FROM cohort)
        AND NOT EXISTS (
            SELECT FROM credits_entry reversal WHERE reversal.reverses_id = entry.id
        )
)"""
SITTINGS = """
, sat AS (
    SELECT DISTINCT sitting.enrolment_id, true AS beyond, false AS evaluated, false AS passed
    FROM cohort
    JOIN learners_sitting sitting ON sitting.enrolment_id = cohort.id
    WHERE sitting.purpose <> 'pre_test'
)"""
TESTS = """
, sat AS (
    SELECT sitting.enrolment_id,
        bool_or(sitting.purpose <> 'pre_test') AS beyond,
        bool_or(finished.it AND sitting.purpose = 'evaluation') AS evaluated,
        bool_or(finished.it AND sitting.purpose = 'post_test' AND newest.passed) AS passed
    FROM cohort
    JOIN learners_sitting sitting ON sitting.enrolment_id = cohort.id
    JOIN assessments_attempt attempt ON attempt.id = sitting.attempt_id
    CROSS JOIN LATERAL (SELECT attempt.state IN ('submitted', 'timed_out') AS it) finished
    LEFT JOIN LATERAL (
        SELECT grade.passed FROM assessments_grade grade
        WHERE grade.attempt_id = attempt.id ORDER BY grade.number DESC LIMIT 1
    ) newest ON true
    GROUP BY sitting.enrolment_id
)"""
GROUPS = """
SELECT cohort.activity_id,
    coalesce(profile.profession, '') AS profession,
    coalesce(progress.finished, 0) AS lessons_finished,
    progress.enrolment_id IS NOT NULL OR coalesce(sat.beyond, false) AS started,
    coalesce(progress.some_finished, false) OR coalesce(sat.beyond, false) AS took_part,
    coalesce(sat.passed, false) AS passed,
    coalesce(sat.evaluated, false) AS evaluated,
    completion.id IS NOT NULL AS completed,
    credited.learner_id IS NOT NULL AS credited,
    count(*) AS people
FROM cohort
LEFT JOIN accounts_profile profile ON profile.user_id = cohort.learner_id
LEFT JOIN learners_completion completion ON completion.enrolment_id = cohort.id
LEFT JOIN progress ON progress.enrolment_id = cohort.id
LEFT JOIN sat ON sat.enrolment_id = cohort.id
LEFT JOIN credited
    ON credited.activity_id = cohort.activity_id AND credited.learner_id = cohort.learner_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""


def groups_of(
    enrolments: QuerySet[Enrolment], lessons: Collection[int], *, with_tests: bool
) -> dict[int, list[Group]]:
    """Return, by activity, how many people of each profession did what, in one query.

    `lessons` are those that the activities have now; others do not count as content. Without
    tests, which takes long for whole providers, nobody counts as passed or evaluated.
    """
    members = enrolments.values("id", "activity_id", "learner_id")
    try:
        cohort, values = members.query.sql_with_params()
    except EmptyResultSet:
        return {}
    sittings = TESTS if with_tests else SITTINGS
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH cohort AS ({cohort})" + TRACES + sittings + GROUPS,
            [*values, list(lessons)],
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    groups: dict[int, list[Group]] = {}
    for row in rows:
        groups.setdefault(row.pop("activity_id"), []).append(_group(row))
    return groups


def _group(row: Mapping[str, Any]) -> Group:
    trace = {name: value for name, value in row.items() if name not in {"profession", "people"}}
    return Group(profession=row["profession"], trace=Trace(**trace), people=row["people"])


def completions_by_month(enrolments: QuerySet[Enrolment]) -> list[tuple[datetime, int]]:
    """Return how many completed in each month (UTC), from the first month to the last."""
    rows = (
        Completion.objects.filter(enrolment__in=enrolments.values("pk"))
        .values(month=TruncMonth("completed_at", tzinfo=UTC))
        .annotate(people=Count("pk"))
        .order_by("month")
    )
    counts = {row["month"]: row["people"] for row in rows}
    return [(month, counts.get(month, 0)) for month in _months(*sorted(counts))]


def _months(*found: datetime) -> list[datetime]:
    months = list(found[:1])
    while months and months[-1] < found[-1]:
        last = months[-1]
        months.append(last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1))
    return months


def acknowledged(enrolments: QuerySet[Enrolment]) -> int:
    """Return how many of the people acknowledged what was shown before the activity."""
    return enrolments.filter(acknowledgements__isnull=False).distinct().count()
