"""Vignette sets and key features where a format knows single questions alone, and in QTI."""

import pytest

from assessments.domain.interchange import FORMATS
from tests.factories.items import (
    branching_case,
    key_feature,
    numeric,
    single_best_answer,
    vignette_set,
)
from tests.factories.portables import a_portable

SINGLE = ("gift", "moodle")
QTI = ("qti-2.1", "qti-2.2", "qti-3.0")


def sent(name, item):
    """Return what was told, and the questions that came back."""
    writing = FORMATS[name].write([a_portable(item, tags=("shock",))])
    (entry,) = writing.entries
    told = " ".join(problem.message for problem in entry.problems)
    if entry.portable is None:
        return told, []
    return told, [each.portable for each in FORMATS[name].read(writing.content).entries]


@pytest.mark.parametrize("name", SINGLE)
def test_a_set_becomes_its_questions_each_with_the_case_and_says_so(name):
    item = vignette_set(
        single_best_answer(rationale="<p>First.</p>", lead_in="What now?"),
        numeric(stem="<p>Later.</p>"),
        stem="<p>A woman of 68.</p>",
        weights="1 2",
        rationale="<p>All in all.</p>",
        lead_in="Answer each question about this case.",
    )
    told, back = sent(name, item)
    assert "became 2 questions, each with the case" in told
    assert "weights of its questions" in told
    assert [each.title for each in back] == ["Sepsis 1", "Sepsis 2"]
    assert [each.tags for each in back] == [("shock",)] * 2
    first, second = (each.item for each in back)
    assert (first.stem, first.lead_in) == ("<p>A woman of 68.</p>", "What now?")
    assert first.rationale == "<p>First.</p><p>All in all.</p>"
    assert second.stem == "<p>A woman of 68.</p><p>Later.</p>"
    assert second.kind == "numeric"


@pytest.mark.parametrize("name", SINGLE)
def test_key_features_become_plain_questions_and_say_what_that_costs(name):
    told, back = sent(name, key_feature())
    assert [each.item.kind for each in back] == ["multiple_response", "short_text"]
    for words in (
        "Question 1: That “Option f” does harm did not come across",
        "Question 1: The marking by keys became right minus wrong picks.",
        "Key features became plain questions.",
    ):
        assert words in told


@pytest.mark.parametrize("name", QTI)
def test_in_qti_key_features_are_a_set_of_plain_questions(name):
    told, back = sent(name, key_feature())
    assert [each.item.kind for each in back] == ["vignette_set"]
    assert [p.question.kind for p in back[0].item.parts] == ["multiple_response", "short_text"]
    assert "Key features became plain questions." in told


def menu(**fields):
    options = [
        {"key": key, "text": f"Option {key}", "correct": key in "ab", "weight": 1}
        for key in "abcdef"
    ]
    return {"key": "q1", "type": "menu", "text": "Which?", "options": options, **fields}


def write_in(**fields):
    keys = [
        {"key": "k1", "accepted": [{"text": "sepsis"}], "weight": 2},
        {"key": "k2", "accepted": [{"text": "shock"}, {"text": "Sepsis"}], "weight": 1},
    ]
    return {"key": "q1", "type": "write_in", "text": "What?", "keys": keys, **fields}


def test_one_question_is_itself():
    _told, (back,) = sent("moodle", key_feature(menu(amount="any", scheme="less_wrong")))
    assert (back.title, back.item.kind) == ("Sepsis", "multiple_response")
    _told, (back,) = sent("moodle", key_feature(write_in(rationale="Because.")))
    assert [(each.text, str(each.credit)) for each in back.item.accepted] == [
        ("sepsis", "1"),
        ("shock", "1/2"),
    ]
    assert back.item.rationale.startswith("<p>Because.</p>")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (menu(amount="one"), "at most 1 options may be picked did not come across"),
        (write_in(boxes=3), "Question 1: 3 boxes to write in have no form there."),
    ],
)
def test_what_plain_questions_cannot_say_is_told(question, words):
    told, _back = sent("moodle", key_feature(question))
    assert words in told


def test_a_menu_longer_than_any_list_of_options_stays_behind():
    options = [
        {"key": f"o{n}", "text": f"Option {n}", "correct": n < 1, "weight": 1} for n in range(30)
    ]
    told, back = sent("gift", key_feature(menu(options=options, amount="one")))
    assert back == []
    assert "more than 26 options" in told


def test_a_set_of_which_one_question_has_no_form_stays_behind_as_a_whole():
    told, back = sent("aiken", vignette_set(single_best_answer(), numeric()))
    assert back == []
    assert "Question 2: Aiken has no form for the kind “Numeric”." in told


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json"}))
def test_a_branching_case_stays_behind_and_is_named(name):
    told, back = sent(name, branching_case())
    assert back == []
    assert "no form for the kind “Branching case”" in told
