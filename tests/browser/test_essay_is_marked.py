"""An essay from the learner to two markers who disagree, and back with feedback and credit."""

import re

import pytest
from django.urls import reverse

from accounts.domain.roles import Role
from assessments.models import Mark, MarkingTask
from courses.services import join_team, set_up_roles_and_teams
from credits.models import Entry
from tests.browser.learner import saved
from tests.factories.items import essay
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

TEXT = (
    "I would ask what worries the patient most, explain the finding and agree on what to do next."
)


@pytest.fixture
def stage():
    asked = essay(
        lead_in="How would you break this news?",
        guidance="Structure your answer by what you say first.",
        min_words=10,
        max_words=200,
        model_answer="Ask, tell, ask.",
        marker_notes="Empathy before facts.",
    )
    return a_stage([asked], marking={"second_share": "100", "tolerance": "10"})


def a_marker(enrolment):
    set_up_roles_and_teams()
    person = a_person()
    provider = enrolment.activity.get_parent().specific.provider
    join_team(user=person, provider=provider, role=Role.MARKER)
    return person


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def mark_by_keys(page, *digits):
    """Choose levels by digits alone, then write about the whole and give the mark."""
    page.locator("[data-criterion] input").first.focus()
    for digit in digits:
        page.keyboard.press(digit)
    page.keyboard.type("Warm and clear.")
    page.locator("[data-noted]", has_text="Noted.").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_an_essay_is_written_marked_twice_reconciled_and_credited(visitor, stage, axe):
    learner = a_person(profession="physician")
    sitting = stage.ready(learner)
    one, other = a_marker(sitting.enrolment), a_marker(sitting.enrolment)

    page = visitor(learner).open(reverse("learners:question", args=[sitting.pk, 1]))
    field = page.get_by_label("How would you break this news?")
    field.fill("Too short")
    page.get_by_text("2 words, 8 to go").wait_for()
    press(page, "Review answers")
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="Not handed in yet").wait_for()
    axe(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Question 1: Your answer has 2 words").click()
    field = page.get_by_label("How would you break this news?")
    field.fill(TEXT)
    saved(page)
    axe(page)
    press(page, "Review answers")
    page.get_by_role("button", name="Submit answers").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="it is being marked").wait_for()
    axe(page)

    marking = visitor(one).open("/cms/marking/")
    axe(marking)
    press(marking, "Mark the oldest")
    axe(marking)
    mark_by_keys(marking, "3", "3")
    marking.get_by_text("Nothing waits for you here").first.wait_for()

    second = visitor(other).open("/cms/marking/")
    press(second, "Mark the oldest")
    mark_by_keys(second, "1", "1")
    assert MarkingTask.objects.get().stage == "reconciliation"
    second.get_by_role("heading", name="First mark").wait_for()
    second.reload()  # the message of the CMS itself is not ours to look at
    axe(second)
    second.get_by_label(re.compile("I decided this together")).check()
    second.locator("[data-criterion] input").first.focus()
    second.keyboard.press("3")
    second.keyboard.press("2")
    press(second, "Give this mark and go on")
    assert Mark.objects.get(round=3).joint_with == one
    assert Entry.objects.count() == 1

    page = visitor(learner).open(reverse("learners:result", args=[sitting.pk]))
    page.get_by_role("heading", name="Marks and feedback").wait_for()
    page.get_by_text("0.75 of 1").first.wait_for()
    axe(page)
