"""Files and consents that meet: real threads on real PostgreSQL, each with its own connection."""

import pytest
from django.utils import timezone

from credits.domain.destinations import DESTINATIONS
from credits.models import CreditReport
from credits.services import stop_reporting
from outcomes.models import Export, ExportLine
from outcomes.services import ExportRefused, make_waiting_exports
from tests.factories.reporting import (
    a_nurse_s_report,
    a_stage_for,
    an_export,
    provider_of,
    set_up_ce_broker,
)
from tests.integration.learners.test_exactly_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_report_is_sent_once_or_kept_back_whoever_comes_first():
    stage = a_stage_for("ancc")
    provider = provider_of(stage)
    set_up_ce_broker(provider)
    reports = [a_nurse_s_report(stage, last_name=f"N{number}") for number in range(4)]
    leaver = reports[0].entry.learner
    place = DESTINATIONS["ce_broker"]

    found = all_at_once(
        *[lambda: an_export(provider)] * 3,
        lambda: stop_reporting(learner=leaver, place=place, at=timezone.now()),
        lambda: make_waiting_exports(at=timezone.now()),
    )

    assert all(isinstance(e, ExportRefused) for e in found if isinstance(e, Exception)), found
    make_waiting_exports(at=timezone.now())
    assert not Export.objects.filter(made_at=None, failed_at=None).exists()
    lined = list(ExportLine.objects.values_list("report", flat=True))
    assert len(lined) == len(set(lined))
    standing = dict(CreditReport.objects.values_list("pk", "status"))
    for report in reports:
        expected = {"exported"} if report.pk in lined else {"consent_missing"}
        assert standing[report.pk] in expected
    assert set(lined) >= {report.pk for report in reports[1:]}
