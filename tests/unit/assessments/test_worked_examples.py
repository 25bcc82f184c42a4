"""Examples that others published, retold with their source; numbers as printed there."""

from fractions import Fraction

import numpy as np
import pytest

from assessments.domain.items.multiple_response import Scheme
from assessments.domain.statistics import item_figures, kurtosis, score_figures, skewness
from assessments.domain.statistics.reliability import alpha_interval
from tests.factories.items import matching, multiple_response, ordering, true_false_set

# K. L. Wuensch, East Carolina University, "The Kuder-Richardson 20" (StatHelp, KR20.txt):
# ten students A to J, ten items, right = 1.
WUENSCH = [
    [1, 1, 1, 1, 1, 1, 0, 1, 1, 0],
    [1, 0, 1, 1, 0, 1, 1, 1, 0, 1],
    [1, 1, 1, 1, 0, 1, 1, 0, 0, 1],
    [0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
    [0, 0, 0, 0, 0, 1, 0, 0, 1, 0],
    [1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
    [1, 1, 0, 1, 1, 1, 0, 1, 1, 1],
    [1, 1, 1, 1, 1, 1, 1, 1, 0, 1],
    [0, 1, 0, 1, 1, 1, 1, 1, 0, 1],
    [1, 1, 0, 1, 1, 0, 1, 1, 1, 0],
]
ONE_POINT_EACH = [1] * 10


def test_wuensch_item_difficulties():
    facilities = [figures.facility for figures in item_figures(WUENSCH, ONE_POINT_EACH)]
    assert facilities == pytest.approx([0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6])


def test_wuensch_kr20():
    """Sum of p*q 2.18 and variance of totals 5.84 give 10/9 (1 - 2.18/5.84) = .696."""
    alpha = score_figures(WUENSCH, ONE_POINT_EACH).alpha
    assert alpha == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))
    assert round(alpha, 3) == 0.696


def test_microsoft_excel_skew_and_kurt():
    """Examples of the SKEW and KURT functions in Microsoft's reference."""
    values = np.array([3, 4, 5, 2, 3, 4, 5, 6, 4, 7], dtype=float)
    assert skewness(values) == pytest.approx(0.359543071)
    assert kurtosis(values) == pytest.approx(-0.151799637)


@pytest.mark.parametrize(("picked", "percent"), [("abd", 100), ("ab", 75), ("abc", 50)])
def test_open_edx_every_decision_counts(picked, percent):
    """Open edX documentation, multi-select partial credit: A, B, D right, C wrong."""
    item = multiple_response(keys="abcd", correct="abd", scheme=Scheme.EVERY_DECISION)
    assert item.score({"choices": list(picked)}) == Fraction(percent, 100)


@pytest.mark.parametrize(
    ("scheme", "order", "points"),
    [("places", "ABFDEC", 4), ("all_or_nothing", "ABCDEF", 6), ("all_or_nothing", "ABCDFE", 0)],
)
def test_moodle_six_letters_for_six_points(scheme, order, points):
    """Moodle Formulas and Ordering course, "Grading types": letters into the alphabet's order."""
    item = ordering(keys="abcdef", scheme=scheme)
    assert 6 * item.score({"order": list(order.lower())}) == points


@pytest.mark.parametrize(("scheme", "points"), [("per_answer", 2), ("all_or_nothing", 0)])
def test_rogo_marks_per_option_or_per_question(scheme, points):
    """Rogō, "Extended Matching": out of the number of correct options, or for all of them."""
    item = matching(answers="b ca", scheme=scheme)
    assert 3 * item.score({"matches": {"s1": ["b"], "s2": ["a", "d"]}}) == points


@pytest.mark.parametrize(("right", "score"), [(4, "1"), (3, "1/2"), (2, "0"), (1, "0"), (0, "0")])
def test_krebs_half_point(right, score):
    """Krebs, The Swiss way to score multiple true-false items (1997): 1, 1/2, else 0."""
    item = true_false_set(scheme="kprim")
    judged = {s.key: s.is_true == (i < right) for i, s in enumerate(item.statements)}
    assert item.score({"statements": judged}) == Fraction(score)


def test_evans_feldt_interval():
    """C. Evans' R code for Feldt's interval (MRC CBU statistics wiki): .913, 873 people, 20 items."""
    interval = alpha_interval(0.913, 873, 20)
    assert (interval.low, interval.high) == pytest.approx((0.9044024, 0.9211588), abs=1e-7)
