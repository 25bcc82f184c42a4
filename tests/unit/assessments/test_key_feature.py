"""Key features: weights, caps, boxes, harmful answers, and what a guess is worth."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from tests.factories.items import a_menu, boxes_for, key_feature

KEYS = "abcdef"


def picked(**given):
    return {"features": given}


def case(*questions, **fields):
    return key_feature(*questions, **fields)


def test_one_question_of_one_key():
    item = case(a_menu("q1", "a"))
    assert item.score(picked(q1=["a"])) == 1
    assert item.score(picked(q1=["b"])) == 0
    assert item.score({}) == 0


def test_the_case_is_the_weighted_mean_of_its_questions():
    """Weights 1 and 3: the first right, of the second one key of two: (1 + 3/2) / 4."""
    item = case(a_menu("q1", "a"), a_menu("q2", "ab", most=2, weight="3"))
    assert item.score(picked(q1=["a"], q2=["b", "c"])) == Fraction(5, 8)
    assert item.score(picked(q2=["a", "b"])) == Fraction(3, 4), "an open question earns nothing"


def test_keys_have_weights():
    item = case(a_menu("q1", "ab", most=2, weights={"a": 3}))
    assert item.score(picked(q1=["a"])) == Fraction(3, 4)
    assert item.score(picked(q1=["b"])) == Fraction(1, 4)


def test_where_fewer_may_be_picked_than_are_keys_the_heaviest_make_the_whole():
    item = case(a_menu("q1", "abc", most=2, weights={"a": 2}))
    assert item.score(picked(q1=["a", "b"])) == 1
    assert item.score(picked(q1=["b", "c"])) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("scheme", "picks", "score"),
    [
        ("share", "abc", "1"),
        ("less_wrong", "abc", "1/2"),
        ("less_wrong", "acd", "0"),
        ("all_or_nothing", "ab", "1"),
        ("all_or_nothing", "abc", "0"),
    ],
)
def test_wrong_picks_cost_what_the_scheme_says(scheme, picks, score):
    item = case(a_menu("q1", "ab", most=3, scheme=scheme))
    assert item.score(picked(q1=list(picks))) == Fraction(score)


def test_more_than_may_be_picked_is_refused_at_the_field():
    item = case(a_menu("q1", "a"), a_menu("q2", "ab", most=2))
    with pytest.raises(items.ResponseInvalid, match="Question 2: choose at most 2 options") as no:
        item.read_form({"answer-q2": ["a", "b", "c"]})
    assert no.value.field == "answer-q2"


def test_a_stored_answer_with_too_many_picks_makes_its_question_worth_nothing():
    item = case(a_menu("q1", "a"), a_menu("q2", "ab", most=2))
    assert item.score_carried(picked(q1=["a"], q2=["a", "b", "c"])) == Fraction(1, 2)
    assert item.score_carried(picked(q1=["a"], q2=["a", "b", "gone"])) == 1
    assert item.score_carried(picked(q9=["a"])) == 0


@pytest.mark.parametrize(("harm", "score"), [("question", "1/2"), ("case", "0")])
def test_a_harmful_pick_spoils_its_question_or_the_case_and_is_shown_so(harm, score):
    item = case(a_menu("q1", "a"), a_menu("q2", "ab", most=2, harms={"f": harm}))
    response = picked(q1=["a"], q2=["a", "f"])
    assert item.score(response) == Fraction(score)
    review = item.review(response)
    assert "Harmful: “Option f”" in review.lines[1].rationale
    assert review.lines[1].state == "wrong"
    assert ("whole case" in review.feedback) == (harm == "case")


def test_each_box_takes_one_answer_and_a_key_counts_once():
    item = case(boxes_for("q1", ["Sepsis", "Septicaemia"], ["Pneumonia"], boxes=2))
    assert item.score(picked(q1=["septicaemia", "pneumonia"])) == 1
    assert item.score(picked(q1=["sepsis", "septicaemia"])) == Fraction(1, 2)
    assert "counts once" in item.review(picked(q1=["sepsis", "septicaemia"])).lines[0].rationale


@pytest.mark.parametrize(
    "text",
    [
        "sepsis, pneumonia",
        "sepsis and pneumonia",
        "sepsis or pneumonia",
        "sepsis; pneumonia",
        "sepsis/pneumonia",
        "sepsis + pneumonia",
        "sepsis & pneumonia",
        "Sepsis  AND  pneumonia",
    ],
)
def test_two_answers_in_one_box_earn_nothing(text):
    item = case(boxes_for("q1", ["Sepsis *", "Sepsis"], boxes=1))
    assert item.score(picked(q1=[text])) == 0
    assert "two answers in one box" in item.review(picked(q1=[text])).lines[0].rationale


def test_words_that_belong_together_are_one_answer():
    item = case(boxes_for("q1", ["nausea and vomiting"], ["1,5 litres"], ["IV/IM *"], boxes=3))
    assert item.score(picked(q1=["Nausea and vomiting", "1,5 litres", "IV/IM adrenaline"])) == 1


def test_what_is_not_specific_does_not_count_and_its_reason_is_told():
    vague = [{"text": "infection", "feedback": "Which one?"}]
    item = case(boxes_for("q1", ["urosepsis"], boxes=1, rejected=vague))
    review = item.review(picked(q1=["Infection"]))
    assert review.score == 0
    assert "“Infection”: Which one?" in review.lines[0].rationale


def test_harmful_words_spoil_whatever_else_accepts_them():
    harmful = [{"text": "potassium bolus", "harm": "case", "feedback": "It stops the heart."}]
    item = case(boxes_for("q1", ["potassium *"], boxes=1, harmful=harmful), a_menu("q2", "a"))
    review = item.review(picked(q1=["Potassium bolus"], q2=["a"]))
    assert review.score == 0
    assert "It stops the heart." in review.lines[0].rationale


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["a"], "Answer the questions shown"),
        ({"q9": ["a"]}, "Answer the questions shown"),
        ({"q1": "a"}, "choose among the options"),
        ({"q1": ["z"]}, "choose among the options"),
        ({"q1": [{}]}, "choose among the options"),
        ({"q2": ["x", "y", "z"]}, "give at most 2 answers"),
        ({"q2": [5]}, "as texts"),
        ({"q2": ["x" * 300]}, "Shorten"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(given, message):
    item = case(a_menu("q1", "a"), boxes_for("q2", ["x"], boxes=2))
    with pytest.raises(items.ResponseInvalid, match=message):
        item.check({"features": given})


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (a_menu("q1", ""), "at least one option"),
        (a_menu("q1", "a", harms={"a": "case"}), "both right and harmful"),
        (a_menu("q1", "a", most=6), "must leave out"),
        ({**a_menu("q1", "a"), "amount": "any"}, "picking everything would score in full"),
        ({**a_menu("q1", "a"), "amount": "up_to"}, "how many options may be picked"),
    ],
)
def test_a_case_that_cannot_be_answered_is_refused(question, message):
    with pytest.raises(items.ItemInvalid, match=message):
        case(question)


def mean(scores):
    return sum(scores, Fraction(0)) / len(scores)


@pytest.mark.parametrize("scheme", ["share", "all_or_nothing"])
@pytest.mark.parametrize("correct", ["ab", "abc", "a"])
@pytest.mark.parametrize("harms", [{}, {"f": "question"}, {"e": "case", "f": "question"}])
def test_a_guess_is_averaged_over_every_way_to_pick(scheme, correct, harms):
    first = a_menu("q1", correct, most=2, scheme=scheme, harms=harms, weights={"a": 2})
    item = case(first, a_menu("q2", "c", weight="2", harms={"a": "case"}))
    ways = product(combinations(KEYS, 2), KEYS)
    scores = [item.score(picked(q1=list(both), q2=[one])) for both, one in ways]
    assert item.guess_score() == mean(scores)


def test_no_guess_is_defined_where_as_many_as_apply_are_picked():
    free = {**a_menu("q1", "ab", scheme="less_wrong"), "amount": "any"}
    assert case(free).guess_score() is None
    assert case(boxes_for("q1", ["x"])).guess_score() == 0


@given(
    picks=st.lists(st.sampled_from(KEYS), max_size=6, unique=True),
    scheme=st.sampled_from(["less_wrong", "all_or_nothing"]),
    words=st.lists(st.sampled_from(["x", "y", "x and y", "z"]), max_size=3),
)
def test_scores_stay_between_nothing_and_everything(picks, scheme, words):
    free = {**a_menu("q1", "ab", scheme=scheme, weights={"a": 5}), "amount": "any"}
    item = case(free, boxes_for("q2", ["x"], ["y"], boxes=3))
    response = item.check(picked(q1=picks, q2=words))
    assert 0 <= item.score(response) <= 1
    counted = {choice.key for choice in item.choices()}
    assert set(item.chosen(response)) <= counted
    if response:
        assert item.read_form(item.as_posted(response["features"])) == response


def test_everything_that_can_be_picked_is_counted_by_question():
    item = case(a_menu("q1", "a", harms={"b": "case"}), boxes_for("q2", ["Sepsis"], ["Shock"]))
    rows = {choice.key: (choice.text, choice.correct) for choice in item.choices()}
    assert rows["q1:b"] == ("1. Option b (harmful)", False)
    assert rows["q2:k1"] == ("2. Sepsis", True)
    assert item.chosen(picked(q1=["a"], q2=["nothing of it"])) == ["q1:a", "q2:other"]


def test_learners_are_told_the_menus_and_never_the_key():
    item = case(a_menu("q1", "a", shuffle=True), boxes_for("q2", ["Sepsis"], boxes=2))
    menu, write_in = item.details(item.arrange(7, "salt"))["questions"]
    assert sorted(option["key"] for option in menu["options"]) == list(KEYS)
    assert set(menu["options"][0]) == {"key", "text"}
    assert write_in == {
        "key": "q2",
        "type": "write_in",
        "text": "What about q2?",
        "most": 2,
        "boxes": 2,
    }
