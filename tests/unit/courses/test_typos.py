"""Guessing the word that was meant."""

import pytest
from hypothesis import given, strategies as st

from courses.domain.typos import nearest, slips, trigrams, words_in

WORDS = st.text("abcde", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("sepsis", "sepsis", 0),
        ("spesis", "sepsis", 1),
        ("sepis", "sepsis", 1),
        ("seepsis", "sepsis", 1),
        ("sepsys", "sepsis", 1),
        ("", "abc", 3),
        ("delirum", "delirium", 1),
    ],
)
def test_slips_are_counted(one, other, count):
    assert slips(one, other) == count


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways_and_none_only_between_equals(one, other):
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("spesis", "sepsis"),
        ("sepsis", "sepsis"),
        ("opiods", "opioids"),
        ("pian", "pain"),
        ("pxxn", ""),
        ("zebra", ""),
        ("buprenorfin", ""),
        ("buprenorphin", "buprenorphine"),
    ],
)
def test_the_nearest_word_is_meant_unless_none_is_near(word, meant):
    assert nearest(word, ["sepsis", "opioids", "pain", "paid", "buprenorphine"]) == meant


def test_nothing_is_near_where_nothing_is_known():
    assert nearest("sepsis", []) == ""


def test_words_are_letters_and_neither_short_nor_endless():
    text = f"Pain, p<0.05, SGLT2 in Ménière's diséase {'x' * 41}"

    assert words_in(text) == {"pain", "sglt", "ménière", "diséase"}


def test_trigrams_know_the_edges_of_a_word():
    assert trigrams("pain") == {"  p", " pa", "pai", "ain", "in "}
