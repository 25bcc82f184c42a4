"""Formulas and sources: docs/rules/statistics.md."""

from statistics import mean, stdev

import pytest
from hypothesis import given, settings, strategies as st

from assessments.domain.statistics import Footing
from outcomes.domain.learning_gain import (
    Transition,
    hake_gain,
    item_change,
    learning_gain,
    mcnemar,
    report,
    transition,
)

PAIRS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=40)
TWELVE = [(40 + 3 * step, 70 + 2 * step) for step in range(12)]


def test_means_and_spreads():
    gain = learning_gain(TWELVE)
    assert gain.before.mean == pytest.approx(mean(before for before, _ in TWELVE))
    assert gain.after.sd == pytest.approx(stdev(after for _, after in TWELVE))
    assert gain.change.mean == pytest.approx(24.5)


def test_report_counts_those_without_a_partner():
    shown = report(TWELVE, unmatched=5)
    assert (shown.matched, shown.unmatched, shown.footing) == (12, 5, Footing.TENTATIVE)
    assert shown.gain == learning_gain(TWELVE)


@pytest.mark.parametrize("pairs", [[], TWELVE[:1], TWELVE[:9]])
def test_report_withholds_what_too_few_stand_behind(pairs):
    shown = report(pairs)
    assert (shown.gain, shown.footing) == (None, Footing.NONE)


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [(50, 75, 0.5), (50, 50, 0), (50, 25, -0.5), (0, 100, 1), (100, 100, None), (100, 90, None)],
)
def test_hake_gain(before, after, gain):
    assert hake_gain(before, after) == gain


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (False, True, Transition.LEARNED),
        (True, True, Transition.REINFORCED),
        (True, False, Transition.LOST),
        (False, False, Transition.MISSED),
    ],
)
def test_transitions(before, after, kind):
    assert transition(right_before=before, right_after=after) is kind


def test_item_change_counts_and_tests():
    answers = [(False, True)] * 8 + [(True, True)] * 5 + [(True, False)] + [(False, False)] * 2
    change = item_change(answers)
    assert change.counts == {
        Transition.LEARNED: 8,
        Transition.REINFORCED: 5,
        Transition.LOST: 1,
        Transition.MISSED: 2,
    }
    assert (change.matched, change.footing) == (16, Footing.TENTATIVE)
    assert change.p == pytest.approx(mcnemar(8, 1))


def test_item_change_of_few_has_counts_without_a_p():
    change = item_change([(False, True)] * 9)
    assert (change.counts[Transition.LEARNED], change.p) == (9, None)


def test_without_any_change_there_is_no_evidence():
    assert mcnemar(0, 0) == 1


def test_mcnemar_by_hand():
    """6 learned, 1 lost: 2 (1 + 7) / 2^7 = 16/128."""
    assert mcnemar(6, 1) == 0.125


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_a_probability_and_symmetric(learned, lost):
    assert 0 < mcnemar(learned, lost) <= 1
    assert mcnemar(learned, lost) == mcnemar(lost, learned)


def test_mcnemar_of_thousands_is_quick_and_finite():
    assert 0 < mcnemar(6000, 5000) < 1e-15


@settings(max_examples=25)
@given(PAIRS)
def test_means_agree_with_the_mean_change(pairs):
    gain = learning_gain(pairs)
    assert gain.after.mean - gain.before.mean == pytest.approx(gain.change.mean, abs=1e-9)


@settings(max_examples=25)
@given(PAIRS, st.randoms())
def test_order_of_learners_does_not_matter(pairs, random):
    jumbled = pairs[:]
    random.shuffle(jumbled)
    assert learning_gain(jumbled).change.sd == pytest.approx(learning_gain(pairs).change.sd)
