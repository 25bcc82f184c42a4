"""Records of a file, delivered to a body's web service one at a time, as the file says them."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from outcomes.gateway import NotDelivered, Service, deliver, service_of
from outcomes.models import Export, ExportLine
from outcomes.services.answers import record_reply
from outcomes.services.exporting import ExportRefused, content_of_file

HELD_WHILE_TRYING = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=6)
FIRST_WAIT = timedelta(minutes=2)
AT_A_STRETCH = 100  # records; the rest follows a minute later
OFF = "No web service is set up for this destination."


def deliver_waiting(*, at: datetime) -> int:
    """Deliver what is due; return how many records were answered."""
    due = Export.objects.filter(deliver_at__lte=at).order_by("deliver_at")
    return sum(deliver_export(export=each, at=at) for each in due)


def deliver_export(*, export: Export, at: datetime) -> int:
    """Deliver the records of a file that nobody delivers; return how many were answered.

    What was sent and whose answer was lost is sent again under the same name, which the body knows.
    """
    due = Export.objects.filter(pk=export.pk, deliver_at__lte=at)
    if not due.update(deliver_at=at + HELD_WHILE_TRYING):
        return 0
    try:
        answered, left = _deliver(export, _service(export), at)
    except (NotDelivered, ExportRefused) as failure:
        _try_later(export, failure.message, at)
        return 0
    Export.objects.filter(pk=export.pk).update(
        deliver_at=at if left else None, delivery_tries=0, delivery_failure=""
    )
    return answered


def _service(export: Export) -> Service:
    service = service_of(export.destination)
    if service is None:
        raise NotDelivered(OFF)
    return service


def _deliver(export: Export, service: Service, at: datetime) -> tuple[int, bool]:
    waiting = export.lines.filter(closed_at=None, delivered_at=None).select_related("report")
    lines = list(waiting.order_by("number")[: AT_A_STRETCH + 1])
    records = _records(export) if lines else []
    for line in lines[:AT_A_STRETCH]:
        _deliver_line(line, records[line.number - 1], service, at)
    return len(lines[:AT_A_STRETCH]), len(lines) > AT_A_STRETCH


def _records(export: Export) -> list[Mapping[str, Any]]:
    whole = json.loads(content_of_file(export))
    found: list[Mapping[str, Any]] = whole["ACCMELearnerReports"]["ActivityReports"][
        "ActivityReport"
    ]
    return found


def _deliver_line(
    line: ExportLine, record: Mapping[str, Any], service: Service, at: datetime
) -> None:
    key = f"{line.report.credit_id}/{line.report.action}/{line.export_id}"
    reply = deliver(service, record, key=key)
    ExportLine.objects.filter(pk=line.pk).update(delivered_at=at)
    record_reply(report=line.report, status=reply.status, reason=reply.reason, at=at)


def _try_later(export: Export, why: str, at: datetime) -> None:
    """Wait twice as long each time; files that are gone are not tried again."""
    wait = min(FIRST_WAIT * 2 ** min(export.delivery_tries, 10), LONGEST_WAIT)
    stays = export.is_kept
    Export.objects.filter(pk=export.pk).update(
        deliver_at=at + wait if stays else None,
        delivery_tries=export.delivery_tries + 1,
        delivery_failure=why[:300],
    )
