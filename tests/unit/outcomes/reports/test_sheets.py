"""Files for spreadsheets: CE Broker's columns, column maps, and cells that cannot act."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from outcomes.domain.reports.columns import (
    EVERYTHING,
    FIELDS,
    Column,
    MapInvalid,
    read_map,
    written_map,
)
from outcomes.domain.reports.formats import FORMATS, Wish, formats_for, write_file
from outcomes.domain.reports.preflight import blocking, preflight
from outcomes.domain.reports.record import Provider
from tests.factories.reported import (
    AT,
    IDENTIFIERS,
    a_credit,
    a_reported_activity,
    a_reported_person,
)

ROSTER = {"provider_number": "5012", "subject_area": "GEN"}


def sheet_of(content: bytes) -> list[list]:
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def written(code, *records, constants=None):
    form = FORMATS[code]
    return write_file(form, records, Wish("x", AT, form.columns, constants))


def rows_of(code, *records) -> list[dict[str, str]]:
    text = written(code, *records).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_roster_has_ce_broker_s_columns():
    [header, row] = sheet_of(written("ce_broker_xlsx", a_credit(), constants=ROSTER))
    assert len(header) == 8
    assert row[5].date() == date(2026, 5, 12)
    assert row[:5] == ["5012", None, "hypertension", None, "RN0012345"]
    assert row[6:] == ["FL", "RN"]


def test_roster_names_ce_broker_s_course_number_instead_of_ours():
    constants = {**ROSTER, "course:hypertension": "777"}
    [_header, row] = sheet_of(written("ce_broker_xlsx", a_credit(), constants=constants))
    assert row[1:3] == ["777", None]


def test_partial_credit_names_its_subject_and_hours():
    part = a_credit(2, amount=Decimal("0.50"))
    [header, whole, half] = sheet_of(written("ce_broker_xlsx", a_credit(), part, constants=ROSTER))
    assert len(header) == 10
    assert whole[8:] == [None, None]
    assert half[8] == "GEN"
    assert Decimal(str(half[9])) == Decimal("0.50")


def test_each_licence_has_a_row():
    person = a_reported_person(identifiers={**IDENTIFIERS, ("licence", "GA"): "RN9"})
    [_header, *rows] = sheet_of(
        written("ce_broker_xlsx", a_credit(person=person), constants=ROSTER)
    )
    assert [(row[6], row[4]) for row in rows] == [("FL", "RN0012345"), ("GA", "RN9")]


def test_identifiers_keep_their_zeroes_and_dates_are_dates():
    [header, row] = sheet_of(written("pars_xlsx", a_credit()))
    found = dict(zip(header, row, strict=True))
    assert found["Board ID"] == "012345"
    assert (found["Birth Month"], found["Birth Day"]) == ("02", "29")
    assert found["Completion Date"] == "05/12/2026"


def test_cpe_monitor_is_told_number_profile_and_birthday():
    [row] = rows_of("cpe_csv", a_credit())
    assert row["UAN"] == "0999-0000-26-001-H01-P"
    assert row["NABP e-Profile ID"] == "0076543"
    assert row["DOB (MMDD)"] == "0229"


def test_plain_csv_says_everything():
    [row] = rows_of("csv", a_credit(action="delete"))
    assert row["Add or delete"] == "delete"
    assert row["Topics with their part of the credit"] == "pharmacology: 0.50"
    assert row["Credit earned in CEU, a tenth of the hours"] == "0.10"
    assert set(row) == {field.words for field in FIELDS.values()}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1+1", "@x", "＝1", "\t=1"])
@pytest.mark.parametrize("code", ["csv", "pars_xlsx"])
def test_no_name_becomes_a_formula(code, name):
    content = written(code, a_credit(person=a_reported_person(family_name=name)))
    if code == "csv":
        cells = [
            cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row
        ]
    else:
        book = load_workbook(io.BytesIO(content))
        assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert not any(cell.startswith(("=", "+", "@", "-", "＝")) for cell in cells)
    assert any(cell.startswith("'") for cell in cells) or name == "+1"


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_a_name_holds_files_are_made(name):
    record = a_credit(person=a_reported_person(family_name=name))
    for code in ("pars_xlsx", "csv", "pars_json"):
        assert written(code, record)


def test_draft_is_marked_and_follows_the_names():
    whole = json.loads(written("pars_json", a_credit()))
    assert "draft" in whole["draftFormat"]
    [report] = whole["ACCMELearnerReports"]["ActivityReports"]["ActivityReport"]
    module = report["Activity"]["Module"]
    assert module["ModuleName"]["moduleID"] == "204000001"
    [certificate] = module["CreditCertificate"]
    assert certificate["UniqueID"] == {"value": "012345", "domain": "ABIM"}
    assert certificate["CreditReceived"]["numberOfCredits"] == 1
    assert report["XtensibleInfo"] == {"ProviderID": "1234567", "LearnerRecordAction": "add"}
    assert report["Member"]["PersonalInfo"] == {"BirthDate": "02/29"}


def test_a_map_of_columns_is_read_as_it_was_written():
    assert read_map(written_map(EVERYTHING), FIELDS) == EVERYTHING
    assert read_map([["State", "=FL"]], FIELDS)[0].cell(a_credit(), {}) == "FL"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "at least one"),
        ([["", "npi"]], "Column 1: it has no heading."),
        ([["NPI", "nothing"]], "there is no field"),
        ([["NPI", "npi"], ["npi", "npi"]], "twice"),
        ([["x" * 121, "npi"]], "at most 120"),
        ([[str(n), "npi"] for n in range(61)], "at most 60"),
    ],
)
def test_a_map_that_makes_no_sense_is_refused(rows, words):
    with pytest.raises(MapInvalid, match=words):
        read_map(rows, FIELDS)


def test_every_problem_of_the_file_is_listed():
    nameless = a_credit(
        1,
        person=a_reported_person(
            given_name="\x00", profession="nurse_practitioner", identifiers={}
        ),
    )
    part = a_credit(2, amount=Decimal("0.25"), action="delete")
    found = preflight([nameless, part, part], FORMATS["ce_broker_xlsx"], {})
    told = [(each.credit_id[-1:], each.message) for each in found if each.is_blocking]
    assert [who for who, _message in told] == ["", "1", "1", "1", "2", "2", "2", "2", "2"]
    assert {
        "There is no state licence.",
        "First or last name is missing.",
        "It is there 2 times.",
    } <= {message for _who, message in told}
    assert blocking(found) == {"ccid:cme.example:1", "ccid:cme.example:2"}
    assert "left out of the name" in next(e.message for e in found if not e.is_blocking)


def test_what_is_complete_has_no_problem():
    for form in FORMATS.values():
        assert preflight([a_credit(provider=Provider("A", "1234567"))], form, ROSTER) == []


def test_each_format_asks_for_what_it_cannot_do_without():
    bare = a_credit(
        activity=a_reported_activity(pars_id="", uan=""),
        provider=Provider("A"),
        amount=Decimal("0.30"),
        person=a_reported_person(identifiers={}),
    )
    words = {
        code: " ".join(each.message for each in preflight([bare], FORMATS[code], {}))
        for code in FORMATS
    }
    assert "universal activity number" in words["cpe_csv"]
    assert "e-Profile" in words["cpe_csv"]
    assert "PARS ID" in words["pars_json"]
    assert "0.25" in words["pars_json"]


def test_each_destination_begins_with_the_format_that_suits_it():
    best = {
        code: formats_for(code)[0].code for code in ("pars", "pars_abp", "cpe_monitor", "ce_broker")
    }
    assert best == {
        "pars": "pars_xlsx",
        "pars_abp": "pars_xlsx",
        "cpe_monitor": "cpe_csv",
        "ce_broker": "ce_broker_xlsx",
    }
    assert Column("Day", "completed_on").cell(a_credit(), {}) == date(2026, 5, 12)
