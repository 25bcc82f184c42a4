"""A real browser against a live server: sign in by cookie, look, press keys, ask axe."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lms.stack import browser as chromium

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
STEP_MAY_TAKE = 30_000
expect.set_options(timeout=STEP_MAY_TAKE)
# A page whose scripts do not run yet
STARTING = "html:not([data-scripts=run]):has(script[src*='/js/site.js'])"
REFUSED_FORM = (
    "status of 422"  # Chromium calls it an error that a form comes back with its mistakes
)


@pytest.fixture(scope="module")
def _database_calls_allowed() -> Iterator[None]:
    """Let the ORM work here: Playwright keeps an event loop in this thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def browser(django_db_setup, _database_calls_allowed) -> Iterator[Browser]:
    """Start one browser a module, once there is a database: no event loop outlives the module."""
    path = chromium.find()
    if not path and os.environ.get("CI"):
        pytest.fail(f"There is no Chromium, and CI skips no test. {chromium.HOW}")
    if not path:
        pytest.skip(f"There is no Chromium. {chromium.HOW}")
    # Beside an event loop Django keeps other connections than without; the first ones would stay
    # open here and be cut off when the database is copied anew
    connections.close_all()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def ready(page: Page) -> None:
    """Wait until the page that is being opened is there and its scripts run.

    Locators and `expect` wait for that by themselves. What looks at a page or types into it past
    them, as `page.url` and `page.keyboard` do, waits here first.
    """
    page.locator(STARTING).wait_for(state="detached")


def await_scripts(page: Page) -> None:
    """Let locators and `expect` take no page for open before its scripts run."""
    page.add_locator_handler(page.locator(STARTING), lambda: None)


@dataclass
class Visitor:
    """Somebody at a browser of their own, with whatever it complained about."""

    context: BrowserContext
    page: Page
    server: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=lambda: [REFUSED_FORM])

    def sign_in(self, user) -> "Visitor":
        """Give the browser the session of `user`, as if they had signed in."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.server}])
        return self

    def open(self, path: str) -> Page:
        """Go to an address of the site; it must answer well."""
        answer = self.page.goto(self.server + path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        if self.scripts:
            ready(self.page)
        return self.page

    def listen(self) -> None:
        self.page.on("console", lambda said: said.type == "error" and self._hear(said.text))
        self.page.on("pageerror", lambda error: self._hear(str(error)))

    def _hear(self, complaint: str) -> None:
        if not any(words in complaint for words in self.forgiven):
            self.complaints.append(complaint)

    def forgive(self, words: str) -> None:
        """Take no complaint with these words amiss, neither one heard before nor a later one."""
        self.forgiven.append(words)
        self.complaints[:] = [each for each in self.complaints if words not in each]


@pytest.fixture
def visitor(browser, live_server, request) -> Iterator[Callable[..., Visitor]]:
    """Make visitors: `visitor()`, `visitor(user)`, `visitor(user, phone=True, dark=True)`.

    A script error or a refusal by the content security policy fails the test, unless it means to
    provoke one and forgives it.
    """
    visitors = []

    def make(user=None, *, phone=False, dark=False, scripts=True) -> Visitor:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(STEP_MAY_TAKE)
        if scripts:
            context.on("page", await_scripts)
        made = Visitor(context, context.new_page(), live_server.url, scripts)
        made.listen()
        visitors.append(made)
        return made.sign_in(user) if user else made

    yield make
    for each in visitors:
        each.context.close()
    heard = [complaint for each in visitors for complaint in each.complaints]
    assert not heard, f"the browser complained: {heard}"


@pytest.fixture
def page(visitor) -> Page:
    """Return the page of a stranger at a desk."""
    return visitor().page


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Return a check that a page breaks no accessibility rule that axe knows."""
    rules = Axe()

    def check(page: Page) -> None:
        # preload would fetch the sheets' imports anew, from addresses that are not theirs
        found = rules.run(page, options={"preload": False, "resultTypes": ["violations"]})
        assert not found.violations_count, found.generate_report()

    return check
