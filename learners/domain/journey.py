"""The order of an activity: what comes first, what waits for what, what is next."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from learners.domain.completion import Done, Need, Requirements


class Kind(StrEnum):
    """What a step is."""

    LESSON = "lesson"
    ASSESSMENT = "assessment"


class Status(StrEnum):
    """Where a learner stands with a step."""

    DONE = "done"
    OPEN = "open"
    WAITING = "waiting"


@dataclass(frozen=True)
class Step:
    """One thing to do; `waits_for` says in words what must come first."""

    kind: Kind
    id: int
    title: str
    status: Status
    purpose: str = ""
    slug: str = ""
    minutes: int | None = None
    required: bool = True
    waits_for: str = ""


BEFORE = ("pre_test",)
MEASURING = ("post_test",)
AFTER = ("evaluation",)


def requirements_of(facts: Mapping[str, Any], pass_marks: AbstractSet[int]) -> Requirements:
    """Return what an activity asks for; `pass_marks` holds the assessments with a pass mark."""
    return Requirements(
        lessons=tuple(lesson["id"] for lesson in facts["lessons"]),
        assessments={
            place["assessment_id"]: Need.PASS
            if place["assessment_id"] in pass_marks
            else Need.SUBMIT
            for place in facts["placements"]
            if place["required"]
        },
    )


def steps(facts: Mapping[str, Any], pass_marks: AbstractSet[int], done: Done) -> list[Step]:
    """Return every step in the order of the journey, each with whether it is open.

    A required pre-test comes before the lessons, the post-test after them, the evaluation after
    the post-test was passed. Follow-ups come later and are not part of the journey.
    """
    needs = requirements_of(facts, pass_marks)
    before = _placed(facts, BEFORE)
    blocked = "" if _fulfilled(before, needs, done) else "Opens after the pre-test"
    rows = [_assessment(place, needs, done, waits="") for place in before]
    rows += [_lesson(lesson, done, waits=blocked) for lesson in facts["lessons"]]
    unread = any(lesson["id"] not in done.lessons for lesson in facts["lessons"])
    blocked = blocked or ("Opens after the lessons" if unread else "")
    measuring = _placed(facts, MEASURING)
    rows += [_assessment(place, needs, done, waits=blocked) for place in measuring]
    if not blocked and not _fulfilled(measuring, needs, done):
        blocked = "Opens after the post-test"
    rows += [_assessment(place, needs, done, waits=blocked) for place in _placed(facts, AFTER)]
    return rows


def next_step(rows: Sequence[Step]) -> Step | None:
    """Return the first step that is open and required, None if nothing is left to do."""
    return next((row for row in rows if row.status is Status.OPEN and row.required), None)


def minutes_left(total: int, rows: Sequence[Step]) -> int:
    """Return about how long the open and waiting steps take.

    Lessons say how long they are; what the activity's time leaves over is shared by the assessments.
    """
    lessons = [row for row in rows if row.kind is Kind.LESSON]
    tests = [row for row in rows if row.kind is Kind.ASSESSMENT]
    for_tests = max(0, total - sum(row.minutes or 0 for row in lessons))
    untested = sum(row.status is not Status.DONE for row in tests)
    unread = sum(row.minutes or 0 for row in lessons if row.status is not Status.DONE)
    return unread + (for_tests * untested // len(tests) if tests else 0)


def _placed(facts: Mapping[str, Any], purposes: Sequence[str]) -> list[Mapping[str, Any]]:
    return [place for place in facts["placements"] if place["purpose"] in purposes]


def _fulfilled(places: Sequence[Mapping[str, Any]], needs: Requirements, done: Done) -> bool:
    return all(
        _is_done(place, needs, done)
        for place in places
        if place["assessment_id"] in needs.assessments
    )


def _is_done(place: Mapping[str, Any], needs: Requirements, done: Done) -> bool:
    pk = place["assessment_id"]
    if needs.assessments.get(pk) is Need.PASS:
        return pk in done.passed
    return pk in done.submitted


def _assessment(place: Mapping[str, Any], needs: Requirements, done: Done, *, waits: str) -> Step:
    status = Status.WAITING if waits else Status.OPEN
    return Step(
        kind=Kind.ASSESSMENT,
        id=place["id"],
        title=place["title"],
        status=Status.DONE if _is_done(place, needs, done) else status,
        purpose=place["purpose"],
        required=place["required"],
        waits_for=waits,
    )


def _lesson(lesson: Mapping[str, Any], done: Done, *, waits: str) -> Step:
    status = Status.WAITING if waits else Status.OPEN
    return Step(
        kind=Kind.LESSON,
        id=lesson["id"],
        title=lesson["title"],
        status=Status.DONE if lesson["id"] in done.lessons else status,
        slug=lesson["slug"],
        minutes=lesson["minutes"],
        waits_for=waits,
    )
