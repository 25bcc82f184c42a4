"""Each way in which an attempt or completion can differ, and the sentence for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assessments.domain.form import FormItem
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.states import State
from learners.domain.audit import (
    AttemptRecord,
    Fulfilled,
    GradeRecord,
    check_attempt,
    check_cited,
    check_requirements,
    replay,
)
from tests.factories.items import single_best_answer

END = datetime(2026, 5, 12, 9, tzinfo=UTC)
ITEMS = {1: single_best_answer(correct="b"), 2: single_best_answer(correct="c")}
POLICY = AssessmentPolicy(pass_mark="50")
RIGHT, WRONG = {"choice": "b"}, {"choice": "a"}


def an_attempt(**fields) -> AttemptRecord:
    form = tuple(
        FormItem(position=at, slot=at, question_version=at, points="1") for at in sorted(ITEMS)
    )
    attempt = AttemptRecord(
        **{
            "pk": 4,
            "learner": 2,
            "assessment": 6,
            "version": 8,
            "state": State.SUBMITTED,
            "form": form,
            "max_points": Decimal("2.00"),
            "pass_mark": Decimal(50),
            "finished_at": END,
            "responses": {1: RIGHT, 2: WRONG},
            "last_saved_at": END,
            **fields,
        }
    )
    if "grades" not in fields:
        result = replay(attempt, ITEMS, POLICY).published
        attempt.grades = [
            GradeRecord(
                1, result.points, result.max_points, result.passed, result.items_json(), END
            )
        ]
    return attempt


def differences(attempt: AttemptRecord) -> list[str]:
    return list(check_attempt(attempt, replay(attempt, ITEMS, POLICY), POLICY))


def test_attempt_graded_by_the_rules_differs_in_nothing():
    assert not differences(an_attempt())
    assert not differences(an_attempt(responses={1: RIGHT, 2: None}))


GRADE = an_attempt().grades[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"grades": []}, "was never graded"),
        ({"state": State.ABANDONED}, "holds a grade but stands as “never handed in”"),
        (
            {"grades": [replace(GRADE, points=Decimal("2.0000"))]},
            "grade 1 says 2.0000 of 2.00, passed, recomputed 1.0000 of 2.00, passed",
        ),
        ({"grades": [replace(GRADE, passed=False)]}, "not passed, recomputed"),
        (
            {"grades": [GRADE, replace(GRADE, number=2, points=Decimal("2.0000"))]},
            "grade 2 says 2.0000",
        ),
        ({"grades": [replace(GRADE, items=[])]}, "other scores of questions"),
        (
            {"max_points": Decimal("3.00"), "grades": [GRADE]},
            "is worth 3.00 points, recomputed 2.00",
        ),
        ({"pass_mark": None}, "has pass mark None, its version 50"),
        ({"last_saved_at": END + timedelta(seconds=11)}, "after its end"),
    ],
)
def test_attempt_that_differs_says_how(fields, words):
    assert any(words in said for said in differences(an_attempt(**fields)))


def test_changed_answer_changes_the_grade_recomputed():
    attempt = an_attempt()
    attempt.responses[1] = WRONG
    assert "recomputed 0.0000 of 2.00, not passed" in differences(attempt)[0]


def test_form_that_asks_what_the_version_does_not_hold_is_told():
    attempt = an_attempt()
    result = replay(attempt, {1: ITEMS[1]}, POLICY)
    assert list(check_attempt(attempt, result, POLICY)) == [
        "asks a question, or holds an answer, that its version does not know"
    ]


FACTS = {
    "lessons": [{"id": 1, "title": "One"}, {"id": 2, "title": "Two"}],
    "placements": [
        {"assessment_id": 6, "required": True, "label": "Post-test", "title": "Final"},
        {"assessment_id": 7, "required": True, "label": "Evaluation", "title": "Reply"},
        {"assessment_id": 9, "required": False, "label": "Follow-up", "title": "Later"},
    ],
}
DONE = Fulfilled(lessons={1, 2}, submitted={6, 7}, passed={6}, acknowledged=True)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (DONE, []),
        (replace(DONE, lessons={1}), ["lesson “Two” was not finished"]),
        (replace(DONE, passed=set()), ["Post-test “Final” was not passed"]),
        (replace(DONE, submitted={6}), ["Evaluation “Reply” was not handed in"]),
        (replace(DONE, acknowledged=False), ["nobody acknowledged what must be shown beforehand"]),
    ],
)
def test_requirement_that_was_not_met_is_named(done, said):
    assert list(check_requirements(FACTS, {6}, done)) == said


def test_attempts_that_a_completion_names_must_be_its_own_and_as_it_says():
    result = replay(an_attempt(), ITEMS, POLICY)
    told = {"attempt": 4, "points": "1.0000", "max_points": "2.00"}
    assert not list(check_cited([told], {4: result}))
    assert list(check_cited([told], {})) == ["rests on attempt 4, which is none of its own"]
    [said] = check_cited([told | {"points": "2.0000"}], {4: result})
    assert said == "says attempt 4 earned 2.0000 of 2.00, recomputed 1.0000 of 2.00"
