"""Files from the learner to a marker, with and without script, and back with feedback and credit."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Mark, Upload
from assessments.queries import saved_answers
from credits.models import Entry
from tests.browser.learner import saved
from tests.browser.test_essay_is_marked import a_marker, mark_by_keys, press
from tests.factories.items import file_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.integration.common.test_documents import PDF

ASKED = "Send the handover note that you wrote."
NOTE = {"name": "Ada Learner.txt", "mimeType": "text/plain", "buffer": b"Situation: bed 7."}
PAPER = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": PDF}
WRONG = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
EMPTY = {"name": "note.txt", "mimeType": "text/plain", "buffer": b""}


@pytest.fixture
def stage():
    asked = file_answer(
        lead_in=ASKED,
        guidance="One page, in the order of SBAR.",
        max_files=2,
        max_megabytes=1,
        model_answer="Situation first.",
    )
    return a_stage([asked])


def held(sitting):
    response = saved_answers(sitting.attempt).responses.get(1) or {"files": []}
    return [file["name"] for file in response["files"]]


def test_files_are_sent_by_script_marked_anonymously_and_credited(visitor, stage, axe):
    learner = a_person(profession="physician")
    sitting = stage.ready(learner)
    marker = a_marker(sitting.enrolment)
    someone = visitor(learner)
    page = someone.open(reverse("learners:question", args=[sitting.pk, 1]))
    files = page.get_by_label("Choose files")
    error = page.locator("[data-answer-error]")

    files.set_input_files(EMPTY)
    error.get_by_text("“note.txt” is empty.").wait_for()
    files.set_input_files(WRONG)
    error.get_by_text("“note.pdf” is none of what can be sent here").wait_for()
    axe(page)
    someone.context.set_offline(True)
    files.set_input_files(PAPER)
    error.get_by_text("You are offline, and files are not kept").wait_for()
    someone.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="note.pdf").wait_for()
    expect(error).to_be_hidden()
    saved(page)
    page.get_by_role("button", name="1 answered").wait_for()
    page.get_by_label("Add another file").set_input_files(NOTE)
    page.get_by_text("2 files are held, which is the most").wait_for()
    assert held(sitting) == ["note.pdf", "Ada Learner.txt"]
    axe(page)
    page.get_by_role("button", name="Remove note.pdf").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Add another file").wait_for()
    assert held(sitting) == ["Ada Learner.txt"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Ada Learner.txt").click()
    assert download.value.path().read_bytes() == NOTE["buffer"]

    press(page, "Review answers")
    page.get_by_role("button", name="Submit answers").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    page.get_by_role("heading", name="it is being marked").wait_for()
    axe(page)

    marking = visitor(marker).open("/cms/marking/")
    press(marking, "Mark the oldest")
    axe(marking)
    assert "Ada" not in marking.content()
    with marking.expect_download() as download:
        marking.get_by_role("link", name="Download File 1.txt").click()
    assert download.value.suggested_filename == "File 1.txt"
    assert download.value.path().read_bytes() == NOTE["buffer"]
    mark_by_keys(marking, "3", "3")
    marking.get_by_text("Nothing waits for you here").first.wait_for()
    assert Mark.objects.count() == 1
    assert Entry.objects.count() == 1

    page = visitor(learner).open(reverse("learners:result", args=[sitting.pk]))
    page.get_by_role("heading", name="Marks and feedback").wait_for()
    page.get_by_role("link", name="Ada Learner.txt").wait_for()
    axe(page)


def test_a_button_pressed_while_a_file_is_sent_waits_for_it(visitor, stage):
    learner = a_person(profession="physician")
    sitting = stage.ready(learner)
    page = visitor(learner).open(reverse("learners:question", args=[sitting.pk, 1]))
    waiting = []

    def delay_the_first(route):
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/questions/1/*", delay_the_first)
    with page.expect_request("**/questions/1/*"):
        page.get_by_label("Choose files").set_input_files(NOTE)
    page.locator("[data-file-answer][aria-busy]").wait_for()
    page.get_by_role("button", name="Review answers").first.click()
    with page.expect_navigation(url="**/review/**"):
        waiting[0].continue_()
    assert held(sitting) == ["Ada Learner.txt"]


def test_files_are_sent_without_script_on_a_phone(visitor, stage, axe):
    learner = a_person(profession="physician")
    sitting = stage.ready(learner)
    someone = visitor(learner, phone=True, scripts=False)
    page = someone.open(reverse("learners:question", args=[sitting.pk, 1]))
    press(page, "Send")
    page.get_by_role("link", name="Choose a file first, then send it.").wait_for()
    page.get_by_label("Choose files").set_input_files([PAPER, NOTE])
    press(page, "Send")
    page.get_by_text("2 files are held, which is the most").wait_for()
    press(page, "Remove Ada Learner.txt")
    page.get_by_label("Add another file").set_input_files(WRONG)
    press(page, "Send")
    page.get_by_text("What is inside a file counts, not its name.").first.wait_for()
    page.get_by_label("Add another file").set_input_files(NOTE)
    press(page, "Review answers")
    assert held(sitting) == ["note.pdf", "Ada Learner.txt"]
    press(page, "Submit answers")
    page.get_by_role("heading", name="it is being marked").wait_for()
    assert Upload.objects.count() == 2
