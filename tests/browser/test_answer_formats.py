"""Matching and ordering in a browser: by keyboard alone, with and without script, and axe's view."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Answer
from assessments.queries import saved_answers
from tests.browser.conftest import ready
from tests.browser.learner import press, saved, tab_to
from tests.factories.items import matching, ordering, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

RIGHT = {"order": list("abcd")}


@pytest.fixture
def learner():
    return a_person(profession="physician")


def asking(*questions, learner):
    return a_stage(list(questions), shuffle_options=False).ready(learner)


def page_of(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def steps(page):
    return [text.removeprefix("Step ") for text in page.locator(".step label").all_inner_texts()]


def place(page, key):
    return page.get_by_role("combobox", name=f"Step {key}")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_stems_are_matched_by_keyboard_alone(visitor, learner, axe, phone):
    sitting = asking(matching(answers="b ca"), learner=learner)
    page = visitor(learner, phone=phone).open(page_of(sitting))
    axe(page)
    tab_to(page, "[name=answer-s1]")
    press(page, "ArrowDown", "ArrowDown")
    saved(page)
    tab_to(page, "[name='answer-s2']")
    press(page, "c")
    tab_to(page, "[name='answer-s2:2']")
    press(page, "a")
    axe(page)
    tab_to(page, ".qact .primary")
    press(page, "Enter")
    page.get_by_role("heading", name="Review your answers").wait_for()
    assert held(sitting) == {1: {"matches": {"s1": ["b"], "s2": ["a", "c"]}}}


def test_stems_have_the_names_that_a_screen_reader_says(visitor, learner):
    sitting = asking(matching(answers="b ca"), learner=learner)
    page = visitor(learner).open(page_of(sitting))
    page.get_by_role("combobox", name="1. Stem 1").select_option(label="B. Option b")
    two = page.get_by_role("group", name="2. Stem 2 Choose 2.")
    two.get_by_role("combobox", name="Answer 1 of 2").select_option("c")
    two.get_by_role("combobox", name="Answer 2 of 2").select_option("c")
    page.get_by_text("Item 2: choose different options.").first.wait_for()
    wrong = two.get_by_role("combobox", name="Answer 2 of 2")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    wrong.select_option("a")
    saved(page)
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    assert page.get_by_text("Keys 1–9 and A–I").is_hidden(), "letters go to the lists"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_steps_are_ordered_by_keyboard_alone(visitor, learner, axe, phone):
    sitting = asking(ordering(keys="abcd"), learner=learner)
    page = visitor(learner, phone=phone).open(page_of(sitting))
    assert steps(page) != list("abcd")
    axe(page)
    for key in "dcba":
        move_to_the_top(page, key)
    assert steps(page) == list("abcd")
    axe(page)
    saved(page)
    assert held(sitting) == {1: RIGHT}


def move_to_the_top(page, key):
    """Press the step's own button, which keeps the focus, until the step is first."""
    tab_to(page, f"[data-move='-1'][aria-label='Move up: Step {key}']")
    while steps(page)[0] != key:
        here = steps(page).index(key)
        press(page, "Enter")
        page.locator("[data-live]", has_text=f"Step {key}: now {here} of 4.").wait_for(
            state="attached"
        )
    button = "document.activeElement"
    assert page.evaluate(f"{button}.getAttribute('aria-label')") == f"Move up: Step {key}"
    assert page.evaluate(f"{button}.getAttribute('aria-disabled')") == "true"


def test_a_chosen_place_moves_the_step_and_the_others_make_room(visitor, learner):
    sitting = asking(ordering(keys="abcd"), learner=learner)
    page = visitor(learner).open(page_of(sitting))
    last = steps(page)[-1]
    others = steps(page)[:-1]
    place(page, last).select_option("2")
    assert steps(page) == [others[0], last, *others[1:]]
    assert place(page, others[-1]).input_value() == "4"
    saved(page)
    assert held(sitting) == {1: {"order": steps(page)}}


def test_an_untouched_question_is_not_answered_and_a_saved_one_not_saved_again(visitor, learner):
    sitting = asking(ordering(keys="abcd"), matching(), single_best_answer(), learner=learner)
    page = visitor(learner).open(page_of(sitting))
    for question in (2, 3):
        page.get_by_role("button", name="Next question").click()
        page.get_by_role("heading", name=f"Question {question} of 3").wait_for()
    assert held(sitting) == {}
    ready(page)
    page.goto(page.url.replace("/3/", "/1/"))
    page.locator("[data-move='1']").first.click()
    saved(page)
    shown = steps(page)
    count = Answer.objects.count()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 3").wait_for()
    page.get_by_role("combobox", name="1. Stem 1").select_option("b")
    saved(page)
    page.get_by_role("button", name="Previous").click()
    page.get_by_role("heading", name="Question 1 of 3").wait_for()
    ready(page)
    assert steps(page) == shown
    page.reload()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 3").wait_for()
    page.reload()
    expect(page.get_by_role("combobox", name="1. Stem 1")).to_have_value("b")
    assert Answer.objects.count() == count + 1


def test_an_order_that_waits_to_be_sent_is_back_on_the_page(visitor, learner):
    sitting = asking(ordering(keys="abcd"), single_best_answer(), learner=learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    page.context.set_offline(True)
    page.locator("[data-move='1']").first.click()
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    moved = steps(page)
    page.evaluate("window.stop()")
    page.context.set_offline(False)
    page.reload()
    saved(page)
    assert steps(page) == moved
    assert held(sitting) == {1: {"order": moved}}
    someone.forgive("ERR_INTERNET_DISCONNECTED")


def test_both_work_without_script(visitor, learner):
    sitting = asking(ordering(keys="abcd"), matching(), learner=learner)
    page = visitor(learner, scripts=False, phone=True).open(page_of(sitting))
    assert page.locator("[data-move]").first.is_hidden()
    place(page, "a").select_option("1")
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("alert").get_by_text("Give every step a place from 1 to 4.").wait_for()
    assert place(page, "a").input_value() == "1"
    for number, key in enumerate("abcd", start=1):
        place(page, key).select_option(str(number))
    page.get_by_role("button", name="Next question").click()
    for number, key in enumerate("bca", start=1):
        page.get_by_role("combobox", name=f"{number}. Stem").select_option(key)
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("2 of 2 answered").wait_for()
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_role("heading", name="Passed, with 2 of 2 correct").wait_for()
