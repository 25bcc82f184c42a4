"""Files for bodies: whole or not at all, every report once, nothing dropped, nobody's number in the clear."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import IdentifierEvent
from accounts.services import erase_account
from courses.models import ActivityPage
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import CreditReport, Entry
from credits.queries import reports_of
from credits.services import (
    adjust_claim,
    hold_report,
    move_report,
    release_report,
    send_again,
    stop_reporting,
)
from outcomes.domain.reports.formats import FORMATS
from outcomes.domain.reports.maps import maps_for
from outcomes.models import Export, ExportDownload, ExportLine, report_store
from outcomes.queries.reports import (
    check_reports,
    destination_lines,
    reports_to_check,
    setup_of,
)
from outcomes.services import (
    ExportRefused,
    SetupRefused,
    exporting,
    fetch_export,
    forget_files,
    make_waiting_exports,
    prepare_export,
    record_reply,
    save_columns,
)
from tests.factories.outcomes import a_person
from tests.factories.queue import work_off
from tests.factories.reporting import (
    LICENCE,
    NPI,
    a_nurse_s_report,
    a_physician_s_report,
    a_stage_for,
    an_export,
    provider_of,
    set_up_ce_broker,
)
from tests.refusals import assert_append_only, change, insert_copy, refused
from tests.stored import everything_stored, files_stored


def now():
    return timezone.now()


@pytest.fixture
def stage():
    return a_stage_for("ancc", "ama_pra_1")


@pytest.fixture
def provider(stage):
    found = provider_of(stage)
    set_up_ce_broker(found)
    return found


def content(export: Export) -> bytes:
    return fetch_export(export=export, by=a_person(), at=now())


def roster(export: Export) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content(export))).active.iter_rows(values_only=True))[1:]


def lines_of(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(export).decode("utf-8-sig"))))


def test_file_holds_the_reports_and_they_are_sent(stage, provider):
    report = a_nurse_s_report(stage)
    export = an_export(provider)
    assert (export.added, export.deleted, export.left_behind) == (1, 0, 0)
    [row] = roster(export)
    assert (row[0], row[4], row[6], row[7]) == ("5012", LICENCE, "FL", "RN")
    report.refresh_from_db()
    assert report.status == Status.EXPORTED
    assert report.events.get().by == export.asked_by
    assert ExportLine.objects.get().report == report
    told = IdentifierEvent.objects.get(action="sent")
    assert told.reason == f"Report of entry {report.entry_id} to CE Broker"


def test_nothing_is_reported_twice(stage, provider):
    a_nurse_s_report(stage)
    an_export(provider)
    again = an_export(provider)
    assert again.failure == "There was nothing that can be sent."
    assert ExportLine.objects.count() == 1


def test_other_providers_and_destinations_stay_out(stage, provider):
    a_nurse_s_report(stage)
    a_physician_s_report(stage)
    elsewhere = a_nurse_s_report(a_stage_for("ancc"))
    export = an_export(provider)
    assert export.added == 1
    elsewhere.refresh_from_db()
    assert elsewhere.status == Status.QUEUED
    [ce_broker] = [
        line
        for line in destination_lines(provider, timezone.localdate())
        if line.place.code == "ce_broker"
    ]
    assert (ce_broker.ready, ce_broker.unanswered) == (0, 1)


def test_what_has_a_problem_stays_behind_and_is_told(stage, provider):
    sound = a_nurse_s_report(stage)
    part = a_nurse_s_report(stage, last_name="Part")
    adjust_claim(entry=part.entry, claim=Decimal("0.50"), at=now())
    reports = reports_to_check(provider, "ce_broker", 100)
    form = FORMATS["ce_broker_xlsx"]
    checked = check_reports(reports, form, setup_of(provider, "ce_broker"), provider)
    assert [each.report.entry.learner for each in checked.told] == [part.entry.learner]
    assert "subject area" in checked.told[0].message
    export = an_export(provider)
    assert (export.added, export.left_behind) == (1, 1)
    assert ExportLine.objects.get().report == sound
    set_up_ce_broker(provider, subject_area="GEN")
    assert an_export(provider).added == 1


def test_without_the_provider_s_number_there_is_no_roster(stage):
    a_nurse_s_report(stage)
    export = an_export(provider_of(stage))
    assert "number of the provider" in export.failure
    assert not IdentifierEvent.objects.filter(action="sent").exists()
    assert CreditReport.objects.get(destination="ce_broker").status == Status.QUEUED


def test_a_correction_deletes_first_and_adds_behind(stage, provider):
    report = a_physician_s_report(stage)
    an_export(provider, "pars", "csv")
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    export = an_export(provider, "pars", "csv")
    assert (export.added, export.deleted) == (1, 1)
    rows = [(r["Add or delete"], r["CreditID"], r["Credit earned"]) for r in lines_of(export)]
    old = report.credit_id
    new = reports_of(report.entry.learner).exclude(credit_id=old).get(destination="pars").credit_id
    assert rows == [("delete", old, "1.00"), ("add", new, "0.50")]


def test_what_replaces_waits_until_the_other_can_be_deleted(stage, provider):
    report = a_physician_s_report(stage)
    an_export(provider, "pars", "csv")
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    deletion = CreditReport.objects.get(is_deletion=True, destination="pars")
    staff = a_person()
    hold_report(report=deletion, reason="Which?", by=staff, at=now())
    assert an_export(provider, "pars", "csv").failure == "There was nothing that can be sent."
    release_report(report=deletion, by=staff, at=now())
    assert an_export(provider, "pars", "csv").lines_written == 2


def test_ce_broker_cannot_delete_and_says_so(stage, provider):
    report = a_nurse_s_report(stage)
    an_export(provider)
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    reports = reports_to_check(provider, "ce_broker", 100)
    form, setup = FORMATS["ce_broker_xlsx"], setup_of(provider, "ce_broker")
    told = [each.message for each in check_reports(reports, form, setup, provider).told]
    assert len(told) == 3  # the deletion, the subject area, and that it waits for the deletion
    set_up_ce_broker(provider, subject_area="GEN")
    reports = reports_to_check(provider, "ce_broker", 100)
    checked = check_reports(
        reports, FORMATS["ce_broker_xlsx"], setup_of(provider, "ce_broker"), provider
    )
    assert checked.sound == []
    assert "cannot delete" in checked.told[0].message
    assert "deleted there first" in checked.told[1].message
    deletion = next(each for each in reports if each.is_deletion)
    move_report(report=deletion, status=Status.EXPORTED, reason="By hand", at=now())
    assert an_export(provider).added == 1


def test_what_a_learner_no_longer_allows_is_not_in_the_file(stage, provider):
    report = a_nurse_s_report(stage)
    kept = a_nurse_s_report(stage, last_name="Kept")
    place = DESTINATIONS["ce_broker"]
    stop_reporting(learner=report.entry.learner, place=place, at=now())
    change(report, status="queued", reason="")  # as if the two had met
    an_export(provider)
    report.refresh_from_db()
    assert report.status == Status.CONSENT_MISSING
    assert ExportLine.objects.get().report == kept


def test_rejected_report_goes_into_another_file(stage, provider):
    report = a_nurse_s_report(stage)
    first = an_export(provider)
    move_report(report=report, status=Status.REJECTED, reason="No match", at=now())
    send_again(report=report, by=a_person(), at=now())
    second = an_export(provider)
    assert second.added == 1
    assert first.lines.get().outcome == "put_back"
    assert second.lines.get().closed_at is None


def test_a_writer_that_fails_leaves_nothing_half_done(stage, provider, monkeypatch):
    report = a_nurse_s_report(stage)

    def dies(*_args, **_more):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(exporting, "mark_sent", dies)
        export = an_export(provider)
    assert export.is_under_way
    report.refresh_from_db()
    assert report.status == Status.QUEUED
    assert not ExportLine.objects.exists()
    assert not IdentifierEvent.objects.filter(action="sent").exists()
    assert make_waiting_exports(at=now()) == 1
    assert ExportLine.objects.get().report == report


def test_a_file_that_can_never_be_written_is_given_up_with_a_word(stage, provider, monkeypatch):
    a_nurse_s_report(stage)
    monkeypatch.setattr(exporting, "write_file", lambda *_args: 1 / 0)
    export = an_export(provider)
    for _ in range(2):
        make_waiting_exports(at=now())
    export.refresh_from_db()
    assert "could not be written" in export.failure
    assert not prepare_export(export_id=export.pk, at=now())


def test_large_file_is_made_by_a_worker(stage, provider, django_capture_on_commit_callbacks):
    a_nurse_s_report(stage)
    with django_capture_on_commit_callbacks(execute=True):
        export = an_export(provider, waiting=exporting.AT_ONCE + 1)
    assert export.is_under_way
    with pytest.raises(ExportRefused, match="already"):
        an_export(provider)
    assert "outcomes.tasks.make_export" in work_off()
    export.refresh_from_db()
    assert export.added == 1
    assert not prepare_export(export_id=export.pk, at=now())


def test_a_worker_that_died_is_taken_over_later(stage, provider):
    a_nurse_s_report(stage)
    export = an_export(provider, waiting=exporting.AT_ONCE + 1)
    change(export, started_at=now(), tries=1)
    assert make_waiting_exports(at=now()) == 0
    assert make_waiting_exports(at=now() + timedelta(minutes=20)) == 1


def test_format_of_another_body_is_refused(provider):
    with pytest.raises(ExportRefused, match="no format"):
        an_export(provider, "pars", "ce_broker_xlsx")


def test_numbers_lie_nowhere_in_the_clear_and_fetching_is_noted(stage, provider):
    a_physician_s_report(stage)
    export = an_export(provider, "pars", "csv")
    assert NPI.encode() in content(export)
    assert NPI not in everything_stored()
    assert not [name for name, found in files_stored().items() if NPI.encode() in found]
    download = ExportDownload.objects.get()
    assert download.export == export
    assert_append_only(download)


def test_file_goes_after_a_while_or_with_an_account_and_its_lines_stay(stage, provider):
    report = a_physician_s_report(stage)
    first = an_export(provider, "pars", "csv")
    assert forget_files(at=now() + timedelta(days=89)) == 0
    assert forget_files(at=now() + timedelta(days=91)) == 1
    assert not report_store().exists(first.place)
    with pytest.raises(ExportRefused, match="not kept"):
        content(Export.objects.get(pk=first.pk))
    other = a_physician_s_report(stage)
    second = an_export(provider, "pars", "csv")
    learner = other.entry.learner
    erase_account(person=learner, by=learner, at=now())
    assert forget_files(at=now()) == 1
    assert not report_store().exists(second.place)
    assert first.lines.get().report == report


def test_numbers_stay_while_something_was_sent_under_them(stage, provider):
    code = stage.activity.code
    set_up_ce_broker(provider, **{f"course:{code}": "777", "profession:nurse": "RN"})
    report = a_nurse_s_report(stage)
    an_export(provider)
    with pytest.raises(SetupRefused, match="sent under 5012"):
        set_up_ce_broker(provider, provider_number="5013")
    with pytest.raises(SetupRefused, match="sent under 777"):
        set_up_ce_broker(provider)
    set_up_ce_broker(provider, **{f"course:{code}": "777", "profession:nurse": "LPN"})
    told = {"status": Status.REJECTED, "reason": "No such provider", "at": now()}
    record_reply(report=report, **told)
    set_up_ce_broker(provider, provider_number="5013")


def test_what_a_dead_writer_left_goes_after_a_day(provider):
    stray = f"reports/ab/{'ab' * 32}"
    report_store().save(stray, ContentFile(b"sealed"))
    forget_files(at=now())
    assert report_store().exists(stray)
    forget_files(at=now() + timedelta(days=2))
    assert not report_store().exists(stray)


def test_staff_s_own_columns_are_written(stage, provider):
    a_physician_s_report(stage)
    rows = [["Number", "npi"], ["Site", "=Attend"]]
    save_columns(
        provider=provider,
        destination="pars",
        sheet=next(each for each in maps_for("pars") if each.code == "csv"),
        rows=rows,
        by=a_person(),
        at=now(),
    )
    assert lines_of(an_export(provider, "pars", "csv")) == [{"Number": NPI, "Site": "Attend"}]
    save_columns(
        provider=provider,
        destination="pars",
        sheet=next(each for each in maps_for("pars") if each.code == "csv"),
        rows=[],
        by=a_person(),
        at=now(),
    )
    assert setup_of(provider, "pars").columns == {}


@pytest.mark.parametrize("many", [1, 6])
def test_a_file_costs_the_same_however_many_there_are(
    stage, provider, many, django_assert_max_num_queries
):
    for _ in range(many):
        a_physician_s_report(stage)
    with django_assert_max_num_queries(45):
        assert an_export(provider, "pars", "csv").added == many


def test_constraints_hold(stage, provider):
    report = a_nurse_s_report(stage)
    export = an_export(provider)
    line = export.lines.get()
    other = insert_copy(export)
    with refused("outcomes_exportline_once_per_file"):
        insert_copy(line, number=2, closed_at=now(), outcome="accepted")
    with refused("outcomes_exportline_number_once"):
        insert_copy(line, report=_another(report), number=1)
    with refused("outcomes_exportline_one_open_per_report"):
        insert_copy(line, export=other)
    with refused("outcomes_exportline_closed_with_an_outcome"):
        change(line, outcome="accepted")
    with refused("outcomes_export_made_has_hash"):
        change(export, sha256="x")
    with refused("outcomes_export_made_or_failed"):
        change(export, failed_at=now())
    with refused("outcomes_export_kept_once_made"):
        change(export, made_at=None, is_kept=True)
    change(other, made_at=None, is_kept=False)
    with refused("outcomes_export_one_under_way"):
        insert_copy(other, made_at=None, is_kept=False)
    with refused("outcomes_reportingsetup_once_per_destination"):
        insert_copy(setup_of(provider, "ce_broker"))


def _another(report: CreditReport) -> CreditReport:
    entry = (
        Entry.objects.filter(offer__activity=ActivityPage.objects.first()).first() or report.entry
    )
    return CreditReport.objects.exclude(pk=report.pk).first() or CreditReport.objects.create(
        entry=entry,
        destination="pars",
        credit_id="ccid:x.example:99",
        is_eligible=True,
        status="queued",
        opened_at=now(),
        changed_at=now(),
    )
