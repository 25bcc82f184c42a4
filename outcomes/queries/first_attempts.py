"""Reads about first attempts: what they earned and which answers they gave."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from assessments.models import Attempt, VersionQuestion
from assessments.models.attempt import FINISHED
from assessments.queries import FrozenQuestion, chosen_keys, frozen_questions
from courses.models import Purpose
from learners.models import Enrolment
from outcomes.domain.first_attempts import FirstAttempt

Keys = Collection[str]
AGE = itemgetter(0, 1)


@dataclass(frozen=True)
class Tests:
    """First attempts before and after, and the questions they met in the order of the newest test.

    `points` is what a question is worth in the newest version that asks it, `waiting` are the
    enrolments in which a first attempt was handed in and is not marked yet.
    """

    before: Sequence[FirstAttempt]
    after: Sequence[FirstAttempt]
    questions: Mapping[int, FrozenQuestion]
    points: Mapping[int, Decimal]
    waiting: Collection[int]


@dataclass(frozen=True)
class _Marked:
    """A first attempt with the grade that stands, as read; without one `points` is None."""

    attempt: int
    version: int
    purpose: str
    person: int
    profession: str
    points: Decimal
    max_points: Decimal
    items: Sequence[Mapping[str, Any]]


def first_attempts(enrolments: QuerySet[Enrolment], *purposes: Purpose) -> QuerySet[Attempt]:
    """Return everybody's first finished attempt at each assessment; voided ones never count."""
    return (
        Attempt.objects.filter(
            sitting__enrolment__in=enrolments.values("pk"),
            sitting__purpose__in=purposes,
            state__in=FINISHED,
        )
        .order_by("sitting__enrolment_id", "assessment_id", "started_at", "pk")
        .distinct("sitting__enrolment_id", "assessment_id")
    )


def tests_of(enrolments: QuerySet[Enrolment], *, with_answers: bool) -> Tests:
    """Return the first attempts at pre-tests and post-tests, in four queries however many.

    Questions that draw values need a fifth.
    """
    firsts = first_attempts(enrolments, Purpose.PRE_TEST, Purpose.POST_TEST)
    found = _marked(firsts)
    marked = [each for each in found if each.points is not None]
    points = _points({each.version for each in marked})
    asked = {row["question_version"] for each in marked for row in each.items}
    questions = frozen_questions(question for question in points if question in asked)
    places = {
        each.attempt: {row["position"]: row["question_version"] for row in each.items}
        for each in marked
    }
    chosen = chosen_keys(places, questions) if with_answers else {}
    sorted_out: dict[str, list[FirstAttempt]] = {Purpose.PRE_TEST: [], Purpose.POST_TEST: []}
    for each in marked:
        sorted_out[each.purpose].append(_first_attempt(each, chosen.get(each.attempt, {})))
    return Tests(
        before=sorted_out[Purpose.PRE_TEST],
        after=sorted_out[Purpose.POST_TEST],
        questions=questions,
        points=points,
        waiting=frozenset(each.person for each in found if each.points is None),
    )


def _marked(firsts: QuerySet[Attempt]) -> list[_Marked]:
    """Return each first attempt with its newest grade, if it has one, oldest first.

    One sort finds both. Asking for the first attempts in a subquery would let a planner that knows
    little of the tables run it once a grade.
    """
    rows = firsts.order_by(*firsts.query.order_by, "-grades__number").values_list(
        "started_at",
        "pk",
        "version",
        "sitting__purpose",
        "sitting__enrolment",
        "learner__profile__profession",
        "grades__points",
        "grades__max_points",
        "grades__items",
    )
    return [_Marked(*row[1:5], row[5] or "", *row[6:]) for row in sorted(rows, key=AGE)]


def _points(versions: Iterable[int]) -> dict[int, Decimal]:
    """Return what each question is worth, those of the newest version first and in its order."""
    rows = VersionQuestion.objects.filter(version__in=versions).order_by(
        "-version_id", "slot", "pk"
    )
    points: dict[int, Decimal] = {}
    for question, worth in rows.values_list("question_version", "points"):
        points.setdefault(question, worth)
    return points


def _first_attempt(marked: _Marked, chosen: Mapping[int, Keys]) -> FirstAttempt:
    return FirstAttempt(
        person=marked.person,
        profession=marked.profession,
        points=marked.points,
        max_points=marked.max_points,
        scores={row["question_version"]: share(row["score"]) for row in marked.items},
        chosen={
            row["question_version"]: chosen[row["position"]]
            for row in marked.items
            if row["position"] in chosen
        },
    )


@lru_cache(maxsize=4096)
def share(score: str) -> float:
    """Read a score as it was stored, such as 2/3; the whole is exactly 1.0."""
    return float(Fraction(score))
