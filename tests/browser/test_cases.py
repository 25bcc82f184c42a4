"""Several questions about one case, and a case in steps: by keyboard alone, and without script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.queries import saved_answers
from tests.browser.learner import Learner, saved, tab_to
from tests.factories.items import branching_case, numeric, single_best_answer, vignette_set
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

SET = vignette_set(
    single_best_answer(shuffle=False), numeric(stem="<p>The next day.</p>"), weights="1 2"
)
CASE = branching_case(lead_in="Lead the talk.", shuffle=False)


@pytest.fixture
def learner():
    return a_person(profession="physician")


def page_of(sitting):
    return reverse("learners:question", args=[sitting.pk, 1])


def hand_in(page):
    tab_to(page, ".qact .primary")
    page.keyboard.press("Enter")
    page.get_by_text("1 of 1 answered").wait_for()
    tab_to(page, "main form .primary")
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    tab_to(page, "dialog .primary")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Passed, with 1 of 1 correct").wait_for()
    page.locator("details.fold").first.evaluate("element => (element.open = true)")


def test_set_is_answered_by_keyboard_alone(visitor, learner, axe):
    sitting = a_stage([SET], shuffle_options=False).ready(learner)
    page = visitor(learner).open(page_of(sitting))
    axe(page)
    tab_to(page, "[name='answer.p1']")
    page.keyboard.press("b")
    saved(page)
    tab_to(page, "[name='answer.p2']")
    page.keyboard.type("much")
    page.locator("[data-answer-error]").get_by_text("Question 2: Enter a number").wait_for()
    expect(page.locator("[name='answer.p2']")).to_have_attribute("aria-invalid", "true")
    assert saved_answers(sitting.attempt).responses[1] == {"parts": {"p1": "b"}}
    for _ in "much":
        page.keyboard.press("Backspace")
    page.keyboard.type("12.5")
    saved(page)
    hand_in(page)
    axe(page)


def test_case_is_walked_by_keyboard_alone(visitor, learner, axe):
    sitting = a_stage([CASE]).ready(learner)
    page = visitor(learner).open(page_of(sitting))
    axe(page)
    tab_to(page, "[name=answer-step][value=ask]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Node listen").wait_for()
    expect(page.locator(":focus")).to_have_text(re.compile(r"^\s*Node listen"))
    axe(page)
    page.reload()
    page.get_by_role("heading", name="Node listen").wait_for()
    assert saved_answers(sitting.attempt).responses[1] == {"path": ["ask"]}, (
        "nothing moved by itself"
    )
    tab_to(page, "[name=answer-step][value=tell]")
    page.keyboard.press("Enter")
    page.get_by_text("The case ends here.").wait_for()
    hand_in(page)
    axe(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_case_is_walked_without_script(visitor, learner, phone):
    sitting = a_stage([CASE]).ready(learner)
    someone = Learner(visitor(learner, scripts=False, phone=phone))
    someone.visitor.open(page_of(sitting))
    for step, heading in (
        ("chat", "Node smalltalk"),
        ("undo", "Node door"),
        ("ask", "Node listen"),
        ("tell", "Node told"),
    ):
        assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        with someone.page.expect_navigation():
            someone.page.locator(f"[name=answer-step][value={step}]").click()
        assert someone.page.get_by_role("heading", name=heading).is_visible()
    with someone.page.expect_navigation():
        someone.page.locator(".qact .btn.primary").click()
    someone.hand_in(asked_again=False)
    someone.says("Passed, with 1 of 1 correct")
