"""Reports of credit: opened with it, queued once allowed and identified, taken back with it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.domain.identifiers import Kind
from accounts.queries import identifier_events_of, identifiers_of
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import CreditReport, Entry, ReportEvent
from credits.queries import queued_reports, reports_of
from credits.services import (
    ReportRefused,
    adjust_claim,
    allow_reporting,
    forget_identifier,
    identity_for,
    move_report,
    reverse_credit,
    settle_left_behind,
    settle_reports,
    stop_reporting,
    tell_identifiers,
)
from tests.factories.certificates import an_entry
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.refusals import assert_append_only, change, insert_copy, refused

PARS = DESTINATIONS["pars"]
IDENTITY = {(Kind.BIRTH_DAY, ""): "0412", (Kind.NPI, ""): "1234567893"}


def now():
    return timezone.now()


@pytest.fixture
def learner():
    return a_person(profession="physician")


def allow(learner):
    allow_reporting(learner=learner, places=[PARS], at=now())


def tell(learner):
    tell_identifiers(learner=learner, values=IDENTITY, at=now())


def statuses(learner) -> list[str]:
    return list(reports_of(learner).order_by("pk").values_list("status", flat=True))


def ready(learner) -> CreditReport:
    allow(learner)
    tell(learner)
    an_entry(learner)
    return reports_of(learner).get()


def sent(learner) -> CreditReport:
    return move_report(report=ready(learner), status=Status.EXPORTED, at=now())


def test_report_is_opened_with_the_credit_and_waits(learner):
    an_entry(learner)
    report = reports_of(learner).get()
    assert (report.destination, report.status) == ("pars", "consent_missing")
    allow(learner)
    assert statuses(learner) == ["missing_identity"]
    tell(learner)
    assert statuses(learner) == ["queued"]
    steps = ReportEvent.objects.values_list("was", "status")
    assert list(steps) == [("consent_missing", "missing_identity"), ("missing_identity", "queued")]


def test_who_allowed_it_before_is_queued_with_the_credit(learner):
    assert ready(learner).status == "queued"
    assert [report.entry.learner for report in queued_reports("pars")] == [learner]


def test_settling_again_changes_nothing(learner):
    ready(learner)
    assert settle_reports(learner=learner, at=now()) == 0
    allow(learner)
    tell(learner)
    assert CreditReport.objects.count() == 1
    assert not ReportEvent.objects.exists()


def test_credit_older_than_reports_is_found_when_consent_arrives(learner):
    an_entry(learner)
    CreditReport.objects.all().delete()
    allow(learner)
    assert statuses(learner) == ["missing_identity"]


def test_credit_that_nobody_hears_about_has_no_report():
    nobody = a_person(profession="student")
    sitting = a_stage(credits=["participation"])
    sitting.pass_(sitting.ready(nobody))
    assert Entry.objects.filter(learner=nobody).exists()
    assert not reports_of(nobody).exists()


def test_who_is_not_eligible_is_never_queued():
    nurse = a_person(profession="nurse")
    allow(nurse)
    tell(nurse)
    stage = a_stage(credits=["ama_pra_1"])
    stage.pass_(stage.ready(nurse))  # the example credit type is open to everybody
    assert statuses(nurse) == ["not_eligible"]
    settle_reports(learner=nurse, at=now())
    assert statuses(nurse) == ["not_eligible"]
    with refused("credits_creditreport_only_of_the_eligible"):
        change(reports_of(nurse).get(), status="queued")


def test_revocation_stops_what_is_not_sent_and_counts_what_was(learner):
    sent(learner)
    an_entry(learner)
    assert statuses(learner) == ["exported", "queued"]
    assert stop_reporting(learner=learner, place=PARS, at=now()) == 1
    assert statuses(learner) == ["exported", "consent_missing"]
    allow(learner)
    assert statuses(learner) == ["exported", "queued"]


def test_removed_identifier_takes_the_report_out_of_the_queue(learner):
    ready(learner)
    npi = identifiers_of(learner).get(kind="npi")
    forget_identifier(identifier=npi, by=learner, at=now())
    assert statuses(learner) == ["missing_identity"]


def test_claim_before_sending_withdraws_and_queues_the_claim(learner):
    report = ready(learner)
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    found = [(r.status, r.entry.amount) for r in reports_of(learner).order_by("pk")]
    assert found == [("withdrawn", Decimal("1.00")), ("queued", Decimal("0.50"))]


def test_claim_after_sending_deletes_there_and_then_adds(learner):
    report = sent(learner)
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    queued = list(queued_reports("pars"))
    assert [(r.is_deletion, r.entry.amount) for r in queued] == [
        (True, Decimal("-1.00")),
        (False, Decimal("0.50")),
    ]
    report.refresh_from_db()
    assert report.status == "exported"
    stop_reporting(learner=learner, place=PARS, at=now())
    assert [r.is_deletion for r in queued_reports("pars")] == [True]


def test_reversal_of_what_was_rejected_withdraws_it(learner):
    report = move_report(report=sent(learner), status=Status.REJECTED, reason="No match", at=now())
    reverse_credit(entry=report.entry, reason="Recorded in error", at=now())
    assert statuses(learner) == ["withdrawn"]


def test_identity_is_handed_over_and_noted(learner):
    report = ready(learner)
    assert identity_for(report, at=now()) == {
        ("birth_day", ""): "0412",
        ("npi", ""): "1234567893",
    }
    event = identifier_events_of(learner)[0]
    assert (event.action, event.by) == ("sent", None)
    assert event.reason == f"Report of entry {report.entry_id} to ACCME (PARS)"


def test_no_step_is_taken_that_the_table_does_not_have(learner):
    report = ready(learner)
    with pytest.raises(ReportRefused):
        move_report(report=report, status=Status.ACCEPTED, at=now())
    assert statuses(learner) == ["queued"]


def test_name_that_is_gone_stops_a_report_at_the_last_moment(learner):
    report = ready(learner)
    learner.last_name = ""
    learner.save()
    with pytest.raises(ReportRefused, match="first and last name"):
        move_report(report=report, status=Status.EXPORTED, at=now())


def test_consent_missed_in_the_same_moment_is_made_good(learner):
    report = ready(learner)
    change(report, status="consent_missing")
    assert settle_left_behind(at=now()) == 1
    assert settle_left_behind(at=now()) == 0
    assert statuses(learner) == ["queued"]


def test_entry_has_one_report_at_a_destination(learner):
    with refused("credits_creditreport_once_per_destination"):
        insert_copy(ready(learner), credit_id="ccid:elsewhere:1")


def test_status_is_known(learner):
    with refused("credits_creditreport_status_known"):
        change(ready(learner), status="lost")


def test_event_changes_something_and_stays(learner):
    sent(learner)
    event = ReportEvent.objects.get()
    assert_append_only(event)
    with refused("credits_reportevent_changes_something"):
        insert_copy(event, was="queued", status="queued")
