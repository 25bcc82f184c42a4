"""What a body answered, read out of a CSV or Excel file by its headings."""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from credits.domain.reporting import Status
from outcomes.domain.reports.clean import clean

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 5_000
MOST_CELLS = 60
LONGEST_REASON = 300
BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    SyntaxError,  # what XML parsers raise
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    OSError,
)
PACKAGE = b"PK\x03\x04"

GUESSES: Mapping[str, tuple[str, ...]] = {
    "credit_id": ("creditid", "credit id", "credit_id", "ccid"),
    "result": ("result", "status", "response", "answer"),
    "reason": ("reason", "message", "error", "error message", "remark"),
    "action": ("action", "add or delete", "learnerrecordaction"),
}
NAMES: Mapping[str, str] = {"credit_id": "“CreditID”", "result": "“Result”"}
WORDS: Mapping[str, Status] = {
    **dict.fromkeys(("accepted", "accept", "ok", "success", "successful", "yes"), Status.ACCEPTED),
    **dict.fromkeys(
        ("rejected", "reject", "error", "failed", "failure", "no", "invalid"), Status.REJECTED
    ),
    **dict.fromkeys(
        ("pending", "received", "submitted", "processing"), Status.PENDING_CONFIRMATION
    ),
}


class FileRefused(ValueError):
    """This is no file of answers; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Headings:
    """Under which heading what stands; "" means the usual ones."""

    credit_id: str = ""
    result: str = ""
    reason: str = ""
    action: str = ""


@dataclass(frozen=True)
class Said:
    """One line: what was said of a CreditID; `status` is "" for a word that says neither."""

    line: int
    credit_id: str
    status: str
    word: str
    reason: str = ""
    action: str = ""

    @property
    def problem(self) -> str:
        """What keeps the line from meaning anything, "" if nothing."""
        if not self.credit_id:
            return "There is no CreditID."
        if not self.status:
            return f"“{self.word}” says neither yes nor no."
        if self.status == Status.REJECTED and not self.reason:
            return "A rejection needs its reason."
        return ""


def read_answers(content: bytes, headings: Headings) -> list[Said]:
    """Return what a file says, line by line; raise `FileRefused`."""
    if len(content) > MOST_BYTES:
        raise FileRefused(f"Choose a file of at most {MOST_BYTES // 1024 // 1024} MB.")
    rows = _sheet(content) if content.startswith(PACKAGE) else _text(content)
    header = [clean(cell).casefold() for cell in next(rows, [])]
    places = {name: _place(header, name, getattr(headings, name)) for name in GUESSES}
    said = [
        _said(number, row, places)
        for number, row in enumerate(islice(rows, MOST_ROWS + 1), start=2)
        if any(cell.strip() for cell in row)
    ]
    if not said:
        raise FileRefused("The file has no lines below its headings.")
    if len(said) > MOST_ROWS:
        raise FileRefused(f"A file may have at most {MOST_ROWS:,} lines. Split it.")
    return said


def _place(header: Sequence[str], name: str, told: str) -> int | None:
    wanted = (clean(told).casefold(),) if told else GUESSES[name]
    found = [place for place, heading in enumerate(header) if heading in wanted]
    if found:
        return found[0]
    if told or name in {"credit_id", "result"}:
        shown = told or NAMES[name]
        raise FileRefused(f"There is no column headed {shown}.")
    return None


def _said(number: int, row: Sequence[str], places: Mapping[str, int | None]) -> Said:
    cells = {
        name: clean(row[place]) if place is not None and place < len(row) else ""
        for name, place in places.items()
    }
    word = cells["result"].casefold()
    return Said(
        line=number,
        credit_id=cells["credit_id"],
        status=WORDS.get(word, ""),
        word=cells["result"],
        reason=cells["reason"][:LONGEST_REASON],
        action=cells["action"].casefold(),
    )


def _text(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("Save the file as CSV in UTF-8, or as .xlsx.") from error
    if "\0" in text:
        raise FileRefused("This is neither CSV nor .xlsx.")
    delimiter = (
        ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    )
    try:
        yield from csv.reader(StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise FileRefused(f"This is no CSV that can be read ({error}).") from error


def _sheet(content: bytes) -> Iterator[list[str]]:
    try:
        _check_size(content)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_CELLS):
            yield ["" if cell is None else str(cell) for cell in row]
    except BROKEN as error:
        raise FileRefused("This workbook cannot be read. Save it as .xlsx or CSV.") from error


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
            raise zipfile.BadZipFile
