"""What answering at random earns on average: docs/rules/statistics.md."""

from fractions import Fraction
from itertools import combinations, permutations, product

import pytest

from assessments.domain.items.matching import Scheme as MatchingScheme
from assessments.domain.items.multiple_response import BY_COUNT, Scheme as MultipleScheme
from assessments.domain.items.true_false_set import Scheme as StatementScheme
from tests.factories.items import (
    comment,
    matching,
    multiple_response,
    numeric,
    one_of_each,
    ordering,
    rating,
    single_best_answer,
    true_false_set,
)


def mean(scores):
    return sum(scores, Fraction(0)) / len(scores)


def test_one_in_so_many_options():
    assert single_best_answer(keys="abcde").guess_score() == Fraction(1, 5)


def test_nobody_hits_a_number_by_chance():
    assert numeric().guess_score() == 0


@pytest.mark.parametrize("item", [rating(), comment(), multiple_response()], ids=lambda i: i.kind)
def test_no_mean_where_nothing_is_earned_or_the_picks_are_not_counted(item):
    assert item.guess_score() is None


@pytest.mark.parametrize(
    ("scheme", "score"), [("per_statement", "1/2"), ("all_or_nothing", "1/16"), ("kprim", "3/16")]
)
def test_four_statements(scheme, score):
    assert true_false_set(scheme=scheme).guess_score() == Fraction(score)


@pytest.mark.parametrize("scheme", StatementScheme)
def test_statements_are_averaged_over_every_way_to_judge_them(scheme):
    item = true_false_set(scheme=scheme)
    ways = [dict(zip("abcd", way, strict=True)) for way in product([True, False], repeat=4)]
    assert item.guess_score() == mean([item.score({"statements": way}) for way in ways])


@pytest.mark.parametrize("scheme", BY_COUNT)
@pytest.mark.parametrize(("keys", "correct"), [("abcde", "ab"), ("abcd", "ab"), ("abc", "abc")])
def test_picks_are_averaged_over_every_way_to_pick_so_many(scheme, keys, correct):
    item = multiple_response(keys=keys, correct=correct, scheme=scheme, max_choices=len(correct))
    ways = combinations(keys, len(correct))
    assert item.guess_score() == mean([item.score({"choices": list(way)}) for way in ways])


def test_one_in_so_many_options_for_each_stem():
    """Moodle: the mean of a random match is 1 / choices."""
    assert matching(keys="abcdefgh").guess_score() == Fraction(1, 8)


@pytest.mark.parametrize("scheme", MatchingScheme)
@pytest.mark.parametrize("reuse", [True, False])
@pytest.mark.parametrize("answers", ["b c", "ba c", "ab c"])
def test_matches_are_averaged_over_every_way_to_answer(scheme, reuse, answers):
    item = matching(keys="abcd", answers=answers, scheme=scheme, reuse=reuse)
    first, second = (combinations("abcd", stem.count) for stem in item.stems)
    ways = [
        {"s1": list(one), "s2": list(other)}
        for one, other in product(first, second)
        if reuse or not set(one) & set(other)
    ]
    assert item.guess_score() == mean([item.score({"matches": way}) for way in ways])


def test_orders_are_averaged_over_every_order():
    item = ordering(keys="abcd")
    ways = permutations("abcd")
    assert item.guess_score() == mean([item.score({"order": list(way)}) for way in ways])


def test_points_of_single_options_have_no_mean():
    item = multiple_response(scheme=MultipleScheme.OPTION_POINTS, max_choices=2)
    assert item.guess_score() is None


def test_a_guess_is_worth_a_share_of_the_points():
    guesses = [item.guess_score() for item in one_of_each()]
    assert all(guess is None or 0 <= guess < 1 for guess in guesses)
