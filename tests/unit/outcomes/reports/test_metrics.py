"""What an activity came to, as MEMS and as PARS's sheet: valid, and with the figures it was given."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, strategies as st
from openpyxl import load_workbook

from outcomes.domain.reports import activities, metrics
from outcomes.domain.reports.activities import ReportedActivity
from outcomes.domain.reports.metrics import (
    AFTER,
    BEFORE,
    ActivityMetrics,
    AskedItem,
    ChoiceCount,
    Described,
    DesignatedCredit,
    Score,
    SurveyItem,
)
from outcomes.domain.reports.xml import HEALTHCARE, LOM, METRICS
from tests.medbiq.validator import problems

AMA = DesignatedCredit("ama_pra_1", "AMA PRA Category 1 Credit™", Decimal("1.50"))
ACTIVITY = Described(
    title="Hypertension",
    code="hypertension",
    pars_ids=["204000001"],
    address="https://cme.example/activities/hypertension/",
    description="Measure, decide, treat.",
    keywords=["cardiology"],
    type="IEM",
    format="enduring material",
    starts_on=date(2026, 1, 1),
    ends_on=date(2028, 1, 1),
    professions=["Physician", "Nurse"],
    provider="Harbour Academy",
    measured=frozenset({"Learner Competence"}),
    credits=[AMA, DesignatedCredit("participation", "Participation", Decimal(1))],
)
CHOICES = [ChoiceCount("Wait", 30), ChoiceCount("Treat", 12, is_right=True)]
METRIC = ActivityMetrics(
    activity=ACTIVITY,
    begins_on=date(2026, 1, 1),
    ends_on=date(2026, 11, 30),
    registered=80,
    completed=41,
    credited=40,
    awarded=[AMA],
    professions=[("Physician", 30), ("Nurse", 10)],
    survey=[
        SurveyItem(1, "Useful?", [ChoiceCount(text, n) for n, text in enumerate("abcde")]),
        SurveyItem(2, "Again?", [ChoiceCount("Yes", 9), ChoiceCount("No", 1)]),
    ],
    items=[AskedItem(7, "What next?", CHOICES, BEFORE), AskedItem(7, "", CHOICES, AFTER)],
    scores=[Score("Pre-test", 51.234, 40, BEFORE), Score("Post-test", 80.0, 40, AFTER)],
)


def found(path: str) -> list[str]:
    document = fromstring(metrics.write(METRIC))
    return [each.text for each in document.iterfind(f".//{{{METRICS}}}{path}")]


def test_document_is_valid_and_holds_the_figures():
    document = metrics.write(METRIC)
    assert problems(document, "metrics") == []
    assert found("RegisteredParticipants") == ["80"]
    assert found("NumberOfParticipantsCompletingActivity") == ["41"]
    assert found("ParticipantsByProfession") == ["30", "10"]
    assert found("TotalRespondents") == ["9", "1", "30", "12", "30", "12"]
    assert found("Timing") == ["Before", "After", "Before", "After"]
    assert found("ScoreValue") == ["51.23", "80.00"]
    assert found("Five") == ["4"]
    assert found("ChangesInCompetenceMeasured") == ["true"]
    assert found("ChangesInPatientOutcomesMeasured") == ["false"]
    root = fromstring(document)
    right = [each.get("correct") for each in root.iter(f"{{{METRICS}}}AssessmentResponseItemData")]
    assert right == ["false", "true"] * 2
    entries = [each.text for each in root.iter(f"{{{LOM}}}entry")]
    assert entries == ["204000001", "hypertension", ACTIVITY.address]
    assert root.findtext(f".//{{{HEALTHCARE}}}activityDelivery") == "not live"


def test_an_activity_of_which_little_is_known_is_valid_too():
    bare = replace(METRIC, awarded=[], professions=[], survey=[], items=[], scores=[])
    bare = replace(
        bare, begins_on=date(2025, 1, 1), activity=replace(ACTIVITY, type="C", credits=[])
    )
    assert problems(metrics.write(bare), "metrics") == []


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_whatever_a_question_holds_the_document_stays_valid(asked, answer):
    item = AskedItem(1, asked, [ChoiceCount(answer, 1)], BEFORE)
    survey = SurveyItem(1, asked, [ChoiceCount(answer, 1)])
    document = metrics.write(replace(METRIC, items=[item], survey=[survey]))
    assert problems(document, "metrics") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b">Before<", b">Early<"),
        (b">Percent<", b">Share<"),
        (b'points="5"', b'points="11"'),
        (b' correct="true"', b""),
        (b"<mems:TotalRespondents>30<", b"<mems:TotalRespondents>3.5<"),
        (b"lom:string", b"mems:string"),
        (b"<mems:RegisteredParticipants>80</mems:RegisteredParticipants>", b"<mems:Registered/>"),
        (b">not live<", b">online<"),
        (b">2026</mems:ReportingYear>", b">26</mems:ReportingYear>"),
        (b"<mems:AssessmentResponseData>", b'<mems:AssessmentResponseData correct="true">'),
    ],
)
def test_validator_finds(right, wrong):
    document = metrics.write(METRIC)
    assert right in document
    assert problems(document.replace(right, wrong), "metrics")


def test_sheet_has_one_number_of_the_two_and_says_what_was_measured():
    row = ReportedActivity(
        activity=ACTIVITY,
        provider_number="1234567",
        year=2026,
        hours=Decimal("0.50"),
        learners=44,
        ama_credits=Decimal("1.50"),
        outcomes=("Learner Competence: Objective",),
    )
    own = replace(row, activity=replace(ACTIVITY, pars_ids=[], description="=x" + "y" * 3000))
    book = load_workbook(io.BytesIO(activities.write([row, own])))
    header, first, second = book.active.iter_rows(values_only=True)
    told = [dict(zip(header, line, strict=True)) for line in (first, second)]
    assert [(each["ACCME Activity ID"], each["Provider Activity ID"]) for each in told] == [
        ("204000001", None),
        (None, "hypertension"),
    ]
    assert told[0]["Competence Evaluated"] == "Yes"
    assert told[0]["Performance Evaluated"] == "No"
    assert told[0]["Activity Date"] == "01/01/2026"
    assert told[1]["Description"].startswith("'=x")
    assert len(told[1]["Description"]) == 2501
