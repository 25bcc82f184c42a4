import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from tests.factories.items import options, single_best_answer

SEEDS = st.integers(min_value=0, max_value=2**62)


@pytest.mark.parametrize(("choice", "score"), [("a", 0), ("b", 1), ("c", 0), ("d", 0)])
def test_only_the_best_answer_scores(choice, score):
    assert single_best_answer().score({"choice": choice}) == score


def test_form_gives_the_choice():
    assert single_best_answer().read_form({"answer": ["c"]}) == {"choice": "c"}


@pytest.mark.parametrize("posted", [["z"], ["B"], ["b "], ["a", "b"]])
def test_form_refuses_what_is_not_one_option(posted):
    with pytest.raises(items.ResponseInvalid):
        single_best_answer().read_form({"answer": posted})


@pytest.mark.parametrize("empty", [None, ""])
def test_choice_can_be_cleared(empty):
    assert single_best_answer().check({"choice": empty}) is None


@pytest.mark.parametrize("correct", ["", "ab"])
def test_exactly_one_option_is_best(correct):
    with pytest.raises(items.ItemInvalid, match="exactly one"):
        single_best_answer(correct=correct)


def test_keys_must_differ():
    with pytest.raises(items.ItemInvalid, match="key a is used twice"):
        single_best_answer(keys="aab")


@pytest.mark.parametrize("keys", ["b", "abcdefghijklmnopqrstuvwxyz0"])
def test_number_of_options_is_bounded(keys):
    with pytest.raises(items.ItemInvalid, match="Options"):
        single_best_answer(keys=keys)


@given(seed=SEEDS)
def test_shuffle_keeps_every_option(seed):
    arrangement = single_best_answer().arrange(seed, "salt")
    assert sorted(arrangement["options"]) == list("abcd")


@given(seed=SEEDS)
def test_shuffle_never_changes_a_score(seed):
    item = single_best_answer()
    shown = item.options_shown(item.arrange(seed, "salt"))
    scores = {option.text: item.score({"choice": option.key}) for option in shown}
    assert scores == {"Option a": 0, "Option b": 1, "Option c": 0, "Option d": 0}


@given(seed=SEEDS)
def test_shuffle_depends_on_keys_not_on_the_authored_order(seed):
    forwards = single_best_answer()
    backwards = single_best_answer(options=list(reversed(options("abcd", "b"))))
    assert forwards.arrange(seed, "s") == backwards.arrange(seed, "s")


def test_shuffles_differ_by_seed_and_by_salt():
    item = single_best_answer(keys="abcdefgh")
    orders = {tuple(item.arrange(seed, salt)["options"]) for seed in range(9) for salt in "xyz"}
    assert len(orders) == 27


def test_authored_order_is_kept_where_it_carries_meaning():
    item = single_best_answer(shuffle=False)
    assert item.arrange(1, "salt") == {}
    assert [option.key for option in item.options_shown({})] == list("abcd")


def test_options_are_shown_as_arranged():
    shown = single_best_answer().options_shown({"options": ["d", "b", "a", "c"]})
    assert [option.key for option in shown] == ["d", "b", "a", "c"]


def test_review_says_what_happened_to_each_option_in_the_order_shown():
    review = single_best_answer().review({"choice": "c"}, {"options": ["c", "b", "a", "d"]})
    assert [(line.key, line.state) for line in review.lines] == [
        ("c", "wrong"),
        ("b", "missed"),
        ("a", "none"),
        ("d", "none"),
    ]
    assert review.lines[0].rationale == "On c."
    assert review.rationale == "Because."


def test_review_of_the_right_answer():
    review = single_best_answer().review({"choice": "b"})
    assert [line.state for line in review.lines] == ["none", "right", "none", "none"]
    assert review.score == 1


def test_choices_name_the_key():
    assert [(c.key, c.correct) for c in single_best_answer().choices()] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", False),
    ]
    assert single_best_answer().chosen({"choice": "d"}) == ["d"]
