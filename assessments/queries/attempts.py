"""Reads about attempts, which are reached only through their learner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import User
from accounts.queries import adjustment_of
from assessments.domain import states
from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.policy import AssessmentPolicy, Expiry
from assessments.domain.tries import Checking, Progress, progress
from assessments.models import Answer, Attempt, Grade
from assessments.queries.frozen import FrozenAssessment
from common.prepared import ID, Prepared


def attempts_of(learner: User | int) -> QuerySet[Attempt]:
    """Return the learner's attempts, each with its latest grade (`with_latest_grade`)."""
    return with_latest_grade(Attempt.objects.filter(learner=learner))


def with_latest_grade(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Annotate attempts with `grade_passed`, `grade_points` and `grade_max_points`.

    Without a grade the last is what the form is worth.
    """
    latest = Grade.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    return attempts.annotate(  # type: ignore[no-redef]
        grade_passed=Subquery(latest.values("passed")[:1]),
        grade_points=Subquery(latest.values("points")[:1]),
        grade_max_points=Coalesce(Subquery(latest.values("max_points")[:1]), F("max_points")),
    )


_attempts_at: Prepared[Attempt] = Prepared(
    lambda learner, assessment: (
        attempts_of(learner).filter(assessment=assessment).order_by("number")
    ),
    ID,
    ID,
)


def attempts_at(learner: User, assessment_id: int) -> list[Attempt]:
    """Return the learner's attempts at one assessment, oldest first, each with its latest grade."""
    return _attempts_at.rows(learner.pk, assessment_id)


def is_being_marked(attempt: Attempt) -> bool:
    """Whether an attempt (from `attempts_of`) was handed in and has no grade yet: people mark it."""
    return attempt.state in states.FINISHED and attempt.grade_points is None


def past(attempts: Iterable[Attempt]) -> list[states.PastAttempt]:
    """Return what the rules need to know of earlier attempts (from `attempts_of`)."""
    return [
        states.PastAttempt(
            state=states.State(attempt.state),
            finished_at=attempt.finished_at,
            passed=bool(attempt.grade_passed) and attempt.pass_mark is not None,
            is_marked=not is_being_marked(attempt),
        )
        for attempt in attempts
    ]


@dataclass(frozen=True)
class Terms:
    """An assessment's rules as they bend for one learner, and where earlier attempts leave them."""

    policy: AssessmentPolicy
    time_factor: Decimal
    extra_attempts: int
    break_minutes: int
    extra_days: int
    attempts_left: int | None
    refusal: states.Refusal | None

    @property
    def minutes(self) -> int | None:
        """The time limit with what the learner was granted, None without a limit."""
        limit = self.policy.time_limit_minutes
        return None if limit is None else int(limit * self.time_factor)

    @property
    def is_adjusted(self) -> bool:
        """Whether anything bends for this learner here."""
        timed = self.policy.time_limit_minutes is not None and self.time_factor != 1
        return bool(timed or self.extra_attempts or self.break_minutes or self.extra_days)

    @property
    def when_time_is_over(self) -> str:
        """Say what becomes of an attempt that nobody hands in by its deadline."""
        if self.policy.expiry is Expiry.GRACE:
            wait = states.spoken(self.policy.grace)
            return (
                f"When time is over you cannot answer any more, and have {wait} to hand in what "
                "you saved; after that the attempt counts as not handed in."
            )
        if self.policy.expiry is Expiry.DROP:
            return "Hand in before time is over: else the attempt is used up and earns no grade."
        return "When time is over, what you have saved is submitted."


def terms_for(
    learner: User,
    version: FrozenAssessment,
    attempts: Iterable[Attempt],
    at: datetime,
    *,
    closes_at: datetime | None = None,
) -> Terms:
    """Return the rules that hold for the learner now; `attempts` are theirs at the assessment."""
    adjustment = adjustment_of(learner)
    policy, earlier = version.policy, past(attempts)
    if adjustment.extra_attempts and policy.attempts_allowed is not None:
        allowed = policy.attempts_allowed + adjustment.extra_attempts
        policy = policy.model_copy(update={"attempts_allowed": allowed})
    return Terms(
        policy=policy,
        time_factor=adjustment.time_factor,
        extra_attempts=adjustment.extra_attempts if policy.attempts_allowed is not None else 0,
        break_minutes=adjustment.break_minutes if policy.time_limit_minutes is not None else 0,
        extra_days=adjustment.extra_days,
        attempts_left=states.attempts_left(policy, earlier),
        refusal=states.may_start(policy, earlier, at, closes_at=closes_at),
    )


@dataclass(frozen=True)
class Origin:
    """Where the newest answer of a position stands in the order of saves, and what page wrote it."""

    sequence: int
    page: UUID | None
    step: int


@dataclass(frozen=True)
class SavedAnswers:
    """What the server holds of an attempt; a cleared answer has a time but no response.

    `certainties` holds the levels that were chosen, `tries` the responses that were checked in
    their order, `checked` the positions where nothing was saved after the last of them.
    """

    responses: Mapping[int, dict[str, Any]]
    certainties: Mapping[int, int]
    tries: Mapping[int, tuple[dict[str, Any], ...]]
    checked: frozenset[int]
    saved_at: Mapping[int, datetime]
    origins: Mapping[int, Origin]
    sequence: int

    @property
    def answered(self) -> int:
        """How many positions hold a response."""
        return len(self.responses)

    def at(self, position: int) -> tuple[dict[str, Any] | None, int | None]:
        """Return response and certainty of a position, None where there is none."""
        return self.responses.get(position), self.certainties.get(position)

    def standing(self, position: int) -> dict[str, Any] | None:
        """Return the answer that counts last: the present one, or the last that was checked."""
        return self.responses.get(position) or next(reversed(self.tries.get(position, ())), None)

    def progress(self, position: int, item: Item, policy: AssessmentPolicy) -> Progress:
        """Return where the learner stands at a question with the checks of it."""
        tries = self.tries.get(position, ())
        is_current = bool(tries) and self.responses.get(position) == tries[-1]
        if policy.checking is Checking.HINTS:
            is_current = position in self.checked
        return progress(item, policy.checking, tries, is_current=is_current)

    def answered_with(self, position: int, response: object) -> int:
        """Return how many positions would hold a response with this one saved too."""
        return len(self.responses.keys() - {position}) + (response is not None)


Row = tuple[int, int | None, dict[str, Any] | None, int | None, datetime, UUID | None, int, int]
FIELDS = (
    "position", "try_number", "response", "certainty", "saved_at", "page", "step", "sequence",
)  # fmt: skip


def _held(attempt: int | OuterRef) -> QuerySet[Answer]:
    """Return every checked answer and the newest other one, of each position."""
    rows = Answer.objects.filter(attempt=attempt)
    newest = rows.order_by("position", "try_number", "-sequence")
    return newest.distinct("position", "try_number")


_held_rows: Prepared[Row] = Prepared(lambda attempt: _held(attempt).values_list(*FIELDS), ID)


def saved_answers(attempt: Attempt) -> SavedAnswers:
    """Return what is held of each position."""
    return _saved(_held_rows.rows(attempt.pk))


def answers_beside(attempt: str) -> ArraySubquery:
    """Return the answers held as a column of a row that leads to an attempt, for `answers_in`."""
    return ArraySubquery(
        _held(OuterRef(attempt)).values(row=JSONObject(**{name: name for name in FIELDS}))
    )


def answers_in(column: Iterable[Mapping[str, Any]]) -> SavedAnswers:
    """Read what `answers_beside` selected."""
    return _saved(
        [
            (
                row["position"],
                row["try_number"],
                row["response"],
                row["certainty"],
                datetime.fromisoformat(row["saved_at"]),
                UUID(row["page"]) if row["page"] else None,
                row["step"],
                row["sequence"],
            )
            for row in column
        ]
    )


def answers_to(attempts: Iterable[int]) -> dict[int, SavedAnswers]:
    """Return what is held of many attempts, in one query; those without answers are left out."""
    rows = Answer.objects.filter(attempt__in=attempts)
    places = ("attempt_id", "position", "try_number")
    newest = rows.order_by(*places, "-sequence").distinct(*places)
    found: dict[int, list[Row]] = {}
    for attempt, *row in newest.values_list("attempt", *FIELDS):
        found.setdefault(attempt, []).append(tuple(row))
    return {attempt: _saved(held) for attempt, held in found.items()}


def _saved(rows: list[Row]) -> SavedAnswers:
    """Gather rows in the order in which they were saved; the newest of a position stands."""
    newest: dict[int, Row] = {}
    tries: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=itemgetter(-1)):
        position, try_number, response, *_ = row
        newest[position] = row
        if try_number is not None and response is not None:
            tries.setdefault(position, []).append(response)
    return SavedAnswers(
        responses={at: row[2] for at, row in newest.items() if row[2] is not None},
        certainties={at: row[3] for at, row in newest.items() if row[3] is not None},
        tries={at: tuple(checked) for at, checked in tries.items()},
        checked=frozenset(at for at, row in newest.items() if row[1] is not None),
        saved_at={at: row[4] for at, row in newest.items()},
        origins={at: Origin(row[-1], row[5], row[6]) for at, row in newest.items()},
        sequence=max((row[-1] for row in rows), default=0),
    )


NOTHING_SAVED = _saved([])


def form_of(attempt: Attempt) -> tuple[FormItem, ...]:
    """Return the questions of an attempt as drawn."""
    found: tuple[FormItem, ...] = attempt.places
    return found


def latest_grade(attempt: Attempt) -> Grade | None:
    """Return the grade that stands for an attempt, None while it is open."""
    return Grade.objects.filter(attempt=attempt).order_by("-number").first()


def grades_of(attempt: Attempt) -> list[Grade]:
    """Return every grade that an attempt was given, oldest first."""
    return list(Grade.objects.filter(attempt=attempt).order_by("number"))


def latest_grades(attempts: Iterable[Attempt]) -> dict[int, Grade]:
    """Return the grade that stands for each attempt that has one, by attempt."""
    ids = [attempt.pk for attempt in attempts]
    rows = _latest_grades(len(ids)).rows(*ids) if ids else []
    return {grade.attempt_id: grade for grade in rows}


@lru_cache(maxsize=64)
def _latest_grades(number: int) -> Prepared[Grade]:
    return Prepared(
        lambda *attempts: (
            Grade.objects.filter(attempt__in=attempts)
            .order_by("attempt", "-number")
            .distinct("attempt")
        ),
        *[ID] * number,
    )
