"""What is answered when no view can: a page for people, the API's one error shape for programs."""

import sys
from collections.abc import Mapping

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDictKeyError
from django.views import defaults
from redis.exceptions import ConnectionError as RedisAway, TimeoutError as RedisSilent

from api.errors import body

API = "/api/"
AWAY = (OperationalError, InterfaceError, RedisAway, RedisSilent)
RETRY_AFTER_SECONDS = "30"
SENTENCES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "This request cannot be read."),
    403: ("permission_denied", "You may not do this."),
    404: ("not_found", "There is nothing here that you may see."),
    413: ("too_big", "This request is too big."),
    500: ("server_error", "Something broke here; it has been noted."),
    503: ("unavailable", "A server that we need is away; try again in half a minute."),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 to what is too big."""
    if isinstance(exception, RequestDataTooBig):
        return _json(413) if _is_program(request) else render(request, "400.html", status=413)
    return _json(400) if _is_program(request) else defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _json(403) if _is_program(request) else defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _json(404) if _is_program(request) else defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 503 with a time to come back while a server is away, 500 to what nobody foresaw."""
    if isinstance(sys.exception(), AWAY):
        response = _json(503) if _is_program(request) else render(None, "503.html", status=503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response
    if isinstance(sys.exception(), MultiValueDictKeyError):  # a form without a field it always has
        return bad_request(request, BadRequest())
    return _json(500) if _is_program(request) else defaults.server_error(request)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def _json(status: int) -> JsonResponse:
    return JsonResponse(body(*SENTENCES[status]), status=status)
