"""The project: settings, URLs, processes and the demo content."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
