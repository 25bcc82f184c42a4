"""A learner says how sure they are, rules options out, has answers checked and tries again.

With script, without it, and by keyboard alone; on a desk and a phone, in light and dark.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Answer, Attempt
from assessments.queries import saved_answers
from tests.browser.learner import press, saved
from tests.factories.items import multiple_response, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

HINTS = [
    {"text": "<p>Which of them acts on the <b>kidney</b>?</p>"},
    {"text": "<p>It stands between a and c.</p>", "clear_wrong": True},
]


@pytest.fixture
def learner():
    return a_person(profession="physician")


def page_of(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def struck(sitting):
    return Attempt.objects.get(pk=sitting.attempt_id).struck


def test_wrong_answers_are_hinted_at_and_tried_again_by_keyboard(visitor, learner, axe):
    stage = a_stage(
        [single_best_answer(hints=HINTS), single_best_answer()],
        shuffle_options=False,
        checking="hints",
        check_shows="reasons",
    )
    sitting = stage.ready(learner)
    page = visitor(learner).open(page_of(sitting))
    press(page, "a")
    saved(page)
    axe(page)
    button = page.get_by_role("button", name="Check answer")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Hint").wait_for()
    expect(page.locator("#outcome")).to_be_focused()
    page.get_by_text("2 tries left.").wait_for()
    assert page.get_by_role("radio", name="Option b").is_disabled()
    page.keyboard.press("b")  # the key does nothing while the answer is closed
    axe(page)
    page.get_by_role("button", name="Try again").press("Enter")
    page.get_by_role("button", name="Check answer").wait_for()
    page.get_by_text("Option c", exact=True).click()
    saved(page)
    page.get_by_role("button", name="Check answer").click()
    page.get_by_text("It stands between a and c.").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Check answer").wait_for()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("button", name="Check answer").click()
    page.get_by_text("Your answer stands and cannot be changed.").wait_for()
    page.get_by_text("Because.").wait_for()
    axe(page)
    assert page.get_by_role("button", name="Question 1, current, answered, checked").count() == 1
    page.get_by_role("button", name="Flag", exact=True).click()
    page.get_by_text("1 answered, 1 flagged").wait_for()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 2").wait_for()
    assert Answer.objects.filter(try_number__isnull=False).count() == 3


def test_second_window_is_told_that_the_answer_was_checked(visitor, learner):
    sitting = a_stage([single_best_answer()], checking="once", shuffle_options=False).ready(learner)
    someone = visitor(learner)
    first = someone.open(page_of(sitting))
    second = someone.context.new_page()
    # Browsers without locks cannot tell a copied tab: it answers under the name of the first.
    second.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    second.goto(first.url)
    first.get_by_text("Option a", exact=True).click()
    saved(first)
    first.get_by_role("button", name="Check answer").click()
    first.get_by_text("Your answer stands").wait_for()
    second.get_by_text("Option b", exact=True).click()
    second.get_by_text("This answer was checked and stands; nothing was changed.").wait_for()
    second.get_by_role("link", name="Show the question as it stands").click()
    second.get_by_text("Your answer stands").wait_for()
    assert saved_answers(sitting.attempt).responses == {1: {"choice": "a"}}
    someone.forgive("409")


def test_options_are_ruled_out_by_keyboard_and_stay_so(visitor, learner, axe):
    sitting = a_stage([single_best_answer(), multiple_response()], shuffle_options=False).ready(
        learner
    )
    page = visitor(learner).open(page_of(sitting))
    button = page.get_by_role("button", name="Rule out C, Option c")
    button.press("Enter")
    saved(page)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert struck(sitting) == {"1": ["c"]}
    assert Answer.objects.count() == 0
    axe(page)
    elsewhere = visitor(learner, phone=True, dark=True).open(page_of(sitting))
    button = elsewhere.get_by_role("button", name="Rule out C, Option c")
    expect(button).to_have_attribute("aria-pressed", "true")
    axe(elsewhere)
    elsewhere.get_by_role("button", name="Answer here instead").click()
    elsewhere.get_by_text("You are answering in another tab").wait_for(state="detached")
    elsewhere.get_by_role("button", name="Take back all that is ruled out").click()
    saved(elsewhere)
    assert struck(sitting) == {}


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_all_of_it_works_without_script(visitor, learner, axe, phone):
    stage = a_stage(
        [single_best_answer(), single_best_answer()],
        shuffle_options=False,
        certainty=True,
        checking="once",
    )
    sitting = stage.ready(learner)
    page = visitor(learner, scripts=False, phone=phone).open(page_of(sitting))
    page.get_by_role("button", name="Rule out D, Option d").click()
    back = page.get_by_role("button", name="Take back all that is ruled out")
    back.wait_for()
    assert struck(sitting) == {"1": ["d"]}
    back.click()
    back.wait_for(state="hidden")
    assert struck(sitting) == {}
    page.get_by_role("button", name="Check answer").click()
    page.get_by_role("alert").get_by_text("Nothing was counted as a try.").wait_for()
    page.get_by_text("Option a", exact=True).click()
    page.get_by_role("radio", name=re.compile("^3. Very sure")).check()
    page.get_by_role("button", name="Check answer").click()
    page.get_by_text("Not correct.").wait_for()
    assert page.get_by_role("radio", name="Option b").is_disabled()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 2").wait_for()
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("radio", name=re.compile("^2. Fairly sure")).check()
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("2 of 2 answered").wait_for()
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_role("heading", name="How well you knew what you know").wait_for()
    held = saved_answers(sitting.attempt)
    assert (held.responses, held.certainties) == (
        {1: {"choice": "a"}, 2: {"choice": "b"}},
        {1: 3, 2: 2},
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_certainty_is_asked_and_told_accessibly(visitor, learner, axe, dark):
    sitting = a_stage(certainty=True, shuffle_options=False).ready(learner)
    page = visitor(learner, phone=dark, dark=dark).open(page_of(sitting))
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("radio", name=re.compile("^3. Very sure")).check()
    saved(page)
    page.reload()
    expect(page.get_by_role("radio", name=re.compile("^3. Very sure"))).to_be_checked()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=re.compile("answered, 0 flagged")).click()
    page.get_by_role("button", name="Submit answers").click()
    page.locator("dialog").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="How well you knew what you know").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
