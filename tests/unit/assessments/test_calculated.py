"""Calculated numbers: docs/rules/grading.md."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.drawing import draw
from assessments.domain.form import FormItem, dump_form, load_form
from assessments.domain.grading import grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.slots import FixedSlot
from tests.factories.items import calculated

SEEDS = st.integers(min_value=0, max_value=2**62)
DRAWN = {"weight": ["17.5"], "dose": ["7.5"]}


def test_worked_example():
    """17.5 kg at 7.5 mg/kg are 131.25 mg."""
    asked = calculated(rationale="<p>{{weight}} × {{dose}} = {{answer}} mg</p>").realised(DRAWN)
    assert asked.stem == "<p>A child of 17.5 kg.</p>"
    assert asked.lead_in == "How much is 7.5 mg/kg?"
    assert asked.rationale == "<p>17.5 × 7.5 = 131.25 mg</p>"
    assert [
        asked.score({"value": text}) for text in ("131.25", "131,25 mg", "131.2", "1312.5")
    ] == [
        1,
        1,
        0,
        0,
    ]
    assert asked.review({"value": "130"}).expected == "131.25 mg"


def test_answer_is_rounded_half_up_before_it_is_compared():
    item = calculated(formula="weight / 4", decimals=1, lead_in="How much?", variables=[WEIGHT])
    asked = item.realised({"weight": ["17.5"]})
    assert asked.expected == "4.4 mg"
    assert asked.score({"value": "4.375"}) == 0
    lenient = calculated(
        formula="weight / 4", decimals=1, lead_in="How?", variables=[WEIGHT], tolerance="0.05"
    )
    assert lenient.realised({"weight": ["17.5"]}).score({"value": "4.375"}) == 1


WEIGHT = {"name": "weight", "lowest": "10", "highest": "40", "step": "0.5"}


@given(SEEDS)
def test_same_seed_same_values(seed):
    item = calculated()
    assert item.arrange(seed, "salt") == item.arrange(seed, "salt")
    assert item.realised(item.arrange(seed, "salt")) == item.realised(item.arrange(seed, "salt"))


@given(SEEDS)
def test_the_exact_answer_earns_everything(seed):
    item = calculated()
    arrangement = item.arrange(seed, "salt")
    weight, dose = (Decimal(arrangement[name][0]) for name in ("weight", "dose"))
    asked = item.realised(arrangement)
    assert asked.score({"value": f"{weight * dose:f}"}) == 1
    assert asked.score({"value": f"{weight * dose + 1:f}"}) == 0
    assert "{{" not in asked.stem + asked.lead_in


def test_values_are_drawn_though_nothing_is_shuffled():
    policy = AssessmentPolicy(slots=(FixedSlot(question_version=1),), shuffle_options=False)
    form = draw(policy, {1: calculated()}, seed=4)
    assert set(form[0].arrangement) == {"weight", "dose"}
    assert load_form(dump_form(form)) == form


def test_grading_uses_what_the_attempt_drew():
    """The form decides, though seed or code would draw otherwise by now."""
    place = FormItem(position=1, slot=1, question_version=1, points="2", arrangement=DRAWN)
    policy = AssessmentPolicy(slots=(FixedSlot(question_version=1),))
    result = grade([place], {1: calculated()}, {1: {"value": "131.25"}}, policy)
    assert result.points == 2
    assert place.asks({1: calculated()}).expected == "131.25 mg"


def test_without_values_the_first_of_each_are_asked():
    item = calculated()
    assert item.score({"value": "50"}) == 1  # 10 kg at 5 mg/kg
    assert item.review(None, DRAWN).expected == "131.25 mg"
    assert item.realised({}).stem == "<p>A child of 10 kg.</p>"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"formula": "weight / (weight - 10)"},
            "fails for weight = 10, dose = 5: it divides by zero",
        ),
        ({"formula": "ln(dose - 5)"}, "logarithm of zero"),
        ({"formula": "weight ** 900"}, "too large"),
        ({"formula": "weight * 10 ** 30"}, "its result is too large"),
        ({"formula": "weight * dose / 100000"}, "rounded to 0"),
        ({"formula": "weigth * dose"}, "There is no variable weigth."),
        ({"formula": "weight *"}, "cannot be read"),
        ({"formula": "answer * weight * dose"}, "There is no variable answer."),
        ({"stem": "<p>{{weight}} {{height}}</p>"}, "There is no variable height."),
        ({"stem": "<p>{{weight}} {{}}</p>"}, "There is no variable"),
        ({"stem": "<p>{{answer}} {{weight}}</p>"}, "There is no variable answer."),
        ({"stem": "<p>A child.</p>"}, "Nobody is told {{weight}}"),
        ({"rationale": "<p>{{height}}</p>"}, "There is no variable height."),
        ({"variables": [WEIGHT, WEIGHT]}, "same name"),
        ({"variables": []}, "1 or more"),
        ({"unit": "", "units": {}}, "Name the unit"),
        ({"units": {"others": [{"symbol": "MG", "multiplier": "1"}]}}, "already"),
    ],
)
def test_authors_are_told_what_is_wrong(fields, message):
    with pytest.raises(items.ItemInvalid, match=message):
        calculated(**fields)


def test_a_variable_that_nothing_uses_is_told():
    variables = [WEIGHT, {"name": "dose", "values": ["5"]}, {"name": "age", "values": ["5"]}]
    with pytest.raises(items.ItemInvalid, match="Neither the case nor the formula uses age"):
        calculated(variables=variables)


def test_a_rare_failure_is_drawn_again():
    """One of 10,001 values divides by zero; no learner ever meets it."""
    item = calculated(
        stem="<p>{{x}}</p>",
        lead_in="How much?",
        variables=[{"name": "x", "lowest": "-5000", "highest": "5000", "step": "1"}],
        formula="1000000 / (x - 1234)",
    )
    values = {item.arrange(seed, "salt")["x"][0] for seed in range(30_000)}
    assert "1234" not in values
    assert len(values) > 9000


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("131.25", "right"),
        ("1312.5", "x10"),
        ("13.125", "x0_1"),
        ("13125", "x100"),
        ("1.3125", "x0_01"),
        ("131250", "x1000"),
        ("0.13125", "x0_001"),
        ("7875", "x60"),
        ("2.1875", "x1_60"),
        ("100", "other"),
        ("0", "other"),
    ],
)
def test_a_table_tells_errors_apart_whatever_the_values(typed, key):
    asked = calculated().realised(DRAWN)
    assert asked.chosen({"value": typed}) == [key]
    assert key in {choice.key for choice in asked.choices()}


def test_units_are_converted():
    item = calculated(units={"others": [{"symbol": "g", "multiplier": "1000"}], "penalty": "1/2"})
    asked = item.realised(DRAWN)
    assert [asked.score({"value": text}) for text in ("0.13125 g", "131.25", "131.25 g")] == [
        1,
        Fraction(1, 2),
        0,
    ]


def test_nobody_hits_a_number_by_chance():
    assert calculated().guess_score() == calculated().realised(DRAWN).guess_score() == 0
