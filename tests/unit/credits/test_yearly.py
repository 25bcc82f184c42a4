"""The transcript as PDF: what counts, sums by type, tagged, on both papers, in every script."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from pypdf import PdfReader

from credits.documents.transcript import transcript_pdf
from credits.domain.yearly import Credited, totals, transcript

ROW = Credited(
    completed_on=date(2026, 5, 12),
    title="Hypertension in primary care",
    provider="Harbour Academy",
    kind="AMA PRA Category 1",
    name="AMA PRA Category 1 Credit™",
    unit="credits",
    amount=Decimal("1.00"),
    code="7Q4K-MX2P-9TRD",
)


def made(rows, **fields):
    return transcript(
        rows,
        **{
            "name": "Ann Author",
            "year": 2026,
            "made_on": date(2026, 11, 29),
            "verify_at": "cme.example/verify",
            **fields,
        },
    )


def read(printed, paper="a4") -> PdfReader:
    return PdfReader(io.BytesIO(transcript_pdf(printed, paper=paper)))


def text_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_totals_are_by_type_and_rows_by_day():
    nursing = replace(ROW, name="ANCC nursing contact hours", unit="contact hours")
    later = replace(ROW, completed_on=date(2026, 6, 1), amount=Decimal("0.75"), code="")
    printed = made([later, nursing, ROW])
    assert printed["totals"] == [
        {"name": "AMA PRA Category 1 Credit™", "unit": "credits", "total": "1.75"},
        {"name": "ANCC nursing contact hours", "unit": "contact hours", "total": "1.00"},
    ]
    assert [row["completed_on"] for row in printed["rows"]][-1] == "2026-06-01"
    assert printed["rows"][-1]["code"] == "follows"


@given(st.lists(st.decimals(0, 50, places=2), max_size=20))
def test_total_is_the_sum_of_the_rows(amounts):
    found = totals(replace(ROW, amount=amount) for amount in amounts)
    assert sum((Decimal(row["total"]) for row in found), Decimal(0)) == sum(amounts, Decimal(0))


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_pdf_is_tagged_has_its_paper_and_says_all(paper, size):
    pdf = read(made([ROW] * 60), paper)
    assert len(pdf.pages) > 1
    assert (round(pdf.pages[0].mediabox.width), round(pdf.pages[0].mediabox.height)) == size
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = text_of(pdf)
    for words in (
        "Transcript of credit",
        "Ann Author",
        "60.00",
        "7Q4K-MX2P-9TRD",
        "Completed in 2026",
    ):
        assert words in said


@pytest.mark.parametrize(
    "name", ["مريم الزهراء", "山田 花子", '#panic("x") $a$ *b*', "Ann \N{GRINNING FACE}"]
)
def test_any_name_and_title_is_printed_and_never_run(name):
    assert text_of(read(made([replace(ROW, title=name)], name=name)))


def test_an_empty_year_says_so():
    assert "No credit counts in this period." in text_of(read(made([])))
