"""An educator rewrites a question under the eyes of the item check, and accepts what is meant."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from assessments.models import Acceptance
from tests.browser.test_author_publishes import Author
from tests.factories.authoring import a_question, a_team
from tests.integration.assessments.test_cms_places import url

NEGATIVE = "Which of these drugs should NOT be given to this patient?"


def test_an_educator_sees_and_accepts_findings(visitor, axe, tmp_path):
    team = a_team("Sepsis")
    question = a_question(team.bank, title="Drugs", rationale="<p>So.</p>")
    somebody = visitor(team.educator)
    author = Author(somebody)
    author.edit(url(question, "edit"))
    page = author.page
    check = page.locator("[data-findings]")
    expect(check.get_by_role("link", name="The question is negative", exact=True)).to_have_count(0)

    # Unsaved words are looked at, and told of politely
    lead_in = page.locator("[name='lead_in']")
    lead_in.fill(NEGATIVE)
    finding = check.get_by_role("link", name="The question is negative", exact=True)
    expect(finding).to_be_visible()
    expect(check.locator("[role=status]")).to_have_text(re.compile(r"Item check: \d open findings"))

    # A finding leads to its field, behind another tab too
    finding.click()
    expect(lead_in).to_be_focused()
    check.get_by_role("link", name="No objective", exact=True).click()
    expect(page.locator("[data-contentpath='objective']")).to_be_in_viewport()
    page.get_by_role("tab", name="Question", exact=True).click()
    check.screenshot(path=tmp_path / "findings.png")
    # Wagtail's own rich text fields have no names
    found = Axe().run(
        page, context="[data-findings]", options={"preload": False, "resultTypes": ["violations"]}
    )
    assert not found.violations_count, found.generate_report()

    # The CMS saves by itself; what is saved can be accepted with a reason
    author.saved()
    check.get_by_role("link", name=re.compile("Accept it.*negative")).click()
    expect(page.get_by_role("heading", name="The question is negative")).to_be_visible()
    axe(page)
    page.get_by_label("Reason").fill("The guideline lists what to avoid.")
    page.screenshot(path=tmp_path / "accept.png", full_page=True)
    page.get_by_role("button", name="Accept it").click()
    expect(check.get_by_text("“The guideline lists what to avoid.”")).to_be_visible()
    assert Acceptance.objects.get().decided_by == team.educator

    page = somebody.open("/cms/questions/findings/")
    expect(
        page.get_by_role("rowheader", name="The question is negative", exact=True)
    ).to_be_visible()
    page.screenshot(path=tmp_path / "report.png", full_page=True)
    axe(page)
