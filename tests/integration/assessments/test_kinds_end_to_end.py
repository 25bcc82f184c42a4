"""Matching, ordering and options with points: written in the CMS, answered by form and by API."""

import json
from fractions import Fraction

import pytest

from assessments.models import Question
from tests.integration.assessments.walk import Walk, rows

LISTED = ["Asthma", "Pneumonia", "Pulmonary embolism", "Heart failure"]
STEPS = ["Open the airway", "Check breathing", "Check the circulation", "Assess consciousness"]


def stem(text, *answers) -> dict:
    return {"text": text, "answers": rows(answers), "rationale": f"Because of {text}."}


MATCHING = {
    "options": rows(LISTED),
    "stems": rows(
        [stem("Wheeze", "asthma "), stem("A swollen calf", "Pulmonary embolism", "Pneumonia")]
    ),
    "scheme": "per_answer",
    "option_order": "alphabetical",
}
ORDERING = {
    "steps": rows([{"text": text, "rationale": f"{text} now."} for text in STEPS]),
    "scheme": "longest_sequence",
}
POINTED = {
    "options": rows(
        [
            {"text": "Ask", "correct": "on", "rationale": "Yes.", "ticked": "3", "blank": ""},
            {"text": "Look", "correct": "on", "rationale": "Yes.", "ticked": "1", "blank": ""},
            {"text": "Shout", "rationale": "No.", "ticked": "-2", "blank": ""},
        ]
    ),
    "scheme": "option_points",
    "dock_percent": "25",
    "max_choices": "2",
}


@pytest.fixture
def matching():
    return Walk("matching", MATCHING).begin()


@pytest.fixture
def ordering():
    return Walk("ordering", ORDERING).begin()


@pytest.fixture
def pointed():
    return Walk("multiple_response", POINTED).begin()


def keys_by_text(parts):
    return {part.text: part.key for part in parts}


def test_matching_is_shown_as_labelled_lists_in_the_order_of_the_alphabet(matching):
    body = matching.client.get(matching.page).content.decode()
    places = [body.index(f". {text}</option>") for text in sorted(LISTED)]
    assert places == sorted(places)
    assert body.count("<select") == 3
    assert body.count("<label for=") + body.count('<label class="vh" for=') == 3
    assert "Choose 2." in body
    assert "Use each option once at most." in body


def test_matching_is_answered_by_form_in_part_and_graded(matching):
    options, (wheeze, calf) = keys_by_text(matching.item.options), matching.item.stems
    answer = matching.post(
        **{
            f"answer-{wheeze.key}": options["Asthma"],
            f"answer-{calf.key}:2": options["Pneumonia"],
        }
    )
    assert answer.status_code == 302
    again = matching.client.get(matching.page).content.decode()
    assert again.count(" selected>") == 2
    result = matching.result()
    assert matching.score() == Fraction(2, 3)
    assert "Asthma, as you said" in result
    assert "You said Pneumonia; it is Pneumonia and Pulmonary embolism" in result
    assert "Because of Wheeze." in result


def test_matching_says_by_item_what_cannot_be(matching):
    options, (wheeze, calf) = keys_by_text(matching.item.options), matching.item.stems
    refused = matching.post(**{f"answer-{stem.key}": options["Asthma"] for stem in (wheeze, calf)})
    body = refused.content.decode()
    assert refused.status_code == 422
    assert body.count("Item 2: “Asthma” is used before.") == 2, "in the summary and at the field"
    assert body.count('aria-invalid="true"') == 1
    assert body.count(" selected>") == 2, "what was chosen is still there"
    assert matching.held() is None


def test_matching_is_asked_and_answered_over_the_api(matching):
    asked = matching.asked()
    assert [option["text"] for option in asked["options"]] == sorted(LISTED)
    assert [(stem["text"], stem["answers"]) for stem in asked["stems"]] == [
        ("Wheeze", 1),
        ("A swollen calf", 2),
    ]
    assert asked["reuse"] is False
    assert set(asked["stems"][0]) == {"key", "text", "answers"}
    assert "Because" not in json.dumps(asked)
    keys = {option["text"]: option["key"] for option in asked["options"]}
    first, second = (stem["key"] for stem in asked["stems"])
    both = [keys["Pulmonary embolism"], keys["Pneumonia"]]
    assert matching.put({"matches": {first: [keys["Asthma"]], second: both}}).status_code == 200
    assert matching.put({"matches": {first: both}}).status_code == 400
    matching.result()
    assert matching.score() == 1


def test_an_answer_that_is_in_no_list_is_refused_in_words():
    value = {**MATCHING, "stems": rows([stem("Wheeze", "Bronchitis")])}
    refused = Walk("matching", value).write()
    assert refused.status_code == 200
    assert "is not in the list of options." in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()


def test_steps_are_answered_by_their_places_and_graded(ordering):
    keys = keys_by_text(ordering.item.steps)
    late = [STEPS[1], STEPS[2], STEPS[3], STEPS[0]]
    places = {f"answer-{keys[text]}": place for place, text in enumerate(late, start=1)}
    assert ordering.post(**places).status_code == 302
    assert ordering.held() == {"order": [keys[text] for text in late]}
    assert ordering.client.get(ordering.page).content.decode().count(" selected>") == 4
    result = ordering.result()
    assert ordering.score() == Fraction(3, 4)
    assert "You said 4th; it is 1st" in result
    assert "In sequence: you said 1st, it is 2nd" in result
    assert "Open the airway now." in result


def test_steps_without_a_place_are_told_and_what_was_chosen_is_kept(ordering):
    keys = keys_by_text(ordering.item.steps)
    refused = ordering.post(**{f"answer-{keys[STEPS[2]]}": "2"})
    body = refused.content.decode()
    assert refused.status_code == 422
    assert body.count("Give every step a place from 1 to 4.") == 2
    assert body.count('aria-invalid="true"') == 1
    assert body.count(" selected>2</option>") == 1
    assert ordering.held() is None


def test_no_door_shows_the_steps_in_their_right_order(ordering):
    shown = [option["text"] for option in ordering.asked()["options"]]
    stored = ordering.sitting.attempt.form[0]["arrangement"]["steps"]
    by_key = {step.key: step.text for step in ordering.item.steps}
    assert sorted(shown) == sorted(STEPS)
    assert shown == [by_key[key] for key in stored] != STEPS
    body = ordering.client.get(ordering.page).content.decode()
    assert sorted(shown, key=body.index) == shown


def test_steps_are_answered_over_the_api(ordering):
    keys = keys_by_text(ordering.item.steps)
    right = {"order": [keys[text] for text in STEPS]}
    assert ordering.put({"order": right["order"][:3]}).status_code == 400
    assert ordering.put(right).status_code == 200
    assert ordering.asked()["response"] == right
    ordering.result()
    assert ordering.score() == 1


def test_options_are_graded_by_their_points(pointed):
    keys = keys_by_text(pointed.item.options)
    asked = pointed.asked()
    assert asked["max_choices"] == 2
    assert "ticked" not in json.dumps(asked)
    assert "Choose up to 2." in pointed.client.get(pointed.page).content.decode()
    assert pointed.post(answer=list(keys.values())).status_code == 422
    assert pointed.post(answer=[keys["Ask"], keys["Shout"]]).status_code == 302
    pointed.result()
    assert pointed.score() == Fraction(1, 4)


def test_points_that_pay_for_a_wrong_tick_are_refused_when_published():
    value = {
        **POINTED,
        "options": rows(
            [{"text": text, "correct": "on", "rationale": "Yes."} for text in ("Ask", "Tell")]
        ),
    }
    refused = Walk("multiple_response", value).write()
    [refusal, *_others] = refused.context["form"].errors["interaction"]
    assert refusal == "“Ask” must earn more points ticked than blank."
    assert not Question.objects.filter(live=True).exists()
