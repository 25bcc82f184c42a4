"""Key features: written in the CMS, answered by form and by API, harmful answers told."""

import json
from fractions import Fraction

import pytest

from assessments.models import Question
from tests.integration.assessments.walk import Walk, rows

MENU = [
    "Blood cultures",
    "Broad antibiotics",
    "Crystalloid",
    "Discharge",
    "Lactate",
    "Wait and see",
]


def option(text, **more):
    return {"text": text, "weight": "1", "harm": "", "rationale": f"About {text}.", **more}


def words(*texts, rejected=()):
    accepted = [{"text": text, "credit_percent": "100"} for text in texts]
    return {"accepted": rows(accepted), "rejected": rows(list(rejected)), "weight": "1"}


def streamed(*questions):
    """Return a stream block as the editor posts it."""
    return {
        "count": str(len(questions)),
        **{
            str(at): {"type": kind, "value": value, "deleted": "", "order": str(at), "id": ""}
            for at, (kind, value) in enumerate(questions)
        },
    }


PICK = {
    "text": "What do you do within the hour?",
    "weight": "1",
    "amount": "up_to",
    "most_picks": "2",
    "scheme": "share",
    "options": rows(
        [
            option(MENU[0], correct="on"),
            option(MENU[1], correct="on", weight="2"),
            option(MENU[2]),
            option(MENU[3], harm="case"),
            option(MENU[4]),
            option(MENU[5], harm="question"),
        ]
    ),
}
WRITE = {
    "text": "What is your diagnosis?",
    "weight": "1",
    "boxes": "1",
    "keys": rows(
        [
            words(
                "Urosepsis",
                rejected=[{"text": "Infection", "feedback": "Say where it comes from."}],
            )
        ]
    ),
    "harmful": rows([]),
}
CASE = {"questions": streamed(("menu", PICK), ("write_in", WRITE))}


@pytest.fixture
def walk():
    return Walk("key_feature", CASE).begin()


def names(walk):
    menu, write = walk.item.questions
    return menu.field, write.field, {option.text: option.key for option in menu.options}


def test_all_questions_of_a_case_are_shown_together(walk):
    body = walk.client.get(walk.page).content.decode()
    assert body.count('type="checkbox" name="answer-') == 6
    assert 'data-most="2"' in body
    assert "1. What do you do within the hour?" in body
    assert "2. What is your diagnosis?" in body
    assert "Choose up to 2." in body
    assert "Discharge" in body
    assert "harmful" not in body


def test_a_case_is_answered_by_form_graded_and_reviewed(walk):
    menu, write, keys = names(walk)
    answer = {menu: [keys["Broad antibiotics"], keys["Crystalloid"]], write: "urosepsis"}
    assert walk.post(**answer).status_code == 302
    again = walk.client.get(walk.page).content.decode()
    assert again.count(" checked>") == 2
    assert 'value="urosepsis"' in again
    result = walk.result()
    assert walk.score() == (Fraction(2, 3) + 1) / 2
    assert "partly right; it is Blood cultures; Broad antibiotics" in result
    assert "About Crystalloid." in result


def test_a_pick_too_many_is_refused_without_script_and_nothing_is_lost(walk):
    menu, _write, keys = names(walk)
    refused = walk.post(**{menu: [keys[text] for text in MENU[:3]]})
    body = refused.content.decode()
    assert refused.status_code == 422
    assert "Question 1: choose at most 2 options." in body
    assert body.count(" checked>") == 3 or body.count(" checked aria-invalid") == 3
    assert walk.held() is None


def test_a_harmful_answer_is_told_and_costs_the_case(walk):
    menu, write, keys = names(walk)
    walk.post(**{menu: [keys["Broad antibiotics"], keys["Discharge"]], write: "Urosepsis"})
    result = walk.result()
    assert walk.score() == 0
    assert "A harmful answer makes the whole case worth nothing." in result
    assert "Harmful: “Discharge”. The whole case is worth nothing." in result


def test_it_is_asked_and_answered_over_the_api_without_its_key(walk):
    asked = walk.asked()
    menu, write = asked["details"]["questions"]
    assert [option["text"] for option in menu["options"]] == MENU
    assert (menu["most"], write["boxes"]) == (2, 1)
    assert "harm" not in json.dumps(asked)
    assert "Urosepsis" not in json.dumps(asked)
    keys = [option["key"] for option in menu["options"]]
    assert walk.put({"features": {menu["key"]: keys[:3]}}).status_code == 400
    given = {menu["key"]: keys[:2], write["key"]: ["Infection"]}
    assert walk.put({"features": given}).status_code == 200
    result = walk.result()
    assert walk.score() == Fraction(1, 2)
    assert "Say where it comes from." in result


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"most_picks": ""}, "how many options may be picked"),
        ({"amount": "any", "most_picks": ""}, "picking everything would score in full"),
        ({"options": rows([option(text) for text in MENU])}, "mark at least one option as right"),
        ({"options": rows([option(text, correct="on") for text in MENU[:3]])}, "6"),
    ],
)
def test_a_menu_that_cannot_be_marked_is_refused_in_words(change, message):
    value = {"questions": streamed(("menu", {**PICK, **change}))}
    refused = Walk("key_feature", value).write()
    assert refused.status_code == 200
    assert message in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()
