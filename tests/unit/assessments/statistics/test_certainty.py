"""Certainty-based marking, after Moodle's figures."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.statistics.certainty import (
    LEVELS,
    CertainAnswer,
    Judgement,
    calibrate,
)

ANSWERS = st.lists(
    st.builds(
        CertainAnswer,
        share=st.none() | st.fractions(min_value=0, max_value=1, max_denominator=4),
        level=st.none() | st.sampled_from(sorted(LEVELS)),
        weight=st.integers(0, 3).map(Fraction),
    )
)


def answers(right, wrong, *, level=None):
    return [
        *[CertainAnswer(Fraction(1), level)] * right,
        *[CertainAnswer(Fraction(0), level)] * wrong,
    ]


@pytest.mark.parametrize(
    ("level", "right", "half", "wrong"),
    [(1, 1, Fraction(1, 2), 0), (2, 2, 1, -2), (3, 3, Fraction(3, 2), -6)],
)
def test_what_a_level_earns(level, right, half, wrong):
    assert LEVELS[level].mark(Fraction(1)) == right
    assert LEVELS[level].mark(Fraction(1, 2)) == half
    assert LEVELS[level].mark(Fraction(0)) == wrong


def test_no_level_is_the_first():
    assert CertainAnswer(Fraction(1)).mark == 1
    assert CertainAnswer(None, 3).mark == 0


def test_levels_pay_best_between_their_limits():
    for level in LEVELS.values():
        middle = (level.low + level.high) / 2
        best = max(LEVELS.values(), key=lambda each: each.expected(middle))
        assert best is level


def test_summary_of_ten_answers():
    """Eight right (four sure), two wrong (one sure): average (4*3 + 4*1 - 6 + 0) / 10 = 1.0.

    At accuracy 0.8 the best single level would give 0.8*2 - 0.2*2 = 1.2 = 0.8*3 - 0.2*6, so the
    bonus is 0.1 * (1.0 - 1.2) = -0.02.
    """
    found = calibrate([*answers(4, 1, level=3), *answers(4, 1, level=1)]).whole
    assert (found.questions, found.accuracy, found.average) == (10, Fraction(4, 5), 1)
    assert (found.expected, found.bonus) == (Fraction(6, 5), Fraction(-1, 50))
    assert found.accuracy_and_bonus == Fraction(39, 50)


def test_points_weigh():
    heavy = CertainAnswer(Fraction(1), 3, weight=Fraction(3))
    light = CertainAnswer(Fraction(0), 3, weight=Fraction(1))
    found = calibrate([heavy, light, CertainAnswer(Fraction(1), 3, weight=Fraction(0))])
    assert (found.whole.questions, found.whole.accuracy) == (2, Fraction(3, 4))
    assert found.whole.average == Fraction(3 * 3 - 6, 4)


def test_unanswered_questions_count_in_the_whole_only():
    found = calibrate([*answers(3, 0, level=2), CertainAnswer(None)])
    assert (found.whole.accuracy, found.answered.accuracy) == (Fraction(3, 4), 1)
    assert [level.answers for level in found.levels] == [0, 3, 0]
    assert found.levels[0].judgement is None


@pytest.mark.parametrize(
    ("right", "wrong", "level", "judgement"),
    [
        (8, 2, 3, Judgement.FITTING),
        (7, 3, 3, Judgement.SLIGHTLY_OVER),  # (0.8 - 0.7)^2 * 10 = 0.1
        (5, 5, 3, Judgement.OVER),  # 0.09 * 10 = 0.9
        (9, 1, 2, Judgement.SLIGHTLY_UNDER),  # 0.01 * 10 = 0.1
        (75, 0, 2, Judgement.UNDER),  # 0.04 * 75 = 3
        (9, 1, 1, Judgement.UNDER),  # (0.9 - 2/3)^2 * 10 = 0.54
        (2, 8, 1, Judgement.FITTING),
    ],
)
def test_judgement_of_a_level(right, wrong, level, judgement):
    assert calibrate(answers(right, wrong, level=level)).levels[level - 1].judgement is judgement


def test_nothing_answered():
    found = calibrate([])
    assert (found.whole, found.answered) == (None, None)


@given(ANSWERS)
def test_bounds(given_answers):
    found = calibrate(given_answers)
    assert sum(level.answers for level in found.levels) <= len(given_answers)
    for summary in filter(None, (found.whole, found.answered)):
        assert 0 <= summary.accuracy <= 1
        assert -6 <= summary.average <= 3
        assert summary.expected >= summary.accuracy
