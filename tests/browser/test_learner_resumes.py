"""A learner stops anywhere and goes on elsewhere: nothing saved is lost, nothing comes too late.

Answers, flags and the order of options follow to another device; the place in a lesson does too;
what was answered without a network arrives later; time that ends hands in what was saved.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.queries import form_of, frozen_assessment, saved_answers
from learners import services
from learners.models import LessonProgress, Sitting
from tests.browser.learner import Learner, saved
from tests.factories.activities import LESSONS, a_real_stage
from tests.factories.outcomes import a_person
from tests.factories.sittings import reread, run_out


@pytest.fixture
def stage():
    return a_real_stage()


@pytest.fixture
def person():
    return a_person(profession="nurse")


@pytest.fixture
def sitting(stage, person) -> Sitting:
    return stage.ready(person)


def question(learner: Learner, sitting: Sitting, number: int = 1) -> Page:
    return learner.visitor.open(f"/sittings/{sitting.pk}/questions/{number}/")


def with_one_best_answer(sitting: Sitting) -> int:
    questions = frozen_assessment(sitting.attempt.version_id).questions
    return next(
        place.position
        for place in form_of(sitting.attempt)
        if questions[place.question_version].item.kind == "single_best_answer"
    )


def chosen(page: Page) -> list[tuple[str, str]]:
    """Return every field of the answer that is filled, as the page orders them."""
    return page.locator("[name^=answer]").evaluate_all(
        "all => all.filter(f => f.checked || f.type === 'text' && f.value)"
        ".map(f => [f.name, f.value])"
    )


def wording(page: Page) -> str:
    return page.locator("fieldset, .field").first.inner_text()


def test_answers_and_flags_are_on_the_other_device(visitor, stage, person, sitting):
    phone = Learner(visitor(person, phone=True))
    seen = []
    page = question(phone, sitting)
    for number in (1, 2):
        if number > 1:
            phone.press("Next question")
        phone.answer()
        saved(page)
        seen.append((wording(page), chosen(page)))
    page.get_by_role("button", name="Flag", exact=True).click()
    page.locator("[data-counts]", has_text="2 answered, 1 flagged").wait_for()
    phone.visitor.context.close()

    desk = Learner(visitor(person))
    page = desk.visitor.open("/today/")
    page.get_by_role("link", name="Go on with the post-test").click()
    desk.says("Attempt 1 is in progress")
    desk.press("Continue")
    desk.says("You are answering in another tab or on another device.")
    desk.press("Answer here instead")
    assert (wording(page), chosen(page)) == seen[0]
    desk.press("Next question")
    assert (wording(page), chosen(page)) == seen[1]
    expect(page.get_by_role("button", name="Flag", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    desk.press("Next question")
    desk.sit()
    desk.hand_in()
    expect(page.get_by_role("heading", name="Passed, with 4 of 4")).to_be_visible()


def test_answer_after_handing_in_elsewhere_is_refused_in_words(visitor, person, sitting):
    phone = Learner(visitor(person, phone=True))
    page = question(phone, sitting, with_one_best_answer(sitting))
    services.submit(sitting=sitting, at=timezone.now())
    phone.answer()
    notice = page.locator("[data-quiz-notice=closed]")
    expect(notice).to_contain_text("was submitted")
    notice.get_by_role("link", name="See the result").click()
    page.wait_for_url("**/result/")
    phone.visitor.forgive("409")


def test_place_in_a_lesson_is_kept(visitor, stage, person):
    enrolment = stage.enrol(person)
    stage.pass_(stage.begin(enrolment, "pre_test"))
    address = f"/activities/{stage.activity.code}/lessons/{LESSONS[0]}/"
    page = visitor(person).open(address)
    page.get_by_role("heading", name="Check your understanding").scroll_into_view_if_needed()
    page.locator("[data-place-state]", has_text="Place saved").wait_for()
    assert 100 < LessonProgress.objects.get().position < 950
    elsewhere = visitor(person, phone=True).open(address)
    elsewhere.get_by_text("This is where you stopped").first.wait_for()
    assert elsewhere.evaluate("scrollY") > elsewhere.viewport_size["height"]


def test_answer_without_a_network_arrives_when_the_page_is_opened_again(visitor, person, sitting):
    learner = Learner(visitor(person))
    number = with_one_best_answer(sitting)
    page = question(learner, sitting, number)
    learner.visitor.context.set_offline(True)
    learner.answer()
    page.locator("[data-save-state]", has_text="Kept on this device").wait_for()
    assert saved_answers(sitting.attempt).answered == 0
    page.close()
    learner.visitor.context.set_offline(False)
    learner.page = learner.visitor.page = learner.visitor.context.new_page()
    page = question(learner, sitting, number)
    saved(page)
    assert saved_answers(sitting.attempt).answered == 1
    learner.visitor.forgive("INTERNET")


def test_time_that_ends_hands_in_what_was_saved(visitor, person, sitting):
    learner = Learner(visitor(person))
    page = question(learner, sitting)
    expect(page.get_by_role("timer")).to_have_accessible_name("Time left: 30 minutes")
    learner.answer()
    saved(page)
    run_out(sitting, -5)
    page.reload()
    page.wait_for_url("**/result/")
    learner.says("Time is over: what you had saved was submitted.")
    attempt = reread(sitting)
    assert not attempt.is_open
    assert attempt.finished_at >= attempt.deadline_at
    assert saved_answers(attempt).answered == 1
