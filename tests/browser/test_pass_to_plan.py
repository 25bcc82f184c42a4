"""From a pass to a plan, at a desk and on a phone: credit at once, less of it, proof, and what is left.

A physician passes, reads the credit on the transcript before any worker has run, claims less, takes
the certificate, lets a stranger check it and its badge, adds a licence, plans, enrols in a pick, and
takes the address of a calendar that holds the deadline.
"""

import io
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from credits.badges import carried
from credits.models import CreditOffer
from tests.browser.conftest import Visitor
from tests.browser.learner import Learner
from tests.factories.licences import a_requirement
from tests.factories.outcomes import a_person
from tests.factories.queue import work_off
from tests.factories.sittings import Stage, a_stage

DUE = date.today() + timedelta(days=60)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_learner_goes_from_a_pass_to_a_plan(visitor, phone):
    passed, planned = on_opioids(a_stage()), on_opioids(a_stage())
    a_requirement()
    person = a_person(profession="physician")
    learner = Learner(visitor(person, phone=phone))
    passes(learner, passed.ready(person))
    sees_the_credit_at_once(learner, passed)
    claims_half(learner)
    code = takes_the_certificate(learner, passed)
    stranger_checks_it_and_its_badge(visitor(phone=phone), code)
    finds_what_is_owed(learner, phone=phone)
    plans_and_enrols(learner, passed, planned)
    takes_the_calendar(learner)


def on_opioids(stage: Stage) -> Stage:
    offers = CreditOffer.objects.filter(activity=stage.activity.activity_id)
    offers.update(topics=[{"topic": "opioid prescribing", "amount": "1.00"}])
    return stage


def passes(learner: Learner, sitting) -> None:
    learner.visitor.open(f"/sittings/{sitting.pk}/questions/1/")
    learner.sit()
    learner.hand_in()
    learner.says("Recorded: 1.00 credit")


def row_of(page: Page, stage: Stage, status: str):
    return page.get_by_role("row", name=stage.activity.title).filter(has_text=status)


def sees_the_credit_at_once(learner: Learner, stage: Stage) -> None:
    """No worker has run yet."""
    page = learner.visitor.open("/transcript/")
    expect(row_of(page, stage, "Recorded")).to_contain_text("1.00")
    expect(page.get_by_text("Certificate follows", exact=True)).to_be_visible()


def claims_half(learner: Learner) -> None:
    page = learner.page
    learner.follow("Claim less")
    page.get_by_label("0.50 credits").check()
    page.get_by_label("The amount is commensurate").check()
    page.get_by_role("button", name="Record my claim").click()
    with page.expect_navigation(url="**/transcript/"):
        page.get_by_role("dialog").get_by_role("button", name="Record my claim").click()
    expect(page.get_by_text("0.50 credits recorded.")).to_be_visible()


def takes_the_certificate(learner: Learner, stage: Stage) -> str:
    page = learner.page
    work_off()
    page.reload()
    claimed, replaced = (
        row_of(page, stage, "You claimed 0.50 of"),
        row_of(page, stage, "no longer counts"),
    )
    expect(claimed).to_contain_text("0.50 of 1.00.")
    expect(replaced).to_contain_text("Replaced")
    with page.expect_download() as found:
        claimed.get_by_role("link", name="Certificate").click()
    code = re.search(r"certificate-(\S+)\.pdf", found.value.suggested_filename)[1]
    printed = PdfReader(io.BytesIO(found.value.path().read_bytes())).pages[0].extract_text()
    assert code in printed
    assert "0.50" in printed
    return code


def stranger_checks_it_and_its_badge(stranger: Visitor, code: str) -> None:
    page = stranger.open(f"/verify/{code}/")
    expect(page.get_by_role("heading", name="This certificate is genuine")).to_be_visible()
    head = page.locator('meta[property="og:image"]').get_attribute("content")
    assert stranger.context.request.get(on_this_server(stranger, head)).ok
    badge = page.get_by_role("link", name="Badge (PNG)").get_attribute("href")
    token = stranger.context.request.get(stranger.server + badge.replace(".png", ".jwt")).text()
    assert carried(stranger.context.request.get(stranger.server + badge).body()) == token
    credential = page.get_by_role("link", name="Credential (JSON)").get_attribute("href")
    said = stranger.context.request.get(stranger.server + credential).json()
    assert said["credentialSubject"]["creditsEarned"] == 0.5
    assert stranger.context.cookies() == []


def on_this_server(visitor: Visitor, address: str) -> str:
    """Return an address of the site as the test serves it."""
    return visitor.server + "/" + address.split("/", 3)[3]


def finds_what_is_owed(learner: Learner, *, phone: bool) -> None:
    """On a phone the way leads through the menu of the account."""
    page = learner.page
    if phone:
        page.locator(".menu summary").first.click()
    learner.follow("Requirements")
    learner.follow("Add a licence")
    page.get_by_label("Licence or certification").select_option(
        label="Example Board: Example licence"
    )
    page.get_by_label("Expires on").fill(str(DUE))
    learner.press("Add licence")
    learner.says("9.5 more hours needed: 0.5 of 10 in this cycle.")
    page.get_by_role("group", name="Do you prescribe medicines?").get_by_label("Yes").check()
    learner.press("Keep answers")
    learner.says("1.5 more hours needed: 0.5 of 2 in this cycle.")


def plans_and_enrols(learner: Learner, passed: Stage, planned: Stage) -> None:
    page = learner.page
    learner.follow("Plan the shortest way")
    learner.says("Proven: no other choice closes as much in less time.")
    pick = page.get_by_role("listitem").filter(has_text=planned.activity.title)
    expect(pick).to_contain_text("1 hour of All credit (Example Board)")
    expect(pick).to_contain_text("1 hour of Opioid prescribing (Example Board)")
    expect(page.locator("main")).not_to_contain_text(passed.activity.title)
    learner.follow("Enrol")
    expect(page.get_by_role("heading", name=planned.activity.title, level=1)).to_be_visible()
    learner.press("Confirm and start")


def takes_the_calendar(learner: Learner) -> None:
    page = learner.visitor.open("/owed/")
    learner.follow("Reminders and calendar")
    learner.press("Make an address")
    address = page.get_by_label("Secret address").input_value()
    feed = learner.visitor.context.request.get(on_this_server(learner.visitor, address))
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{DUE:%Y%m%d}" in feed.text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
