"""Activity files: MEMS and ACCME's sheet say what the report says, and only to those who may read it."""

import io
from collections import Counter

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from openpyxl import load_workbook

from credits.models import Entry
from learners.models import Completion, Enrolment
from outcomes.domain.reports.maps import ACTIVITIES
from outcomes.domain.reports.xml import METRICS
from outcomes.services import save_columns
from tests.factories.authoring import signed_in
from tests.factories.outcomes import a_person
from tests.medbiq.validator import problems
from tests.refusals import change


def content(answer) -> bytes:
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def test_metrics_are_valid_and_count_what_the_tables_hold(world, reader):
    address = f"/reports/{world.provider.slug}/{world.activity.code}/"
    assert "metrics.xml" in reader.get(address).content.decode()
    document = content(reader.get(address + "metrics.xml"))
    assert problems(document, "metrics") == []

    def told(name: str) -> list[str]:
        return [each.text for each in fromstring(document).iter(f"{{{METRICS}}}{name}")]

    assert told("RegisteredParticipants") == [str(Enrolment.objects.count())]
    assert told("NumberOfParticipantsCompletingActivity") == [str(Completion.objects.count())]
    holders = Entry.objects.filter(amount__gt=0, reversed_by=None).values("learner").distinct()
    assert told("NumberOfParticipantsReceivingCredit") == [str(holders.count())]
    assert set(told("Timing")) == {"Before", "After"}
    assert told("SurveyQuestion")
    assert all(int(each) >= 5 for each in told("ParticipantsByProfession"))


def test_item_counts_agree_with_the_answers(world, reader):
    document = fromstring(
        content(reader.get(f"/reports/{world.provider.slug}/{world.activity.code}/metrics.xml"))
    )
    table = reader.get(f"/reports/{world.provider.slug}/{world.activity.code}/choices.csv")
    lines = b"".join(table.streaming_content).decode().splitlines()
    assert len(lines) > 2
    items = document.findall(f".//{{{METRICS}}}MultipleChoiceAssessmentItemData")
    kinds = Counter(each.findtext(f"{{{METRICS}}}Timing") for each in items)
    assert kinds["Before"] <= kinds["After"]
    assert kinds["Before"] > 0


def test_sheet_has_a_line_for_each_activity(world, reader):
    change(world.provider, accreditor_number="1234567")
    assert "activities.xlsx" in reader.get(f"/reports/{world.provider.slug}/").content.decode()
    book = load_workbook(
        io.BytesIO(content(reader.get(f"/reports/{world.provider.slug}/activities.xlsx")))
    )
    header, line = book.active.iter_rows(values_only=True)
    told = dict(zip(header, line, strict=True))
    assert told["Provider Activity ID"] == world.activity.code
    assert told["Activity Type"] == "IEM"
    assert int(told["Learners"]) > 0


def test_staff_s_own_columns_are_in_the_sheet(world, reader):
    save_columns(
        provider=world.provider,
        destination="pars",
        sheet=ACTIVITIES,
        rows=[["Code", "activity_code"], ["Kind", "=enduring"]],
        by=a_person(),
        at=timezone.now(),
    )
    found = content(reader.get(f"/reports/{world.provider.slug}/activities.xlsx"))
    rows = load_workbook(io.BytesIO(found)).active.iter_rows(values_only=True)
    assert list(rows) == [("Code", "Kind"), (world.activity.code, "enduring")]


@pytest.mark.parametrize("rest", ["{}/metrics.xml", "activities.xlsx"])
def test_strangers_find_no_files(world, client, rest):
    address = f"/reports/{world.provider.slug}/" + rest.format(world.activity.code)
    assert client.get(address).status_code == 302
    assert signed_in(a_person()).get(address).status_code == 404
