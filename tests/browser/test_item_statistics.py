"""The page of item statistics in the CMS, on a desk and on a phone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from assessments.services import refresh_statistics
from tests.factories.authoring import a_team
from tests.factories.outcomes import a_world, with_history

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
