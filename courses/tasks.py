"""Later work on activities."""

from celery import shared_task
from django.utils import timezone

from courses.services import chase_disclosures as chase, publish_due


@shared_task
def publish_scheduled() -> None:
    """Publish what authors scheduled, and take back what expired."""
    publish_due(at=timezone.now())


@shared_task
def chase_disclosures() -> int:
    """Send the letters that ask for disclosures, and remind those who have not answered."""
    return chase(at=timezone.now())
