"""Accreditation staff make CE Broker's roster, fetch it, and read the answer in."""

from openpyxl import load_workbook
from playwright.sync_api import expect

from accounts.domain.roles import Role
from courses.services import set_up_roles_and_teams
from credits.models import CreditReport
from tests.factories.authoring import a_member
from tests.factories.reporting import LICENCE, a_nurse_s_report, a_stage_for, provider_of


def test_roster_is_made_fetched_and_answered(visitor, axe, tmp_path):
    stage = a_stage_for("ancc", "ama_pra_1")
    provider = provider_of(stage)
    set_up_roles_and_teams()
    yes, no = (a_nurse_s_report(stage, last_name=name) for name in ("Found", "Unknown"))
    page = visitor(a_member(provider, Role.ACCREDITATION_STAFF)).open("/cms/reports-to-bodies/")
    axe(page)
    page.get_by_role("link", name="CE Broker").click()
    expect(page.get_by_text("number of the provider is missing")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_label("Provider number").fill("5012")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2 of 2 can go")).to_be_visible()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    axe(page)
    with page.expect_download() as fetching:
        page.get_by_role("button", name="Download ce_broker").click()
    roster = tmp_path / "roster.xlsx"
    fetching.value.save_as(roster)
    rows = list(load_workbook(roster).active.values)
    assert [row[4] for row in rows[1:]] == [LICENCE, LICENCE]
    assert CreditReport.objects.get(pk=yes.pk).status == "exported"

    page.get_by_role("link", name="CE Broker,").click()
    page.get_by_role("link", name="Read answers in").click()
    answers = tmp_path / "answers.csv"
    lines = [f"{yes.credit_id},Accepted,", f"{no.credit_id},Rejected,License not found"]
    answers.write_text("\n".join(["CreditID,Result,Reason", *lines]))
    page.get_by_label("File").set_input_files(answers)
    page.get_by_label("Accepted for good").check()
    axe(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Read 2 in").click()
    expect(page.get_by_text("2 reports changed.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="answers.csv")).to_be_visible()
    found = CreditReport.objects.get(pk=no.pk)
    assert (found.status, found.reason) == ("rejected", "License not found")
