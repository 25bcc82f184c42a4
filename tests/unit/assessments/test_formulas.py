"""Formulas of calculated questions: exact, and with no way to anything else."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.answers.formulas import FormulaFails, FormulaInvalid, read_formula

NUMBERS = st.integers(min_value=-(10**6), max_value=10**6)


def result(text, **values):
    return read_formula(text).result({name: Fraction(value) for name, value in values.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("-2 ** 2", "-4"),
        ("2 ** -2", "1/4"),
        ("2 ** 3 ** 2", "512"),
        ("10 / 4", "5/2"),
        ("1 / 3 * 3", "1"),
        ("0.1 + 0.2", "3/10"),
        (".5 + 5.", "11/2"),
        ("2 × 3 ÷ 4 − 1", "1/2"),
        ("min(3, 1, 2) + max(1, 2)", "3"),
        ("sqrt(144)", "12"),
        ("4 ** 0.5", "2"),
        ("log10(1000)", "3"),
        ("ln(1) + exp(0)", "1"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(0.125, 2)", "13/100"),
        ("round(1 / 3 * 1.5, 0)", "1"),
        ("+5", "5"),
    ],
)
def test_results_are_exact(text, expected):
    assert result(text) == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        # Mosteller, N Engl J Med 1987;317:1098: 160 cm and 60 kg give 1.63 m2
        ("round(sqrt(height * weight / 3600), 2)", {"height": 160, "weight": 60}, "1.63"),
        # Cockcroft and Gault, Nephron 1976;16:31: (140 - age) weight / (72 creatinine)
        (
            "round((140 - age) * weight / (72 * crea), 1)",
            {"age": 60, "weight": 72, "crea": 1},
            "80",
        ),
        # Du Bois and Du Bois, Arch Intern Med 1916;17:863: 0.007184 w^0.425 h^0.725
        ("round(0.007184 * w**0.425 * h**0.725, 2)", {"w": 70, "h": 170}, "1.81"),
        # Friedewald, Clin Chem 1972;18:499, in mg/dL
        ("total - hdl - tg / 5", {"total": 200, "hdl": 50, "tg": 150}, "120"),
        # First-order elimination: a half-life of ln 2 / k
        ("round(ln(2) / 0.1, 3)", {}, "6.931"),
        # Bazett: QT / sqrt(RR), RR in seconds
        ("round(qt / sqrt(60 / rate))", {"qt": 400, "rate": 60}, "400"),
    ],
)
def test_published_formulas(text, values, expected):
    assert result(text, **values) == Fraction(expected)


def test_forty_digits():
    exact = "1.414213562373095048801688724209698078570"
    assert abs(result("sqrt(2)") - Fraction(Decimal(exact))) < Fraction(1, 10**38)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("1 +", "cannot be read"),
        ("(1", "cannot be read"),
        ("1 2", "cannot be read"),
        ("007 + 1", "cannot be read"),
        ("weight^2", r"\*\*"),
        ("5 % 2", "“%” has no meaning"),
        ("0,5 * weight", "with a point"),
        ("eval(1)", "no function eval"),
        ("open(1)", "no function open"),
        ("min(1)", "min takes 2 numbers"),
        ("sqrt(1, 2)", "sqrt takes 1 number."),
        ("round(1, 2, 3)", "round takes 2 numbers"),
        ("__import__(1)", "“_” has no meaning"),
        ("a.b", "“.” has no meaning"),
        ("a[0]", r"“\[” has no meaning"),
        ("'a'", "“'” has no meaning"),
        ("a if b else c", "A formula holds"),
        ("a and b", "A formula holds"),
        ("not a", "A formula holds"),
        ("lambda", "cannot be read"),
        ("min(*a, 1)", "A formula holds"),
        ("(1)(2)", "A formula holds"),
        ("1 // 2", "cannot be read|A formula holds"),
        ("-" * 100 + "1", "nested too deeply"),
        ("(" * 250 + "1" + ")" * 40, "cannot be read"),
        ("1" * 301, "300 characters"),
        ("WEIGHT", "“W” has no meaning"),
    ],
)
def test_what_is_no_formula_is_refused_in_words(text, message):
    with pytest.raises(FormulaInvalid, match=message):
        read_formula(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 / (a - a)", "divides by zero"),
        ("(a - a) ** -1", "divides by zero"),
        ("(0 - a) ** 0.5", "negative number"),
        ("sqrt(0 - a)", "negative number"),
        ("ln(a - a)", "logarithm of zero"),
        ("log10(0 - a)", "logarithm of zero"),
        ("9 ** 9 ** 9 ** 9", "too large"),
        ("10 ** 2000", "too large"),
        ("exp(9999999)", "too large"),
        ("(a * 10 ** 400) ** 1.5", "too large"),
        ("round(a, 0.5)", "decimals"),
        ("round(a, 99)", "decimals"),
    ],
)
def test_what_has_no_result_says_why(text, why):
    with pytest.raises(FormulaFails, match=why):
        result(text, a=7)


def test_names_are_told():
    assert read_formula("weight * max(dose, 1)").names == {"weight", "dose"}


@given(st.text(alphabet="0123456789.+-*/(), abcminxsqrt_^'[]:", max_size=40))
def test_any_text_is_a_number_or_refused(text):
    try:
        formula = read_formula(text)
        found = formula.result(dict.fromkeys(formula.names, Fraction(3)))
    except (FormulaInvalid, FormulaFails):
        return
    assert isinstance(found, Fraction)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_arithmetic_is_that_of_fractions(a, b, c):
    expected = Fraction(a) * b - Fraction(c, 7)
    assert result("a * b - c / 7", a=a, b=b, c=c) == expected
