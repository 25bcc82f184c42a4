"""A reader at a browser: finds an activity, reads a lesson, answers its check, comes back later."""

import re

import pytest
from playwright.sync_api import expect

from learners.models import CheckAnswer, LessonProgress
from tests.factories.activities import CODE, LESSONS, a_real_stage
from tests.factories.outcomes import a_person


@pytest.fixture
def stage():
    return a_real_stage()


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def enrolment(stage, learner):
    """The learner has done the pre-test."""
    enrolled = stage.enrol(learner)
    stage.pass_(stage.begin(enrolled, "pre_test"))
    return enrolled


def lesson(number=0):
    return f"/activities/{CODE}/lessons/{LESSONS[number]}/"


def check_of(item_page):
    return item_page.locator("[id^=check-]").first


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_pages_for_everybody_break_no_rule_of_axe(visitor, axe, stage, phone, dark):
    stranger = visitor(phone=phone, dark=dark)
    for path in ("/", "/activities/", f"/activities/{CODE}/", "/activities/?q=zebra"):
        page = stranger.open(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_pages_of_a_learner_break_no_rule_of_axe(visitor, axe, enrolment, phone, dark):
    reader = visitor(enrolment.learner, phone=phone, dark=dark)
    for path in ("/today/", f"/activities/{CODE}/", lesson()):
        page = reader.open(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_somebody_new_is_welcomed_without_findings(visitor, axe, learner):
    axe(visitor(learner, phone=True).open("/today/"))


def test_filters_follow_the_keyboard_and_the_address_follows_them(visitor, stage):
    page = visitor().open("/activities/")
    box = page.get_by_role("checkbox", name="AMA PRA Category 1")
    box.focus()

    with page.expect_response("**/activities/?*"):
        page.keyboard.press("Space")

    expect(page).to_have_url(re.compile(r"\?credit=ama_pra_1$"))
    expect(page.get_by_role("heading", name="1 activity")).to_be_visible()
    expect(box).to_be_focused()
    expect(page.get_by_role("link", name="remove filter")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("checkbox", name="AMA PRA Category 1")).not_to_be_checked()


def test_a_phone_shows_filters_in_a_sheet(visitor, axe, stage):
    page = visitor(phone=True).open("/activities/")
    expect(page.get_by_label("Any length")).to_be_hidden()

    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Any length")).to_be_visible()
    axe(page)
    with page.expect_response("**/activities/?*"):
        page.get_by_label("Up to 1 hour").check()
    expect(page.get_by_label("Any length")).to_be_visible()
    page.get_by_role("button", name="Show 1 activity").click()

    expect(page.get_by_label("Any length")).to_be_hidden()
    expect(page).to_have_url(re.compile("length=60"))


def test_a_list_that_cannot_be_fetched_says_so(visitor, stage):
    reader = visitor()
    page = reader.open("/activities/")
    page.route("**/activities/?*", lambda route: route.abort())

    page.get_by_role("checkbox", name="AMA PRA Category 1").check()

    expect(page.get_by_text("The list could not be brought up to date.")).to_be_visible()
    expect(page.get_by_role("list", name="Results")).to_be_visible()
    reader.forgive("Failed to")


def test_a_check_gives_its_reasons_without_leaving_the_page(visitor, axe, enrolment):
    reader = visitor(enrolment.learner)
    page = reader.open(lesson())
    check = check_of(page)

    check.get_by_role("button", name="Check my answer").click()
    expect(check.get_by_text("Choose or enter an answer first.")).to_be_visible()
    check.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    check.get_by_role("button", name="Check my answer").press("Enter")

    expect(page.locator(":focus")).to_contain_text("The reasons are below.")
    axe(page)
    assert CheckAnswer.objects.count() == 1
    page.reload()
    expect(check_of(page).get_by_text("The reasons are below.")).to_be_visible()


def test_reading_goes_on_where_it_stopped(visitor, enrolment):
    page = visitor(enrolment.learner).open(lesson())
    with page.expect_response("**/position/"):
        page.evaluate("scrollTo(0, 1200)")
    expect(page.get_by_text("Place saved")).to_be_visible()
    left_at = page.evaluate("scrollY")

    page.goto("about:blank")
    again = visitor(enrolment.learner).open(lesson())

    expect(again.locator(".toast")).to_contain_text("This is where you stopped")
    assert abs(again.evaluate("scrollY") - left_at) < 60


def test_everything_works_without_scripts(visitor, stage, learner):
    page = visitor(learner, scripts=False).open("/activities/")
    page.get_by_role("checkbox", name="AMA PRA Category 1").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**credit=ama_pra_1**")
    page.get_by_role("link", name=stage.activity.title).click()
    page.get_by_label("I have read what this page shows").check()
    page.get_by_role("button", name="Confirm and start").click()
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    enrolled = learner.enrolments.get()
    stage.pass_(stage.begin(enrolled, "pre_test"))

    page.goto(page.url.split("/activities/")[0] + lesson())
    check = check_of(page)
    check.locator("input[type=radio]").first.check()
    check.get_by_role("button", name="Check my answer").click()
    expect(check.get_by_text("The reasons are below.")).to_be_visible()
    page.get_by_role("button", name="Finish lesson").click()

    expect(page).to_have_url(re.compile(LESSONS[1]))
    assert LessonProgress.objects.filter(finished_at__isnull=False).count() == 1
