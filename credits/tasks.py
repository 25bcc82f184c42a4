"""Certificates, later: each soon after its entry, and a sweep for what was lost on the way."""

from celery import shared_task
from django.utils import timezone

from credits import services


@shared_task
def issue_certificate(*, entry_id: int) -> None:
    """Issue the certificate and the badge of one entry; doing it again changes nothing."""
    certificate = services.issue_certificate(entry_id=entry_id, at=timezone.now())
    if certificate:
        services.issue_badge(certificate_id=certificate.pk, at=timezone.now())


@shared_task
def make_bundle(*, bundle_id: int) -> None:
    """Make a year's certificates into one file; doing it again changes nothing."""
    services.make_bundle(bundle_id=bundle_id, at=timezone.now())


@shared_task
def make_waiting_bundles() -> int:
    """Make the files that no task has made, and remove those that have expired."""
    return services.make_waiting_bundles(at=timezone.now())


@shared_task
def issue_missing_certificates() -> int:
    """Issue what no task has issued, certificates and their badges."""
    issued = services.issue_missing_certificates(at=timezone.now())
    return issued + services.issue_missing_badges(at=timezone.now())


@shared_task
def remind_of_deadlines() -> int:
    """Note the reminders that are due, and send what is noted."""
    services.make_due_reminders(at=timezone.now())
    return services.send_reminders(at=timezone.now())


@shared_task
def settle_reports() -> int:
    """Settle reports that a consent missed which was given at the same moment."""
    return services.settle_left_behind(at=timezone.now())
