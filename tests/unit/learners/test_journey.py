"""The order of an activity: what comes first, what waits for what, what is next."""

import pytest

from learners.domain.completion import Done, Need
from learners.domain.journey import (
    Kind,
    Status,
    minutes_left,
    next_step,
    requirements_of,
    steps,
)

PRE, POST, SURVEY, LATER = 11, 12, 13, 14
DONE, OPEN, WAITING = Status.DONE, Status.OPEN, Status.WAITING


def placement(pk, purpose, *, required=True):
    return {
        "id": 100 + pk,
        "assessment_id": pk,
        "purpose": purpose,
        "title": purpose,
        "required": required,
    }


def activity(*, lessons=2, optional=()):
    placements = [
        placement(PRE, "pre_test", required="pre_test" not in optional),
        placement(POST, "post_test", required="post_test" not in optional),
        placement(SURVEY, "evaluation", required="evaluation" not in optional),
        placement(LATER, "follow_up", required=False),
    ]
    rows = [
        {"id": pk, "slug": f"lesson-{pk}", "title": f"Lesson {pk}", "minutes": 10}
        for pk in range(1, lessons + 1)
    ]
    return {"lessons": rows, "placements": placements}


def statuses(done, facts=None):
    return [step.status for step in steps(facts or activity(), {POST}, done)]


def test_steps_go_from_pre_test_over_lessons_to_post_test_and_evaluation():
    rows = steps(activity(), {POST}, Done())

    assert [(row.kind, row.id) for row in rows] == [
        (Kind.ASSESSMENT, 100 + PRE),
        (Kind.LESSON, 1),
        (Kind.LESSON, 2),
        (Kind.ASSESSMENT, 100 + POST),
        (Kind.ASSESSMENT, 100 + SURVEY),
    ]


@pytest.mark.parametrize(
    ("done", "expected", "then"),
    [
        (Done(), [OPEN, WAITING, WAITING, WAITING, WAITING], 100 + PRE),
        (Done(submitted={PRE}), [DONE, OPEN, OPEN, WAITING, WAITING], 1),
        (Done(lessons={2}, submitted={PRE}), [DONE, OPEN, DONE, WAITING, WAITING], 1),
        (Done(lessons={1, 2}, submitted={PRE}), [DONE, DONE, DONE, OPEN, WAITING], 100 + POST),
        (
            Done(lessons={1, 2}, submitted={PRE, POST}),
            [DONE, DONE, DONE, OPEN, WAITING],
            100 + POST,
        ),
        (
            Done(lessons={1, 2}, submitted={PRE, POST}, passed={POST}),
            [DONE, DONE, DONE, DONE, OPEN],
            100 + SURVEY,
        ),
        (
            Done(lessons={1, 2}, submitted={PRE, POST, SURVEY}, passed={POST}),
            [DONE] * 5,
            None,
        ),
    ],
)
def test_each_step_opens_when_what_comes_before_it_is_done(done, expected, then):
    rows = steps(activity(), {POST}, done)

    assert [row.status for row in rows] == expected
    assert getattr(next_step(rows), "id", None) == then


def test_an_optional_pre_test_holds_nothing_up_and_is_never_next():
    facts = activity(optional=["pre_test"])

    rows = steps(facts, {POST}, Done())

    assert [row.status for row in rows] == [OPEN, OPEN, OPEN, WAITING, WAITING]
    assert next_step(rows).id == 1


def test_an_optional_post_test_does_not_hold_up_the_evaluation():
    facts = activity(optional=["post_test"])

    assert statuses(Done(lessons={1, 2}, submitted={PRE}), facts)[-1] is OPEN


def test_what_waits_says_for_what():
    rows = steps(activity(), {POST}, Done(submitted={PRE}))

    assert {row.waits_for for row in rows} == {"", "Opens after the lessons"}


def test_only_assessments_with_a_mark_must_be_passed():
    assert requirements_of(activity(), {POST}).assessments == {
        PRE: Need.SUBMIT,
        POST: Need.PASS,
        SURVEY: Need.SUBMIT,
    }


@pytest.mark.parametrize(
    ("done", "left"),
    [
        (Done(), 60),
        (Done(submitted={PRE}), 46),
        (Done(lessons={1}, submitted={PRE}), 36),
        (Done(lessons={1, 2}, submitted={PRE, POST, SURVEY}, passed={POST}), 0),
    ],
)
def test_lessons_take_their_minutes_and_assessments_share_the_rest(done, left):
    assert minutes_left(60, steps(activity(), {POST}, done)) == left


def test_lessons_longer_than_the_activity_leave_nothing_for_assessments():
    assert minutes_left(5, steps(activity(), {POST}, Done())) == 20
