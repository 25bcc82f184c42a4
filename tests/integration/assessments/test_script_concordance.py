"""Script concordance: written in the CMS, answered by form and by API, reviewed beside its panel."""

import json
from fractions import Fraction

import pytest
from django.urls import reverse

from assessments.domain.items.script_concordance import NO_PANEL
from assessments.models import Question
from assessments.services import FreezeRefused, freeze_question
from tests.factories.authoring import a_question, a_team, an_interaction, signed_in
from tests.factories.sittings import RELEASED
from tests.integration.assessments.walk import Walk, rows

PANEL = {
    "counts": "0\t0, 1; 6 3",
    "source": "Regional society",
    "outside": "1",
    "reasons": rows([{"step": "1", "text": "A swollen calf makes it likelier."}]),
}
SCRIPT = {
    "task": "diagnosis",
    "hypothesis": "pulmonary embolism",
    "finding": "a swollen left calf",
    "anchors": "",
    "allow_outside": "on",
    "ask_reason": "on",
    "show_reasons": "on",
    "panel": PANEL,
}


def script(**changes):
    return {**SCRIPT, **changes}


@pytest.fixture
def walk():
    return Walk("script_concordance", SCRIPT).begin()


def test_it_is_shown_as_one_group_of_points_below_the_new_information(walk):
    body = walk.client.get(walk.page).content.decode()
    assert body.count('type="radio"') == 6
    assert "−2 Ruled out or almost ruled out" in body
    assert "Outside my field of competence" in body
    assert "pulmonary embolism" in body
    assert "a swollen left calf" in body
    assert "experts" not in body


def test_it_is_answered_graded_and_shown_beside_the_panel(walk):
    assert walk.post(**{"answer": "2", "answer-reason": "It fits."}).status_code == 302
    again = walk.client.get(walk.page).content.decode()
    assert again.count(" checked>") == 1
    assert "It fits.</textarea>" in again
    result = walk.result()
    assert walk.score() == Fraction(1, 2)
    assert "Your answer: +2 Certain or almost certain." in result
    assert "It earned 50%." in result
    assert "If you were thinking of pulmonary embolism and then you find" in result
    assert "<svg" in result
    assert "A swollen calf makes it likelier." in result
    assert "Your reason: It fits." in result


def test_a_reason_without_a_point_is_told_and_kept(walk):
    refused = walk.post(**{"answer-reason": "It fits."})
    assert refused.status_code == 422
    body = refused.content.decode()
    assert "Choose a point on the scale beside your reason." in body
    assert "It fits.</textarea>" in body
    assert walk.held() is None


def test_it_is_asked_and_answered_over_the_api_without_its_key(walk):
    asked = walk.asked()
    assert asked["details"] == {
        "task": "diagnosis",
        "hypothesis": "pulmonary embolism",
        "finding": "a swollen left calf",
        "ask_reason": True,
    }
    assert [option["key"] for option in asked["options"]] == ["-2", "-1", "0", "1", "2", "outside"]
    assert "likelier" not in json.dumps(asked)
    assert walk.put({"judgement": {"answer": "7"}}).status_code == 400
    assert walk.put({"judgement": {"answer": "outside"}}).status_code == 200
    walk.result()
    assert walk.score() == Fraction(1, 3)


def test_without_a_panel_it_is_not_published():
    refused = Walk("script_concordance", script(panel={**PANEL, "counts": ""})).write()
    assert refused.status_code == 200
    assert NO_PANEL in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()


def test_no_door_freezes_it_without_a_panel():
    value = {"task": "treatment", "hypothesis": "Heparin", "finding": "a bleed", "panel": {}}
    question = a_question(a_team().bank, interaction=an_interaction("script_concordance", value))
    with pytest.raises(FreezeRefused, match="needs the answers of a panel"):
        freeze_question(question=question, at=RELEASED)


@pytest.mark.parametrize("counts", ["1 2 3", "1 2 3 4 x", "0 0 0 0 0", "1 2 3 4 5000"])
def test_counts_that_cannot_be_are_told_at_their_field(counts):
    refused = Walk("script_concordance", script(panel={**PANEL, "counts": counts})).write()
    assert refused.status_code == 200
    assert "expert" in refused.content.decode()
    assert not Question.objects.filter(live=True).exists()


def test_words_of_the_scale_are_five():
    refused = Walk("script_concordance", script(anchors="one\ntwo")).write()
    assert "Write five lines, one a point (now 2)." in refused.content.decode()


def test_a_small_panel_is_published_and_its_author_told():
    walk = Walk("script_concordance", script(panel={**PANEL, "counts": "0 0 1 2 1"}))
    assert walk.write().status_code == 302
    question = Question.objects.get(title="New")
    edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    page = signed_in(walk.team.educator).get(edit).content.decode()
    assert "The panel has 4 experts: 10 to 15 are recommended." in page
