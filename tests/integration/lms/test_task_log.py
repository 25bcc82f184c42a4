"""What a worker logs carries the id of the request that sent the task."""

import structlog
from celery import signals


def test_a_message_carries_the_request_id():
    headers = {}
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        signals.before_task_publish.send("credits.tasks.any", headers=headers, properties={})
    assert headers["__django_structlog__"]["request_id"] == "r-1"
