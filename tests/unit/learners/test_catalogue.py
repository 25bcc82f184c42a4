"""What is asked of the catalogue."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from learners.domain.catalogue import GROUPS, SORTS, Asked, amounts, lengths, read

KNOWN = {"strand": frozenset({"clinical", "skills"}), "length": frozenset({"15", "30"})}
NAMES = st.sampled_from([*GROUPS, "q", "sort", "page", "unheard"])
VALUES = st.lists(st.one_of(st.text(max_size=5), st.sampled_from(["clinical", "15", "any", "new"])))


def test_a_form_with_nothing_chosen_asks_for_everything():
    given_ = {"q": ["  "], "strand": [""], "length": [""], "sort": [""], "page": ["2"]}

    assert read(given_, KNOWN) == Asked()
    assert read({}, KNOWN).is_plain


def test_what_is_known_is_understood_and_the_rest_is_told():
    asked = read(
        {
            "q": ["left", " chest   pain\x00 "],
            "strand": ["clinical", "clinical", "surgical"],
            "topic": ["pain", "x" * 101, "a\nb"],
            "sort": ["upside-down"],
        },
        KNOWN,
    )

    assert asked.text == "chest pain"
    assert asked.chosen == {"strand": {"clinical"}, "topic": {"pain"}}
    assert asked.sort == ""
    assert [name for name, _ in asked.refused] == ["strand", "topic", "topic", "sort"]


@pytest.mark.parametrize(
    ("sort", "text", "order"),
    [("new", "", ""), ("new", "pain", "new"), ("", "pain", ""), ("title", "", "title")],
)
def test_the_order_that_comes_by_itself_has_no_name(sort, text, order):
    assert read({"q": [text], "sort": [sort]}, KNOWN).sort == order


def test_something_owed_is_more_exact_than_anything_owed():
    assert read({"owed": ["any"]}, {}).chosen == {"owed": {"any"}}
    assert read({"owed": ["any", "3-pain"]}, {}).chosen == {"owed": {"3-pain"}}


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_is_sent_is_read_and_reads_the_same_again(sent):
    asked = read(sent, KNOWN)
    again = {name: sorted(values) for name, values in asked.chosen.items()}

    assert asked.sort in SORTS
    assert all(asked.chosen.values())
    assert read({**again, "q": [asked.text], "sort": [asked.sort]}, KNOWN) == Asked(
        asked.text, asked.chosen, asked.sort
    )


def test_choices_that_mean_nothing_can_be_left_out_later():
    asked = read({"owed": ["3-pain", "4-x"], "topic": ["pain"]}, {})

    assert asked.without({"owed": frozenset({"4-x"})}) == Asked(
        chosen={"owed": frozenset({"3-pain"}), "topic": frozenset({"pain"})},
        refused=(("owed", "4-x"),),
    )
    assert "owed" not in asked.without({"owed": asked.chosen["owed"]}).chosen


@pytest.mark.parametrize(
    ("credit", "band"),
    [
        (None, set()),
        (Decimal(0), set()),
        (Decimal("0.75"), {"under-1"}),
        (Decimal(1), {"1-to-2"}),
        (Decimal("1.75"), {"1-to-2"}),
        (Decimal(2), {"2-and-more"}),
    ],
)
def test_every_amount_has_one_band(credit, band):
    assert amounts(credit) == band


@pytest.mark.parametrize(
    ("minutes", "enough"), [(15, {"15", "30", "60"}), (16, {"30", "60"}), (60, {"60"}), (61, set())]
)
def test_more_time_is_enough_too(minutes, enough):
    assert lengths(minutes) == enough
