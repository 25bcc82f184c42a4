"""Every request leaves one line, and lends its id to what is logged on the way."""

import logging

import pytest
import structlog
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from lms.urls import urlpatterns as site_urls
from tests.factories.outcomes import a_person

HERE = "tests.integration.common.test_request_log"
logger = structlog.get_logger(__name__)


def speaks(request):
    logger.info("on the way")
    return HttpResponse("said")


def breaks(request):
    raise RuntimeError


urlpatterns = [path("speaks/", speaks), path("breaks/", breaks), *site_urls]


@pytest.fixture
def logged(caplog, settings):
    """Return a call that asks for a page and gives back what was logged meanwhile."""
    settings.ROOT_URLCONF = HERE
    caplog.set_level(logging.INFO)

    def ask(client, address):
        caplog.clear()
        client.get(address)
        assert structlog.contextvars.get_contextvars() == {}
        return [record.msg for record in caplog.records if isinstance(record.msg, dict)]

    return ask


def test_one_line_tells_how_a_request_ended(client, logged):
    person = a_person()
    client.force_login(person)
    said, ended = logged(client, "/speaks/?a=1")
    assert said["event"] == "on the way"
    assert ended["event"] == "request_finished"
    assert (ended["request"], ended["code"]) == ("GET /speaks/?a=1", 200)
    assert ended["ms"] >= 0
    assert ended["ip"] == "127.0.0.1"
    assert said["user_id"] == ended["user_id"] == person.pk
    assert said["request_id"] == ended["request_id"]


def test_requests_have_ids_of_their_own(client, logged):
    first, second = (logged(client, "/speaks/")[-1] for _time in range(2))
    assert first["request_id"] != second["request_id"]
    assert first["user_id"] is None


@pytest.mark.parametrize(
    ("address", "code", "level"), [("/nowhere/", 404, "warning"), ("/breaks/", 500, "error")]
)
def test_what_goes_wrong_is_logged_louder(logged, address, code, level):
    ended = logged(Client(raise_request_exception=False), address)[-1]
    assert (ended["event"], ended["code"], ended["level"]) == ("request_finished", code, level)
