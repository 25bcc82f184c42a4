"""The main job, by hand: from an address to a certificate that a stranger can check.

A physician makes an account, finds an activity, reads and confirms what is shown beforehand,
takes the pre-test with the keyboard alone, reads the lessons, fails the post-test once and passes
it, evaluates, sees the credit, claims less of it, and downloads the certificate.
"""

import re

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from credits.models import Certificate, Entry
from learners.models import Completion
from tests.browser.conftest import ready
from tests.browser.learner import ASKED, TABS_ON_A_PAGE, Learner, saved
from tests.factories.activities import CHECKS, CODE, a_real_stage
from tests.factories.queue import work_off
from tests.factories.sittings import response_to

EMAIL = "ada@hospital.example"


def test_learner_earns_certificate(visitor):
    stage = a_real_stage()
    learner = Learner(visitor())
    learner.sign_up(EMAIL, profession="physician")
    finds_the_activity(learner, stage.activity.title)
    confirms_what_was_shown(learner)
    takes_the_pre_test_by_keyboard(learner)
    reads_the_lessons(learner)
    fails_then_passes(learner)
    evaluates(learner)
    first = takes_the_certificate(learner)
    second = claims_less(learner)
    strangers_see_what_became_of_it(visitor(), first, second)


def finds_the_activity(learner: Learner, title: str) -> None:
    page = learner.page
    expect(page.get_by_role("heading", name="Welcome, Ada")).to_be_visible()
    learner.follow("Browse the catalogue")
    page.get_by_label("Search activities").fill("measurement of blood pressure with a cuff")
    learner.press("Search")
    expect(page.get_by_role("heading", name="1 activity", exact=True)).to_be_visible()
    learner.follow(title)
    assert page.url.endswith(f"/activities/{CODE}/")


def confirms_what_was_shown(learner: Learner) -> None:
    page = learner.page
    for words in (
        "Confirm or refute hypertension",  # objectives
        "Dr Amara Example",  # faculty
        "over the past 24 months, of any amount",  # disclosures
        "AMA PRA Category 1 Credit",
        "75% to pass",
        "Harbour Academy of Medicine",
    ):
        learner.says(words)
    learner.press("Confirm and start")
    expect(page).to_have_title(re.compile("^Error: "))
    box = page.get_by_label("I have read what this page shows")
    expect(box).to_have_attribute("aria-invalid", "true")
    learner.says("Tick the box to confirm")
    assert not User.objects.get(email=EMAIL).enrolments.exists()
    learner.confirm()
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()


def takes_the_pre_test_by_keyboard(learner: Learner) -> None:
    """Nothing is clicked from here to the result, and the focus can be seen all the way."""
    page = learner.page
    enter_at(page, page.get_by_role("button", name="Start pre-test"))
    while ASKED.search(page.url):
        item, arrangement = learner.asked()
        response = response_to(item, right=False)
        if "choice" in response:
            choose(page, arrangement["options"].index(response["choice"]))
        else:
            reach(page, page.get_by_label(item.lead_in))
            page.keyboard.type(response["value"])
        saved(page)
        enter_at(page, page.locator(".qact .btn.primary"))
    reach(page, page.get_by_role("button", name="Submit answers"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    enter_at(page, dialog.get_by_role("button", name="Submit"))
    expect(page.get_by_role("heading", name="Pre-test submitted")).to_be_visible()
    learner.says("Right answers are not shown for this assessment.")


def choose(page: Page, place: int) -> None:
    """Walk to an option of a radio group with the arrow keys."""
    options = page.get_by_role("radio")
    reach(page, options.first)
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    expect(options.nth(place)).to_be_checked()


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there; it must be visible where it is."""
    target.wait_for()
    for _ in range(TABS_ON_A_PAGE):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            assert target.evaluate("each => each.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab never came to {target}")


def enter_at(page: Page, target: Locator) -> None:
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    ready(page)


def reads_the_lessons(learner: Learner) -> None:
    page = learner.page
    learner.follow("Go to the lesson")
    for _ in CHECKS:
        check = page.locator("section", has=page.get_by_text("Check your understanding"))
        check.get_by_role("button", name="Check my answer").click()
        check.get_by_text("Choose or enter an answer first.").first.wait_for()
        check.get_by_role("radio").first.check()
        check.get_by_role("button", name="Check my answer").click()
        check.get_by_text("The reasons are below.").wait_for()
        expect(check.locator(".why")).to_have_count(4)
        page.locator("[data-place-state]", has_text="Place saved").wait_for()
        references = page.get_by_role("region", name="References").get_by_role("link")
        assert "doi.org" in references.first.get_attribute("href")
        learner.press("Finish lesson")
    expect(page.get_by_role("heading", name="Hypertension assessment")).to_be_visible()


def fails_then_passes(learner: Learner) -> None:
    page = learner.page
    learner.press("Start post-test")
    learner.sit(right=False)
    learner.hand_in()
    expect(page.get_by_role("heading", name="Not passed yet")).to_be_visible()
    expect(page.get_by_role("heading", name="What to review")).to_be_visible()
    learner.says("against a pass mark of 75%")
    learner.follow("To revisit")
    reads_the_reasons(learner, "Your answer, not correct")
    learner.follow("Go to the post-test")
    learner.press("Start post-test")
    learner.sit()
    learner.hand_in()
    expect(page.get_by_role("heading", name="Passed, with 4 of 4")).to_be_visible()
    reads_the_reasons(learner, "Your answer, correct")
    assert not Entry.objects.exists()


def reads_the_reasons(learner: Learner, verdict: str) -> None:
    """Open the question with one best answer: its options, why each, and from where."""
    question = learner.page.locator("details", has_text="most appropriate initial regimen")
    if question.get_attribute("open") is None:
        question.locator("summary").click()
    expect(question.get_by_text(verdict, exact=True)).to_be_visible()
    expect(question.locator(".why")).to_have_count(5)
    assert "doi.org" in question.locator(".refs a").first.get_attribute("href")


def evaluates(learner: Learner) -> None:
    learner.follow("Go on")
    learner.press("Start evaluation")
    learner.evaluate()
    learner.says("Recorded: 1.00 credit")
    assert Completion.objects.get().enrolment.learner.email == EMAIL


def takes_the_certificate(learner: Learner) -> str:
    """The worker makes it; then it is on the transcript."""
    page = learner.page
    learner.follow("Transcript")
    row = page.get_by_role("row", name="Hypertension in primary care")
    expect(row.get_by_text("Certificate follows")).to_be_visible()
    assert work_off() == ["credits.tasks.issue_certificate"]
    page.reload()
    return downloaded(page, row)


def downloaded(page: Page, row: Locator) -> str:
    with page.expect_download() as found:
        row.get_by_role("link", name="Certificate").click()
    assert found.value.path().read_bytes().startswith(b"%PDF-")
    return re.search(r"certificate-(\S+)\.pdf", found.value.suggested_filename)[1]


def claims_less(learner: Learner) -> str:
    page = learner.page
    learner.follow("Claim less")
    learner.says("in steps of 0.25")
    amounts = page.get_by_role("group", name="Credit to claim").get_by_role("radio")
    offered = [each.get_attribute("value") for each in amounts.all()]
    assert offered == ["1.00", "0.75", "0.50", "0.25"]
    page.get_by_label("0.50 credits").check()
    page.get_by_label("commensurate with the extent").check()
    page.get_by_role("button", name="Record my claim").click()
    with page.expect_navigation(url="**/transcript/"):
        page.get_by_role("dialog").get_by_role("button", name="Record my claim").click()
    expect(page.get_by_text("0.50 credits recorded.")).to_be_visible()
    assert [str(entry.amount) for entry in Entry.objects.order_by("pk")] == [
        "1.00",
        "-1.00",
        "0.50",
    ]
    assert work_off() == ["credits.tasks.issue_certificate"]
    page.reload()
    return downloaded(page, page.get_by_role("row", name="Claimed"))


def strangers_see_what_became_of_it(stranger, first: str, second: str) -> None:
    assert stranger.context.cookies() == []
    page = stranger.open(f"/verify/{first}/")
    expect(page.get_by_text("Replaced", exact=True)).to_be_visible()
    page.get_by_role("link", name="See the current certificate").click()
    page.wait_for_url(f"**/verify/{second}/")
    expect(page.get_by_text("Valid", exact=True)).to_be_visible()
    facts = page.locator("main").inner_text()
    assert "Ada Learner" in facts
    assert "0.50" in facts
    assert Certificate.objects.count() == 2
    assert stranger.context.cookies() == []
