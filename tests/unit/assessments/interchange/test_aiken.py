"""Aiken: short files, and every mistake in them with its line."""

import pytest

from assessments.domain.interchange import aiken
from tests.factories.items import multiple_response, single_best_answer
from tests.factories.portables import a_portable

GOOD = """What is the correct answer to this question?
A. Is it this one?
B) Maybe this answer?
C. Possibly this one?
ANSWER: B

Which next,
on two lines?
A. a
B. b
answer: a
"""


def test_questions_are_read():
    first, second = aiken.read(GOOD.encode()).entries
    assert first.portable.item.correct_keys == {"b"}
    assert [option.text for option in first.portable.item.options][1] == "Maybe this answer?"
    assert first.portable.item.lead_in == "What is the correct answer to this question?"
    assert second.portable.item.lead_in == "Which next, on two lines?"
    assert second.line == 7


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Q?\nA. a\nB. b\n\nNext?\nA. a\nB. b\nANSWER: A", 3, "ANSWER:” is missing"),
        ("Q?\nA. a\nB. b\nANSWER: C", 4, "“C” is none"),
        ("Q?\nA. a\nB. b\nANSWER:", 4, "“” is none"),
        ("Q?\nA. a\nANSWER: A", 1, "at least two options"),
        ("Q?\nANSWER: A", 1, "at least two options"),
        ("A. a\nB. b\nANSWER: A", 1, "no question before"),
        ("Q?\nA. a\nA. b\nANSWER: A", 3, "stands before two"),
        ("Q?\nA. a\nB. b", 3, "ANSWER:” is missing"),
    ],
)
def test_mistakes_have_a_line_and_a_sentence(text, line, words):
    problem = aiken.read(text.encode()).entries[0].problems[0]
    assert problem.line == line
    assert words in problem.message


def test_a_mistake_costs_one_question_only():
    text = "Q?\nA. a\nB. b\nANSWER: Z\n\n" + GOOD
    assert [bool(entry.portable) for entry in aiken.read(text.encode()).entries] == [
        False,
        True,
        True,
    ]


def test_a_long_question_becomes_case_and_question():
    text = f"{'A long story. ' * 60}What now?\nA. a\nB. b\nANSWER: A"
    item = aiken.read(text.encode()).entries[0].portable.item
    assert item.lead_in == "What now?"
    assert item.stem.startswith("<p>A long story.")


def test_what_aiken_cannot_say_is_told():
    item = single_best_answer(stem="<p>A case.</p>", shuffle=False)
    (entry,) = aiken.write([a_portable(item, tags=("x",))]).entries
    told = " ".join(problem.message for problem in entry.problems)
    for words in ("case", "Reasons", "Tags", "name", "order"):
        assert words in told
    (entry,) = aiken.write([a_portable(multiple_response())]).entries
    assert entry.portable is None
    assert entry.problems[0].message == "Aiken has no form for the kind “Multiple response”."


STRAY = "“not lettered” stands between the options and is none: begin it with a letter, as in “A.”"


def test_every_mistake_of_a_question_is_told_with_its_line():
    text = "Q?\nA. a\nnot lettered\nA. b\nC.\nANSWER: D because"
    (entry,) = aiken.read(text.encode()).entries
    assert entry.portable is None
    assert [(problem.line, problem.message) for problem in entry.problems] == [
        (3, STRAY),
        (4, "The letter A stands before two options."),
        (5, "Option C has no text."),
        (6, "The answer “D BECAUSE” is none of the options."),
    ]
    bare = aiken.read(b"ANSWER: A").entries[0].problems
    assert [problem.message[:24] for problem in bare] == [
        "There is no question bef",
        "A question needs at leas",
        "The answer “A” is none o",
    ]
