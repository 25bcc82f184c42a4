"""Reports of credit that wait to be sent, and a file of them."""

from django.utils import timezone

from accounts.domain.identifiers import Kind
from accounts.models import User
from courses.models import ActivityPage, Provider
from credits.domain.destinations import DESTINATIONS
from credits.models import CreditReport
from credits.queries import reports_of
from credits.services import allow_reporting, ensure_credit_types, tell_identifiers
from outcomes.domain.reports.formats import FORMATS
from outcomes.models import Export
from outcomes.services import ask_for_export, save_constants
from tests.factories.outcomes import a_person
from tests.factories.sittings import Stage, a_stage

LICENCE = "RN9912345"
NPI = "1234567893"
NURSE = {(Kind.LICENCE, "FL"): LICENCE}
PHYSICIAN = {(Kind.BIRTH_DAY, ""): "0412", (Kind.NPI, ""): NPI}


def a_stage_for(*kinds: str) -> Stage:
    """Publish an activity that gives these kinds of credit."""
    ensure_credit_types()
    return a_stage(credits=kinds)


def provider_of(stage: Stage) -> Provider:
    return ActivityPage.objects.get(pk=stage.activity.activity_id).provider


def a_nurse_s_report(stage: Stage, *, last_name: str = "Nurse", licence: str = LICENCE):
    """Let a nurse earn contact hours that CE Broker is to hear of."""
    learner = _somebody("nurse", last_name, "ce_broker", {(Kind.LICENCE, "FL"): licence})
    stage.pass_(stage.ready(learner))
    return reports_of(learner).get(destination="ce_broker")


def a_physician_s_report(stage: Stage, *, last_name: str = "Son") -> CreditReport:
    """Let a physician earn credit that PARS is to hear of."""
    learner = _somebody("physician", last_name, "pars", PHYSICIAN)
    stage.pass_(stage.ready(learner))
    return reports_of(learner).get(destination="pars")


def _somebody(profession: str, last_name: str, destination: str, told) -> User:
    learner = a_person(profession=profession)
    learner.last_name = last_name
    learner.save()
    allow_reporting(learner=learner, places=[DESTINATIONS[destination]], at=timezone.now())
    tell_identifiers(learner=learner, values=told, at=timezone.now())
    return learner


def set_up_ce_broker(provider: Provider, **constants: str) -> None:
    save_constants(
        provider=provider,
        destination="ce_broker",
        constants={"provider_number": "5012", **constants},
        by=a_person(),
        at=timezone.now(),
    )


def an_export(
    provider: Provider, destination: str = "ce_broker", form: str = "ce_broker_xlsx", **asked
) -> Export:
    return ask_for_export(
        **{
            "provider": provider,
            "destination": destination,
            "form": FORMATS[form],
            "waiting": 1,
            "by": a_person(),
            "at": timezone.now(),
            **asked,
        }
    )
