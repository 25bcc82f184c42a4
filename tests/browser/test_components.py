"""Every component in every state, on phone and desk, in light and dark, as axe sees it."""

import pytest

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
    assert page.get_attribute("html", "data-theme") == "dark"
    someone.open("/about/contact/")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.get_by_label("Automatic").check()
    someone.open("/components/")
    assert page.get_attribute("html", "data-theme") is None


def test_form_asks_before_it_is_sent(visitor):
    page = visitor().open("/components/")
    page.get_by_role("button", name="Ask first").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").inner_text() == "Withdraw this certificate?"
    dialog.get_by_role("button", name="Cancel").click()
    assert "?" not in page.url
    page.get_by_role("button", name="Ask first").click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="Withdraw certificate").click()


def test_toast_is_also_spoken(visitor):
    page = visitor().open("/components/")
    page.get_by_role("button", name="Show a toast").click()
    assert page.locator("[data-toasts]").inner_text() == "Saved to your list"
    page.locator("[data-live]", has_text="Saved to your list").wait_for(state="attached")


def test_skip_link_comes_first(visitor):
    page = visitor().open("/about/contact/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
