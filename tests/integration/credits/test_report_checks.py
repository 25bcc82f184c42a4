"""Pre-checks of the provider's part, and what staff do with reports: through the services."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.domain.identifiers import Kind
from courses.models import ActivityPage
from courses.queries import frozen_activity
from courses.services import freeze_activity
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import CreditOffer, CreditReport, ReportEvent
from credits.queries import content_of, queued_reports, reports_of
from credits.services import (
    OfferRefused,
    ReportRefused,
    adjust_claim,
    allow_reporting,
    hold_report,
    issue_certificate,
    move_report,
    put_right,
    release_report,
    reverse_credit,
    send_again,
    set_reporting_numbers,
    settle_reports,
    stop_reporting,
    tell_identifiers,
)
from tests.factories.certificates import an_entry
from tests.factories.credits import a_stage_of, an_offer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.refusals import change, insert_copy, refused

PARS = DESTINATIONS["pars"]
IDENTITY = {(Kind.BIRTH_DAY, ""): "0412", (Kind.NPI, ""): "1234567893"}
WHY = "Looks odd."


def now():
    return timezone.now()


@pytest.fixture
def learner():
    person = a_person(profession="physician")
    allow_reporting(learner=person, places=[PARS], at=now())
    tell_identifiers(learner=person, values=IDENTITY, at=now())
    return person


@pytest.fixture
def staff():
    return a_person()


@pytest.fixture
def report(learner) -> CreditReport:
    an_entry(learner)
    return reports_of(learner).get()


@pytest.fixture
def nameless(learner) -> CreditReport:
    """A report of an activity that PARS does not know yet."""
    stage = a_stage()
    CreditOffer.objects.update(pars_id="")
    an_entry(learner, stage=stage)
    return reports_of(learner).get()


def numbers(report, staff, pars_id="204000001", claim_until=None):
    set_reporting_numbers(
        offer=report.entry.offer, pars_id=pars_id, claim_until=claim_until, at=now(), by=staff
    )
    report.refresh_from_db()


def export(report):
    return move_report(report=report, status=Status.EXPORTED, at=now())


def test_without_the_activity_s_number_nothing_goes_and_the_learner_is_asked_nothing(nameless):
    assert (nameless.status, nameless.problem) == ("queued", "no_activity_id")
    assert "has yet to register the activity" in nameless.words
    assert not queued_reports("pars")
    with pytest.raises(ReportRefused, match="no PARS ID"):
        export(nameless)


def test_number_given_later_lets_reports_go_and_is_noted(nameless, staff):
    numbers(nameless, staff)
    assert (nameless.status, nameless.problem) == ("queued", "")
    event = nameless.events.get()
    assert (event.problem_was, event.problem, event.by) == ("no_activity_id", "", staff)
    assert list(queued_reports("pars")) == [nameless]
    assert content_of(export(nameless)).pars_id == "204000001"


def test_number_is_the_activity_s_and_fixed_once_something_was_sent(learner, staff):
    stage = a_stage()
    an_offer(stage, "abim_moc")
    an_entry(learner, stage=stage)
    report = reports_of(learner).get(destination="pars")
    numbers(report, staff)
    offers = CreditOffer.objects.filter(activity=stage.activity.activity_id)
    assert set(offers.values_list("pars_id", flat=True)) == {"204000001"}
    export(report)
    with pytest.raises(OfferRefused, match="second activity"):
        numbers(report, staff, pars_id="204000002")
    numbers(report, staff, claim_until=timezone.localdate())


@pytest.mark.parametrize("pars_id", ["12345678", "1234567890", "12345678x", "١٢٣٤٥٦٧٨٩"])
def test_what_is_no_number_is_refused(report, staff, pars_id):
    with pytest.raises(OfferRefused, match="nine digits"):
        numbers(report, staff, pars_id=pars_id)


def test_number_of_another_activity_is_refused(report, staff):
    theirs = a_stage()
    taken = CreditOffer.objects.get(activity=theirs.activity.activity_id).pars_id
    with pytest.raises(OfferRefused, match="Another activity"):
        numbers(report, staff, pars_id=taken)


def test_offer_that_pars_does_not_take_has_no_number(staff):
    stage = a_stage_of("ancc")
    offer = CreditOffer.objects.get(activity=stage.activity.activity_id, credit_type__code="ancc")
    with pytest.raises(OfferRefused, match="not reported to PARS"):
        set_reporting_numbers(
            offer=offer, pars_id="204000001", claim_until=None, at=now(), by=staff
        )


def test_completion_after_the_last_claim_date_is_kept_back_until_it_is_moved(report, staff):
    numbers(
        report, staff, pars_id="204000001", claim_until=timezone.localdate() - timedelta(days=1)
    )
    assert report.problem == "after_claim_date"
    with pytest.raises(ReportRefused, match="last claim date"):
        export(report)
    numbers(report, staff, pars_id="204000001", claim_until=timezone.localdate())
    assert report.problem == ""
    with pytest.raises(OfferRefused, match="before the offer begins"):
        numbers(report, staff, claim_until=date(2020, 1, 1))
    with refused("credits_creditoffer_claims_end_after_it_begins"):
        change(report.entry.offer, claim_until=date(2020, 1, 1))


def test_what_is_held_is_not_sent_whatever_the_learner_does(report, learner, staff):
    hold_report(report=report, reason=WHY, by=staff, at=now())
    stop_reporting(learner=learner, place=PARS, at=now())
    allow_reporting(learner=learner, places=[PARS], at=now())
    report.refresh_from_db()
    assert (report.status, report.problem, report.held_because) == ("queued", "held", WHY)
    with pytest.raises(ReportRefused, match="Held back"):
        export(report)
    with pytest.raises(ReportRefused, match="already"):
        hold_report(report=report, reason=WHY, by=staff, at=now())
    release_report(report=report, by=staff, at=now())
    with pytest.raises(ReportRefused, match="not held back"):
        release_report(report=report, by=staff, at=now())
    assert export(report).status == "exported"
    with pytest.raises(ReportRefused, match="not sent yet"):
        hold_report(report=report, reason=WHY, by=staff, at=now())
    told = ReportEvent.objects.filter(by=staff).values_list("problem", "reason")
    assert list(told) == [("held", WHY), ("", "")]


def test_rejected_report_goes_again_as_far_as_its_learner_allows(report, learner, staff):
    with pytest.raises(ReportRefused, match="Only what was rejected"):
        send_again(report=report, by=staff, at=now())
    move_report(report=export(report), status=Status.REJECTED, reason="No match", at=now())
    send_again(report=report, by=staff, at=now())
    report.refresh_from_db()
    assert report.status == "queued"
    move_report(report=export(report), status=Status.REJECTED, reason="No match", at=now())
    stop_reporting(learner=learner, place=PARS, at=now())
    send_again(report=report, by=staff, at=now())
    report.refresh_from_db()
    assert report.status == "consent_missing"


def test_what_was_noted_wrongly_is_put_right_with_the_reason(report, staff):
    right = {"reason": "Wrong row", "by": staff, "at": now()}
    with pytest.raises(ReportRefused, match="cannot be corrected"):
        put_right(report=report, status=Status.ACCEPTED, **right)
    move_report(report=export(report), status=Status.ACCEPTED, at=now(), by=staff)
    put_right(report=report, status=Status.REJECTED, **right)
    put_right(report=report, status=Status.QUEUED, **right)
    report.refresh_from_db()
    assert report.status == "queued"
    assert list(report.events.order_by("pk").values_list("reason", flat=True))[-2:] == [
        "Wrong row",
        "Wrong row",
    ]


def test_credit_taken_back_is_not_put_back_into_the_queue(report, staff):
    export(report)
    reverse_credit(entry=report.entry, reason="In error", at=now())
    with pytest.raises(ReportRefused, match="taken back"):
        put_right(report=report, status=Status.QUEUED, reason="x", by=staff, at=now())


def test_deletion_repeats_the_credit_id_and_can_be_held(report, staff):
    export(report)
    adjust_claim(entry=report.entry, claim=Decimal("0.50"), at=now())
    deletion, claim = queued_reports("pars")
    assert (deletion.credit_id, deletion.is_deletion) == (report.credit_id, True)
    assert claim.credit_id != report.credit_id
    assert (content_of(deletion).action, content_of(deletion).amount) == ("delete", Decimal(1))
    hold_report(report=deletion, reason=WHY, by=staff, at=now())
    assert list(queued_reports("pars")) == [claim]
    release_report(report=deletion, by=staff, at=now())
    assert export(CreditReport.objects.get(pk=deletion.pk)).status == "exported"


@pytest.mark.parametrize(
    ("profession", "code", "statuses"),
    [
        ("physician", "ama_pra_1", ["queued"]),
        ("nurse", "ama_pra_1", ["not_eligible"]),
        ("student", "ama_pra_1", ["not_eligible"]),
        ("", "ama_pra_1", ["not_eligible"]),
        ("physician", "participation", []),
    ],
)
def test_only_the_eligible_are_ever_queued(profession, code, statuses):
    person = a_person(profession=profession)
    allow_reporting(learner=person, places=DESTINATIONS.values(), at=now())
    tell_identifiers(learner=person, values=IDENTITY, at=now())
    stage = a_stage(credits=[code])  # the example credit type is open to everybody
    stage.pass_(stage.ready(person))
    settle_reports(learner=person, at=now())
    assert list(reports_of(person).values_list("status", flat=True)) == statuses


def test_credit_reversed_before_it_was_sent_never_goes(report):
    reverse_credit(entry=report.entry, reason="In error", at=now())
    report.refresh_from_db()
    assert report.status == "withdrawn"
    assert not CreditReport.objects.exclude(pk=report.pk)
    with pytest.raises(ReportRefused):
        export(report)


def test_credit_of_an_offer_whose_dates_no_longer_hold_it_never_goes(report, staff):
    change(report.entry.offer, valid_until=report.entry.earned_on - timedelta(days=1))
    numbers(report, staff)
    assert report.problem == "outside_dates"
    with pytest.raises(ReportRefused, match="outside the offer"):
        export(report)


def test_format_is_the_activity_s(learner):
    stage = a_stage()
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    entry = an_entry(learner, stage=stage)
    assert content_of(reports_of(learner).get()).activity_type == "IEM"
    certificate = issue_certificate(entry_id=entry.pk, at=now())
    assert "in the enduring material titled" in certificate.printed["action"]
    assert page.type == "internet_enduring"


def test_statement_certificate_and_report_name_another_format(learner):
    stage = a_stage()
    page = ActivityPage.objects.get(pk=stage.activity.activity_id)
    change(page, type="journal")
    page.refresh_from_db()
    version = freeze_activity(activity=page, at=now())
    later = type(stage)(activity=frozen_activity(version.pk), places=stage.places)
    offer = an_offer(later, "ancc", valid_from=timezone.localdate(), at=now())
    assert "journal-based CME activity" in offer.statement
    entry = an_entry(learner, stage=later)
    content = content_of(reports_of(learner).get())
    assert (content.activity_type, content.format) == ("JN", "journal-based CME activity")
    certificate = issue_certificate(entry_id=entry.pk, at=now())
    assert certificate.printed["format"] == "journal-based CME activity"


def test_database_refuses_what_no_report_may_say(report):
    with refused("credits_creditreport_credit_id_well_formed"):
        change(report, credit_id="12")
    with refused("credits_creditreport_problem_known"):
        change(report, problem="lost")
    with refused("credits_creditreport_held_for_a_reason"):
        change(report, problem="held")
    with refused("credits_creditreport_held_for_a_reason"):
        change(report, held_because=WHY)
    with refused("credits_creditreport_sent_without_a_problem"):
        change(report, status="exported", problem="amount")
    with refused("credits_creditreport_credit_id_once"):
        other = an_entry(a_person(profession="physician"))
        other.reports.all().delete()
        insert_copy(report, entry=other)
