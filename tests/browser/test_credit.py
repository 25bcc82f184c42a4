"""A learner reads the transcript, claims less and takes the certificate; a stranger checks it."""

import io
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from credits.models import Certificate, Entry
from credits.services import adjust_claim, issue_certificate, reverse_credit
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person

LOOKS = [{"phone": phone, "dark": dark} for phone in (False, True) for dark in (False, True)]


@pytest.fixture
def entry() -> Entry:
    learner = a_person(profession="physician")
    withdrawn = an_entry(learner)
    reverse_credit(entry=withdrawn, reason="Recorded in error", at=timezone.now())
    entry = an_entry(learner)
    a_certificate(entry)
    return entry


def test_learner_claims_less_and_takes_the_new_certificate(visitor, entry):
    page = visitor(entry.learner).open("/transcript/")
    page.get_by_role("link", name="Claim less").click()
    page.get_by_label("0.75 credits").check()
    page.get_by_label("The amount is commensurate").check()
    page.get_by_role("button", name="Record my claim").click()
    page.get_by_role("dialog").get_by_role("button", name="Record my claim").click()
    expect(page.get_by_text("0.75 credits recorded.")).to_be_visible()
    expect(page.get_by_text("Certificate follows", exact=True)).to_be_visible()
    claimed = Entry.objects.get(amount=Decimal("0.75"))
    issue_certificate(entry_id=claimed.pk, at=timezone.now())
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate: ").click()
    certificate = Certificate.objects.get(entry=claimed)
    assert download.value.suggested_filename == f"certificate-{certificate.code}.pdf"
    content = io.BytesIO(download.value.path().read_bytes())
    assert certificate.code in PdfReader(content).pages[0].extract_text()


def test_mistake_takes_the_focus_and_leads_to_its_field(visitor, entry):
    page = visitor(entry.learner, scripts=False).open(f"/credits/{entry.pk}/claim/")
    page.get_by_role("button", name="Record my claim").click()
    expect(page.get_by_role("alert")).to_contain_text("Confirm that the amount matches")
    page.get_by_role("link", name="Confirm that the amount matches").click()
    expect(page).to_have_url(re.compile("#id_attest$"))


def test_transcript_is_narrowed_sorted_and_shown_whole_by_keyboard(visitor, entry):
    page = visitor(entry.learner).open("/transcript/")
    page.get_by_label("Year completed").select_option(str(timezone.localdate().year))
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Clear")).to_be_visible()
    page.get_by_role("link", name="Amount").focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("columnheader", name="Amount")
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_whole_transcript_asks_to_be_printed(visitor, entry):
    made = visitor(entry.learner)
    made.page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page = made.open("/transcript/")
    page.get_by_text("Export").click()
    page.get_by_role("link", name="Print or save as PDF").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Claim less")).to_be_hidden()
    expect(page.get_by_text(entry.certificate.code)).to_be_visible()


def test_stranger_checks_a_code_as_it_was_read_out(visitor, entry):
    page = visitor().open("/verify/")
    code = entry.certificate.code
    page.get_by_label("Certificate code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="This certificate is genuine")).to_be_visible()
    assert page.url.endswith(f"/verify/{code}/")


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_of_credit_break_no_accessibility_rule(visitor, entry, axe, look):
    claimed = adjust_claim(entry=entry, claim=Decimal("0.50"), at=timezone.now())
    current = a_certificate(claimed)
    learner = visitor(entry.learner, **look)
    for path in (
        "/transcript/",
        f"/credits/{claimed.pk}/claim/",
        f"/credits/{claimed.pk}/why/",
        "/credits/boards/",
        "/certificates/years/",
    ):
        axe(learner.open(path))
    stranger = visitor(**look)
    for code in (entry.certificate.code, current.code):
        axe(stranger.open(f"/verify/{code}/"))
    axe(stranger.open("/verify/"))
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not stranger.page.evaluate(wide)
    assert not learner.page.evaluate(wide)
