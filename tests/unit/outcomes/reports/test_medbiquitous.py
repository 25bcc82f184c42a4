"""Our Activity Report against rules written from the published schema, and the rules against breakage."""

from dataclasses import replace
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, strategies as st

from outcomes.domain.reports.formats import FORMATS, Wish, write_file
from outcomes.domain.reports.xml import HEALTHCARE, MEMBER, NAME, OURS, REPORT
from tests.factories.reported import AT, a_credit, a_reported_person
from tests.medbiq.validator import problems

XML = FORMATS["medbiq_xml"]
WISH = Wish("arid:cme.example:7", AT)


def written(*records) -> bytes:
    return write_file(XML, records, WISH)


def test_report_is_valid_and_says_who_earned_what():
    document = written(a_credit(), a_credit(2, action="delete"))
    assert problems(document, "activityreport") == []
    reports = fromstring(document)
    assert reports.findtext(f"{{{REPORT}}}DateTimeCreated") == "2026-06-01T12:00:00Z"
    first, second = reports.findall(f"{{{REPORT}}}ActivityReport")
    ids = {each.get("domain"): each.text for each in first.iter(f"{{{MEMBER}}}UniqueID")}
    assert ids["idd:accme.org:NPI"] == "1234567893"
    assert ids["idd:accme.org:ABIM"] == "012345"
    assert ids["idd:accme.org:FL"] == "RN0012345"
    born = first.find(f".//{{{MEMBER}}}BirthDate")
    assert (born.get("accuracy"), born.text[5:]) == ("DayMonth", "02-29")
    assert first.findtext(f".//{{{NAME}}}FamilyName") == "Author"
    assert first.findtext(f".//{{{HEALTHCARE}}}numberOfCredits") == "1.00"
    assert first.findtext(f".//{{{REPORT}}}CreditID") == "ccid:cme.example:1"
    assert first.findtext(f".//{{{REPORT}}}CreditFocus/{{{REPORT}}}NumberOfCredits") == "0.50"
    assert [each.findtext(f".//{{{OURS}}}LearnerRecordAction") for each in (first, second)] == [
        "add",
        "delete",
    ]


@pytest.mark.parametrize("code", ["abim_moc", "acpe", "ancc", "aafp_prescribed", "participation"])
def test_every_kind_of_credit_stays_within_the_enumerations(code):
    assert problems(written(a_credit(credit_code=code, topics=())), "activityreport") == []


def test_nothing_to_report_is_no_document():
    with pytest.raises(ValueError, match="at least one"):
        written()


@given(
    given_name=st.text(st.characters(exclude_categories=[]), min_size=1),
    title=st.text(st.characters(exclude_categories=[])),
)
def test_whatever_a_name_holds_the_document_stays_valid(given_name, title):
    """Titles are never empty, names may be nothing but what XML forbids."""
    record = a_credit(person=a_reported_person(given_name=given_name))
    record = replace(record, activity=replace(record.activity, title=f"T{title}"))
    document = written(record)
    assert problems(document, "activityreport") == []
    assert fromstring(document) is not None


BREAKS = {
    "a missing element": (b"<ar:ReportingEndDate>2026-05-12</ar:ReportingEndDate>", b""),
    "an element in the wrong order": (
        b"<ar:ReportingStartDate>2026-05-12</ar:ReportingStartDate>",
        b"<ar:ReportingEndDate>2026-05-12</ar:ReportingEndDate>",
    ),
    "a wrong namespace": (b"hx:numberOfCredits", b"ar:numberOfCredits"),
    "a part of a name in the member's namespace": (b"n:GivenName", b"m:GivenName"),
    "an unknown value": (b">CME<", b">Cme<"),
    "no date": (b">2026-05-12<", b">12/05/2026<"),
    "no moment": (b"2026-05-12T00:00:00", b"2026-05-12"),
    "no decimal": (b">1.00<", b">1,00<"),
    "a domain without a dot": (b"idd:accme.org:NPI", b"idd:accme:NPI"),
    "no domain": (b' domain="idd:accme.org:NPI"', b""),
    "an unknown attribute": (b"<ar:Module>", b'<ar:Module id="1">'),
    "an unknown accuracy": (b'"DayMonth"', b'"Day"'),
    "an empty name": (b"<n:FamilyName>Author</n:FamilyName>", b"<n:FamilyName></n:FamilyName>"),
    "text between elements": (b"<ar:Module>", b"<ar:Module>stray"),
    "an element twice": (
        b"<ar:Status>Completed</ar:Status>",
        b"<ar:Status>Completed</ar:Status><ar:Status>Completed</ar:Status>",
    ),
    "an address with a space": (b"ccid:cme.example:1<", b"ccid:cme example:1<"),
    "another version": (b"activityreport/v2/", b"activityreport/v1/"),
    "an extension in the report's own namespace": (b"attend:ProviderID", b"ar:ProviderID"),
}


@pytest.mark.parametrize("wrong", BREAKS)
def test_validator_finds(wrong):
    document = written(a_credit())
    right, broken = BREAKS[wrong]
    assert right in document
    assert problems(document.replace(right, broken), "activityreport")


def test_amounts_are_written_as_they_are():
    assert b">0.25<" in written(a_credit(amount=Decimal("0.25")))
