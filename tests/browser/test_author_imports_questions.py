"""An educator brings a file of questions into the CMS: choose, preview, confirm, open a draft."""

from pathlib import Path

from playwright.sync_api import expect

from assessments.models import Question
from tests.factories.authoring import a_team

GIFT = """::Lactate::A woman of 68 is confused. What now? {
=Measure lactate#It guides.
~Wait#No.
}

::Broken::What {=a
"""


def test_an_educator_imports_questions_from_a_file(visitor, axe, tmp_path: Path):
    team = a_team("Sepsis")
    somebody = visitor(team.educator)
    page = somebody.page
    source = tmp_path / "questions.txt"
    source.write_text(GIFT)

    somebody.open("/cms/snippets/assessments/question/")
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("link", name="Import from a file").click()
    expect(page.get_by_role("heading", name="Import questions")).to_be_visible()
    axe(page)
    page.get_by_label("Bank").select_option("Sepsis bank")
    page.get_by_label("Format").select_option("GIFT")
    page.get_by_label("File").set_input_files(source)
    page.get_by_role("button", name="Preview").click()

    table = page.get_by_role("table")
    expect(table.get_by_role("row", name="Lactate")).to_contain_text("New")
    expect(table).to_contain_text("do not end with }")
    assert not Question.objects.exists()
    axe(page)
    page.get_by_role("button", name="Import 1 question").click()

    expect(page.locator(".messages .success")).to_contain_text("Came in as drafts: 1 question.")
    page.get_by_role("link", name="Lactate").click()
    expect(page.locator("[name=title]")).to_have_value("Lactate")
    expect(page.locator("[name$='-0-value-text']").first).to_have_value("Measure lactate")
    question = Question.objects.get()
    assert not question.live

    somebody.open(f"/cms/questions/export/?bank={team.bank.pk}")
    axe(page)
    page.get_by_label("Format").select_option("Moodle XML")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    assert "Measure lactate" in Path(waiting.value.path()).read_text()
