"""The two questions that whoever runs the site asks it."""

import socket

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import override_settings

from lms import health

NOWHERE = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}


@pytest.fixture(autouse=True)
def _migrations_asked_anew():
    health._are_migrations_waiting.cache_clear()
    yield
    health._are_migrations_waiting.cache_clear()


def states(client) -> dict[str, str]:
    return client.get("/health/ready").json()["checks"]


def test_live_answers_and_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0), override_settings(CACHES=NOWHERE):
        answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.content == b"ok"


def test_ready_when_every_part_is_there(client):
    health.worker_is_alive()
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "checks": dict.fromkeys(health.CHECKS, "ok")}
    assert "no-store" in answer["Cache-Control"]


def test_not_ready_without_a_worker_of_late(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "no worker has been seen for a minute"


def test_a_sign_of_life_fades(client):
    health.worker_is_alive()
    assert 0 < cache._cache.get_client().pttl(cache.make_key(health.WORKER_SEEN)) <= 60_000


def test_not_ready_without_the_broker(client):
    with override_settings(CACHES=NOWHERE):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == "unreachable"


def test_not_ready_without_the_database(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("the server is away")

    monkeypatch.setattr(connection, "get_new_connection", refuse)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "unreachable"


def test_a_database_that_hangs_is_found_out(client, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hung = connection.get_connection_params() | {
            "host": "127.0.0.1",
            "port": silent.getsockname()[1],
        }
        monkeypatch.setattr(connection, "get_connection_params", lambda: hung)
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "unreachable"


def test_not_ready_while_a_migration_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    assert states(client)["migrations"] == "waiting to be applied"


def test_health_is_never_redirected_to_https(client):
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/health/live").status_code == 200
