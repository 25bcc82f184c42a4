"""Files as answers: kept by their hash, added once, and refused by what is in them."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from assessments.domain.items import ResponseInvalid
from assessments.models import Answer, Attempt, Upload
from assessments.models.upload import file_store, place_of
from assessments.queries import file_of, files_sent, is_whole, saved_answers
from assessments.services import AnswerRefused, hold, save_answer, take_over, upload_files
from assessments.services.uploading import MOST_SENT
from learners import services
from tests.factories.items import essay, file_answer
from tests.factories.sittings import a_stage, reread, run_out
from tests.integration.common.test_documents import HTML, MACROS, PDF, WORD
from tests.refusals import assert_append_only, insert_copy, refused
from tests.unit.courses.test_recordings import HEIC, MP3, MP4, WAV

NOTE = "Situation: 5 µg were given.\n".encode()
EVERYTHING = ["pdf", "picture", "document", "text", "audio", "video"]


def picture(kind="PNG", size=(8, 8)):
    out = BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def begun(*items, **policy):
    return a_stage(list(items) or [file_answer(max_files=3)], **policy).ready()


def send(sitting, *contents, name="note.txt", operation=None, position=1, **more):
    return upload_files(
        attempt=more.pop("attempt", sitting.attempt),
        position=position,
        files=[ContentFile(each, name=name) for each in contents],
        operation=operation or uuid4(),
        at=more.pop("at", timezone.now()),
        **more,
    )


def held(sitting, position=1):
    response = saved_answers(sitting.attempt).responses.get(position) or {"files": []}
    return [file["sha256"] for file in response["files"]]


def hashes(*contents):
    return [sha256(each).hexdigest() for each in contents]


def test_a_file_is_kept_by_its_hash_and_held_by_the_answer():
    sitting = begun()
    receipt = send(sitting, NOTE, name="C:\\ward\\Ada\u0000 Learner.txt")
    assert (receipt.position, receipt.sequence, receipt.answered) == (1, 1, 1)
    [row] = Upload.objects.all()
    assert (row.sha256, row.size, row.format) == (*hashes(NOTE), len(NOTE), "text")
    assert row.name == "Ada Learner.txt"
    assert saved_answers(sitting.attempt).responses[1] == {"files": [row.described.model_dump()]}
    with file_of(row.described) as file:
        assert file.read() == NOTE
    assert is_whole(row.described)


def test_files_join_those_that_are_held_and_the_same_one_stands_once():
    sitting = begun()
    send(sitting, PDF)
    send(sitting, NOTE, PDF)
    assert held(sitting) == hashes(PDF, NOTE)
    assert Upload.objects.count() == 2


def test_the_same_operation_changes_nothing_and_sends_no_other_file():
    sitting, operation = begun(), uuid4()
    first = send(sitting, PDF, operation=operation)
    send(sitting, NOTE)
    again = send(sitting, PDF, operation=operation)
    assert (again.sequence, again.saved_at) == (first.sequence, first.saved_at)
    with pytest.raises(AnswerRefused) as refusal:
        send(sitting, b"Another.", operation=operation)
    assert refusal.value.code == "operation_reused"
    assert held(sitting) == hashes(PDF, NOTE)
    services.submit(sitting=sitting, at=timezone.now())
    assert send(sitting, PDF, operation=operation, attempt=reread(sitting)) == again


def test_a_file_is_taken_away_and_comes_back_as_it_was_first_sent():
    sitting = begun()
    send(sitting, PDF, name="first.pdf")
    response = saved_answers(sitting.attempt).responses[1]
    save = {"attempt": sitting.attempt, "position": 1, "at": timezone.now()}
    save_answer(**save, response=None, operation=uuid4())
    assert held(sitting) == []
    save_answer(**save, response=response, operation=uuid4())
    assert held(sitting) == hashes(PDF)
    save_answer(**save, response=None, operation=uuid4())
    send(sitting, PDF, name="second.pdf")
    assert saved_answers(sitting.attempt).responses[1] == response
    assert Upload.objects.get().name == "first.pdf"


@pytest.mark.parametrize(
    ("content", "accepts", "format_"),
    [
        (PDF, "pdf", "pdf"),
        (WORD, "document", "docx"),
        (NOTE, "text", "text"),
        (b"\xef\xbb\xbfBOM", "text", "text"),
        (picture("PNG"), "picture", "png"),
        (picture("JPEG"), "picture", "jpeg"),
        (picture("WEBP"), "picture", "webp"),
        (picture("GIF"), "picture", "gif"),
        (MP3, "audio", "mp3"),
        (WAV, "audio", "wav"),
        (MP4, "audio", "mp4"),
        (MP4, "video", "mp4"),
    ],
)
def test_what_a_file_is_follows_from_its_content(content, accepts, format_):
    sitting = begun(file_answer(accepts=[accepts]))
    send(sitting, content, name="x.exe")
    assert Upload.objects.get().format == format_


@pytest.mark.parametrize(
    ("content", "accepts", "said"),
    [
        (b"", EVERYTHING, "“a.pdf” is empty."),
        (b"x" * (1024 * 1024 + 1), EVERYTHING, "“a.pdf” is too large: 1 MB, at most 1 MB"),
        (HTML, ["pdf"], "“a.pdf” is none of what can be sent here: PDF."),
        (PDF, ["text", "picture"], "plain text (UTF-8)"),
        (MACROS, EVERYTHING, "is none of what can be sent here"),
        (b"MZ\x90\x00\x03", EVERYTHING, "What is inside a file counts, not its name."),
        (HEIC, EVERYTHING, "is none of what can be sent here"),
        (
            b"\x89PNG\r\n\x1a\nbroken",
            EVERYTHING,
            "Choose a JPG, PNG, WebP or GIF picture that opens.",
        ),
        (b"PK\x03\x04broken", EVERYTHING, "is none of what can be sent here"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(content, accepts, said):
    sitting = begun(file_answer(accepts=accepts, max_megabytes=1))
    with pytest.raises(ResponseInvalid) as refusal:
        send(sitting, content, name="a.pdf")
    assert refusal.value.field == "answer"
    assert said in refusal.value.message
    assert not Upload.objects.exists()
    assert not Answer.objects.exists()


def test_all_are_taken_or_none():
    sitting = begun()
    with pytest.raises(ResponseInvalid, match="is empty"):
        send(sitting, NOTE, b"")
    send(sitting, NOTE, PDF)
    with pytest.raises(ResponseInvalid, match="2 held now"):
        send(sitting, NOTE + b"2", NOTE + b"3")
    assert held(sitting) == hashes(NOTE, PDF)


def test_one_cannot_send_without_end(monkeypatch):
    sitting = begun()
    with monkeypatch.context() as patch:
        patch.setattr("assessments.services.uploading.MOST_SENT", 1)
        send(sitting, NOTE)
        with pytest.raises(ResponseInvalid, match="no more are taken"):
            send(sitting, PDF)
    assert MOST_SENT > 5


def test_an_answer_names_only_what_was_sent_to_its_question():
    sitting = begun(file_answer(), file_answer())
    send(sitting, PDF)
    [file] = saved_answers(sitting.attempt).responses[1]["files"]
    other = begun()
    send(other, NOTE)
    [foreign] = saved_answers(other.attempt).responses[1]["files"]
    save = {"attempt": sitting.attempt, "at": timezone.now()}
    for position, named in ((2, file), (1, foreign), (1, {**file, "name": "better.pdf"})):
        with pytest.raises(ResponseInvalid, match="Send each file to this question first"):
            save_answer(**save, position=position, response={"files": [named]}, operation=uuid4())
    assert held(sitting, 2) == []


def test_other_questions_take_no_files():
    sitting = begun(essay())
    with pytest.raises(ResponseInvalid, match="takes no files"):
        send(sitting, PDF)


def test_too_late_a_file_touches_nothing():
    sitting = begun(time_limit_minutes=30)
    send(sitting, PDF)
    run_out(sitting)
    with pytest.raises(AnswerRefused, match="Time is over"):
        send(sitting, NOTE, attempt=reread(sitting))
    services.finish_overdue_sitting(sitting=sitting, at=timezone.now() + timedelta(minutes=1))
    with pytest.raises(AnswerRefused):
        send(sitting, NOTE, attempt=reread(sitting))
    assert held(sitting) == hashes(PDF)


def test_a_file_that_arrives_behind_the_hand_in_touches_nothing():
    """The attempt as it was read before the hand-in says that it is open; the row says otherwise."""
    sitting = begun()
    send(sitting, PDF)
    before = Attempt.objects.get(pk=sitting.attempt_id)
    services.submit(sitting=sitting, at=timezone.now())
    with pytest.raises(AnswerRefused) as refusal:
        send(sitting, NOTE, attempt=before)
    assert refusal.value.code == "attempt_closed"
    assert held(sitting) == hashes(PDF)
    assert [file.sha256 for file in files_sent(before, 1)] == hashes(PDF)


def test_another_device_that_took_over_is_not_overtaken():
    sitting = begun()
    here, there = str(uuid4()), str(uuid4())
    hold(attempt=sitting.attempt, tab=here)
    before = Attempt.objects.get(pk=sitting.attempt_id)
    take_over(attempt=sitting.attempt, tab=there)
    with pytest.raises(AnswerRefused) as refusal:
        send(sitting, NOTE, attempt=before)
    assert refusal.value.code == "elsewhere"
    assert not Upload.objects.exists()


def test_bytes_that_were_changed_are_noticed():
    sitting = begun()
    send(sitting, PDF)
    [file] = files_sent(sitting.attempt, 1)
    file_store().save(place_of(file.sha256), ContentFile(b"%PDF-forged"))
    assert not is_whole(file)
    file_store().delete(place_of(file.sha256))
    assert not is_whole(file)
    assert file_of(file) is None


# What the database refuses


@pytest.fixture
def upload():
    sitting = begun(file_answer(), file_answer())
    send(sitting, PDF)
    return Upload.objects.get()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("assessments_upload_once_per_answer", {}),
        ("assessments_upload_named_by_its_hash", {"sha256": "A" * 64}),
        ("assessments_upload_named_by_its_hash", {"sha256": "../../etc/passwd"}),
        ("assessments_upload_neither_empty_nor_too_large", {"size": 0}),
        ("assessments_upload_neither_empty_nor_too_large", {"size": 50 * 1024 * 1024 + 1}),
        ("assessments_upload_of_a_known_format", {"format": "exe"}),
    ],
)
def test_no_other_rows_get_in(upload, constraint, changes):
    if changes:
        changes = {"sha256": "0" * 64, **changes}
    with refused(constraint):
        insert_copy(upload, **changes)


def test_nothing_is_noted_once_the_attempt_is_closed(upload):
    services.submit(sitting=upload.attempt.sitting, at=timezone.now())
    with refused("assessments_upload_while_answering"):
        insert_copy(upload, sha256="0" * 64)


def test_what_was_sent_stays(upload):
    assert_append_only(upload)


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "0" * 64},
        {"size": 1},
        {"format": "text"},
        {"name": "other.pdf"},
    ],
)
def test_no_answer_names_what_was_never_sent(upload, changes):
    answer = Answer.objects.get()
    [file] = answer.response["files"]
    fields = {"operation": uuid4(), "sequence": 2}
    insert_copy(answer, **fields)
    with refused("assessments_answer_names_files_that_were_sent"):
        insert_copy(
            answer, operation=uuid4(), sequence=3, response={"files": [{**file, **changes}]}
        )
    with refused("assessments_answer_names_files_that_were_sent"):
        insert_copy(answer, operation=uuid4(), sequence=3, position=2)
