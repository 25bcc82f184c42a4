"""Records delivered over the web: each once, answers recorded, failures left for later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits.domain.reporting import Status
from credits.models import CreditReport
from outcomes.gateway import NotDelivered, Reply
from outcomes.models import Export
from outcomes.services import deliver_waiting, delivering
from tests.factories.reporting import a_physician_s_report, a_stage_for, an_export, provider_of
from tests.refusals import change, refused

ADDRESS = "https://reports.example.org/"


@pytest.fixture
def export(settings):
    settings.REPORT_SERVICES = {"pars": ADDRESS}
    stage = a_stage_for("ama_pra_1")
    provider = provider_of(stage)
    provider.accreditor_number = "1234567"
    provider.save()
    for name in ("One", "Two", "Three"):
        a_physician_s_report(stage, last_name=name)
    return an_export(provider, "pars", "pars_json", by_service=True)


@pytest.fixture
def body(monkeypatch):
    """Who answers in place of the service, and what was sent to it."""
    said, sent = [], []

    def answer(service, record, *, key):
        assert service.address == ADDRESS
        sent.append((key, record["Member"]["Name"]["FamilyName"]))
        reply = said.pop(0) if said else Reply(Status.ACCEPTED)
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(delivering, "deliver", answer)
    return said, sent


def statuses() -> list[str]:
    rows = CreditReport.objects.filter(destination="pars").order_by("entry")
    return list(rows.values_list("status", flat=True))


def test_each_record_is_delivered_once_and_its_answer_recorded(export, body):
    said, sent = body
    said += [
        Reply(Status.ACCEPTED),
        Reply(Status.REJECTED, "No match"),
        Reply(Status.PENDING_CONFIRMATION),
    ]
    assert deliver_waiting(at=timezone.now()) == 3
    assert statuses() == ["accepted", "rejected", "pending_confirmation"]
    assert [name for _key, name in sent] == ["One", "Two", "Three"]
    assert deliver_waiting(at=timezone.now() + timedelta(days=1)) == 0
    assert len(sent) == 3
    with refused("outcomes_export_delivered_once_made"):
        change(export, deliver_at=timezone.now(), by_service=False)


def test_service_that_is_away_is_tried_later_and_goes_on_where_it_stopped(export, body):
    said, sent = body
    said += [
        Reply(Status.ACCEPTED),
        NotDelivered("It could not be reached."),
        NotDelivered("Still not."),
    ]
    at = timezone.now()
    deliver_waiting(at=at)
    assert statuses() == ["accepted", "exported", "exported"]
    assert Export.objects.get().delivery_failure == "It could not be reached."
    assert deliver_waiting(at=at + timedelta(minutes=1)) == 0
    deliver_waiting(at=at + timedelta(minutes=3))
    assert deliver_waiting(at=at + timedelta(minutes=5)) == 0
    assert deliver_waiting(at=at + timedelta(minutes=8)) == 2
    assert statuses() == ["accepted"] * 3
    assert [name for _key, name in sent] == ["One", "Two", "Two", "Two", "Three"]
    assert len({key for key, name in sent if name == "Two"}) == 1
    assert Export.objects.get().deliver_at is None


def test_service_that_is_switched_off_waits(export, body, settings):
    settings.REPORT_SERVICES = {}
    assert deliver_waiting(at=timezone.now()) == 0
    assert "No web service" in Export.objects.get().delivery_failure
