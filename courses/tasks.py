"""Later work on activities."""

from celery import shared_task
from django.utils import timezone

from courses.services import publish_due


@shared_task
def publish_scheduled() -> None:
    """Publish what authors scheduled, and take back what expired."""
    publish_due(at=timezone.now())
