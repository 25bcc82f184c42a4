"""Report pages on a desk, on a phone, in the dark and on paper."""

import pytest
from playwright.sync_api import expect

from tests.factories.outcomes import a_person, a_provider, a_world, with_history

PAGES = ("/reports/", "/reports/academy/", "/reports/academy/told/", "/reports/academy/small/")


@pytest.fixture
def administrator():
    provider = a_provider("Academy")
    with_history(a_world(provider, code="told"), learners=50, sure=True)
    with_history(a_world(provider, code="small"), learners=12, sure=True)
    return a_person(groups=["Administrator"])


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)])
def test_reports_break_no_rule_of_accessibility(visitor, axe, administrator, phone, dark):
    someone = visitor(administrator, phone=phone, dark=dark)
    for path in PAGES:
        page = someone.open(path)
        for fold in page.locator("details.fold").all()[:3]:
            fold.locator("summary").click()
        axe(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], path


def test_filters_work_without_scripts(visitor, administrator):
    page = visitor(administrator, scripts=False).open("/reports/academy/told/")
    page.get_by_label("From").fill("2026-02-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("enrolled on or after 1 February 2026").first).to_be_visible()
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_text("Everybody").first).to_be_visible()


def test_a_report_prints_without_what_only_a_screen_needs(visitor, administrator):
    page = visitor(administrator).open("/reports/academy/told/")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("heading", name="Data tables")).to_be_hidden()
    expect(page.get_by_role("heading", name="Method and limits")).to_be_visible()
