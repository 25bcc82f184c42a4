from decimal import Decimal

import pytest

from common.cells import harmless
from common.spreadsheets import csv_response


@pytest.mark.parametrize("start", list("=+-@\t\r\n"))
def test_text_that_starts_like_a_formula_is_disarmed(start):
    assert harmless(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("cell", [Decimal("-1.00"), -3, "1=1", "plain", "", None])
def test_numbers_and_plain_text_stay(cell):
    assert harmless(cell) == cell


def test_file_opens_with_accents_and_quotes():
    response = csv_response("credits", ["Title", "Amount"], [['a "b", c\u00e9', Decimal("-0.50")]])
    text = b"".join(response.streaming_content).decode()
    assert text == '\ufeffTitle,Amount\r\n"a ""b"", cé",-0.50\r\n'
    assert response["Content-Disposition"] == 'attachment; filename="credits.csv"'


@pytest.mark.parametrize(
    ("cell", "written"),
    [("-0.065412", "-0.065412"), ("-3", "-3"), ("-1+1", "'-1+1"), ("-2e5", "'-2e5"), ("-", "'-")],
)
def test_a_negative_number_stays_one_and_a_formula_does_not(cell, written):
    assert harmless(cell) == written
