"""Measures of an order: docs/rules/grading.md, Ordering."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from assessments.domain.sequences import Scheme, guess_score, in_sequence, score

EVERY_SCHEME = pytest.mark.parametrize("scheme", Scheme)
ORDERS = st.integers(min_value=2, max_value=8).flatmap(lambda n: st.permutations(range(n)))


@pytest.mark.parametrize(
    ("order", "scores"),
    [
        # sequence, run, distance, pairs, neighbours, next, next and last, places, all or nothing
        ("abcdef", "1 1 1 1 1 1 1 1 1"),
        ("fabcde", "5/6 5/6 2/3 2/3 2/3 4/5 2/3 0 0"),
        ("bacdef", "5/6 2/3 14/15 14/15 7/12 3/5 2/3 2/3 0"),
        ("abfdec", "2/3 1/3 4/5 2/3 5/12 2/5 1/3 2/3 0"),
        ("defabc", "1/2 1/2 2/5 2/5 2/3 4/5 2/3 0 0"),
        ("fedcba", "0 0 2/5 0 0 0 0 0 0"),
    ],
)
def test_schemes_side_by_side(order, scores):
    ranks = ["abcdef".index(letter) for letter in order]
    assert [score(ranks, scheme) for scheme in Scheme] == [Fraction(s) for s in scores.split()]


@EVERY_SCHEME
@given(order=ORDERS)
def test_score_lies_between_nothing_and_everything(scheme, order):
    assert 0 <= score(order, scheme) <= 1


@EVERY_SCHEME
@given(order=ORDERS)
def test_only_the_right_order_scores_in_full(scheme, order):
    assert (score(order, scheme) == 1) == (list(order) == sorted(order))


@pytest.mark.parametrize("scheme", [Scheme.LONGEST_SEQUENCE, Scheme.PAIRS])
@given(order=ORDERS)
def test_turning_two_neighbours_the_right_way_round_never_lowers_a_score(scheme, order):
    """True of the schemes that look at sequence alone; it can cost a place or a neighbour."""
    for at in range(len(order) - 1):
        if order[at] > order[at + 1]:
            better = [*order[:at], order[at + 1], order[at], *order[at + 2 :]]
            assert score(better, scheme) >= score(order, scheme)


@given(ORDERS)
def test_what_is_in_sequence_is_the_longest_that_there_is(order):
    found = in_sequence(order)
    assert found == sorted(found)
    assert [rank for rank in order if rank in found] == found
    assert len(found) == _longest_by_trying(order)


def _longest_by_trying(order):
    longest = [1] * len(order)
    for at, rank in enumerate(order):
        before = [longest[k] for k in range(at) if order[k] < rank]
        longest[at] = 1 + max(before, default=0)
    return max(longest) if max(longest) > 1 else 0


@EVERY_SCHEME
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_a_guess_is_averaged_over_every_order(scheme, count):
    orders = list(permutations(range(count)))
    mean = sum((score(order, scheme) for order in orders), Fraction(0)) / len(orders)
    assert guess_score(count, scheme) == mean


@EVERY_SCHEME
def test_a_guess_at_the_most_steps_is_still_quick(scheme):
    assert 0 < guess_score(20, scheme) < 1
