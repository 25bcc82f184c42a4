"""Files for bodies, later: those that take long, and a sweep for what was lost on the way."""

from celery import shared_task
from django.utils import timezone

from outcomes import services


@shared_task
def make_export(*, export_id: int) -> None:
    """Make one file; doing it again changes nothing."""
    services.prepare_export(export_id=export_id, at=timezone.now())


@shared_task
def make_waiting_exports() -> int:
    """Make the files that no task has made."""
    return services.make_waiting_exports(at=timezone.now())


@shared_task
def forget_report_files() -> int:
    """Remove files that are not kept any longer."""
    return services.forget_files(at=timezone.now())


@shared_task
def deliver_reports() -> int:
    """Deliver over the web what waits for it and is due to be tried."""
    return services.deliver_waiting(at=timezone.now())
