"""Several questions about one vignette: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.drawing import draw
from assessments.domain.items import ItemInvalid, ResponseInvalid
from assessments.domain.policy import AssessmentPolicy
from tests.factories.items import (
    calculated,
    comment,
    multiple_response,
    numeric,
    ordering,
    short_text,
    single_best_answer,
    true_false_set,
    vignette_set,
)

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "p1": st.sampled_from("abcd"),
        "p2": st.sampled_from(["12.5", "13"]),
        "p3": st.dictionaries(st.sampled_from("abcd"), st.booleans(), min_size=1),
    },
)


def answer(**parts):
    return {"parts": parts}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # weights 1, 2 and 3: right, right, and three of four statements
        (answer(p1="b", p2="12.5", p3={"a": True, "b": False, "c": True}), "7/8"),
        (answer(p1="b", p2="12.5", p3={"a": True, "b": False, "c": True, "d": False}), "1"),
        (answer(p1="a", p2="12.5"), "1/3"),
        (answer(p3={"a": True}), "1/8"),
        (None, "0"),
    ],
)
def test_worked_example(given, expected):
    item = vignette_set(weights="1 2 3")
    assert item.score(given) == Fraction(expected)


@given(answers=ANSWERS)
def test_score_is_the_weighted_mean_of_what_the_parts_give(answers):
    item = vignette_set(weights="1 2 3")
    parts = [single_best_answer(), numeric(), true_false_set()]
    earned = [
        weight * part.score({part.response_field: answers[key]})
        for key, weight, part in zip(("p1", "p2", "p3"), (1, 2, 3), parts, strict=True)
        if key in answers
    ]
    assert item.score(answer(**answers)) == sum(earned, Fraction(0)) / 6


@given(answers=ANSWERS)
def test_what_is_posted_is_read_again(answers):
    item = vignette_set()
    checked = item.check(answer(**answers))
    assert checked is None if not answers else checked["parts"] == answers
    posted = item.as_posted(answers)
    assert item.read_form(posted) == checked


def test_fields_carry_the_key_of_their_part():
    item = vignette_set(single_best_answer(), single_best_answer(), numeric())
    posted = {"answer.p1": ["a"], "answer.p2": ["b"], "answer.p3": ["12,5"], "flag": ["1"]}
    assert item.read_form(posted) == answer(p1="a", p2="b", p3="12.5")
    assert item.as_posted({"p2": "b"}) == {"answer.p2": ["b"]}


def test_one_part_that_is_no_answer_does_not_cost_the_others():
    item = vignette_set()
    with pytest.raises(ResponseInvalid) as refused:
        item.read_form({"answer.p1": ["b"], "answer.p2": ["five"], "answer-a.p3": ["true"]})
    assert refused.value.field == "answer.p2"
    assert refused.value.message.startswith("Question 2: Enter a number")
    assert refused.value.rest == {"p1": "b", "p3": {"a": True}}


@pytest.mark.parametrize(
    ("response", "field", "message"),
    [
        (answer(p1="z"), "answer.p1", "Question 1: Choose one of the options"),
        (answer(p3={"a": "maybe"}), "answer-a.p3", "Question 3: Answer True or False"),
        (answer(p9="a"), "answer", "Answer the questions of this set"),
        ({"parts": ["a"]}, "answer", "Answer the questions of this set"),
    ],
)
def test_what_is_no_answer_is_refused_at_the_field_of_its_part(response, field, message):
    with pytest.raises(ResponseInvalid) as refused:
        vignette_set().check(response)
    assert refused.value.field == field
    assert refused.value.message.startswith(message)


def test_parts_stay_in_order_and_options_inside_are_shuffled_as_the_policy_says():
    item = vignette_set(single_best_answer(keys="abcdefgh"), ordering(), numeric())
    slots = [{"kind": "fixed", "question_version": 7, "points": "1"}]
    forms = {
        shuffle: draw(AssessmentPolicy(slots=slots, shuffle_options=shuffle), {7: item}, seed=5)
        for shuffle in (True, False)
    }
    assert set(forms[True][0].arrangement) == {"p1.options", "p2.steps"}
    assert set(forms[False][0].arrangement) == {"p2.steps"}, "steps to order never stand in order"
    shown = item.details(forms[True][0].arrangement)["parts"]
    assert [part["part"] for part in shown] == ["p1", "p2", "p3"]
    order = [option["key"] for option in shown[0]["options"]]
    assert order == forms[True][0].arrangement["p1.options"] != list("abcdefgh")


def test_values_are_drawn_in_parts_under_any_policy():
    item = vignette_set(calculated(), numeric())
    assert item.draws_values
    arrangement = item.drawn(3, "x", shuffle=False)
    assert set(arrangement) == {"p1.weight", "p1.dose"}
    asked = item.realised(arrangement)
    weight, dose = (Fraction(arrangement[name][0]) for name in ("p1.weight", "p1.dose"))
    assert asked.score(answer(p1=str(float(weight * dose)))) == Fraction(1, 2)
    assert arrangement["p1.weight"][0] in asked.parts[0].question.stem
    assert not vignette_set().draws_values


def test_keys_tell_the_parts_apart_and_each_score_is_among_them():
    item = vignette_set(weights="1 2 1")
    chosen = item.chosen(answer(p1="b", p3={"a": True, "b": True}))
    assert chosen == ["p1=1", "p1:b", "p3=1/4", "p3:a:true", "p3:b:true"]
    one, two, three = item.within()
    assert (one.share, two.share, three.share) == (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))
    assert one.counted(chosen) == ("1", ["b"])
    assert two.counted(chosen) == ("0", [])
    assert three.counted(chosen) == ("1/4", ["a:true", "b:true"])
    assert {"p1:b", "p3:a:true"} <= {choice.key for choice in item.choices()}
    assert item.choice_for("p2:12.5").text == "2. 12.5"
    assert item.choice_for("p2=1/2").correct is None


def test_review_shows_every_part_with_its_reason():
    item = vignette_set(rationale="<p>All in all.</p>")
    review = item.review(answer(p1="a"))
    assert review.rationale == "<p>All in all.</p>"
    assert [within.number for within, _ in review.parts] == [1, 2, 3]
    first = review.parts[0][1]
    assert (first.rationale, first.score) == ("Because.", 0)
    assert next(line for line in first.lines if line.key == "a").state == "wrong"
    assert review.parts[1][1].given == ""


def test_random_guess_is_the_weighted_mean():
    item = vignette_set(single_best_answer(), true_false_set(), weights="3 1")
    assert item.guess_score() == Fraction(3, 4) * Fraction(1, 4) + Fraction(1, 4) * Fraction(1, 2)
    assert vignette_set(single_best_answer(), multiple_response()).guess_score() is None


def test_answers_are_carried_to_a_corrected_set_part_by_part():
    corrected = vignette_set(single_best_answer(correct="a"), short_text(), true_false_set())
    given = answer(p1="a", p2="12.5", p3={"a": True})
    assert corrected.score_carried(given) == (1 + 0 + Fraction(1, 4)) / 3
    fewer = vignette_set(single_best_answer(keys="bc"), numeric())
    assert fewer.score_carried(given) == Fraction(1, 2)


def test_client_is_told_every_part_but_never_what_is_right():
    shown = str(vignette_set(single_best_answer(), numeric(unit="mg"), short_text()).details())
    assert "Option a" in shown
    assert "'unit': 'mg'" in shown
    for secret in ("correct", "On a.", "Because", "12.5", "Hypertension", "rationale"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"stem": ""}, "Write the case"),
        ({"parts": []}, "Parts:"),
    ],
)
def test_sets_that_are_none_are_refused(fields, message):
    with pytest.raises(ItemInvalid, match=message):
        vignette_set(**fields)


def test_only_graded_kinds_stand_inside():
    with pytest.raises(ItemInvalid):
        vignette_set(single_best_answer(), comment())


def test_html_is_found_wherever_it_stands():
    item = vignette_set(single_best_answer(stem="<p>New.</p>"), numeric(rationale="<p>Why.</p>"))
    assert items.html_in(items.dump(item)) == [
        "<p>A case.</p>",
        "",
        "<p>New.</p>",
        "",
        "Because.",
        "<p>Why.</p>",
    ]
