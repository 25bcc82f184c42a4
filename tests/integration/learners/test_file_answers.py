"""Files as answers from the page to the mark: sent, seen, taken away, marked, proven; and by nobody else."""

import json
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.domain.roles import Role
from assessments.models import Answer, Upload
from assessments.models.upload import file_store, place_of
from assessments.queries import saved_answers
from assessments.services import hold, write_receipt
from common.signing import is_signed
from credits.models import Entry
from learners import services
from learners.domain.evidence import as_file, problems_in
from learners.queries.audit.evidence import bundle_for
from learners.services import seal_ledger
from tests.factories.authoring import signed_in
from tests.factories.items import file_answer
from tests.factories.marking import FULL, grade_of, handed_in, mark, tasks_of
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.integration.common.test_documents import HTML, PDF
from tests.integration.learners.test_marking_pages import a_member_of
from tests.integration.learners.test_verify_ledger import verify

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
JSON = {"HTTP_ACCEPT": "application/json"}
NAME = "Ada Learner’s handover.pdf"
SEND = {"answer-step": "send"}


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def stage():
    asked = file_answer(max_files=2, max_megabytes=1, guidance="One page.", model_answer="SBAR.")
    return a_stage([asked, file_answer()], shuffle_options=False, pass_mark="50")


@pytest.fixture
def sitting(stage, learner):
    return stage.ready(learner)


def page(sitting, position=1):
    return reverse("learners:question", args=[sitting.pk, position])


def a_file(content=PDF, name=NAME):
    return SimpleUploadedFile(name, content)


def post(client, sitting, *files, **fields):
    sent = {"answer-file": list(files), **fields} if files else fields
    return client.post(page(sitting), sent, **BROWSER)


def held(sitting, position=1):
    return (saved_answers(sitting.attempt).responses.get(position) or {"files": []})["files"]


def test_the_page_says_what_may_be_sent_and_that_nothing_waits_in_the_browser(client, sitting):
    body = client.get(page(sitting)).text
    assert 'enctype="multipart/form-data"' in body
    assert "One page." in body
    assert "Up to 2 files: PDF or plain text (UTF-8); at most 1 MB each." in body
    assert "not kept in this browser" in body
    assert "No file is held yet." in body
    assert 'type="file"' in body
    assert 'accept=".pdf,.txt,application/pdf,text/plain"' in body
    assert "Clear my answer" not in body


def test_a_form_sends_a_file_stays_and_shows_what_is_held(client, sitting):
    answer = post(client, sitting, a_file(), **SEND)
    assert (answer.status_code, answer.url) == (302, f"{page(sitting)}#answer-field")
    [file] = held(sitting)
    body = client.get(page(sitting)).text
    assert NAME in body
    assert file["sha256"][:12] in body
    assert "PDF, 29 bytes, sent" in body
    assert "1 answered" in body
    assert "Saved " in body


def test_a_file_that_was_chosen_is_sent_with_any_button(client, sitting):
    answer = post(client, sitting, a_file(), next="2")
    assert answer.url == page(sitting, 2)
    assert len(held(sitting)) == 1
    post(client, sitting, next="2")
    post(client, sitting, flag="1")
    assert len(held(sitting)) == 1


def test_several_files_at_once_and_one_taken_away(client, sitting):
    post(client, sitting, a_file(), a_file(b"Note.", "b.txt"), **SEND)
    first, second = held(sitting)
    assert "which is the most" in client.get(page(sitting)).text
    post(client, sitting, **{"answer-step": f"remove:{first['sha256']}"})
    assert held(sitting) == [second]
    post(client, sitting, **{"answer-step": f"remove:{second['sha256']}"})
    assert held(sitting) == []
    assert Upload.objects.count() == 2


def test_one_is_replaced_in_one_step(client, sitting):
    post(client, sitting, a_file(), a_file(b"Note.", "b.txt"), **SEND)
    step = {"answer-step": f"remove:{held(sitting)[0]['sha256']}"}
    post(client, sitting, a_file(b"Better.", "c.txt"), **step)
    assert [file["name"] for file in held(sitting)] == ["b.txt", "c.txt"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose a file first, then send it."),
        ([a_file(b"")], "is empty."),
        ([a_file(b"x" * 1_100_000)], "is too large: 1 MB, at most 1 MB are taken."),
        ([a_file(b"MZ\x90\x00")], "is none of what can be sent here"),
        ([a_file(b"1"), a_file(b"2"), a_file(b"3")], "2 files at most can be handed in"),
    ],
    ids=["none", "empty", "large", "foreign", "many"],
)
def test_what_is_wrong_is_said_at_the_field(client, sitting, files, said):
    for file in files:
        file.seek(0)
    answer = post(client, sitting, *files, **SEND)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    error = answer.text.split('id="answer-error"', 1)[1].split("</p>", 1)[0]
    assert said in error
    assert "hidden" not in error.split(">", 1)[0]
    assert 'aria-invalid="true"' in answer.text
    assert held(sitting) == []


def test_a_browser_that_sends_an_empty_field_chose_no_file(client, sitting):
    lines = [
        "--x",
        'Content-Disposition: form-data; name="answer-file"; filename=""',
        "Content-Type: application/octet-stream",
        "",
        "",
        "--x",
        'Content-Disposition: form-data; name="answer-step"',
        "",
        "send",
        "--x--",
        "",
    ]
    body = "\r\n".join(lines)
    kind = "multipart/form-data; boundary=x"
    answer = client.post(page(sitting), body, content_type=kind, **BROWSER)
    assert answer.status_code == 422
    assert "Choose a file first" in answer.text


def test_what_is_held_stays_on_the_page_when_another_file_is_refused(client, sitting):
    post(client, sitting, a_file(), **SEND)
    answer = post(client, sitting, a_file(b"MZ\x90\x00", "b.pdf"), **SEND)
    assert answer.status_code == 422
    assert NAME in answer.text
    assert len(held(sitting)) == 1


def test_a_script_is_told_in_its_own_way_and_may_send_again(client, sitting):
    operation = str(uuid4())
    for _again in range(2):
        sent = {"answer-file": a_file(), "operation": operation, **SEND}
        reply = client.post(page(sitting), sent, **JSON).json()
        assert (reply["sequence"], reply["answered"]) == (1, 1)
    refused = client.post(page(sitting), {"answer-file": a_file(b""), **SEND}, **JSON)
    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "answer"
    assert Answer.objects.count() == 1


def test_another_tab_sends_nothing(client, sitting):
    hold(attempt=sitting.attempt, tab=str(uuid4()))
    answer = post(client, sitting, a_file(), tab=str(uuid4()), **SEND)
    assert answer.status_code == 409
    assert "Nothing was saved." in answer.text
    assert not Upload.objects.exists()


def test_after_the_hand_in_nothing_is_taken(client, sitting):
    post(client, sitting, a_file(), **SEND)
    services.submit(sitting=sitting, at=timezone.now())
    answer = post(client, sitting, a_file(b"Late.", "late.txt"), **SEND)
    assert answer.status_code == 409
    assert len(held(sitting)) == 1
    assert Upload.objects.count() == 1


def test_a_file_with_markup_is_handed_out_as_a_file_and_nothing_else(client, sitting):
    post(client, sitting, a_file(HTML, "<b>x.html"), **SEND)
    [file] = held(sitting)
    body = client.get(page(sitting)).text
    assert "&lt;" in body
    assert "<b>x" not in body
    answer = client.get(f"{page(sitting)}files/{file['sha256']}/")
    assert b"".join(answer.streaming_content) == HTML
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_gets_a_learner_s_file(client, sitting):
    post(client, sitting, a_file(), **SEND)
    [file] = held(sitting)
    address = f"{page(sitting)}files/{file['sha256']}/"
    assert b"".join(client.get(address).streaming_content) == PDF
    assert client.get(f"{page(sitting, 2)}files/{file['sha256']}/").status_code == 404
    assert client.get(f"{page(sitting)}files/{'0' * 64}/").status_code == 404
    assert client.get(f"/media/{place_of(file['sha256'])}").status_code == 404
    for person in (a_person(), a_member_of(sitting, Role.EDUCATOR)):
        assert signed_in(person).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("files", [1, 2])
def test_a_page_with_files_asks_no_more_of_the_database(
    client, sitting, django_assert_max_num_queries, files
):
    contents = [b"Note %d." % number for number in range(files)]
    post(client, sitting, *(a_file(each, "n.txt") for each in contents), **SEND)
    client.get(page(sitting))
    with django_assert_max_num_queries(6):
        client.get(page(sitting))
    with django_assert_max_num_queries(16):
        post(client, sitting, a_file(contents[0], "n.txt"), next="2")


# Marking


@pytest.fixture
def marked(stage):
    sitting = handed_in(stage)
    return sitting, tasks_of(sitting)[0]


def file_at(task, number=1):
    return reverse("learners_script_file", args=[task.pk, number])


def test_a_marker_gets_the_file_under_a_neutral_name(marked):
    sitting, task = marked
    marker = signed_in(a_member_of(sitting))
    body = marker.get(reverse("learners_script", args=[task.pk])).text
    assert "Download File 1.txt" in body
    assert "1 file. Asked for: Up to 2 files" in body
    assert "handover" not in body
    answer = marker.get(file_at(task))
    assert b"Situation:" in b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="File 1.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert marker.get(file_at(task, 2)).status_code == 404
    assert marker.get(file_at(task, 0)).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MARKER, 200), (Role.EDUCATOR, 200), (Role.ACCREDITATION_STAFF, 404)],
)
def test_only_those_who_mark_there_get_it(marked, role, status):
    sitting, task = marked
    answer = signed_in(a_member_of(sitting, role)).get(file_at(task))
    assert answer.status_code == status
    assert status != 200 or b"".join(answer.streaming_content)


def test_strangers_and_the_learner_themself_find_no_script(marked):
    sitting, task = marked
    elsewhere = a_member_of(handed_in(a_stage([file_answer()])))
    assert signed_in(elsewhere).get(file_at(task)).status_code == 404
    learner = sitting.enrolment.learner
    assert signed_in(learner).get(file_at(task)).status_code in {302, 403, 404}


def test_marks_give_credit_and_the_file_is_part_of_the_evidence(marked, client):
    sitting, _task = marked
    for task in tasks_of(sitting):
        mark(task, a_person(), FULL)
    assert grade_of(sitting).passed
    client.force_login(sitting.enrolment.learner)
    body = client.get(reverse("learners:result", args=[sitting.pk])).text
    [file] = held(sitting)
    assert "Marks and feedback" in body
    assert f"files/{file['sha256']}/" in body
    seal_ledger(at=timezone.now())
    bundle = bundle_for(Entry.objects.get())
    assert problems_in(as_file(bundle), is_signed) == []
    assert file["sha256"] in json.dumps(bundle["evidence"])
    forged = json.loads(json.dumps(bundle).replace(file["sha256"], "0" * 64))
    assert any(
        "not what was sealed" in str(each) for each in problems_in(as_file(forged), is_signed)
    )


def test_the_audit_reads_the_files(marked):
    sitting, _task = marked
    for task in tasks_of(sitting):
        mark(task, a_person(), FULL)
    assert verify()[1] == 0
    [file] = held(sitting)
    file_store().save(place_of(file["sha256"]), ContentFile(b"Forged."))
    lines, code = verify()
    assert code == 1
    assert f"file {file['sha256'][:12]} of question 1 is not what was sent" in lines[0]
    assert verify("--skip-files")[1] == 0


# Receipts


def test_a_receipt_lists_what_was_sent_and_notices_a_change(client, sitting):
    post(client, sitting, a_file(), **SEND)
    receipt = write_receipt(attempt=sitting.attempt, at=timezone.now())
    [listed], [file] = receipt["files"], held(sitting)
    assert (listed["position"], listed["sha256"], listed["size"]) == (1, file["sha256"], 29)
    assert NAME not in json.dumps(receipt)
    body = client.get(reverse("learners:receipt", args=[sitting.pk])).text
    assert file["sha256"] in body
    checked = client.post("/receipts/verify/", {"text": json.dumps(receipt)})
    assert "still holds exactly these saves" in checked.text
    forged = json.loads(json.dumps(receipt).replace(file["sha256"], "0" * 64))
    assert client.post("/receipts/verify/", {"text": json.dumps(forged)}).status_code == 422
