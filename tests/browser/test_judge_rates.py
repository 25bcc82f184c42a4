"""A judge rates a study on a phone by keyboard; its chair sees what it comes to and adopts it."""

from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Adoption, Rating
from assessments.services import open_study
from tests.factories.authoring import a_question, a_team, an_assessment


def test_a_judge_rates_and_the_chair_adopts(visitor, axe, tmp_path):
    team = a_team("Sepsis")
    assessment = an_assessment(team.bank, a_question(team.bank), a_question(team.bank))
    study = open_study(
        assessment=assessment,
        by=team.educator,
        at=timezone.now(),
        judges=[team.reviewer],
        title="Spring panel",
        method="angoff",
        borderline="A resident in the second year.",
    )
    page = visitor(team.reviewer, phone=True).open("/cms/")
    page.screenshot(path=tmp_path / "home.png", full_page=True)
    page.get_by_role("link", name="Spring panel").click()
    expect(page.get_by_text("A resident in the second year.")).to_be_visible()
    expect(page.get_by_text("Key and rationale")).to_have_count(0)
    page.screenshot(path=tmp_path / "rate.png", full_page=True)
    axe(page)
    for percent, heading in (("60 %", "Question 2 of 2"), ("80 %", None)):
        page.get_by_label("Of 100 such candidates").select_option(percent)
        page.get_by_role("button", name="Keep and go on").focus()
        page.keyboard.press("Enter")
        if heading:
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("You have rated every question")).to_be_visible()
    assert list(Rating.objects.values_list("percent", flat=True)) == [60, 80]

    page = visitor(team.educator).open(f"/cms/studies/{study.pk}/")
    expect(page.get_by_text("70.00 %").first).to_be_visible()
    page.screenshot(path=tmp_path / "study.png", full_page=True)
    axe(page)
    page.get_by_role("link", name="Adopt it as the pass mark").click()
    page.get_by_label("Reason").fill("One judge, for want of more.")
    axe(page)
    page.get_by_role("button", name="Adopt 70.00 %").click()
    expect(page.locator(".messages .success")).to_contain_text("passes at 70.00 %")
    assert Adoption.objects.get().adopted_by == team.educator
