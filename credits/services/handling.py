"""What accreditation staff do with reports: hold, release, note what a destination said, put right."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from accounts.queries import allowed_by
from common.locks import lock
from courses.models import ActivityPage
from credits.domain.destinations import DESTINATIONS, is_known_to_pars
from credits.domain.reporting import BY_HAND, UNSENT, Due, Status
from credits.models import CreditOffer, CreditReport, ReportEvent
from credits.services.designating import OfferRefused, read_pars_id
from credits.services.reporting import (
    ReportRefused,
    move_reports,
    still_due,
)

RELATED = ("entry__credit_type", "entry__offer")
TO_PARS = [place.code for place in DESTINATIONS.values() if place.needs_activity_id]


@transaction.atomic
def hold_report(*, report: CreditReport, reason: str, by: User, at: datetime) -> None:
    """Keep a report from being sent until it is released; raise `ReportRefused` if it was sent."""
    report = _locked(report)
    if Status(report.status) not in UNSENT:
        raise ReportRefused("not_waiting", "Only what is not sent yet can be held back.")
    if report.held_because:
        raise ReportRefused("held", "It is held back already.")
    report.held_because = reason
    move_reports([(report, Due(Status(report.status), report.reason))], at=at, by=by)


@transaction.atomic
def release_report(*, report: CreditReport, by: User, at: datetime) -> None:
    """Let a report go again; what else keeps it back still does."""
    report = _locked(report)
    if not report.held_because:
        raise ReportRefused("not_held", "It is not held back.")
    report.held_because = ""
    move_reports([(report, _standing(report))], at=at, by=by)


@transaction.atomic
def send_again(*, report: CreditReport, by: User, at: datetime) -> None:
    """Put what a destination rejected back into the queue, as far as its learner now allows."""
    report = _locked(report)
    if report.status != Status.REJECTED:
        raise ReportRefused("not_rejected", "Only what was rejected can be sent again.")
    move_reports([(report, _standing(report))], at=at, by=by)


@transaction.atomic
def put_right(*, report: CreditReport, status: Status, reason: str, by: User, at: datetime) -> None:
    """Correct what staff noted by mistake of a report that was sent, with the reason.

    Raises `ReportRefused` for what was never sent, and for a report whose credit was taken back
    meanwhile: its destination is told to delete it.
    """
    report = _locked(report)
    choices = [*BY_HAND, Status.QUEUED]
    if report.status not in BY_HAND or status not in choices or status == report.status:
        raise ReportRefused("no_such_step", "This status cannot be corrected so.")
    if (
        not report.is_deletion
        and CreditReport.objects.filter(
            entry__reverses=report.entry_id, destination=report.destination
        ).exists()
    ):
        raise ReportRefused(
            "taken_back", "This credit was taken back; see the report that deletes."
        )
    if status is Status.QUEUED and not report.is_deletion:
        standing = _standing(report)
        move_reports([(report, Due(standing.status, reason))], at=at, by=by)
    else:
        move_reports([(report, Due(status, reason))], at=at, by=by)


def _locked(report: CreditReport) -> CreditReport:
    """Lock the report's learner, whose consent may change meanwhile, and then the report."""
    lock(User(pk=report.entry.learner_id))
    return lock(report, *RELATED)


def _standing(report: CreditReport) -> Due:
    if report.is_deletion:
        return Due(Status.QUEUED, report.reason)
    return still_due(report, allowed_by(report.entry.learner_id))


@transaction.atomic
def set_reporting_numbers(
    *, offer: CreditOffer, pars_id: str, claim_until: date | None, at: datetime, by: User
) -> None:
    """Say under which number PARS knows an offer's activity, and until when it takes completions.

    The number is the activity's: its other offers that PARS takes get it too. Reports that waited
    for it go on. Raises `OfferRefused`, also for another number once something was sent under one.
    """
    activity = ActivityPage.objects.select_for_update(of=("self",)).get(pk=offer.activity_id)
    offer = CreditOffer.objects.select_related("credit_type").get(pk=offer.pk)
    if not is_known_to_pars(offer.credit_type.code):
        raise OfferRefused("pars_id", "This type of credit is not reported to PARS.")
    number = read_pars_id(activity, pars_id)
    if offer.pars_id and number != offer.pars_id and _was_sent(activity):
        message = "Credit was sent under this number; another would make a second activity of it."
        raise OfferRefused("pars_id", message)
    if claim_until and claim_until < offer.valid_from:
        raise OfferRefused("claim_until", "The last claim date lies before the offer begins.")
    mine = [
        each
        for each in CreditOffer.objects.filter(activity=activity).select_related("credit_type")
        if is_known_to_pars(each.credit_type.code)
    ]
    CreditOffer.objects.filter(pk__in=[each.pk for each in mine]).update(pars_id=number)
    CreditOffer.objects.filter(pk=offer.pk).update(claim_until=claim_until)
    _look_again(activity, at=at, by=by)


def _was_sent(activity: ActivityPage) -> bool:
    return ReportEvent.objects.filter(
        status=Status.EXPORTED,
        report__destination__in=TO_PARS,
        report__entry__offer__activity=activity,
    ).exists()


def _look_again(activity: ActivityPage, *, at: datetime, by: User) -> None:
    """See anew what keeps back the activity's reports that are not sent."""
    waiting = CreditReport.objects.filter(entry__offer__activity=activity, status__in=UNSENT)
    rows = waiting.select_related(*RELATED).select_for_update(of=("self",)).order_by("pk")
    move_reports([(row, Due(Status(row.status), row.reason)) for row in rows], at=at, by=by)
