"""Text with marks around what was found."""

import pytest
from hypothesis import given, strategies as st

from courses.domain.marked import BEGIN, END, Piece, pieces, without_marks


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("", []),
        ("plain", [("plain", False)]),
        (f"{BEGIN}all{END}", [("all", True)]),
        (f"a {BEGIN}b{END} c", [("a ", False), ("b", True), (" c", False)]),
        (f"{BEGIN}b{END}{BEGIN}c{END}", [("b", True), ("c", True)]),
        (f"a {BEGIN}open", [("a ", False), ("open", True)]),
    ],
)
def test_a_text_is_cut_at_its_marks(marked, expected):
    assert pieces(marked) == [Piece(*each) for each in expected]


@given(st.text())
def test_no_text_brings_marks_of_its_own_and_none_is_lost(text):
    cleaned = without_marks(text)

    assert "".join(piece.text for piece in pieces(cleaned)) == cleaned
    assert not any(piece.is_found for piece in pieces(cleaned))
