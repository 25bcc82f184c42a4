"""Script concordance and key features by keyboard alone; an expert of a panel on a phone."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import PanelAnswer
from assessments.queries import saved_answers
from tests.browser.learner import saved, tab_to
from tests.factories.authoring import a_team
from tests.factories.items import a_menu, boxes_for, key_feature, script_concordance
from tests.factories.outcomes import a_person
from tests.factories.panels import a_panel, link_of, says
from tests.factories.sittings import a_stage

PICTURES = os.environ.get("PICTURES")
STEM = "<p>A 58-year-old woman has been short of breath since yesterday.</p>"


@pytest.fixture
def learner():
    return a_person(profession="physician")


def asking(question, learner):
    return a_stage([question], shuffle_options=False).ready(learner)


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def picture(page, name):
    """Keep what the page looks like, where somebody asks for it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def go_on(page):
    tab_to(page, ".qact .primary")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Review your answers").wait_for()


def submit(page):
    page.get_by_role("button", name="Submit answers").click()
    with page.expect_navigation(url="**/result/"):
        page.get_by_role("dialog").get_by_role("button", name="Submit").click()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_judgement_is_given_by_keyboard_alone(visitor, learner, axe, phone):
    panel = {
        "counts": [0, 1, 2, 6, 3],
        "reasons": [{"step": 1, "text": "A swollen calf speaks for a clot."}],
    }
    more = {"allow_outside": True, "ask_reason": True, "show_reasons": True, "stem": STEM}
    sitting = asking(script_concordance(panel=panel, **more), learner)
    address = reverse("learners:question", args=[sitting.pk, 1])
    page = visitor(learner, phone=phone, dark=phone).open(address)
    group = page.get_by_role("group", name="Which is most likely?")
    expect(group.get_by_role("radio")).to_have_count(6)
    axe(page)
    tab_to(page, "[name=answer]")
    for key in ["Space", *["ArrowDown"] * 4]:
        page.keyboard.press(key)
    tab_to(page, "[name=answer-reason]")
    page.keyboard.type("It fits.")
    saved(page)
    picture(page, f"script-{phone}")
    go_on(page)
    assert held(sitting) == {1: {"judgement": {"answer": "2", "reason": "It fits."}}}
    submit(page)
    expect(page.get_by_text("It earned 50%.")).to_be_visible()
    page.get_by_text("What experts said for +1").click()
    axe(page)
    picture(page, f"script-review-{phone}")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_case_is_answered_by_keyboard_alone_and_no_pick_too_many_is_taken(
    visitor, learner, axe, phone
):
    first = a_menu("q1", "ab", most=2, harms={"f": "case"})
    case = key_feature(first, boxes_for("q2", ["Sepsis"], ["Shock"], boxes=2), stem=STEM)
    sitting = asking(case, learner)
    address = reverse("learners:question", args=[sitting.pk, 1])
    page = visitor(learner, phone=phone, dark=phone).open(address)
    menu = page.get_by_role("group", name="What about q1?")
    expect(menu.get_by_text("0 of 2 chosen.")).to_be_visible()
    axe(page)
    tab_to(page, "[name=answer-q1]")
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    expect(menu.get_by_text("2 of 2 chosen.")).to_be_visible()
    expect(menu.get_by_role("checkbox", checked=True)).to_have_count(2)
    expect(page.locator("[data-live]")).to_contain_text("Take one away")
    tab_to(page, "[name=answer-q2]")
    page.keyboard.type("sepsis")
    tab_to(page, "[name='answer-q2:2']")
    page.keyboard.type("shock")
    axe(page)
    picture(page, f"case-{phone}")
    go_on(page)
    assert held(sitting) == {1: {"features": {"q1": ["a", "b"], "q2": ["sepsis", "shock"]}}}
    submit(page)
    axe(page)
    picture(page, f"case-review-{phone}")


def test_an_expert_answers_a_panel_on_a_phone(visitor, axe):
    cache.clear()
    expert = a_panel(a_team(), questions=2).panelists.get()
    page = visitor(phone=True).open(link_of(expert))
    axe(page)
    picture(page, "panel-overview")
    page.get_by_role("link", name="Begin with question 1").click()
    page.get_by_role("button", name="Save and go on").wait_for()
    axe(page)
    picture(page, "panel-question")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a point of the scale")
    axe(page)
    page.get_by_label("+1 More likely").check()
    page.get_by_label("Your reason").fill("A clot.")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_visible()
    page.get_by_label("Outside my field").check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="I have finished").click()
    expect(page.get_by_text("your answers are in")).to_be_visible()
    axe(page)
    picture(page, "panel-finished")
    assert [row.step for row in PanelAnswer.objects.all()] == [1, None]


def test_staff_reads_a_panel(visitor):
    team = a_team()
    panel = a_panel(team, questions=2, experts=4)
    for expert, point in zip(panel.panelists.all(), ["1", "1", "2", "-2"], strict=True):
        says(expert, point, f"Because of {point}.")
    page = visitor(team.educator).open(reverse("assessments_panel", args=[panel.pk]))
    expect(page.get_by_role("table").first).to_contain_text("50%")
    picture(page, "cms-panel")
    page.goto(page.url + "questions/1/")
    expect(page.get_by_text("Because of -2.")).to_be_visible()
    picture(page, "cms-panel-question")
    page.get_by_role("button", name="Use the panel").click()
    page.get_by_text("stand in the draft").wait_for()
    picture(page, "cms-used")
