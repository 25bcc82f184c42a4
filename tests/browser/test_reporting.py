"""A learner passes, allows a report, is asked for what is missing, and takes it back."""

import re

from playwright.sync_api import expect

from credits.queries import reports_of
from credits.services import ensure_credit_types
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.integration.credits.test_cms_reports import a_report, staff_of


def test_from_the_result_to_the_queue_and_back(visitor, axe):
    ensure_credit_types()
    learner, stage = a_person(profession="physician"), a_stage()
    sitting = stage.ready(learner)
    stage.pass_(sitting)
    page = visitor(learner).open(f"/sittings/{sitting.pk}/result/")
    expect(page.get_by_text("Waiting for your consent")).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    axe(page)
    box.check()
    page.get_by_role("button", name="Allow").click()
    page.get_by_label("Month of birth").select_option("April")
    page.get_by_label("Day of birth").select_option("12")
    page.get_by_label("NPI").fill("1234567890")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="This is no NPI").click()
    expect(page).to_have_url(re.compile("#id_id-npi$"))
    axe(page)
    page.get_by_label("NPI").fill("1234567893")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Ready to be sent")).to_be_visible()
    assert f"/sittings/{sitting.pk}/result/" in page.url
    assert reports_of(learner).get().status == "queued"

    phone = visitor(learner, phone=True, dark=True)
    page = phone.open("/profile/reporting/")
    expect(page.get_by_text("1234567893")).to_have_count(0)
    page.get_by_role("button", name="Show NPI").click()
    expect(page.get_by_text("1234567893")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Stop reports").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop reports").click()
    expect(page.get_by_text("Nothing had been sent.")).to_be_visible()
    axe(page)
    assert reports_of(learner).get().status == "consent_missing"
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    axe(phone.open("/transcript/"))


def test_staff_hold_a_report_and_read_a_number_for_a_reason(visitor, axe):
    report = a_report()
    page = visitor(staff_of(report)).open("/cms/credit-reports/")
    page.get_by_role("link", name="Per Son").click()
    page.get_by_role("link", name="Hold back").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    axe(page)
    page.get_by_label("Reason").fill("Name differs")
    page.get_by_role("button", name="Hold back").click()
    expect(page.get_by_text("Held back by staff").first).to_be_visible()
    page.reload()  # without the message, which fades in
    axe(page)
    page.get_by_role("link", name="Show for a reason: NPI").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    axe(page)
    page.get_by_label("Reason").fill("PARS finds nobody")
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("1234567893")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("1234567893")).to_have_count(0)
    own = visitor(report.entry.learner).open("/profile/reporting/")
    expect(own.get_by_text("PARS finds nobody")).to_be_visible()
