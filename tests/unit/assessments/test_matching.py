"""Matching and extended matching: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items.matching import Scheme
from tests.factories.items import matching

KEYS = "abcd"
EVERY_SCHEME = pytest.mark.parametrize("scheme", Scheme)
MATCHES = st.dictionaries(
    st.sampled_from(["s1", "s2", "s3"]),
    st.lists(st.sampled_from(KEYS), max_size=1),
)


def answer(words: str) -> dict:
    """Return "b ca -" as b for the first stem, c and a for the second, nothing for the third."""
    return {
        "matches": {
            f"s{number}": list(found)
            for number, found in enumerate(words.split(), start=1)
            if found != "-"
        }
    }


@pytest.mark.parametrize(
    ("given_", "per_answer", "all_or_nothing"),
    [
        # keyed: b, c, then both a and d
        ("b c ad", "1", "1"),
        ("b c da", "1", "1"),
        ("b c a", "3/4", "0"),
        ("b c ab", "3/4", "0"),
        ("b a ad", "3/4", "0"),
        ("a b bc", "0", "0"),
        ("b - -", "1/4", "0"),
        ("- - -", "0", "0"),
    ],
)
def test_schemes_side_by_side(given_, per_answer, all_or_nothing):
    scores = [matching(answers="b c ad", scheme=scheme).score(answer(given_)) for scheme in Scheme]
    assert scores == [Fraction(score) for score in (per_answer, all_or_nothing)]


def test_each_answer_counts_unless_the_author_says_otherwise():
    assert matching().scheme is Scheme.PER_ANSWER


@EVERY_SCHEME
@given(matches=MATCHES)
def test_score_lies_between_nothing_and_everything(scheme, matches):
    assert 0 <= matching(scheme=scheme).score({"matches": matches}) <= 1


@EVERY_SCHEME
@given(matches=MATCHES)
def test_only_the_key_scores_in_full(scheme, matches):
    item = matching(scheme=scheme)
    key = {stem.key: list(stem.answers) for stem in item.stems}
    assert (item.score({"matches": matches}) == 1) == (matches == key)


@EVERY_SCHEME
@given(matches=MATCHES)
def test_order_of_stems_never_changes_a_score(scheme, matches):
    item = matching(scheme=scheme)
    backwards = dict(reversed(matches.items()))
    assert item.check({"matches": backwards}) == item.check({"matches": matches})


@given(matches=MATCHES, seed=st.integers(min_value=0))
def test_shuffling_never_changes_a_score(matches, seed):
    item = matching()
    shown = [option.key for option in item.options_shown(item.arrange(seed, "salt"))]
    assert sorted(shown) == list(KEYS)
    picked = {stem: [key for key in shown if key in found] for stem, found in matches.items()}
    assert item.score({"matches": picked}) == item.score({"matches": matches})


def test_choosing_every_option_is_refused_not_paid():
    item = matching(answers="b ca")
    with pytest.raises(items.ResponseInvalid, match=r"^Item 2: choose 2 options\.$") as refused:
        item.check({"matches": {"s2": ["a", "b", "c"]}})
    assert refused.value.field == "answer-s2"
    with pytest.raises(items.ResponseInvalid, match=r"^Item 1: choose 1 option\.$"):
        item.check({"matches": {"s1": ["a", "b"]}})


def test_form_has_a_field_an_answer():
    posted = {"answer-s1": ["b"], "answer-s2": ["c"], "answer-s2:2": ["a"], "answer-s3": ["d"]}
    item = matching(answers="b ca")
    assert item.read_form(posted) == {"matches": {"s1": ["b"], "s2": ["a", "c"]}}
    assert item.read_form({"answer-s2:2": ["c"]}) == {"matches": {"s2": ["c"]}}
    assert item.read_form({"answer-s1": [""], "answer-s2:2": [" "]}) is None


def test_the_same_option_twice_for_one_stem_is_refused_at_its_last_field():
    with pytest.raises(items.ResponseInvalid) as refused:
        matching(answers="b ca").read_form({"answer-s2": ["c"], "answer-s2:2": ["c"]})
    assert (refused.value.field, refused.value.message) == (
        "answer-s2:2",
        "Item 2: choose different options.",
    )


def test_an_option_may_be_used_again_only_where_the_author_lets_it():
    twice = answer("b b c")
    assert matching().check(twice) == twice
    with pytest.raises(items.ResponseInvalid) as refused:
        matching(reuse=False).check(twice)
    assert refused.value.field == "answer-s2"
    assert refused.value.message == "Item 2: “Option b” is used before."
    assert matching(reuse=False).score(answer("b c a")) == 1


@pytest.mark.parametrize(
    "matches",
    [
        [],
        "b",
        7,
        {"s9": ["a"]},
        {"s1": "a"},
        {"s1": ["z"]},
        {"s1": [["a"]]},
        {"s1": [None]},
        {1: []},
    ],
)
def test_json_is_refused_unless_it_answers_these_stems(matches):
    with pytest.raises(items.ResponseInvalid):
        matching().check({"matches": matches})


def test_json_answers_may_be_open():
    assert matching().check({"matches": {"s1": None, "s2": []}}) is None
    assert matching().check({"matches": None}) is None


def test_options_follow_the_seed_the_alphabet_or_the_author():
    shuffled = matching(keys="abcdefgh")
    arrangement = shuffled.arrange(5, "salt")
    assert [option.key for option in shuffled.options_shown(arrangement)] == arrangement["options"]
    assert arrangement["options"] != list("abcdefgh")
    names = [{"key": key, "text": text} for key, text in (("a", "zoster"), ("b", "Asthma"))]
    for order, keys in (("alphabetical", "ba"), ("authored", "ab")):
        item = matching(options=names, answers="b a", option_order=order)
        assert item.arrange(5, "salt") == {}
        assert [option.key for option in item.options_shown()] == list(keys)


def test_review_sets_given_beside_expected():
    review = matching(answers="b ca d").review(answer("b cb -"))
    assert [(line.key, line.given, line.expected, line.state) for line in review.lines] == [
        ("s1", "Option b", "Option b", "right"),
        ("s2", "Option b and Option c", "Option a and Option c", "wrong"),
        ("s3", "", "Option d", "missed"),
    ]
    assert review.score == Fraction(1, 2)


def test_choices_are_a_distractor_table_a_stem():
    item = matching(answers="b a", keys="ab")
    assert [(choice.key, choice.text, choice.correct) for choice in item.choices()] == [
        ("s1:a", "Stem 1: Option a", False),
        ("s1:b", "Stem 1: Option b", True),
        ("s2:a", "Stem 2: Option a", True),
        ("s2:b", "Stem 2: Option b", False),
    ]
    assert item.chosen(answer("b b")) == ["s1:b", "s2:b"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"answers": "b z"}, "Choose the answers to “Stem 2” among the options, each once."),
        ({"answers": "bb"}, "Choose the answers to “Stem 1” among the options, each once."),
        (
            {"answers": "b b", "reuse": False},
            "“Option b” answers two stems: let options be used again.",
        ),
        ({"keys": "aa"}, "The key a is used twice."),
        (
            {"options": [{"key": "a", "text": "Flu"}, {"key": "b", "text": "flu"}]},
            "The option “flu” stands twice.",
        ),
    ],
)
def test_unsound_questions_are_refused(fields, problem):
    with pytest.raises(items.ItemInvalid) as refused:
        matching(**fields)
    assert refused.value.messages == [problem]
