"""Identifiers: what is one, what is not, and how little of it is shown."""

import pytest
from hypothesis import given, strategies as st

from accounts.domain.identifiers import (
    BOARDS,
    DOT,
    STATES,
    IdentifierInvalid,
    Kind,
    birth_day,
    has_check_digit,
    masked,
    read,
    readable,
    title,
)

PUBLISHED = "1234567893"  # CMS, "Requirements for National Provider Identifier and check digit"


def refusal(kind: Kind, text: str, issuer: str = "") -> str:
    with pytest.raises(IdentifierInvalid) as refused:
        read(kind, text, issuer=issuer)
    return refused.value.code


def test_published_example_has_its_check_digit():
    assert read(Kind.NPI, PUBLISHED) == PUBLISHED
    assert has_check_digit("79927398713")  # the usual example of the Luhn formula


@pytest.mark.parametrize("written", [" 1234567893 ", "123-456-7893", "1234 567 893"])
def test_spaces_and_hyphens_of_an_npi_are_not_part_of_it(written):
    assert read(Kind.NPI, written) == PUBLISHED


@pytest.mark.parametrize("wrong", ["", "123456789", "12345678931", "12345678x3", "١٢٣٤٥٦٧٨٩٣"])
def test_npi_has_ten_digits(wrong):
    assert refusal(Kind.NPI, wrong) == "npi_length"


@given(place=st.integers(0, 9), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(place, digit):
    typed = PUBLISHED[:place] + digit + PUBLISHED[place + 1 :]
    if typed == PUBLISHED:
        assert read(Kind.NPI, typed) == PUBLISHED
    else:
        assert refusal(Kind.NPI, typed) == "npi_check_digit"


@given(digits=st.text("0123456789", min_size=9, max_size=9))
def test_every_nine_digits_have_one_check_digit(digits):
    assert sum(has_check_digit(f"80840{digits}{last}") for last in range(10)) == 1


@pytest.mark.parametrize(
    ("month", "day", "kept"), [(1, 1, "0101"), (2, 29, "0229"), (12, 31, "1231")]
)
def test_birth_day_is_a_day_that_some_year_has(month, day, kept):
    assert birth_day(month=month, day=day) == kept
    assert read(Kind.BIRTH_DAY, kept) == kept


@pytest.mark.parametrize(("month", "day"), [(2, 30), (4, 31), (13, 1), (0, 1), (1, 0), (1, 32)])
def test_day_that_no_year_has_is_refused(month, day):
    with pytest.raises(IdentifierInvalid):
        birth_day(month=month, day=day)


@pytest.mark.parametrize("wrong", ["", "229", "02/29", "19800229", "0230", "²²²²"])
def test_birth_day_has_no_year_and_no_other_form(wrong):
    assert refusal(Kind.BIRTH_DAY, wrong) == "birth_day"


def test_licence_needs_its_state_and_board_id_its_board():
    assert read(Kind.LICENCE, " 36.0 01234 ", issuer="FL") == "36.0 01234"
    assert read(Kind.BOARD_ID, "012345", issuer="ABIM") == "012345"
    assert refusal(Kind.LICENCE, "12345") == "issuer"
    assert refusal(Kind.LICENCE, "12345", "XX") == "issuer"
    assert refusal(Kind.BOARD_ID, "12345", "FL") == "issuer"
    assert refusal(Kind.NPI, PUBLISHED, "FL") == "issuer"
    assert (len(STATES), len(BOARDS)) == (56, 9)


@pytest.mark.parametrize("wrong", ["", "none", "12'3", "1" * 31, "12\x003", "-1"])
def test_licence_is_letters_and_digits(wrong):
    assert refusal(Kind.LICENCE, wrong, "CA") == "characters"


@pytest.mark.parametrize("wrong", ["", "12a", "1" * 13, "1.5"])
def test_e_profile_has_digits_only(wrong):
    assert refusal(Kind.NABP_PROFILE, wrong) == "digits"


def test_leading_zeroes_stay():
    assert read(Kind.NABP_PROFILE, "001234") == "001234"


@given(kind=st.sampled_from(Kind), value=st.text("0123456789", min_size=1, max_size=30))
def test_mask_never_shows_more_than_a_third_and_never_more_than_four(kind, value):
    shown = masked(kind, value).replace(DOT, "")
    assert len(masked(kind, value)) == len(value)
    assert value.endswith(shown)
    assert len(shown) <= min(4, len(value) / 3)
    assert DOT in masked(kind, value)


def test_birth_day_is_not_shown_at_all():
    assert masked(Kind.BIRTH_DAY, "0412") == DOT * 4
    assert masked(Kind.NPI, PUBLISHED) == f"{DOT * 7}893"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.BIRTH_DAY, "0229", "29 February"),
        (Kind.BIRTH_DAY, "1201", "1 December"),
        (Kind.NPI, PUBLISHED, PUBLISHED),
    ],
)
def test_in_full_it_reads_as_people_write_it(kind, value, words):
    assert readable(kind, value) == words


def test_title_names_the_issuer():
    assert title(Kind.BOARD_ID, "ABIM") == "Board ID (ABIM)"
    assert title(Kind.NPI) == "NPI"
