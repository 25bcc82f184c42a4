"""Work on assessments that waits for nobody."""

from celery import shared_task
from django.utils import timezone

from assessments import services
from assessments.services import panels


@shared_task
def refresh_statistics() -> int:
    """Bring item statistics up to date with new grades."""
    return services.refresh_statistics(at=timezone.now())


@shared_task
def check_new_drafts() -> int:
    """Check the wording of drafts that no editor saved, or that were checked by older rules."""
    return services.check_new_drafts(at=timezone.now())


@shared_task
def mail_panel_links() -> int:
    """Mail to experts the links that they wait for."""
    return panels.mail_panel_links(at=timezone.now())
