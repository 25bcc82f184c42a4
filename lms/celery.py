"""The Celery application; tasks live in each app's `tasks.py`."""

import os

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging, worker_ready
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

app = Celery("attend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Stop Celery from replacing the loggers that the settings have set up."""


@worker_ready.connect
@heartbeat_sent.connect
def give_sign_of_life(**_kwargs: object) -> None:
    """Tell `/health/ready` that a worker is there, as often as Celery's own heart beats."""
    from lms.health import worker_is_alive  # needs the apps, which load after this module

    worker_is_alive()
