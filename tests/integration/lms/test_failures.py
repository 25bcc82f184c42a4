"""What is answered when no view can: pages for people, one shape for programs."""

import pytest
from bs4 import BeautifulSoup
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.urls import path
from django.utils.datastructures import MultiValueDict
from redis.exceptions import ConnectionError as RedisAway

from lms.urls import handler400, handler403, handler404, handler500, urlpatterns as everything

pytestmark = pytest.mark.django_db
__all__ = ["handler400", "handler403", "handler404", "handler500"]


def _raising(error):
    def view(request: HttpRequest):
        raise error

    return view


def a_forged_form(request: HttpRequest):
    return MultiValueDict()["interaction-0-value-scale-count"]


ERRORS = {
    "database": OperationalError("the server closed the connection unexpectedly"),
    "interface": InterfaceError("connection already closed"),
    "broker": RedisAway("refused"),
    "mistake": ZeroDivisionError(),
}
urlpatterns = [
    *(
        path(f"{prefix}breaks/{name}/", _raising(error))
        for prefix in ("", "api/v1/")
        for name, error in ERRORS.items()
    ),
    path("breaks/form/", a_forged_form),
    *everything,
]


@pytest.fixture
def visitor(client, settings):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("server", ["database", "interface", "broker"])
def test_a_server_that_is_away_means_come_back_later(visitor, server):
    page = visitor.get(f"/breaks/{server}/")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert BeautifulSoup(page.content, "html.parser").h1.get_text() == "Back in a moment"
    answer = visitor.get(f"/api/v1/breaks/{server}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json()["error"]["code"] == "unavailable"


def test_a_mistake_of_ours_is_no_page_for_a_program(visitor):
    assert visitor.get("/breaks/mistake/").status_code == 500
    answer = visitor.get("/api/v1/breaks/mistake/")
    assert answer.status_code == 500
    assert answer.json() == {
        "error": {
            "code": "server_error",
            "message": "Something broke here; it has been noted.",
            "fields": {},
        }
    }


def test_a_form_without_its_fields_is_a_bad_request(visitor):
    assert visitor.get("/breaks/form/").status_code == 400


def test_an_unknown_address_of_the_api_is_answered_in_its_shape(visitor):
    answer = visitor.get("/api/v1/no-such-thing/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_an_address_that_only_takes_forms_says_so(visitor):
    page = visitor.get("/activities/any/enrol/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "only takes what a form sends" in page.content.decode()


def test_a_host_that_is_not_ours_is_a_bad_request(visitor, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400
