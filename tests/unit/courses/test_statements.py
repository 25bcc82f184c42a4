"""Statements are written from templates; the joint one names everybody."""

import pytest

from courses.domain.statements import JOINT, accreditation_statement, unknown_placeholders

WORDS = {
    "direct": "{provider} by {accreditor}.",
    "joint": "{partners}.",
    "provider": "A",
    "accreditor": "B",
}


@pytest.mark.parametrize(
    ("partners", "said"),
    [
        ([], "A by B."),
        (["C"], "C.\nA by B."),
        (["C", "D"], "C and D.\nA by B."),
        (["C", "D", "E"], "C, D and E.\nA by B."),
    ],
)
def test_partners_come_first(partners, said):
    assert accreditation_statement(**WORDS, partners=partners) == said


def test_braces_that_are_no_placeholders_stay():
    words = WORDS | {"direct": "{x} {} 100 % {provider}"}
    assert accreditation_statement(**words, partners=[]) == "{x} {} 100 % A"


def test_a_template_tells_what_it_cannot_fill_in():
    assert unknown_placeholders(JOINT) == []
    assert unknown_placeholders("{provider} {name} {day}") == ["day", "name"]
