"""Whether attempts and completions are what the rules would have made them.

As in `credits.domain.audit`, every check yields sentences that name what differs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.domain.form import FormItem
from assessments.domain.grading import (
    NO_MARKS,
    GradeResult,
    Marks,
    grade as grade_form,
    to_be_marked,
)
from assessments.domain.items import Item, ResponseInvalid
from assessments.domain.marking.rubric import LevelsInvalid
from assessments.domain.marking.settling import mean_share
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import NO_RULINGS, Ruling, Rulings
from assessments.domain.states import FINISHED, LABELS, NETWORK_ALLOWANCE, OPEN, State


@dataclass(frozen=True)
class GradeRecord:
    """A grade as stored."""

    number: int
    points: Decimal
    max_points: Decimal
    passed: bool
    items: list[dict[str, Any]]
    graded_at: datetime
    rulings: tuple[int, ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class MarkRecord:
    """A mark by a person as stored."""

    position: int
    levels: Mapping[str, str]


@dataclass
class AttemptRecord:
    """An attempt as stored, with everything that grading needs."""

    pk: int
    learner: int
    assessment: int
    version: int
    state: State
    form: tuple[FormItem, ...]
    max_points: Decimal
    pass_mark: Decimal | None
    finished_at: datetime | None
    grades: list[GradeRecord] = field(default_factory=list)
    responses: dict[int, Any] = field(default_factory=dict)
    certainties: dict[int, int | None] = field(default_factory=dict)
    tries: dict[int, list[Any]] = field(default_factory=dict)
    last_saved_at: datetime | None = None
    marks: dict[int, MarkRecord] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_wrongly_graded(self) -> bool:
        """Whether it holds a grade though nobody handed it in."""
        return bool(self.grades) and self.state in {*OPEN, State.ABANDONED}

    def until(self, moment: datetime) -> "AttemptRecord":
        """Return the attempt as it stood at a moment after its end, without what was graded later."""
        grades = [row for row in self.grades if row.graded_at <= moment]
        named = {pk for row in grades for pk in row.marks}
        marks = {pk: mark for pk, mark in self.marks.items() if pk in named}
        return replace(self, grades=grades, marks=marks)


@dataclass(frozen=True)
class Replay:
    """What an attempt earns, computed anew: as published, and under the rulings of each grade.

    None stands where a grade names rulings or marks that are not there or not about its questions.
    `waits` says that people have to mark some of it before there is a grade.
    """

    published: GradeResult
    by_grade: Mapping[int, GradeResult | None]
    waits: bool = False

    @property
    def passed(self) -> bool:
        """Whether the attempt was ever a pass."""
        return any(result.passed for result in self.results)

    @property
    def results(self) -> list[GradeResult]:
        """Return what could be computed, grade by grade."""
        return [result for result in self.by_grade.values() if result is not None]


def replay(
    attempt: AttemptRecord,
    items: Mapping[int, Item],
    policy: AssessmentPolicy,
    rulings: Mapping[int, Ruling] | None = None,
) -> Replay | None:
    """Grade the saved answers again; None if form or answers do not go with the version.

    `rulings` by key, all that the grades may name.
    """
    asked = {place.question_version for place in attempt.form}
    if not asked <= items.keys():
        return None
    try:
        return _replay(attempt, items, policy, rulings or {})
    except ResponseInvalid:
        return None


def _replay(
    attempt: AttemptRecord,
    items: Mapping[int, Item],
    policy: AssessmentPolicy,
    rulings: Mapping[int, Ruling],
) -> Replay:
    asked = {place.question_version for place in attempt.form}
    answered = {at: said for at, said in attempt.responses.items() if said is not None}
    certain = {at: level for at, level in attempt.certainties.items() if level is not None}

    def graded(held: Rulings, marks: Marks = NO_MARKS) -> GradeResult:
        return grade_form(
            attempt.form,
            items,
            answered,
            policy,
            rulings=held,
            certainties=certain,
            tries=attempt.tries,
            marks=marks,
        )

    by_grade: dict[int, GradeResult | None] = {}
    for given in attempt.grades:
        held = _held(given.rulings, rulings)
        marks = _marks(attempt, items, given.marks)
        sound = held is not None and held.keys() <= asked and marks is not None
        if sound and held is not None:
            needed = to_be_marked(attempt.form, items, answered, held)
            sound = marks is not None and set(needed) <= marks.keys()
        by_grade[given.number] = graded(held or NO_RULINGS, marks or NO_MARKS) if sound else None
    waits = bool(to_be_marked(attempt.form, items, answered)) and not attempt.grades
    return Replay(graded(NO_RULINGS), by_grade, waits)


def _marks(attempt: AttemptRecord, items: Mapping[int, Item], ids: Collection[int]) -> Marks | None:
    """Return what named marks come to by position, None if one is no mark of this attempt."""
    if not attempt.marks.keys() >= set(ids):
        return None
    levels: dict[int, list[Mapping[str, str]]] = {}
    for pk in ids:
        levels.setdefault(attempt.marks[pk].position, []).append(attempt.marks[pk].levels)
    guides = {place.position: place.asks(items).marking_guide() for place in attempt.form}
    try:
        return {
            position: mean_share(found, guide)
            for position, found in levels.items()
            if (guide := guides.get(position))
        }
    except LevelsInvalid:
        return None


def _held(ids: Collection[int], known: Mapping[int, Ruling]) -> Rulings | None:
    """Return rulings by question version, None if one is missing or two are about one question."""
    found = {known[pk].question_version: known[pk] for pk in ids if pk in known}
    return found if len(found) == len(ids) else None


def check_attempt(
    attempt: AttemptRecord, found: Replay | None, policy: AssessmentPolicy
) -> Iterator[str]:
    """Check a finished attempt and its grades against what was computed anew."""
    if not attempt.is_finished:
        yield f"holds a grade but stands as “{LABELS[attempt.state].lower()}”"
        return
    if found is None:
        yield "asks a question, or holds an answer, that its version does not know"
        return
    if attempt.max_points != found.published.max_points:
        yield f"is worth {attempt.max_points} points, recomputed {found.published.max_points}"
    if attempt.pass_mark != (mark := policy.pass_mark_of(attempt.form)):
        yield f"has pass mark {attempt.pass_mark}, its version {mark}"
    if _saved_too_late(attempt):
        yield f"holds an answer saved at {attempt.last_saved_at}, after its end"
    if not attempt.grades and not found.waits:
        yield "was never graded"
    for given in attempt.grades:
        yield from _check_grade(given, found.by_grade[given.number])


def _saved_too_late(attempt: AttemptRecord) -> bool:
    if attempt.last_saved_at is None or attempt.finished_at is None:
        return False
    return attempt.last_saved_at > attempt.finished_at + NETWORK_ALLOWANCE


def _check_grade(given: GradeRecord, result: GradeResult | None) -> Iterator[str]:
    if result is None:
        named = ", ".join(map(str, given.rulings))
        if given.marks:
            named = f"{named or 'none'} and marks {', '.join(map(str, given.marks))}"
        yield f"grade {given.number} names rulings {named}, which are not all about its questions"
        return
    stored = (given.points, given.max_points, given.passed)
    computed = (result.points, result.max_points, result.passed)
    if stored != computed:
        yield f"grade {given.number} says {_said(*stored)}, recomputed {_said(*computed)}"
    elif given.items != result.items_json():
        yield f"grade {given.number} has other scores of questions than recomputed"


def _said(points: Decimal, of: Decimal, passed: bool) -> str:
    return f"{points} of {of}, {'passed' if passed else 'not passed'}"


@dataclass(frozen=True)
class Fulfilled:
    """What a learner had done of an activity when it was completed."""

    lessons: Collection[int]
    submitted: Collection[int]
    passed: Collection[int]
    acknowledged: bool


def check_requirements(
    facts: Mapping[str, Any], pass_marks: Collection[int], done: Fulfilled
) -> Iterator[str]:
    """Check that everything that the activity asked for was done.

    `pass_marks` holds the assessments that had to be passed, not only handed in.
    """
    if not done.acknowledged:
        yield "nobody acknowledged what must be shown beforehand"
    for lesson in facts["lessons"]:
        if lesson["id"] not in done.lessons:
            yield f"lesson “{lesson['title']}” was not finished"
    for place in facts["placements"]:
        if not place["required"]:
            continue
        pk, label = place["assessment_id"], f"{place['label']} “{place['title']}”"
        if pk in pass_marks and pk not in done.passed:
            yield f"{label} was not passed"
        elif pk not in done.submitted:
            yield f"{label} was not handed in"


def check_cited(cited: list[Mapping[str, Any]], found: Mapping[int, Replay]) -> Iterator[str]:
    """Check the attempts that a completion says it rests on, by whichever grade stood then."""
    for told in cited:
        replayed = found.get(told["attempt"])
        if replayed is None:
            yield f"rests on attempt {told['attempt']}, which is none of its own"
            continue
        earned = [(result.points, result.max_points) for result in replayed.results]
        if (Decimal(told["points"]), Decimal(told["max_points"])) not in earned:
            recomputed = " or ".join(f"{points} of {of}" for points, of in dict.fromkeys(earned))
            yield (
                f"says attempt {told['attempt']} earned {told['points']} of "
                f"{told['max_points']}, recomputed {recomputed or 'nothing'}"
            )
