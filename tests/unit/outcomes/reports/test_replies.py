"""Files of answers: read by their headings, refused with a word."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook

from outcomes.domain.reports import replies
from outcomes.domain.reports.replies import FileRefused, Headings, Said, read_answers

USUAL = "CreditID,Result,Reason\r\nccid:a:1,Accepted,\r\nccid:a:2,Rejected,No match\r\n"


def read(text: str, **headings: str) -> list[Said]:
    return read_answers(text.encode(), Headings(**headings))


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_usual_headings_are_found():
    first, second = read(USUAL)
    assert (first.line, first.credit_id, first.status, first.problem) == (
        2,
        "ccid:a:1",
        "accepted",
        "",
    )
    assert (second.status, second.reason) == ("rejected", "No match")


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_excel_s_own_csv_is_read(mark, delimiter):
    assert len(read(mark + USUAL.replace(",", delimiter))) == 2


def test_workbook_is_read_and_empty_lines_count_for_nothing():
    content = workbook(
        ["Status", "Credit ID"], ["OK", "ccid:a:1"], [None, None], ["pending", "ccid:a:2"]
    )
    first, second = read_answers(content, Headings())
    assert (first.status, second.status, second.line) == ("accepted", "pending_confirmation", 4)


def test_other_headings_are_told():
    text = "Id;Ergebnis\nccid:a:1;Yes\n"
    assert read(text, credit_id="id", result=" ERGEBNIS ")[0].status == "accepted"
    with pytest.raises(FileRefused, match="no column headed “CreditID”"):
        read(text)
    with pytest.raises(FileRefused, match="no column headed Why"):
        read(USUAL, reason="Why")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Accepted,", "There is no CreditID."),
        ("ccid:a:1,Maybe,", "“Maybe” says neither yes nor no."),
        ("ccid:a:1,Rejected,", "A rejection needs its reason."),
    ],
)
def test_line_that_means_nothing_says_why(row, problem):
    assert read(f"CreditID,Result,Reason\n{row}\n")[0].problem == problem


def test_control_characters_and_long_reasons_are_cut():
    [said] = read(f"CreditID,Result,Reason\nccid:a:1,Rejected,\x07{'x' * 999}\n")
    assert said.reason == "x" * 300


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column"),
        (b"CreditID,Result\n", "no lines"),
        (b"\xff\xfe", "UTF-8"),
        (b"CreditID,Result\0\n", "neither CSV nor"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"x" * (replies.MOST_BYTES + 1), "at most 5 MB"),
        (b"CreditID,Result\n" + b"ccid:a:1,ok\n" * 5001, "at most 5,000 lines"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(content, words):
    with pytest.raises(FileRefused, match=words):
        read_answers(content, Headings())


def test_workbook_that_unpacks_out_of_all_proportion_is_refused(monkeypatch):
    monkeypatch.setattr(replies, "MOST_UNPACKED", 100)
    with pytest.raises(FileRefused, match="cannot be read"):
        read_answers(workbook(["CreditID", "Result"]), Headings())


@given(st.binary(max_size=300), st.booleans())
def test_whatever_is_sent_is_read_or_refused(content, is_package):
    with suppress(FileRefused):
        read_answers((b"PK\x03\x04" if is_package else b"") + content, Headings())
