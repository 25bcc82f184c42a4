"""Which value a learner gets: docs/rules/grading.md."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from assessments.domain.answers.variables import Variable, drawn, filled, markers_in, tried


def ranged(lowest, highest, step, name="weight"):
    return Variable(name=name, lowest=lowest, highest=highest, step=step)


def everything(variable):
    return [str(variable.value(place)) for place in range(variable.count)]


def test_values_of_a_range_are_exact():
    assert everything(ranged("0.1", "0.5", "0.1")) == ["0.1", "0.2", "0.3", "0.4", "0.5"]
    assert everything(ranged("10", "15", "2")) == ["10", "12", "14"]
    assert everything(ranged("-1", "1", "1")) == ["-1", "0", "1"]


def test_values_of_a_list_are_those():
    assert everything(Variable(name="dose", values=["5", "7.50"])) == ["5", "7.5"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "x"}, "or a list of values"),
        ({"name": "x", "lowest": "1", "highest": "2"}, "and a step"),
        ({"name": "x", "lowest": "2", "highest": "1", "step": "1"}, "above the lowest"),
        ({"name": "x", "lowest": "1", "highest": "1", "step": "1"}, "above the lowest"),
        ({"name": "x", "lowest": "0", "highest": "1", "step": "0"}, "greater than 0"),
        ({"name": "x", "lowest": "0", "highest": "1000001", "step": "1"}, "enlarge its step"),
        ({"name": "x", "lowest": "1", "values": ["5"]}, "not both"),
        ({"name": "x", "values": ["a"]}, "valid decimal"),
        ({"name": "X", "values": ["5"]}, "pattern"),
        ({"name": "min", "values": ["5"]}, "meaning of its own"),
        ({"name": "answer", "values": ["5"]}, "meaning of its own"),
        ({"name": "lambda", "values": ["5"]}, "meaning of its own"),
    ],
)
def test_variables_are_checked(fields, message):
    with pytest.raises(ValidationError, match=message):
        Variable(**fields)


@given(st.integers(min_value=0, max_value=2**62))
def test_same_seed_same_values(seed):
    variables = [ranged("0", "100", "0.1"), Variable(name="dose", values=["5", "10"])]
    assert drawn(variables, seed=seed, salt="s") == drawn(variables[::-1], seed=seed, salt="s")
    for variable in variables:
        assert variable.drawn(seed=seed, salt="s") in map(variable.value, range(variable.count))


def test_every_value_has_its_chance():
    variable = ranged("1", "5", "1")
    counts = Counter(variable.drawn(seed=seed, salt="s") for seed in range(5000))
    assert set(counts) == {Decimal(n) for n in range(1, 6)}
    assert min(counts.values()) > 850


def test_this_seed_gives_this_value_for_ever():
    """The first 256 bits of sha256("812:salt:weight"), modulo the number of values."""
    assert ranged("10", "40", "0.5").drawn(seed=812, salt="salt") == Decimal("21.0")


def test_small_grids_are_tried_whole():
    variables = [ranged("1", "3", "1"), ranged("1", "2", "1", name="dose")]
    found = [(row["weight"], row["dose"]) for row in tried(variables, most=6)]
    assert found == [(a, b) for a in (1, 2, 3) for b in (1, 2)]


def test_large_grids_are_tried_at_their_corners_and_between():
    variables = [ranged("0", "100", "1"), ranged("5", "50", "1", name="dose")]
    found = [(row["weight"], row["dose"]) for row in tried(variables, most=40)]
    assert len(found) == 40
    assert set(found[:4]) == {(0, 5), (0, 50), (100, 5), (100, 50)}
    assert len(set(found)) > 30


def test_markers_are_filled_in():
    assert markers_in("{{weight}} and {{ Dose }}, {weight}") == ["weight", "dose"]
    assert filled("{{weight}} kg, {{ Dose }} mg", {"weight": "5", "dose": "2"}) == "5 kg, 2 mg"
