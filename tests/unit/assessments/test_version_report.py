from fractions import Fraction

import numpy as np
import pytest

from assessments.domain.policy import AssessmentPolicy
from assessments.domain.readings import CHECK_KEY, GUESSED
from assessments.domain.statistics import Footing, correlation
from assessments.domain.statistics.tally import Marked, Tally
from assessments.domain.version_report import (
    dump_report,
    load_report,
    version_report,
    worth_of,
)
from tests.factories.items import numeric, single_best_answer, vignette_set

ITEMS = {1: single_best_answer(), 2: single_best_answer(), 3: numeric(), 4: single_best_answer()}
POLICY = AssessmentPolicy.model_validate(
    {
        "slots": [
            {"kind": "fixed", "question_version": 2, "points": "2"},
            {"kind": "fixed", "question_version": 1},
            {"kind": "draw", "pool": [3, 4], "count": 1, "points": "3"},
        ]
    }
)


def answered(question, *, right):
    if question == 3:
        return Marked(question, "1" if right else "0", ("12.5" if right else "1",))
    return Marked(question, "1" if right else "0", ("b" if right else "c",))


def report(attempts, policy=POLICY):
    tally = Tally()
    for form in attempts:
        tally.count([answered(q, right=right) for q, right in form.items()], worth_of(policy))
    return version_report(tally, policy=policy, items=ITEMS)


def some(number):
    """Question 2 goes with the rest, question 1 against it; drawn are 3 and then 4."""
    return [
        {2: n % 3 == 0, 1: n % 3 == 1, 3 if n % 2 else 4: n % 3 == 0} for n in range(1, number + 1)
    ]


def test_questions_stand_in_the_order_of_the_assessment():
    found = report(some(30))
    assert [row.question for row in found.questions] == [2, 1, 3, 4]
    assert [row.attempts for row in found.questions] == [30, 30, 15, 15]
    assert [row.is_drawn for row in found.questions] == [False, False, True, True]
    assert found.scores.alpha is None


def test_each_question_is_judged_by_its_own_attempts():
    found = report(some(18))
    assert found.footing is Footing.TENTATIVE
    assert found.scores is not None
    assert [row.figures is None for row in found.questions] == [False, False, True, True]
    assert found.questions[2].table.rows == ()
    assert found.questions[2].advice == ()


def test_nothing_is_told_below_ten_attempts():
    found = report(some(9))
    assert (found.attempts, found.scores, found.footing) == (9, None, Footing.NONE)
    assert all(row.figures is None for row in found.questions)


def test_advice_looks_at_the_key_and_at_guessing():
    second, first, *_ = report(some(30)).questions
    assert second.advice == ()
    assert first.advice == (CHECK_KEY,)
    wrong = report([{2: False, 1: n < 2, 3: n < 5} for n in range(12)])
    assert GUESSED in wrong.questions[0].advice
    assert wrong.questions[2].guess == 0


def test_open_questions_list_what_was_given():
    row = report(some(60)).questions[2]
    assert row.is_open
    assert {line.choice.key for line in row.table.rows} == {"12.5", "1"}


def test_different_points_in_different_slots_are_told():
    slots = [
        {"kind": "draw", "pool": [1, 2], "count": 1, "points": "2"},
        {"kind": "draw", "pool": [2, 4], "count": 1},
    ]
    policy = AssessmentPolicy.model_validate({"slots": slots})
    assert worth_of(policy) == {1: Fraction(2), 2: Fraction(2), 4: Fraction(1)}
    found = report([{1: True, 2: True}, {2: False, 4: True}], policy)
    assert {row.question: row.is_uneven for row in found.questions} == {1: False, 2: True, 4: False}


@pytest.mark.parametrize("attempts", [0, 9, 40])
def test_stored_report_is_read_back(attempts):
    found = report(some(attempts))
    assert load_report(dump_report(found)) == found


def set_attempts(number):
    """Part p1 goes with the rest, p2 is right for every fourth, p3 nobody answers."""
    for n in range(number):
        right, lucky = n % 3 == 0, n % 4 == 0
        keys = [f"p1={int(right)}", f"p1:{'b' if right else 'c'}", f"p2={int(lucky)}", "p2:9"]
        score = Fraction(int(right), 4) + Fraction(int(lucky), 2)
        yield [answered(1, right=right), Marked(5, str(score), tuple(keys))]


def test_questions_inside_a_set_have_figures_of_their_own():
    policy = AssessmentPolicy.model_validate(
        {
            "slots": [
                {"kind": "fixed", "question_version": 1},
                {"kind": "fixed", "question_version": 5, "points": "4"},
            ]
        }
    )
    tally = Tally()
    for attempt in set_attempts(60):
        tally.count(attempt, worth_of(policy))
    items = {1: single_best_answer(), 5: vignette_set(weights="1 2 1")}
    report = load_report(dump_report(version_report(tally, policy=policy, items=items)))
    whole = report.questions[1]
    one, two, three = whole.parts
    assert whole.figures.facility == pytest.approx((60 / 3 * 1 / 4 + 60 / 4 * 1 / 2) / 60)
    assert whole.table.rows == (), "its parts have tables of their own"
    assert (one.figures.facility, two.figures.facility) == (pytest.approx(1 / 3), 0.25)
    assert (one.share, one.guess, one.answered) == (0.25, 0.25, 60)
    assert [(row.choice.key, row.picked) for row in one.table.rows][1:3] == [("b", 20), ("c", 40)]
    # the rest of the first part: question 1 and the other parts, of 1 + 3 points
    right = np.array([n % 3 == 0 for n in range(60)], dtype=float)
    rest = np.array([(n % 3 == 0) + 2 * (n % 4 == 0) for n in range(60)]) / 4
    assert one.figures.point_biserial == pytest.approx(correlation(right, rest))
    assert (three.answered, three.figures.facility) == (0, 0)
    assert [row.choice.text for row in two.table.rows] == ["9"]
