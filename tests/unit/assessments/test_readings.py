import pytest

from assessments.domain.readings import (
    CHECK_KEY,
    GUESSED,
    NO_GAIN,
    NO_GAP,
    advice,
    difficulty,
    discrimination,
)
from assessments.domain.statistics import ItemFigures


def figures(facility=0.5, *, r=0.3, upper=0.8, lower=0.4):
    return ItemFigures(40, facility=facility, point_biserial=r, upper=upper, lower=lower)


@pytest.mark.parametrize(
    ("facility", "word"),
    [(0, "hard"), (0.299, "hard"), (0.30, "fair"), (0.69, "fair"), (0.70, "easy"), (None, "")],
)
def test_difficulty(facility, word):
    assert difficulty(figures(facility)) == word


@pytest.mark.parametrize(
    ("upper", "word"),
    [
        (0.1, "negative"),
        (0.2, "poor"),
        (0.39, "poor"),
        (0.45, "marginal"),
        (0.55, "good"),
        (0.7, "very good"),
        (None, ""),
    ],
)
def test_discrimination_of_a_lower_group_at_one_fifth(upper, word):
    assert discrimination(figures(upper=upper, lower=0.2)) == word


def test_a_negative_correlation_points_at_the_key():
    assert advice(figures(r=-0.1)) == [CHECK_KEY]
    assert advice(figures(r=None)) == []
    assert advice(figures(r=0.0)) == []


def test_a_question_known_before_shows_no_gap():
    assert advice(figures(0.95), before=figures(0.91)) == [NO_GAP]


def test_a_question_no_better_afterwards_is_questioned():
    assert advice(figures(0.5), before=figures(0.5)) == [NO_GAIN]
    assert advice(figures(0.6), before=figures(0.5)) == []
    assert advice(figures(None), before=figures(0.5)) == []


@pytest.mark.parametrize(
    ("facility", "guess", "told"),
    [(0.25, 0.25, [GUESSED]), (0.26, 0.25, []), (0.0, 0.0, []), (0.1, None, []), (None, 0.25, [])],
)
def test_advice_where_guessing_does_as_well(facility, guess, told):
    assert advice(figures(facility), guess=guess) == told
