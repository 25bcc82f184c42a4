"""Schemes side by side: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items.multiple_response import BY_COUNT, Scheme
from tests.factories.items import multiple_response

KEYS = "abcdefgh"
SCHEMES = list(Scheme)
EVERY_SCHEME = pytest.mark.parametrize("scheme", SCHEMES)


@st.composite
def questions_with_picks(draw):
    keys = KEYS[: draw(st.integers(min_value=2, max_value=8))]
    correct = "".join(sorted(draw(st.sets(st.sampled_from(keys), min_size=1))))
    picks = sorted(draw(st.sets(st.sampled_from(keys))))
    return multiple_response(
        keys=keys, correct=correct, scheme=draw(st.sampled_from(SCHEMES))
    ), picks


@pytest.mark.parametrize(
    ("picked", "minus", "dock", "halves", "all_or_nothing", "every_decision"),
    [
        # n = 5 options, a b c right, a wrong pick docks a quarter
        ("abc", "1", "1", "1", "1", "1"),
        ("ab", "2/3", "2/3", "1/2", "0", "4/5"),
        ("abcd", "2/3", "3/4", "1/2", "0", "4/5"),
        ("abd", "1/3", "5/12", "1/4", "0", "3/5"),
        ("a", "1/3", "1/3", "1/4", "0", "3/5"),
        ("abcde", "1/3", "1/2", "1/4", "0", "3/5"),
        ("ad", "0", "1/12", "0", "0", "2/5"),
        ("ade", "0", "0", "0", "0", "1/5"),
        ("de", "0", "0", "0", "0", "0"),
        ("", "0", "0", "0", "0", "0"),
    ],
)
def test_schemes_side_by_side(picked, minus, dock, halves, all_or_nothing, every_decision):
    scores = [
        multiple_response(correct="abc", scheme=scheme).score({"choices": list(picked)})
        for scheme in BY_COUNT
    ]
    wanted = (minus, dock, halves, all_or_nothing, every_decision)
    assert scores == [Fraction(score) for score in wanted]


def pointed(*points, **fields):
    """Ask for a and b among options with these points (ticked, left blank)."""
    rows = [
        {"key": key, "text": f"Option {key}", "correct": key in "ab", "ticked": on, "blank": off}
        for key, (on, off) in zip("abcd", points, strict=True)
    ]
    return multiple_response(options=rows, scheme=Scheme.OPTION_POINTS, **fields)


@pytest.mark.parametrize(
    ("picked", "weights", "ilias"),
    [
        ("ab", "1", "1"),
        ("a", "3/4", "5/6"),
        ("b", "1/4", "1/2"),
        ("abc", "1/2", "5/6"),
        ("abcd", "0", "2/3"),
        ("cd", "0", "0"),
        ("", "0", "0"),
    ],
)
def test_points_of_each_option(picked, weights, ilias):
    """Weights alone (a 3, b 1, c -2, d -4), and ILIAS's points for boxes left empty too."""
    by_weight = pointed((3, 0), (1, 0), (-2, 0), (-4, 0))
    by_decision = pointed((3, 0), (1, 0), (0, 1), (0, 1))
    answer = {"choices": list(picked)}
    assert by_weight.score(answer) == Fraction(weights)
    assert by_decision.score(answer) == Fraction(ilias)


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (((0, 0), (1, 0), (-1, 0), (-1, 0)), "“Option a” must earn more points ticked than blank."),
        (((1, 0), (1, 0), (0, 0), (-1, 0)), "“Option c” must earn more points blank than ticked."),
        (((-1, -2), (1, 0), (-1, 0), (-1, 0)), "The full answer must earn points."),
    ],
)
def test_points_that_do_not_favour_the_key_are_refused(points, problem):
    with pytest.raises(items.ItemInvalid) as refused:
        pointed(*points)
    assert refused.value.messages == [problem]


def test_points_are_looked_at_under_their_own_scheme_alone():
    rows = [{"key": key, "text": key, "correct": key == "a", "ticked": -1} for key in "ab"]
    assert multiple_response(options=rows).score({"choices": ["a"]}) == 1


@pytest.mark.parametrize("dock", ["0", "-1/4", "5/4"])
def test_a_wrong_pick_must_cost_something(dock):
    with pytest.raises(items.ItemInvalid):
        multiple_response(scheme=Scheme.FIXED_DOCK, dock=dock)


def test_right_minus_wrong_is_the_default():
    assert multiple_response().scheme is Scheme.RIGHT_MINUS_WRONG


@pytest.mark.parametrize(
    ("keys", "one_error", "two_errors"),
    [
        ("ab", "0", "0"),
        ("abc", "1/2", "0"),
        ("abcd", "1/2", "0"),
        ("abcde", "1/2", "1/4"),
    ],
)
def test_halves_forgive_by_the_number_of_options(keys, one_error, two_errors):
    item = multiple_response(keys=keys, correct="a", scheme=Scheme.HALVES)
    assert item.score({"choices": ["a", "b"]}) == Fraction(one_error)
    assert item.score({"choices": ["b"]}) == Fraction(two_errors)


@EVERY_SCHEME
def test_picking_everything_never_scores_in_full(scheme):
    """Counting right picks alone would pay 100 % for ticking every box."""
    assert multiple_response(scheme=scheme).score({"choices": list("abcde")}) < 1


@EVERY_SCHEME
def test_an_empty_answer_earns_nothing(scheme):
    """Counting every decision would pay for boxes left empty by somebody who never looked."""
    item = multiple_response(scheme=scheme)
    assert item.check({"choices": None}) is None
    assert item.score({"choices": []}) == 0
    assert item.score(None) == 0


def test_recall_alone_is_not_on_offer():
    with pytest.raises(items.ItemInvalid):
        multiple_response(scheme="recall")


@given(questions_with_picks())
def test_score_lies_between_nothing_and_everything(case):
    item, picks = case
    assert 0 <= item.score({"choices": picks}) <= 1


@given(questions_with_picks())
def test_only_the_keyed_set_scores_in_full(case):
    item, picks = case
    assert (item.score({"choices": picks}) == 1) == (set(picks) == item.correct_keys)


@given(questions_with_picks(), st.randoms())
def test_order_of_picks_never_changes_a_score(case, random):
    item, picks = case
    jumbled = picks[:]
    random.shuffle(jumbled)
    assert item.check({"choices": jumbled}) == item.check({"choices": picks})
    assert item.score({"choices": jumbled}) == item.score({"choices": picks})


@given(questions_with_picks())
def test_the_same_pick_posted_twice_counts_once(case):
    item, picks = case
    assert item.score({"choices": picks * 3}) == item.score({"choices": picks})


@given(questions_with_picks(), st.data())
def test_one_more_wrong_pick_never_raises_a_score(case, data):
    item, picks = case
    wrong = [option.key for option in item.options if not option.correct]
    if not picks or not wrong:
        return
    added = data.draw(st.sampled_from(wrong))
    assert item.score({"choices": [*picks, added]}) <= item.score({"choices": picks})


@given(questions_with_picks(), st.data())
def test_one_more_right_pick_never_lowers_a_score(case, data):
    item, picks = case
    added = data.draw(st.sampled_from(sorted(item.correct_keys)))
    assert item.score({"choices": [*picks, added]}) >= item.score({"choices": picks})


@given(questions_with_picks(), st.integers(min_value=0))
def test_shuffle_never_changes_a_score(case, seed):
    item, picks = case
    shown = item.options_shown(item.arrange(seed, "salt"))
    ticked = [option.key for option in shown if option.key in picks]
    assert item.score({"choices": ticked}) == item.score({"choices": picks})


def test_form_reads_every_box():
    posted = {"answer": ["d", "a", ""]}
    assert multiple_response().read_form(posted) == {"choices": ["a", "d"]}


def test_too_many_picks_are_refused_not_cut():
    item = multiple_response(max_choices=2)
    with pytest.raises(items.ResponseInvalid, match="at most 2 options"):
        item.check({"choices": ["a", "b", "c"]})
    assert item.check({"choices": ["b", "a", "b"]}) == {"choices": ["a", "b"]}


def test_limit_of_one_is_said_in_the_singular():
    with pytest.raises(items.ResponseInvalid, match=r"at most 1 option\."):
        multiple_response(correct="a", max_choices=1).check({"choices": ["a", "b"]})


@pytest.mark.parametrize("choices", ["ab", ["z"], [["a"]], [None], {"a": 1}])
def test_unknown_picks_are_refused(choices):
    with pytest.raises(items.ResponseInvalid):
        multiple_response().check({"choices": choices})


def test_a_limit_must_leave_room_for_the_key():
    with pytest.raises(items.ItemInvalid, match="at least as many"):
        multiple_response(correct="abc", max_choices=2)


def test_something_must_be_right():
    with pytest.raises(items.ItemInvalid, match="at least one option"):
        multiple_response(correct="")


def test_review_marks_each_box():
    review = multiple_response().review({"choices": ["a", "c"]})
    assert [line.state for line in review.lines] == ["right", "missed", "wrong", "none", "none"]
    assert review.score == 0


def test_chosen_are_all_picks():
    assert multiple_response().chosen({"choices": ["c", "a"]}) == ["a", "c"]
