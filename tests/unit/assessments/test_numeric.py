"""Tolerances: docs/rules/grading.md."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.answers.numbers import read_number
from assessments.domain.answers.typed import Unreadable
from tests.factories.items import numeric

SENSIBLE = st.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6
)


def score(item, text):
    return item.score(item.read_form({"answer": [text]}))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        (" 12.50 ", "12.5"),
        ("+12.5", "12.5"),
        ("-0.0", "0"),
        ("\N{MINUS SIGN}3", "-3"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("1e3", "1000"),
        ("1.5E-3", "0.0015"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("12.5 mg", "12.5"),
        ("12.5MG", "12.5"),
    ],
)
def test_numbers_are_stored_in_one_way(typed, stored):
    assert numeric(unit="mg").check({"value": typed}) == {"value": stored}


def test_json_numbers_are_read_as_they_were_written():
    for number, stored in ((12, "12"), (12.5, "12.5"), (0.1, "0.1"), (-3, "-3")):
        assert numeric().check({"value": number}) == {"value": stored}


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "1.2.3",
        "1,2,3",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1 000",
        "1_000",
        "0x10",
        "1/2",
        "12.5 g",
        "12.5 mg mg",
        "--1",
        "e5",
        ".",
        "١٢",
        "1e",
        "1\n2",
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(items.ResponseInvalid, match=r"Enter a number, such as 12\.5"):
        numeric(unit="mg").check({"value": typed})


@pytest.mark.parametrize("typed", ["1e999", "1e-999", "-1e31", "1e999999999"])
def test_numbers_out_of_all_proportion_are_refused(typed):
    with pytest.raises(items.ResponseInvalid, match="too large or too small"):
        numeric().check({"value": typed})


@pytest.mark.parametrize("typed", ["9" * 41, "1." + "0" * 100])
def test_endless_input_is_refused(typed):
    with pytest.raises(items.ResponseInvalid, match="at most 40 characters"):
        numeric().check({"value": typed})


def test_json_that_is_no_sensible_number_is_refused():
    for value in (True, [1], {}, 10**5000, float("nan"), float("inf"), 1e300):
        with pytest.raises(items.ResponseInvalid):
            numeric().check({"value": value})


@pytest.mark.parametrize(
    ("typed", "joined", "pointed"), [("1,250", "1250", "1.250"), ("-12,500", "-12500", "-12.500")]
)
def test_a_comma_that_reads_two_ways_is_refused(typed, joined, pointed):
    """A thousandfold error in a dose hangs on which way it is read."""
    with pytest.raises(items.ResponseInvalid) as refused:
        numeric().check({"value": typed})
    assert f"enter {joined} or {pointed}." in refused.value.message


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_blank_clears_the_answer(blank):
    assert numeric().check({"value": blank}) is None


def test_the_unit_alone_is_no_answer():
    assert numeric(unit="mg").check({"value": "mg"}) is None


@pytest.mark.parametrize(
    ("kind", "tolerance", "inside", "outside"),
    [
        # around 7: absolute 6.5 to 7.5; relative 10 % 6.3 to 7.7; geometric 7 / 1.1 to 7 * 1.1
        ("absolute", "0.5", ["6.5", "7", "7.5"], ["6.49", "7.51"]),
        ("relative", "0.1", ["6.3", "7", "7.7"], ["6.29", "7.71"]),
        ("geometric", "0.1", ["6.3637", "7", "7.7"], ["6.3636", "7.71"]),
        ("absolute", "0", ["7", "7.0"], ["6.999999", "7.000001"]),
    ],
)
def test_tolerances(kind, tolerance, inside, outside):
    item = numeric({"value": "7", "tolerance_kind": kind, "tolerance": tolerance})
    assert [score(item, text) for text in inside] == [1] * len(inside)
    assert [score(item, text) for text in outside] == [0] * len(outside)


@pytest.mark.parametrize("kind", ["relative", "geometric"])
def test_tolerances_work_on_negative_values(kind):
    item = numeric({"value": "-7", "tolerance_kind": kind, "tolerance": "0.1"})
    assert score(item, "-7.5") == 1
    assert score(item, "-6.5") == 1
    assert score(item, "7") == 0


@pytest.mark.parametrize(
    ("value", "tolerance", "typed"),
    [("0.3", "0.1", "0.4"), ("0.3", "0.1", "0.2"), ("1.1", "1.1", "2.2"), ("4.35", "0.01", "4.36")],
)
def test_bounds_that_floats_would_miss_are_met(value, tolerance, typed):
    """0.1 + 0.2 is not 0.3 in floats: values that look equal failed there (Moodle MDL-3225)."""
    assert score(numeric({"value": value, "tolerance": tolerance}), typed) == 1


@pytest.mark.parametrize(
    ("value", "typed", "expected"),
    [
        ("0.333333333333", "0.3333333333333", 1),
        ("1e12", "1000000000000.9", 1),
        ("1e12", "1000000000002", 0),
        ("0", "0.0000000000001", 1),
        ("0", "0.00000000001", 0),
    ],
)
def test_a_trillionth_of_the_value_is_no_difference(value, typed, expected):
    assert score(numeric({"value": value}), typed) == expected


def test_the_first_accepted_answer_that_fits_decides():
    item = numeric(
        {"value": "5"},
        {"value": "5", "tolerance": "0.5", "credit": "1/2"},
        {"value": "5000", "credit": "0.25"},
    )
    assert [score(item, text) for text in ("5", "5.4", "5000", "6")] == [
        1,
        Fraction(1, 2),
        Fraction(1, 4),
        0,
    ]


def test_order_of_accepted_answers_is_the_authors():
    item = numeric({"value": "5", "tolerance": "1", "credit": "1/2"}, {"value": "5"})
    assert score(item, "5") == Fraction(1, 2)


@given(SENSIBLE, st.integers(min_value=0, max_value=100))
def test_a_value_always_accepts_itself(value, tolerance):
    for kind in ("absolute", "relative", "geometric"):
        accepted = {"value": str(value), "tolerance": str(tolerance), "tolerance_kind": kind}
        assert score(numeric(accepted), format(value, "f")) == 1


@given(SENSIBLE)
def test_reading_is_exact(value):
    assert read_number(format(value, "f")) == value


@given(SENSIBLE)
def test_stored_form_is_stable(value):
    item = numeric()
    once = item.check({"value": format(value, "f")})
    assert item.check(once) == once


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(Unreadable):
        assert isinstance(read_number(text), Decimal)


@given(st.text(max_size=60))
def test_any_text_is_an_answer_or_refused(text):
    item = numeric(unit="mg", units=UNITS)
    try:
        checked = item.check({"value": text})
    except items.ResponseInvalid:
        return
    assert item.check(checked) == checked
    assert 0 <= item.score(checked) <= 1


@pytest.mark.parametrize(
    "accepted",
    [
        {"value": "NaN"},
        {"value": "Infinity"},
        {"value": "1", "tolerance": "-1"},
        {"value": "1", "credit": "0"},
        {"value": "1", "credit": "3/2"},
        {"value": "1", "credit": "1/0"},
        {"value": "1e50"},
        {"value": "x"},
    ],
)
def test_authors_numbers_are_checked(accepted):
    with pytest.raises(items.ItemInvalid):
        numeric(accepted)


def test_something_must_be_accepted():
    with pytest.raises(items.ItemInvalid):
        numeric(accepted=[])


def test_review_shows_what_was_given_and_what_earns_most():
    item = numeric({"value": "4", "credit": "1/2"}, {"value": "5.00"}, unit="mL/h")
    review = item.review({"value": "4"})
    assert (review.given, review.expected, review.score) == ("4 mL/h", "5 mL/h", Fraction(1, 2))
    assert not item.review(None).given


def test_nothing_is_shuffled():
    assert numeric().arrange(1, "salt") == {}
    assert numeric().options_shown({}) == []


def test_chosen_is_the_number():
    assert numeric().chosen({"value": "12.50"}) == ["12.5"]


UNITS = {
    "others": [{"symbol": "g", "multiplier": "1000"}, {"symbol": "µg", "multiplier": "1/1000"}]
}


def dose(value="500", unit="mg", **units):
    return numeric({"value": value}, unit=unit, units={**UNITS, **units})


def test_numbers_published_before_units_keep_their_content_and_hash():
    """This very content was frozen by the first release."""
    content = {
        "kind": "numeric",
        "stem": "",
        "lead_in": "How much?",
        "rationale": "",
        "accepted": [
            {"value": "12.5", "tolerance": "0", "tolerance_kind": "absolute", "credit": "1"}
        ],
        "unit": "mg",
    }
    assert items.dump(items.load(content)) == content


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("500 mg", "500 mg"),
        ("500mg", "500 mg"),
        ("0,5 G", "0.5 g"),
        ("500000 \N{GREEK SMALL LETTER MU}g", "500000 µg"),
        ("500000 \N{MICRO SIGN}g", "500000 µg"),
        ("500", "500"),
        ("mg", None),
        ("  ", None),
    ],
)
def test_amounts_are_stored_with_the_unit_as_the_author_wrote_it(typed, stored):
    checked = dose().check({"value": typed})
    assert checked == (None if stored is None else {"value": stored})
    assert dose().check(checked) == checked


@pytest.mark.parametrize("amount", ["500 mg", "0.5 g", "500000 µg"])
def test_units_are_converted_exactly(amount):
    assert dose().score({"value": amount}) == 1


@pytest.mark.parametrize("amount", ["500 g", "500 µg", "0.5 mg", "5 g"])
def test_the_right_number_in_the_wrong_unit_is_wrong(amount):
    """A thousandfold dose is no small mistake."""
    assert dose().score({"value": amount}) == 0


def test_a_minute_is_the_sixtieth_part_of_an_hour():
    rate = numeric(
        {"value": "1"},
        unit="mL/min",
        units={"others": [{"symbol": "mL/h", "multiplier": "1/60"}]},
    )
    assert rate.score({"value": "60 mL/h"}) == 1
    assert rate.score({"value": "59.999 mL/h"}) == 0


@pytest.mark.parametrize(
    ("penalty", "of", "exact", "half"),
    [
        # of 1 and of 1/2 earned by the number (Moodle's two kinds of unit penalty)
        ("1/10", "earned", "9/10", "9/20"),
        ("1/10", "maximum", "9/10", "2/5"),
        ("3/4", "maximum", "1/4", "0"),
        ("1", "earned", "0", "0"),
        ("0", "earned", "1", "1/2"),
    ],
)
def test_a_missing_unit_costs_its_penalty(penalty, of, exact, half):
    item = numeric(
        {"value": "500"},
        {"value": "500", "tolerance": "50", "credit": "1/2"},
        unit="mg",
        units={**UNITS, "penalty": penalty, "penalty_of": of},
    )
    assert [item.score({"value": text}) for text in ("500", "520")] == [
        Fraction(exact),
        Fraction(half),
    ]
    assert item.score({"value": "520 mg"}) == Fraction(1, 2)
    assert item.score({"value": "900"}) == 0


def test_a_missing_unit_costs_everything_unless_told_otherwise():
    review = dose().review({"value": "500"})
    assert review.score == 0
    assert "unit is missing" in review.feedback


@pytest.mark.parametrize(
    "typed", ["500 kg", "500 milli", "500 mg/kg", "5 00 mg", "500 mg mg", "ten mg"]
)
def test_an_unknown_unit_is_refused_with_those_to_choose_from(typed):
    with pytest.raises(items.ResponseInvalid, match="one of these units: mg, g, µg"):
        dose().check({"value": typed})


def test_units_with_digits_are_read():
    item = numeric({"value": "5"}, unit="10^9/L", units={"others": []})
    assert item.check({"value": "5 10^9/l"}) == {"value": "5 10^9/L"}
    with pytest.raises(items.ResponseInvalid):
        item.check({"value": "510^9/L"})


def test_a_dose_with_a_comma_of_thousands_is_refused_with_its_unit_too():
    with pytest.raises(items.ResponseInvalid, match=r"two ways: enter 1250 or 1\.250"):
        dose().check({"value": "1,250 mg"})


def test_form_has_a_field_for_the_unit():
    item = dose()
    assert item.read_form({"answer": ["0.5"], "answer-unit": ["g"]}) == {"value": "0.5 g"}
    assert item.read_form({"answer": ["0.5"], "answer-unit": [""]}) == {"value": "0.5"}
    assert item.read_form({"answer": [""], "answer-unit": ["g"]}) is None
    assert item.typed_amount("0.5 g") == ("0.5", "g")
    assert item.typed_amount("1,250 g") == ("1,250", "g")
    assert item.details() == {"units": ["mg", "g", "µg"]}


@pytest.mark.parametrize(
    ("unit", "others", "message"),
    [
        ("", [], "Name the unit"),
        ("mg", [{"symbol": "MG", "multiplier": "2"}], "unit of the accepted values already"),
        ("mg", [{"symbol": "g", "multiplier": "1"}] * 2, "listed twice"),
        ("mg", [{"symbol": "g", "multiplier": "0"}], "greater than 0"),
        ("mg", [{"symbol": "g", "multiplier": "1/0"}], "Units"),
    ],
)
def test_units_are_checked(unit, others, message):
    with pytest.raises(items.ItemInvalid, match=message):
        numeric(unit=unit, units={"others": others})


@given(SENSIBLE, st.sampled_from(["mg", "g", "µg"]))
def test_a_dose_in_any_unit_earns_everything(value, unit):
    item = dose(value=format(value, "f"))
    written = {"mg": value, "g": value / 1000, "µg": value * 1000}[unit]
    assert item.score({"value": f"{written:f} {unit}"}) == 1


def test_review_names_the_unit():
    review = dose().review({"value": "0.5 g"})
    assert (review.given, review.expected, review.feedback) == ("0.5 g", "500 mg", "")
