"""A form whose pass mark is the cut score of its own questions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from assessments.domain.form import FormItem
from assessments.domain.grading import grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import Ruling, RulingChoice
from tests.factories.items import rating, single_best_answer

STANDARDS = {1: "1/2", 2: "3/5", 3: "4/5", 4: "2/3"}
ITEMS = {**dict.fromkeys(range(1, 5), single_best_answer()), 5: rating()}


def policy(**rules) -> AssessmentPolicy:
    return AssessmentPolicy.model_validate(
        {
            "pass_mark": "64",
            "pass_mark_from_form": True,
            "standards": STANDARDS,
            "slots": [
                {"kind": "fixed", "question_version": 1, "points": "2"},
                {"kind": "draw", "pool": [2, 3, 4], "count": 1},
            ],
            **rules,
        }
    )


def form(*places: tuple[int, str]) -> list[FormItem]:
    return [
        FormItem(position=n, slot=n, question_version=question, points=points)
        for n, (question, points) in enumerate(places, start=1)
    ]


@pytest.mark.parametrize(
    ("drawn", "mark"), [(2, "53.33"), (3, "60"), (4, "55.55")]
)  # (2 · 1/2 + standard) / 3 points, rounded down
def test_mark_is_the_cut_score_of_the_questions_drawn(drawn, mark):
    assert policy().pass_mark_of(form((1, "2"), (drawn, "1"))) == Decimal(mark)


def test_without_the_rule_every_form_has_the_one_mark():
    plain = policy(pass_mark_from_form=False)
    assert plain.pass_mark_of(form((1, "2"), (3, "1"))) == Decimal(64)
    assert plain.pass_mark_range is None
    assert plain.pass_mark_words == "64%"
    assert not policy(pass_mark_from_form=False, pass_mark=None, standards={}).pass_mark_words


def test_learners_are_told_the_range_beforehand():
    assert policy().pass_mark_range == (Decimal("53.33"), Decimal(60))
    assert policy().pass_mark_words == "53.33% to 60%, by the questions drawn"
    alike = policy(standards={**STANDARDS, 3: "3/5", 4: "3/5"})
    assert alike.pass_mark_range is None
    assert alike.pass_mark_words == "53.33%"


def test_grading_asks_each_form_for_its_own_mark():
    responses = {1: {"choice": "b"}, 2: {"choice": "a"}}  # two points of three: 66.67 %
    for drawn, standards in ((2, STANDARDS), (3, {**STANDARDS, 1: "3/5", 3: "9/10"})):
        found = grade(form((1, "2"), (drawn, "1")), ITEMS, responses, policy(standards=standards))
        assert found.passed is (drawn == 2)


def test_a_question_ruled_out_leaves_points_and_mark():
    asked = form((1, "2"), (3, "1"))
    out = {3: Ruling(id=1, question_version=3, choice=RulingChoice.EXCLUDE)}
    assert policy().pass_mark_of(asked, excluded={2}) == Decimal(50)
    right = grade(asked, ITEMS, {1: {"choice": "b"}}, policy(), rulings=out)
    assert right.passed
    assert not grade(asked, ITEMS, {1: {"choice": "a"}}, policy(), rulings=out).passed


def test_a_question_that_nobody_marks_needs_no_standard():
    assert policy().pass_mark_of(form((1, "2"), (5, "1"))) == Decimal(50)


@pytest.mark.parametrize("rules", [{"pass_mark": None}, {"standards": {}}, {"kept_grade": "mean"}])
def test_rule_needs_a_mark_standards_and_attempts_of_their_own(rules):
    with pytest.raises(ValidationError):
        policy(**rules)


def test_standards_are_stored_exactly():
    stored = policy().model_dump(mode="json")
    assert stored["standards"]["4"] == "2/3"
    assert AssessmentPolicy.model_validate(stored).standards[4] == Fraction(2, 3)
