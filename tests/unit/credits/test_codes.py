from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from credits.domain.codes import ALPHABET, CodeMistyped, new_code, read_code

drawn = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=11, max_size=11)


def code_of(numbers) -> str:
    dice = iter(numbers)
    return new_code(lambda _below: next(dice))


def test_code_is_three_groups_of_four_without_look_alikes():
    code = new_code(lambda below: below - 1)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert not set("01OIL") & set(ALPHABET)
    assert len(ALPHABET) == 31


@given(drawn)
def test_code_is_read_as_printed(numbers):
    code = code_of(numbers)
    assert read_code(code) == code


@given(drawn)
def test_case_spaces_and_dashes_do_not_matter(numbers):
    code = code_of(numbers)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " – "), f"\t{code}. "):
        assert read_code(typed) == code


@given(drawn, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_told(numbers, place, sign):
    bare = code_of(numbers).replace("-", "")
    wrong = bare[:place] + sign + bare[place + 1 :]
    if wrong != bare:
        with pytest.raises(CodeMistyped, match="look alike"):
            read_code(wrong)


@given(drawn)
def test_two_characters_that_changed_places_are_told(numbers):
    bare = code_of(numbers).replace("-", "")
    for place, (one, other) in enumerate(pairwise(bare)):
        if one != other:
            with pytest.raises(CodeMistyped):
                read_code(bare[:place] + other + one + bare[place + 2 :])


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("7Q4K-MX2P-9TR0", "no 0, O, 1, I or L"),
        ("O" * 12, "no 0, O, 1, I or L"),
        ("7Q4K-MX2P", "has 12 letters and digits; this one has 8"),
        ("", "this one has 0"),
        ("7Q4K/MX2P/9TRD", "letters and digits only"),
        ("７Q4K-MX2P-9TRD", "letters and digits only"),
        ("7Q4K\x00MX2P9TRD", "letters and digits only"),
        ("é" * 12, "letters and digits only"),
    ],
)
def test_what_is_no_code_says_what_to_look_at(typed, hint):
    with pytest.raises(CodeMistyped, match=hint):
        read_code(typed)
