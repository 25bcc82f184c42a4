"""What a learner does at a browser, step by step; it needs no script of the page's."""

import re
from collections.abc import Mapping
from typing import Any

from django.core import mail
from playwright.sync_api import Page, expect

from assessments.domain.items import Item
from assessments.models import Attempt
from assessments.queries import form_of, frozen_assessment
from tests.browser.conftest import Visitor, ready
from tests.factories.sittings import response_to

PASSWORD = "correct horse battery"
ASKED = re.compile(r"/sittings/(\d+)/questions/(\d+)/(?:$|[?#])")


TABS_ON_A_PAGE = 80


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches has the focus."""
    page.locator(selector).first.wait_for()
    for _ in range(TABS_ON_A_PAGE):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement?.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def press(page: Page, *keys: str) -> None:
    """Press keys where the focus is, on a page whose scripts run."""
    ready(page)
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    """Wait until the page says that the answer on it is saved, and no newer one is on its way."""
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^\s*Saved \d"))


class Learner:
    """Somebody who takes an activity; `page` is where they are."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def press(self, name: str, role: str = "button") -> None:
        """Press a button and wait for the page that it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name).first.click()
        if self.visitor.scripts:
            ready(self.page)

    def follow(self, name: str) -> None:
        self.press(name, "link")

    def says(self, words: str) -> None:
        self.page.locator("main").get_by_text(words).first.wait_for()

    def sign_up(self, email: str, *, profession: str) -> None:
        page = self.visitor.open("/accounts/signup/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("First name").fill("Ada")
        page.get_by_label("Last name").fill("Learner")
        page.get_by_label("Profession").select_option(profession)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Create account")
        page.get_by_label("Code").fill(code_in(mail.outbox[-1].body))
        self.press("Confirm")

    def confirm(self) -> None:
        """Confirm the front matter of the activity that is open, and begin."""
        self.page.get_by_label("I have read what this page shows").check()
        self.press("Confirm and start")

    def asked(self) -> tuple[Item, dict[str, Any]]:
        """Return the question on the page and how its options are arranged."""
        sitting, position = map(int, ASKED.search(self.page.url).groups())
        attempt = Attempt.objects.get(sitting=sitting)
        place = form_of(attempt)[position - 1]
        items = frozen_assessment(attempt.version_id).items
        return place.asks(items), dict(place.arrangement)

    def answer(self, *, right: bool = True) -> Mapping[str, Any]:
        """Answer the question on the page; return what was chosen."""
        item = self.asked()[0]
        response = response_to(item, right=right)
        for name, values in item.as_posted(response[item.response_field]).items():
            for value in values:
                give(self.page, name, value)
        return response

    def sit(self, *, right: bool = True, saved_by_itself: bool = True) -> None:
        """Answer every question from the first to the last, and stop at the overview."""
        while ASKED.search(self.page.url):
            self.answer(right=right)
            if saved_by_itself:
                saved(self.page)
            with self.page.expect_navigation():
                self.page.locator(".qact .btn.primary").click()

    def hand_in(self, *, asked_again: bool = True) -> None:
        """Submit from the overview; scripts ask whether it is meant."""
        button = self.page.get_by_role("button", name="Submit answers")
        if asked_again:
            button.click()
            button = self.page.get_by_role("dialog").get_by_role("button", name="Submit")
        with self.page.expect_navigation(url="**/result/"):
            button.click()

    def evaluate(self) -> None:
        """Agree with everything, in words too, and send it."""
        for scale in self.page.locator(".scale").all():
            scale.get_by_text("Agree", exact=True).click()
        self.page.get_by_role("textbox").last.fill("Clear and short.")
        self.press("Submit")


def give(page: Page, name: str, value: str) -> None:
    """Fill the field of this name, or tick or choose this value."""
    fields = page.locator(f'[name="{name}"]')
    match fields.first.evaluate("field => field.type"):
        case "radio" | "checkbox":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        case "select-one":
            fields.select_option(value)
        case _:
            fields.fill(value)


def code_in(letter: str) -> str:
    return re.search(r"^ {4}(\S+)$", letter, re.MULTILINE)[1]
