"""The start page of the CMS tells an educator what waits, and nothing of others."""

import pytest
from django.utils import timezone

from assessments.services import open_study, refresh_statistics
from tests.factories.authoring import a_question, a_team, an_assessment, signed_in

HOME = "/cms/"


@pytest.fixture
def team():
    return a_team("Harbour")


def shown(user) -> str:
    return signed_in(user).get(HOME).content.decode()


def a_study(team, assessment):
    return open_study(
        assessment=assessment, by=team.educator, at=timezone.now(), judges=[team.reviewer],
        title="Spring panel", method="angoff", borderline="A resident.",
    )  # fmt: skip


def test_what_waits_is_told_to_whom_it_concerns(team):
    question = a_question(team.bank, lead_in="What is NOT to be done in this case?")
    draft = a_question(team.bank, title="Half a question", live=False)
    draft.save_revision(user=team.educator)
    a_study(team, an_assessment(team.bank, question))
    refresh_statistics(at=timezone.now())

    educator = shown(team.educator)
    assert "Half a question" in educator
    assert "Harbour bank" in educator
    assert "Spring panel" not in educator
    assert "Write a question" in educator
    reviewer = shown(team.reviewer)
    assert "Spring panel" in reviewer
    assert "Half a question" not in reviewer
    assert "Write a question" not in reviewer


def test_nothing_of_another_provider_is_told(team):
    theirs = a_team("Theirs")
    a_question(theirs.bank, title="Their question").save_revision(user=theirs.educator)
    a_study(theirs, an_assessment(theirs.bank, a_question(theirs.bank)))
    page = shown(team.educator)
    assert "Nothing waits for you" in page
    assert "Theirs bank" not in page
    assert "Their question" not in page


def test_start_page_asks_no_more_for_much_work(team, django_assert_max_num_queries):
    counts = []
    client = signed_in(team.educator)
    for more in (1, 6):
        for _ in range(more):
            question = a_question(team.bank)
            question.save_revision(user=team.educator)
            a_study(team, an_assessment(team.bank, question))
        client.get(HOME)
        with django_assert_max_num_queries(45) as counted:
            client.get(HOME)
        counts.append(len(counted))
    assert counts[0] == counts[1]
