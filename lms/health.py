"""Whether this process lives, and whether the site behind it can do its work."""

import time
from collections.abc import Callable
from functools import cache as remember

import psycopg
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

WORKER_SEEN = "worker-last-seen"
WORKER_MAY_BE_SILENT = 60
SECONDS_TO_CONNECT = 3
OK = "ok"


class NotReady(Exception):
    """A part of the site can't do its work; the sentence says which and why."""


def check_database() -> None:
    """Ask on a connection of its own, so that a server that hangs is found out in seconds."""
    parameters = connection.get_connection_params() | {"connect_timeout": SECONDS_TO_CONNECT}
    try:
        with connection.get_new_connection(parameters) as fresh:
            fresh.execute("SELECT 1")
    except (DatabaseError, psycopg.Error) as error:
        raise NotReady("unreachable") from error


def check_migrations() -> None:
    """Refuse while tables are older than the code."""
    try:
        waiting = _are_migrations_waiting()
    except DatabaseError as error:
        raise NotReady("unknown") from error
    if waiting:
        _are_migrations_waiting.cache_clear()
        raise NotReady("waiting to be applied")


@remember
def _are_migrations_waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_broker() -> None:
    try:
        cache.get(WORKER_SEEN)
    except RedisError as error:
        raise NotReady("unreachable") from error


def check_worker() -> None:
    """Refuse unless some Celery worker has given a sign of life of late."""
    try:
        seen = cache.get(WORKER_SEEN)
    except RedisError as error:
        raise NotReady("unknown") from error
    if seen is None:
        raise NotReady("no worker has been seen for a minute")


def worker_is_alive() -> None:
    """Leave a worker's sign of life; it fades by itself."""
    cache.set(WORKER_SEEN, time.time(), WORKER_MAY_BE_SILENT)


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "broker": check_broker,
    "worker": check_worker,
}


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Answer while this process can answer at all; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part is there, else 503 with what is missing."""
    found = {name: _state_of(check) for name, check in CHECKS.items()}
    is_ready = all(state == OK for state in found.values())
    return JsonResponse({"ready": is_ready, "checks": found}, status=200 if is_ready else 503)


def _state_of(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    return OK
