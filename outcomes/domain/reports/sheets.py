"""Rows as files: CSV and XLSX, with cells that cannot act in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from common.cells import harmless
from outcomes.domain.reports.columns import Cell, Column, Constants
from outcomes.domain.reports.record import ReportedCredit

Rows = Iterable[Sequence[Cell]]
BYTE_ORDER_MARK = "\ufeff"  # without it Excel misreads accents
DAY, HUNDREDTHS, TEXT = "mm/dd/yyyy", "0.00", "@"
WIDE = 22


def rows_of(
    records: Iterable[ReportedCredit], columns: Sequence[Column], constants: Constants
) -> list[list[Cell]]:
    """Return a row for each record."""
    return [[column.cell(record, constants) for column in columns] for record in records]


def csv_file(header: Sequence[str], rows: Rows) -> bytes:
    """Return a CSV file for Excel and everything else."""
    text = StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def xlsx_file(title: str, header: Sequence[str], rows: Rows) -> bytes:
    """Return a workbook of one sheet: dates are dates, numbers numbers, everything else is text.

    Identifiers are text, so that leading zeroes stay.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(len(header)):
        sheet.column_dimensions[_letter(place)].width = WIDE
    sheet.append([_cell(sheet, heading, bold=True) for heading in header])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, date):
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, Decimal):
        cell.value, cell.number_format = value, HUNDREDTHS
    else:
        cell.value, cell.number_format = harmless(value or "") or None, TEXT
        cell.data_type = "s" if cell.value else "n"
    if bold:
        cell.font = Font(bold=True)
    return cell
