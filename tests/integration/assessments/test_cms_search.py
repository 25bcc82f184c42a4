"""Authors find their questions, assessments and objectives by word, in lists and choosers."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, Objective, Question
from tests.factories.authoring import a_question, a_team, an_assessment, an_objective, signed_in


@pytest.fixture
def team():
    team = a_team("Ours")
    an_objective(team.bank, "Zebra aim")
    an_assessment(team.bank, a_question(team.bank, title="Zebra question"), title="Zebra test")
    return team


@pytest.mark.parametrize("model", [Question, Assessment, Objective])
def test_search_finds_by_word(team, model):
    viewset = model.snippet_viewset
    for address in (
        viewset.get_url_name("list"),
        viewset.chooser_viewset.get_url_name("choose_results"),
    ):
        found = signed_in(team.educator).get(reverse(address), {"q": "zebra"})
        assert found.status_code == 200
        assert "Zebra" in found.content.decode()
        missed = signed_in(team.educator).get(reverse(address), {"q": "giraffe"})
        assert missed.status_code == 200
        assert "Zebra" not in missed.content.decode()
