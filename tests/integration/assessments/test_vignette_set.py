"""Several questions about one case: written in the CMS, answered by form and by API, counted."""

import json
from fractions import Fraction

import pytest
from wagtail.test.utils.form_data import streamfield

from assessments.models import Question
from tests.integration.assessments.walk import Walk, rows


def option(text, *, right=False) -> dict:
    return {"text": text, "correct": "on" if right else "", "rationale": f"On {text}."}


def part(kind, answer, lead_in, *, weight="1", new="", why="") -> tuple:
    texts = {"new": json.dumps(raw(new)), "rationale": json.dumps(raw(why))}
    return kind, {"lead_in": lead_in, "answer": answer, "weight": weight, **texts}


def raw(text) -> dict:
    """Return a paragraph as the rich text editor posts it."""
    block = {
        "key": "aaaaa",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return {"entityMap": {}, "blocks": [block]}


ANSWER = {"options": rows([option("Sepsis", right=True), option("Gout")]), "shuffle": "on"}
NUMBER = {
    "accepted": rows(
        [{"value": "30", "tolerance": "0", "tolerance_kind": "absolute", "credit_percent": "100"}]
    ),
    "unit": "ml/kg",
    "other_units": rows([]),
    "unit_penalty_percent": "100",
    "unit_penalty_of": "earned",
}
STATEMENTS = {
    "statements": rows(
        [
            {"text": "Cultures come first", "answer": "true", "rationale": "Before antibiotics."},
            {"text": "Lactate is useless", "answer": "false", "rationale": "It is not."},
        ]
    ),
    "scheme": "per_statement",
    "true_label": "True",
    "false_label": "False",
}
PARTS = [
    part("single_best_answer", ANSWER, "What is most likely?", why="Fever and hypotension."),
    part("numeric", NUMBER, "How much fluid?", weight="2", new="The lactate is 4.2 mmol/l."),
    part("true_false_set", STATEMENTS, "Which is true?"),
]


def streamed(parts) -> dict:
    return {"parts": streamfield(parts)}


@pytest.fixture
def a_set():
    return Walk(
        "vignette_set", streamed(PARTS), stem=json.dumps(raw("A woman with fever."))
    ).begin()


@pytest.fixture
def fields(a_set):
    one, two, three = a_set.item.parts
    sepsis = one.question.options[0].key
    first, second = (statement.key for statement in three.question.statements)
    return {
        f"answer.{one.key}": sepsis,
        f"answer.{two.key}": "30",
        f"answer-{first}.{three.key}": "true",
        f"answer-{second}.{three.key}": "true",
    }


def test_all_questions_stand_on_one_page_with_what_is_new(a_set):
    body = a_set.client.get(a_set.page).content.decode()
    assert "A woman with fever." in body
    assert "The lactate is 4.2 mmol/l." in body
    places = [body.index(words) for words in ("What is most likely?", "How much fluid?", "Which")]
    assert places == sorted(places)
    assert body.count("data-question-part") == 3
    assert "Fever and hypotension." not in body
    assert "Before antibiotics." not in body


def test_set_is_answered_in_part_kept_and_graded(a_set, fields):
    (name, value), *_ = fields.items()
    assert a_set.post(**{name: value}).status_code == 302
    again = a_set.client.get(a_set.page).content.decode()
    assert again.count(" checked") == 1, "one part answered is not lost"
    assert a_set.post(**fields).status_code == 302
    result = a_set.result()
    # weights 1, 2 and 1: right, right, and one of two statements
    assert a_set.score() == Fraction(7, 8)
    assert "Fever and hypotension." in result
    assert "Before antibiotics." in result
    assert "Partly right" in result


def test_what_is_wrong_is_told_at_its_part_and_the_others_are_saved(a_set, fields):
    one, two, three = a_set.item.parts
    refused = a_set.post(**{**fields, f"answer.{two.key}": "much"})
    body = refused.content.decode()
    assert refused.status_code == 422
    assert body.count("Question 2: Enter a number") == 2, "in the summary and at the field"
    assert body.count('aria-invalid="true"') == 1
    assert 'value="much"' in body
    assert body.count(" checked") == 3, "the other parts are still there"
    assert set(a_set.held()["parts"]) == {one.key, three.key}


def test_a_part_that_became_no_answer_stays_as_it_was_saved(a_set, fields):
    two = a_set.item.parts[1]
    a_set.post(**fields)
    a_set.post(**{**fields, f"answer.{two.key}": "much"})
    assert a_set.held()["parts"][two.key] == "30"


def test_script_is_told_the_field_of_the_part(a_set, fields):
    two = a_set.item.parts[1]
    url, headers = a_set.page, {"accept": "application/json"}
    told = a_set.client.post(url, {**fields, f"answer.{two.key}": "much"}, headers=headers)
    assert told.status_code == 422
    assert told.json()["error"]["field"] == f"answer.{two.key}"
    assert f'id="answer.{two.key}-error"' in a_set.client.get(url).content.decode()


def test_set_is_asked_and_answered_over_the_api(a_set):
    asked = a_set.asked()
    assert asked["answer_field"] == "parts"
    parts = asked["details"]["parts"]
    assert [each["kind"] for each in parts] == ["single_best_answer", "numeric", "true_false_set"]
    assert "4.2 mmol/l" in parts[1]["stem"]
    for secret in ("On Sepsis", "hypotension", "rationale", "correct"):
        assert secret not in json.dumps(asked)
    chosen = {option["text"]: option["key"] for option in parts[0]["options"]}
    given = {parts[0]["part"]: chosen["Sepsis"], parts[1]["part"]: "30"}
    assert a_set.put({"parts": given}).status_code == 200
    refused = a_set.put({"parts": {**given, parts[0]["part"]: "z"}})
    assert refused.status_code == 400
    a_set.result()
    assert a_set.score() == Fraction(3, 4)


def test_a_problem_is_told_where_its_author_made_it():
    two_right = {"options": rows([option("A", right=True), option("B", right=True)])}
    parts = [part("single_best_answer", two_right, "Which?"), PARTS[1]]
    refused = Walk("vignette_set", streamed(parts), stem=json.dumps(raw("A case."))).write()
    assert refused.status_code == 200
    assert "Mark exactly one option as right." in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()


def test_keys_of_parts_stay_when_the_question_is_saved_again(a_set):
    question = Question.objects.get(title="New")
    before = [each.key for each in a_set.item.parts]
    question.save()
    again = Question.objects.get(title="New")
    assert [each.key for each in again.compile().parts] == before
