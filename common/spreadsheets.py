"""CSV files that open well in a spreadsheet and cannot act there."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from common.cells import harmless

BYTE_ORDER_MARK = "\ufeff"  # without it Excel misreads accents


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, marked: bool = True
) -> StreamingHttpResponse:
    """Return rows as a CSV download, written while they are read.

    `marked` begins the file with a byte order mark, which Excel needs and other programs may not
    expect.
    """
    lines = _lines(BYTE_ORDER_MARK if marked else "", header, rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as the content of a CSV file."""
    return "".join(_lines(BYTE_ORDER_MARK, header, rows)).encode()


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(mark: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield mark + writer.writerow(header)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
