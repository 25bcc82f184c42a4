"""The normal form in which typed words are compared: docs/rules/grading.md."""

import pytest
from hypothesis import given, strategies as st

from assessments.domain.answers.words import normal

SETTINGS = st.fixed_dictionaries(dict.fromkeys(("case", "accents", "punctuation"), st.booleans()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hypertension", "hypertension"),
        ("  acute   kidney\tinjury ", "acute kidney injury"),
        ("Ménière", "meniere"),
        ("Sjögren’s syndrome", "sjogrens syndrome"),
        ("Crohn's disease.", "Crohn’s disease"),
        ("beta-blocker", "beta blocker"),
        ("β‑blocker", "β blocker"),
        ("œdema", "oedema"),
        ("Weiß", "weiss"),
        ("(acute) MI!", "acute mi"),
        ("5 \N{MICRO SIGN}g", "5 \N{GREEK SMALL LETTER MU}g"),
        ("\N{MINUS SIGN}5", "-5"),
        ("vitamin B12.", "vitamin b12"),
    ],
)
def test_ways_of_writing_the_same(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hypertension", "hypotension"),
        ("1.5 mg", "15 mg"),
        ("1.5 mg", "1-5 mg"),
        ("1.5", "1,5"),
        ("0.5", "5"),
        (".5", "5"),
        ("-5", "5"),
        ("base excess -5", "base excess 5"),
        ("Rh-", "Rh+"),
        ("Rh-", "Rh"),
        ("Cl-", "Cl"),
        ("1:1000", "1 1000"),
        ("1/2", "12"),
        ("10²", "102"),
        ("5 %", "5"),
        ("<5", ">5"),
        ("mg", "µg"),
        ("5'", "5"),
    ],
)
def test_signs_that_carry_meaning_stay(one, other):
    assert normal(one) != normal(other)


def test_what_matters_is_kept():
    assert normal("Na", case=True) == "Na"
    assert normal("résumé", accents=True) == "résumé"
    assert normal("beta-blocker.", punctuation=True) == "beta-blocker."


@given(st.text(max_size=80), SETTINGS)
def test_normal_form_is_stable(text, settings):
    once = normal(text, **settings)
    assert normal(once, **settings) == once


@given(st.text(max_size=80))
def test_capitals_and_spaces_never_matter(text):
    assert normal(f"  {text} ") == normal(text)
    assert normal(normal(text).upper()) == normal(normal(text).upper().lower())
