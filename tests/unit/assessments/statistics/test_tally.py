"""Counting attempts in and out gives what a matrix of all of them gives."""

from dataclasses import astuple
from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st

from assessments.domain.statistics import item_figures, score_figures
from assessments.domain.statistics.tally import (
    Marked,
    NeverCounted,
    Tally,
    calibration_of,
    tally_figures,
)

WORTH = {1: Fraction(1), 2: Fraction(2), 3: Fraction(1, 2), 4: Fraction(1)}
WHOLE = [1, 2, 3, 4]
DRAWN = [1, 2, 4]
SCORES = st.sampled_from(["0", "1/3", "1"])
CHOSEN = st.none() | st.sampled_from([("a",), ("b",), ("a", "b")])
LEVELS = st.none() | st.integers(0, 3)


def attempts(*forms):
    rows = [
        st.tuples(
            *(st.builds(Marked, st.just(question), SCORES, CHOSEN, LEVELS) for question in form)
        )
        for form in forms
    ]
    return st.lists(st.one_of(rows), max_size=25)


def tally_of(rows):
    tally = Tally()
    for row in rows:
        tally.count(row, WORTH)
    return tally


def matrix(rows):
    points = [float(WORTH[question]) for question in WHOLE]
    marks = []
    for row in rows:
        scores = {each.question: Fraction(each.score) for each in row}
        marks.append([float(scores[q] * WORTH[q]) if q in scores else None for q in WHOLE])
    return marks, points


def flat(figures):
    return [
        part
        for value in astuple(figures)
        for part in (value if isinstance(value, tuple) else (value,))
    ]


@given(attempts(WHOLE))
def test_figures_are_those_of_the_matrix(rows):
    found = tally_figures(tally_of(rows), WORTH)
    marks, points = matrix(rows)
    expected = score_figures(marks, points) if rows else score_figures([], [])
    assert flat(found.scores) == pytest.approx(flat(expected), abs=1e-7)
    for question, figures in zip(WHOLE, item_figures(marks, points), strict=True):
        if rows:
            assert astuple(found.items[question]) == pytest.approx(astuple(figures), abs=1e-7)


@given(attempts(WHOLE, DRAWN))
def test_figures_of_drawn_questions_are_those_of_the_matrix(rows):
    assume(any(len(row) == len(WHOLE) for row in rows))  # a column that nobody met has no figures
    found = tally_figures(tally_of(rows), WORTH, drawn={3})
    marks, points = matrix(rows)
    everything = item_figures(marks, points, drawn={2})
    for question, figures in zip(WHOLE, everything, strict=True):
        if figures.attempts:
            assert astuple(found.items[question]) == pytest.approx(astuple(figures), abs=1e-7)


@given(attempts(WHOLE, DRAWN), attempts(WHOLE, DRAWN), st.randoms())
def test_counting_step_by_step_is_counting_at_once(first, second, random):
    stored = Tally.load(tally_of(first).dump())
    for row in second:
        stored.count(row, WORTH)
    jumbled = [*first, *second]
    random.shuffle(jumbled)
    assert stored.dump() == tally_of(jumbled).dump()


@given(attempts(WHOLE, DRAWN), attempts(WHOLE, DRAWN))
def test_counting_out_again_leaves_no_trace(kept, regraded):
    tally = tally_of([*kept, *regraded])
    for row in regraded:
        tally.count(row, WORTH, times=-1)
    assert tally.dump() == tally_of(kept).dump()
    assert tally.attempts == len(kept)


def test_alike_attempts_are_stored_once():
    row = [Marked(1, "1", ("a",)), Marked(2, "0", None)]
    tally = tally_of([row] * 1000)
    assert tally.dump() == {
        "totals": [["1", "3", 1000]],
        "questions": {"1": [["1", "1", "3", ("a",), 1000]], "2": [["0", "1", "3", None, 1000]]},
    }
    assert (tally.of(2).attempts, tally.of(2).answered) == (1000, 0)


def test_certainty_is_that_of_the_answers():
    rows = [[Marked(2, "1", ("a",), 3), Marked(1, "0", ("b",), 1), Marked(4, "0", None, 0)]] * 10
    found = calibration_of(tally_of(rows), WORTH)
    assert (found.whole.questions, found.answered.questions) == (30, 20)
    assert found.whole.average == Fraction(3 * 2 + 0 + 0, 4)
    assert [row.answers for row in found.levels] == [10, 0, 10]
    assert calibration_of(tally_of([[Marked(1, "1", ("a",))]]), WORTH) is None


def test_alpha_is_withheld_where_forms_differ():
    same, other = [Marked(q, "1", None) for q in WHOLE], [Marked(q, "0", None) for q in DRAWN]
    assert tally_figures(tally_of([same, other] * 5), WORTH).scores.alpha is None


def test_kr20_is_alpha_of_questions_marked_0_or_1():
    worth = {1: Fraction(1), 2: Fraction(1)}
    tally = Tally()
    for scores in ("11", "00", "10", "01", "11"):
        row = [Marked(q, score, None) for q, score in zip(worth, scores, strict=True)]
        tally.count(row, worth)
    found = tally_figures(tally, worth).scores
    assert found.kr20 == found.alpha is not None
    assert tally_figures(tally, {1: Fraction(2), 2: Fraction(1)}).scores.kr20 is None


def test_what_was_never_counted_in_is_not_counted_out():
    tally = tally_of([[Marked(1, "1", ("a",))]])
    with pytest.raises(NeverCounted):
        tally.count([Marked(1, "1", ("b",))], WORTH, times=-1)
