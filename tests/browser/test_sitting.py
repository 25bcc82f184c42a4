"""A learner sits an assessment in a browser.

With script: answers save themselves, survive a lost network and a second device, time runs out.
Without script, and by keyboard alone: everything can be answered and handed in.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.queries import saved_answers
from credits.models import Entry
from learners.models import Sitting
from tests.browser.conftest import ready
from tests.browser.learner import saved, tab_to
from tests.factories.items import comment, one_of_each, rating, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, reread, run_out


@pytest.fixture
def learner():
    return a_person(profession="physician")


def page_of(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def held(sitting):
    return dict(saved_answers(sitting.attempt).responses)


def test_learner_answers_everything_and_sees_the_credit_recorded(visitor, learner, axe):
    stage = a_stage(one_of_each()[:4], shuffle_options=False, time_limit_minutes=30)
    stage.read(stage.enrol(learner))
    page = visitor(learner).open(
        reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    )
    axe(page)
    page.get_by_role("button", name="Start post-test").click()
    page.get_by_role("heading", name="Question 1 of 4").wait_for()
    axe(page)
    page.get_by_text("Option b", exact=True).click()
    saved(page)
    page.get_by_role("button", name="Flag", exact=True).click()
    page.get_by_text("1 answered, 1 flagged").wait_for()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 4").wait_for()
    axe(page)
    for option in ("Option a", "Option b"):
        page.get_by_text(option, exact=True).click()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 3 of 4").wait_for()
    axe(page)
    for key, verdict in zip("abcd", ["True", "False", "True", "False"], strict=True):
        statement = page.get_by_role("group", name=f"Statement {key}")
        statement.get_by_text(verdict, exact=True).click()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 4 of 4").wait_for()
    axe(page)
    page.get_by_label("Which is most likely?").fill("12.5")
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("4 of 4 answered, 1 flagged.").wait_for()
    axe(page)
    page.get_by_role("button", name="Submit answers").click()
    page.locator("dialog").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="Passed, with 4 of 4 correct").wait_for()
    page.get_by_text("Recorded: 1.00 credit").wait_for()
    axe(page)
    assert Entry.objects.get().learner == learner


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_everything_works_without_script(visitor, learner, phone):
    stage = a_stage([*one_of_each()[:4], comment()], shuffle_options=False)
    stage.read(stage.enrol(learner))
    page = visitor(learner, scripts=False, phone=phone).open(
        reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    )
    page.get_by_role("button", name="Start post-test").click()
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("button", name="Flag", exact=True).click()
    flag = page.get_by_role("button", name="Flag", exact=True)
    expect(flag).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Clear my answer").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 5").wait_for()
    page.get_by_text("Option a", exact=True).click()
    page.get_by_text("Option b", exact=True).click()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("group", name="Statement a").get_by_text("True", exact=True).click()
    page.get_by_role("button", name="Next question").click()
    page.get_by_label("Which is most likely?").fill("a lot")
    page.get_by_role("button", name="Next question").click()
    expect(page).to_have_title(re.compile("^Error: Question 4 of 5"))
    expect(page.get_by_label("Which is most likely?")).to_have_value("a lot")
    page.get_by_label("Which is most likely?").fill("12.5")
    page.get_by_label("Which is most likely?").press("Enter")
    page.get_by_role("heading", name="Question 5 of 5").wait_for()
    page.get_by_label("Which is most likely?").fill("Fine.")
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("5 of 5 answered, 1 flagged.").wait_for()
    page.get_by_role("button", name="Submit answers").click()
    page.get_by_role("heading", name=re.compile("Passed, with .* of 4 points")).wait_for()


def test_everything_works_by_keyboard_alone(visitor, learner):
    stage = a_stage([single_best_answer(), *one_of_each()[3:4]], shuffle_options=False)
    sitting = stage.ready(learner)
    page = visitor(learner).open(page_of(sitting))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    tab_to(page, "[name=flag]")
    page.keyboard.press("Enter")
    tab_to(page, "[type=radio]")
    page.keyboard.press("ArrowDown")
    saved(page)
    tab_to(page, ".qact .primary")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Question 2 of 2").wait_for()
    tab_to(page, "input.number")
    page.keyboard.type("12.5")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Review your answers").wait_for()
    tab_to(page, "main form .primary")
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    tab_to(page, "dialog .primary")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Passed, with 2 of 2 correct").wait_for()
    assert reread(sitting).flagged == [1]


def test_answers_wait_in_the_browser_while_the_network_is_gone(visitor, learner):
    sitting = a_stage([single_best_answer()] * 3, shuffle_options=False).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    page.context.set_offline(True)
    page.get_by_text("Option a", exact=True).click()
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    page.get_by_role("button", name="Next question").click()
    page.get_by_text("You are offline. Your answer is kept").wait_for(state="attached")
    page.get_by_text("Option b", exact=True).click()
    assert held(sitting) == {}
    page.context.set_offline(False)
    saved(page)
    assert held(sitting) == {1: {"choice": "b"}}
    someone.forgive("ERR_INTERNET_DISCONNECTED")


def test_answer_kept_when_the_browser_was_closed_is_sent_at_the_next_visit(visitor, learner):
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    page.context.set_offline(True)
    page.get_by_text("Option b", exact=True).click()
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    page.close()
    someone.context.set_offline(False)
    other = someone.context.new_page()
    other.goto(someone.server + reverse("learners:review", args=[sitting.pk]))
    other.get_by_text("1 of 2 answered").wait_for()
    assert held(sitting) == {1: {"choice": "b"}}
    someone.forgive("ERR_INTERNET_DISCONNECTED")


def test_answer_sent_by_one_page_is_counted_on_another(visitor, learner):
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    review = someone.context.new_page()
    review.goto(someone.server + reverse("learners:review", args=[sitting.pk]))
    review.get_by_text("0 of 2 answered").wait_for()
    page.get_by_text("Option b", exact=True).click()
    review.get_by_text("1 of 2 answered").wait_for()


def test_tab_knows_its_name_when_a_bare_address_is_opened_in_it_again(visitor, learner):
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    page.get_by_text("Option c", exact=True).click()
    saved(page)
    someone.open(page_of(sitting))
    page.locator("form[data-quiz]").wait_for()
    page.get_by_text("Option a", exact=True).click()
    saved(page)
    assert held(sitting) == {1: {"choice": "a"}}


def test_second_device_goes_on_where_the_first_stopped(visitor, learner):
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    desk = visitor(learner).open(page_of(sitting))
    desk.get_by_text("Option c", exact=True).click()
    saved(desk)
    phone = visitor(learner, phone=True).open(page_of(sitting))
    expect(phone.locator("input[value=c]")).to_be_checked()
    phone.get_by_text("1 answered, 0 flagged").wait_for()


def test_time_over_hands_in_what_was_saved(visitor, learner):
    sitting = a_stage([single_best_answer()] * 2, time_limit_minutes=30).ready(learner)
    page = visitor(learner).open(page_of(sitting))
    run_out(sitting, -3)
    page.locator("label.opt").first.click()  # whose answer tells the page how late it is
    page.get_by_text("Time is over: what you had saved was submitted.").wait_for()
    assert not reread(sitting).is_open
    assert len(held(sitting)) == 1


def test_submitting_in_another_tab_is_told_here(visitor, learner):
    sitting = a_stage(shuffle_options=False).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    other = someone.context.new_page()
    other.goto(someone.server + reverse("learners:review", args=[sitting.pk]))
    other.get_by_role("button", name="Submit answers").click()
    other.locator("dialog").get_by_role("button", name="Submit").click()
    other.get_by_role("heading", name="Not passed yet").wait_for()
    page.get_by_text("Option a", exact=True).click()
    page.get_by_text("This attempt was submitted; nothing was changed.").wait_for()
    page.get_by_role("link", name="See the result").click()
    page.get_by_role("heading", name="Not passed yet").wait_for()
    someone.forgive("409")


def test_evaluation_is_one_page_with_one_button(visitor, learner, axe):
    stage = a_stage(tests=["evaluation"], lessons=0)
    sitting = stage.begin(stage.enrol(learner), "evaluation")
    page = visitor(learner, phone=True, dark=True).open(
        reverse("learners:questions", args=[sitting.pk])
    )
    axe(page)
    page.get_by_text("Strongly agree").click()
    saved(page)
    page.get_by_role("textbox").fill("Short and clear.")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="Evaluation sent. Thank you").wait_for()
    axe(page)
    assert held(sitting) == {1: {"value": 5}, 2: {"text": "Short and clear."}}


def test_invalid_answer_is_told_where_it_was_typed(visitor, learner, axe):
    sitting = a_stage(one_of_each()[3:4]).ready(learner)
    someone = visitor(learner)
    page = someone.open(page_of(sitting))
    field = page.get_by_label("Which is most likely?")
    field.fill("1,250")
    field.blur()
    page.locator("[data-answer-error]", has_text="can be read in two ways").wait_for()
    expect(field).to_have_attribute("aria-invalid", "true")
    axe(page)
    page.get_by_role("button", name="Review answers").click()
    page.get_by_role("alert").get_by_text("There is a problem").wait_for()
    axe(page)
    expect(field).to_have_value("1,250")
    field.fill("1250")
    saved(page)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    someone.forgive("422")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_no_page_of_a_sitting_breaks_a_rule_of_accessibility(visitor, learner, axe, phone, dark):
    stage = a_stage([*one_of_each()[:4], rating(), comment()], time_limit_minutes=30)
    sitting = stage.ready(learner)
    someone = visitor(learner, phone=phone, dark=dark)
    for position in range(1, 7):
        page = someone.open(page_of(sitting, position))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(someone.open(reverse("learners:review", args=[sitting.pk])))
    stage.pass_(sitting)
    page = someone.open(reverse("learners:result", args=[sitting.pk]))
    for fold in page.locator("details.fold").all():
        fold.evaluate("element => (element.open = true)")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Sitting.objects.count() == 1


def test_one_way_warns_before_a_question_is_left(visitor, learner, axe):
    stage = a_stage(
        [single_best_answer()] * 3,
        navigation="one_way",
        sections=[{"first_slot": 1, "title": "Diagnosis", "instructions": "<p>Read it.</p>"}],
    )
    sitting = stage.ready(learner)
    page = visitor(learner).open(page_of(sitting))
    page.get_by_role("button", name="Next question").click()
    page.get_by_text("This question has no answer.").wait_for()
    axe(page)
    page.locator("label.opt").first.click()
    saved(page)
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("heading", name="Question 2 of 3").wait_for()
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Go on without an answer").click()
    page.get_by_role("heading", name="Question 3 of 3").wait_for()
    ready(page)
    page.goto(page.url.replace("/3/", "/1/"))
    page.get_by_role("heading", name="Question 3 of 3").wait_for()
    page.get_by_role("button", name="Review answers").click()
    page.get_by_text("Passed without an answer").wait_for()
    axe(page)
    page.get_by_role("link", name="Go on with question 3").wait_for()
    assert list(held(sitting)) == [1]


def test_second_tab_reads_until_it_is_told_to_take_over(visitor, learner, axe):
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    at_desk = visitor(learner)
    desk = at_desk.open(page_of(sitting))
    desk.get_by_text("Option c", exact=True).click()
    saved(desk)
    phone = visitor(learner, phone=True).open(page_of(sitting))
    phone.get_by_text("You are answering in another tab").wait_for()
    expect(phone.locator("input[value=c]")).to_be_disabled()
    axe(phone)
    phone.get_by_role("button", name="Answer here instead").click()
    phone.get_by_text("Option a", exact=True).click()
    saved(phone)
    desk.get_by_text("Option b", exact=True).click()
    desk.get_by_text("Nothing was saved.").wait_for()
    expect(desk.locator("input[value=b]")).to_be_checked()
    axe(desk)
    assert held(sitting) == {1: {"choice": "a"}}
    desk.get_by_role("button", name="Answer here instead").click()
    newer = desk.get_by_role("region", name="Newer answer")
    newer.get_by_text("Option a").wait_for()
    expect(desk.locator("input[value=b]")).to_be_checked()
    assert held(sitting) == {1: {"choice": "a"}}
    axe(desk)
    desk.get_by_role("button", name="Save what is here instead").click()
    newer.wait_for(state="detached")
    ready(desk)
    assert held(sitting) == {1: {"choice": "b"}}
    at_desk.forgive("409")


def test_duplicated_tab_is_shown_the_newer_answer_before_it_overwrites_it(visitor, learner, axe):
    """As on a site without HTTPS, where the browser lends no lock that tells tabs apart."""
    sitting = a_stage([single_best_answer()] * 2, shuffle_options=False).ready(learner)
    someone = visitor(learner)
    someone.context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    first = someone.open(page_of(sitting))
    copy = someone.context.new_page()
    copy.goto(first.url)
    assert copy.url == first.url
    first.get_by_text("Option a", exact=True).click()
    saved(first)
    copy.get_by_text("Option b", exact=True).click()
    copy.get_by_text("A newer answer to this question was saved").wait_for()
    expect(copy.locator("input[value=b]")).to_be_checked()
    assert held(sitting) == {1: {"choice": "a"}}
    axe(copy)
    copy.get_by_role("link", name="Keep the newer answer").click()
    copy.get_by_text("Not saved yet.").wait_for(state="detached")
    expect(copy.locator("input[value=a]")).to_be_checked()
    copy.get_by_text("Option c", exact=True).click()
    saved(copy)
    assert held(sitting) == {1: {"choice": "c"}}
    someone.forgive("409")
