"""The main job with scripts turned off: slower to use, and nothing is missing.

A nurse makes an account, finds and confirms an activity, takes both tests, answers the knowledge
checks, evaluates, claims less and takes the certificate; an accreditor reads and filters a report.
"""

import re

from playwright.sync_api import expect

from accounts.domain.roles import Role
from courses.models import Provider
from credits.models import Entry
from outcomes.services import grant_review
from tests.browser.learner import Learner
from tests.factories.activities import CHECKS, a_real_stage
from tests.factories.outcomes import a_person
from tests.factories.queue import work_off
from tests.factories.sittings import RELEASED


def test_learner_earns_a_certificate_without_scripts(visitor):
    stage = a_real_stage()
    learner = Learner(visitor(scripts=False))
    learner.sign_up("nan@hospital.example", profession="nurse")
    finds_and_confirms(learner, stage.activity.title)
    takes_the_pre_test(learner)
    reads_the_lessons(learner)
    passes(learner)
    takes_less_credit(learner)


def finds_and_confirms(learner: Learner, title: str) -> None:
    page = learner.page
    learner.follow("Browse the catalogue")
    page.get_by_label("Search activities").fill("hypertension")
    learner.press("Search")
    page.get_by_label("Up to 1 hour").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**length=60**")
    learner.follow(title)
    learner.press("Confirm and start")
    expect(page).to_have_title(re.compile("^Error: "))
    learner.confirm()


def takes_the_pre_test(learner: Learner) -> None:
    page = learner.page
    learner.press("Start pre-test")
    page.get_by_role("button", name="Flag", exact=True).click()
    expect(page.get_by_role("button", name="Flag", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    learner.sit(right=False, saved_by_itself=False)
    learner.says("2 of 2 answered, 1 flagged")
    learner.hand_in(asked_again=False)


def reads_the_lessons(learner: Learner) -> None:
    page = learner.page
    learner.follow("Go to the lesson")
    for _ in CHECKS:
        learner.press("Check my answer")
        learner.says("Choose or enter an answer first.")
        check = page.locator("section", has=page.get_by_text("Check your understanding"))
        check.get_by_role("radio").first.check()
        learner.press("Check my answer")
        check.get_by_text("The reasons are below.").wait_for()
        learner.press("Finish lesson")


def passes(learner: Learner) -> None:
    learner.press("Start post-test")
    learner.sit(saved_by_itself=False)
    learner.hand_in(asked_again=False)
    expect(learner.page.get_by_role("heading", name="Passed, with 4 of 4")).to_be_visible()
    learner.follow("Go on")
    learner.press("Start evaluation")
    learner.evaluate()
    learner.says("Recorded: 1.00 contact hour")


def takes_less_credit(learner: Learner) -> None:
    page = learner.page
    work_off()
    learner.follow("Claim less")
    page.get_by_label("0.75 contact hours").check()
    page.get_by_label("commensurate with the extent").check()
    learner.press("Record my claim")
    work_off()
    page.reload()
    row = page.get_by_role("row", name="Claimed")
    with page.expect_download() as found:
        row.get_by_role("link", name="Certificate").click()
    assert found.value.path().read_bytes().startswith(b"%PDF-")
    assert [str(entry.amount) for entry in Entry.objects.order_by("pk")] == [
        "1.00",
        "-1.00",
        "0.75",
    ]
    row.get_by_role("link", name="Public check page").click()
    expect(page.get_by_text("Valid", exact=True)).to_be_visible()


def test_accreditor_reads_a_report_without_scripts(visitor):
    stage = a_real_stage()
    stage.pass_(stage.ready(purpose="evaluation"))
    accreditor = a_person(groups=[Role.ACCREDITOR])
    grant_review(accreditor=accreditor, provider=Provider.objects.get(), by=None, at=RELEASED)
    page = visitor(accreditor, scripts=False).open("/reports/")
    page.get_by_role("link", name="Harbour Academy of Medicine").click()
    page.get_by_role("link", name=stage.activity.title).click()
    page.get_by_label("Profession").select_option("physician")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**profession=physician**")
    with page.expect_download() as found:
        page.get_by_role("link", name="Participation").first.click()
    assert "Enrolled" in found.value.path().read_text()
