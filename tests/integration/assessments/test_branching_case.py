"""A case in steps: written in the CMS, walked by form and by API, never told ahead of itself."""

import json
from fractions import Fraction
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import Answer, Question
from learners.views.checks import Check
from tests.factories.items import branching_case
from tests.integration.assessments.test_vignette_set import raw
from tests.integration.assessments.walk import Walk, rows


def choice(text, to, **fields) -> dict:
    told = {"text": text, "to": to, "type": "say", "rationale": f"Because of {text}."}
    return {**told, **fields}


def place(title, *choices, **fields) -> dict:
    need = {"formula": "", "comparison": "at_least", "limit": "1", "message": ""}
    return {
        "title": title,
        "text": json.dumps(raw(f"Here is {title}.")),
        "links": rows(choices),
        "chance": "0",
        "score": "0",
        "changes": rows([]),
        "need": need,
        "annotation": "",
        **fields,
    }


PLACES = [
    place(
        "Doorway",
        choice("Ask what she knows", "Quiet talk", type="ask", best="on"),
        choice("Say it at once", "Tears"),
        chance="1",
    ),
    place(
        "Quiet talk",
        choice("Tell her plainly", "Understood", best="on"),
        choice("Leave it to others", "Left alone"),
        undo="on",
        changes=rows([{"counter": "trust", "formula": "trust + 2"}]),
    ),
    place("Understood", end="on", score="100"),
    place("Tears", end="on", score="20"),
    place("Left alone", end="on", score="40"),
]
COUNTERS = [{"name": "trust", "label": "Her trust", "start": "1", "shown": "on", "rules": rows([])}]
CASE = {
    "nodes": rows(PLACES),
    "counters": rows(COUNTERS),
    "scoring": "end",
    "counter": "",
    "lowest": "0",
    "highest": "10",
    "unfinished": "reached",
    "longest": "20",
}
BEYOND = ("Here is Understood", "Here is Tears", "Here is Left alone", "Because of", "annotation")


@pytest.fixture
def case():
    return Walk("branching_case", CASE).begin()


@pytest.fixture
def steps(case):
    """Return the key of each choice by its words."""
    return {link.text: link.key for _node, link in case.item.graph.links.values()}


def go(case, steps, *path):
    taken = [steps.get(words, words) for words in path]
    return case.post(**{"answer": " ".join(taken[:-1]), "answer-step": taken[-1]})


def page(case):
    return case.client.get(case.page).content.decode()


def test_case_is_walked_step_by_step_and_graded(case, steps):
    assert "Here is Doorway." in page(case)
    first = go(case, steps, "Ask what she knows")
    assert (first.status_code, first.url) == (302, case.page), "the same question, one step on"
    body = page(case)
    assert "Here is Quiet talk." in body
    assert "Her trust" in body
    assert "Your path so far: 1 step" in body
    go(case, steps, "Ask what she knows", "Tell her plainly")
    assert "The case ends here." in page(case)
    log = list(Answer.objects.order_by("sequence").values_list("response", flat=True))
    assert [len(each["path"]) for each in log] == [1, 2], "each step is one appended answer"
    result = case.result()
    assert case.score() == 1
    assert "The best path" in result
    assert "Because of Tell her plainly." in result


def test_nothing_is_told_ahead_in_any_response(case, steps):
    for answer in (
        page(case),
        json.dumps(case.asked()),
        go(case, steps, "Tell her plainly").content.decode(),
        case.put({"path": [steps["Tell her plainly"]]}).content.decode(),
    ):
        assert not [words for words in (*BEYOND, "Here is Quiet talk") if words in answer]
    go(case, steps, "Ask what she knows")
    for answer in (page(case), json.dumps(case.asked())):
        assert "Here is Quiet talk" in answer
        assert not [words for words in BEYOND if words in answer]


def test_forged_paths_are_refused_and_nothing_is_lost(case, steps):
    go(case, steps, "Ask what she knows")
    for forged in (["Say it at once"], ["Ask what she knows", "Say it at once"], ["nowhere"]):
        refused = go(case, steps, *forged)
        assert refused.status_code == 422
        assert "Here is Quiet talk." in refused.content.decode(), "where the learner stands"
    assert case.held() == {"path": [steps["Ask what she knows"]]}


def test_second_click_and_stale_page_change_nothing(case, steps):
    go(case, steps, "Ask what she knows")
    assert go(case, steps, "Ask what she knows").status_code == 302
    assert case.post(answer="", flag="1").status_code == 302, "an old page saves itself"
    assert case.post(clear="1").status_code == 302
    assert case.held() == {"path": [steps["Ask what she knows"]]}
    assert Answer.objects.count() == 1


def test_a_step_can_be_taken_back_where_the_author_allows_it(case, steps):
    go(case, steps, "Ask what she knows")
    assert "Take this step back" in page(case)
    go(case, steps, "Ask what she knows", "undo")
    assert "Here is Doorway." in page(case)
    go(case, steps, "Ask what she knows", "undo", "Say it at once")
    assert (
        go(case, steps, "Ask what she knows", "undo", "Say it at once", "undo").status_code == 422
    )
    case.result()
    assert case.score() == Fraction(1, 5)


def test_case_is_walked_over_the_api(case, steps):
    asked = case.asked()
    assert asked["answer_field"] == "path"
    here = asked["details"]
    assert here["node"]["title"] == "Doorway"
    ask = next(each["key"] for each in here["links"] if each["type"] == "ask")
    assert case.put({"path": [ask, steps["Tell her plainly"]]}).status_code == 400, "one at a time"
    operation = str(uuid4())
    url = f"/api/v1/attempts/{case.sitting.attempt_id}/answers/1/"
    for _ in range(2):
        sent = {"operation": operation, "response": {"path": [ask]}}
        assert case.api.put(url, sent, format="json").json()["sequence"] == 1
    here = case.asked()["details"]
    assert here["counters"] == [{"label": "Her trust", "value": "3"}]
    assert case.put({"path": [ask, steps["Tell her plainly"]]}).status_code == 200
    assert case.asked()["details"]["node"]["end"] is True


def test_case_handed_in_before_an_end_is_told_and_earns_nothing(case, steps):
    go(case, steps, "Ask what she knows")
    overview = case.client.get(reverse("learners:review", args=[case.sitting.pk])).content.decode()
    assert "Not finished" in overview
    assert "The case was handed in before its end." in case.result()
    assert case.score() == 0


def test_a_choice_that_leads_nowhere_is_told_in_words():
    places = [place("Doorway", choice("Go", "Nowhere"), chance="1"), place("End", end="on")]
    refused = Walk("branching_case", {**CASE, "nodes": rows(places)}).write()
    assert refused.status_code == 200
    told = refused.content.decode()
    assert "leads to no place of this case." in told
    assert "The places are: Doorway, End." in told
    assert not Question.objects.filter(live=True).exists()


@pytest.mark.parametrize(
    ("path", "shown", "hidden"),
    [
        (
            ["ask"],
            ["Text of listen", "One step further", "answer-step.7"],
            ["On ask.", "best path"],
        ),
        (["ask", "tell"], ["The best path", "On tell.", "Answer again", "Text of door"], []),
    ],
)
def test_in_a_lesson_reasons_come_once_the_case_is_over(path, shown, hidden):
    item = branching_case()
    response = {"path": path}
    review = item.review(response) if item.is_complete(response) else None
    check = Check(7, "/check/", item, {}, response=response, review=review, is_new=True)
    body = render_to_string("learners/_check.html", {"check": check, "csrf_token": "x"})
    assert [words for words in shown if words not in body] == []
    assert [words for words in hidden if words in body] == []
    assert "Check my answer" not in body
