"""Words, numbers with units, gaps and calculated numbers, answered in a browser.

By keyboard alone, without script, and with saves that do not come through: the page keeps them.
"""

import pytest
from django.urls import reverse

from assessments.queries import saved_answers
from tests.browser.learner import Learner, saved, tab_to
from tests.factories.items import (
    calculated,
    choice_gap,
    cloze,
    number_gap,
    numeric,
    short_text,
    text_gap,
)
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all

UNITS = {"others": [{"symbol": "g", "multiplier": "1000"}], "penalty": "1/10"}
ITEMS = {
    "words": short_text("Adrenaline", lead_in="Which drug?"),
    "unit": numeric({"value": "500"}, unit="mg", units=UNITS, lead_in="Which dose?"),
    "gaps": cloze(
        "Give [[1]] into the [[2]] at [[3]].",
        text_gap("1", "adrenaline"),
        choice_gap("2"),
        number_gap("3", "500", unit="mg", units=UNITS),
        lead_in="Complete the plan.",
    ),
    "calculated": calculated(
        variables=[
            {"name": "weight", "values": ["20"]},
            {"name": "dose", "values": ["5"]},
        ]
    ),
}
# Which fields to tab to, in their order, and what to press in each
KEYS = {
    "words": [("[name=answer]", "adrenaline")],
    "unit": [("[name=answer]", "0.5"), ("[name=answer-unit]", "g")],
    "gaps": [
        ("[name=answer-1]", "Adrenaline"),
        ("[name=answer-2]", "Option b"),
        ("[name=answer-3]", "500"),
        ("[name=answer-3-unit]", "mg"),
    ],
    "calculated": [("[name=answer]", "100")],
}
EVERY = pytest.mark.parametrize("name", ITEMS)


@pytest.fixture
def learner():
    return a_person(profession="physician")


def page_of(sitting):
    return reverse("learners:question", args=[sitting.pk, 1])


def sitting_of(name, learner):
    return a_stage([ITEMS[name]], shuffle_options=False).ready(learner)


@EVERY
def test_answered_by_keyboard_alone(visitor, learner, axe, name):
    sitting = sitting_of(name, learner)
    page = visitor(learner).open(page_of(sitting))
    axe(page)
    for field, typed in KEYS[name]:
        tab_to(page, field)
        page.keyboard.type(typed)
    saved(page)
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
    axe(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_everything_is_answered_without_script(visitor, learner, phone):
    stage = a_stage([*ITEMS.values()], shuffle_options=False)
    sitting = stage.ready(learner)
    someone = Learner(visitor(learner, scripts=False, phone=phone))
    someone.visitor.open(page_of(sitting))
    for _ in ITEMS:
        assert someone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        someone.answer()
        with someone.page.expect_navigation():
            someone.page.locator(".qact .btn.primary").click()
    someone.says("4 of 4 answered")
    someone.hand_in(asked_again=False)
    someone.says("Passed, with 4 of 4 correct")


@EVERY
def test_what_could_not_be_sent_comes_back_into_its_fields(visitor, learner, name):
    sitting = sitting_of(name, learner)
    someone = visitor(learner)
    someone.context.route(
        "**/questions/1/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page = someone.open(page_of(sitting))
    for field, typed in KEYS[name]:
        place = page.locator(field)
        if place.evaluate("field => field.matches('select')"):
            place.select_option(label=typed)
        else:
            place.fill(typed)
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    held = {field: page.locator(field).input_value() for field, _ in KEYS[name]}
    page.reload()
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    assert {field: page.locator(field).input_value() for field, _ in KEYS[name]} == held
    assert not saved_answers(sitting.attempt).responses
    someone.context.unroute("**/questions/1/")
    page.reload()
    saved(page)
    assert len(saved_answers(sitting.attempt).responses) == 1
    someone.forgive("ERR_FAILED")


def test_an_untouched_page_saves_nothing(visitor, learner):
    """Lists to choose from stand at their first line: that is no answer."""
    sitting = sitting_of("gaps", learner)
    page = visitor(learner).open(page_of(sitting))
    page.wait_for_timeout(1500)
    assert saved_answers(sitting.attempt).sequence == 0
    answer_all(sitting)
    page.reload()
    page.wait_for_timeout(1500)
    assert saved_answers(sitting.attempt).sequence == 1


def test_what_is_wrong_in_a_gap_is_told_at_the_gap(visitor, learner, axe):
    sitting = sitting_of("gaps", learner)
    someone = visitor(learner, phone=True, dark=True)
    page = someone.open(page_of(sitting))
    gap = page.get_by_label("Gap 3: at …")
    gap.fill("1,250")
    gap.blur()
    page.locator("[data-answer-error]", has_text="Gap 3: 1,250 can be read in two ways").wait_for()
    assert gap.get_attribute("aria-invalid") == "true"
    axe(page)
    page.get_by_role("button", name="Review answers").click()
    page.get_by_role("alert").get_by_text("There is a problem").wait_for()
    axe(page)
    assert gap.input_value() == "1,250"
    assert page.locator("[aria-invalid=true]").count() == 1
    gap.fill("500")
    saved(page)
    assert page.locator("[aria-invalid=true]").count() == 0
    someone.forgive("422")
