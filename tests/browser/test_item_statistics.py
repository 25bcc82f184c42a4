"""The page of item statistics in the CMS, on a desk and on a phone."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import QuestionStatistics
from assessments.services import refresh_statistics
from tests.factories.authoring import a_team
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_world, with_history
from tests.factories.rulings import corrected

NOW = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def address(team):
    """Where the statistics of a test are that 70 people sat."""
    world = with_history(a_world(team.provider), learners=70, seed=5)
    refresh_statistics(at=NOW)
    return f"/cms/assessments/{world.tests['post_test'].assessment_id}/statistics/"


@pytest.mark.parametrize("phone", [False, True])
def test_item_statistics_can_be_read_by_everybody(visitor, axe, team, address, phone):
    page = visitor(team.educator, phone=phone).open(address)
    expect(page.get_by_role("heading", name="Whole test")).to_be_visible()
    axe(page)
    questions = page.get_by_role("region", name="How each question behaves")
    questions.get_by_role("columnheader", name="Weight").scroll_into_view_if_needed()
    expect(questions.get_by_role("columnheader", name="Weight")).to_be_in_viewport()
    page.get_by_role("link", name="1. Question").first.click()
    expect(page.get_by_role("table", name="Answers to question 1")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_trend_over_versions_can_be_read_by_everybody(visitor, axe, team, address, phone):
    first = QuestionStatistics.objects.order_by("pk").first()
    fixed = corrected(first.question_version, single_best_answer(correct="c"))
    figures = first.figures | {"question": fixed.pk}
    figures["figures"] = figures["figures"] | {"facility": 0.9, "upper": 0.9, "lower": 1.0}
    QuestionStatistics.objects.create(
        question_version=fixed,
        assessment=first.assessment,
        attempts=first.attempts,
        figures=figures,
        computed_at=NOW,
    )
    question = first.question_version.question_id
    page = visitor(team.educator, phone=phone).open(
        reverse("assessments_question_history", args=[question])
    )
    drawing = page.get_by_role("img", name="version 2: facility 0.90, discrimination -0.10")
    expect(drawing).to_be_visible()
    table = page.get_by_role("table", name="Figures by version")
    expect(table.get_by_role("row")).to_have_count(3)
    axe(page)
