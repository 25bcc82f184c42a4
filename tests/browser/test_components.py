"""Every component in every state, on phone and desk, in light and dark, as axe sees it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.urls("tests.integration.common.test_pages")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_components_break_no_rule_and_fit(visitor, axe, phone, dark):
    page = visitor(phone=phone, dark=dark).open("/components/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_chosen_colours_stay(visitor):
    someone = visitor()
    page = someone.open("/components/")
    page.get_by_label("Dark").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    someone.open("/about/contact/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_label("Automatic").check()
    someone.open("/components/")
    expect(page.locator("html")).not_to_have_attribute("data-theme", re.compile(""))


def test_form_asks_before_it_is_sent(visitor):
    page = visitor().open("/components/")
    page.get_by_role("button", name="Ask first").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Withdraw this certificate?")
    dialog.get_by_role("button", name="Cancel").click()
    assert "?" not in page.url
    page.get_by_role("button", name="Ask first").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Withdraw certificate").click()


def test_toast_is_also_spoken(visitor):
    page = visitor().open("/components/")
    page.get_by_role("button", name="Show a toast").click()
    expect(page.locator("[data-toasts]")).to_have_text("Saved to your list")
    page.locator("[data-live]", has_text="Saved to your list").wait_for(state="attached")


def test_skip_link_comes_first(visitor):
    page = visitor().open("/about/contact/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
