"""One line in the log for each request, and its id in every line that it causes."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase

logger = structlog.get_logger("attend.request")


class RequestLogMiddleware:
    """Bind request id, address and user; log how the request ended and how long it took.

    Stands inside the session's middleware. django-structlog's own writes two lines a request and
    takes the address from headers that anybody can send.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        bound = structlog.contextvars.bind_contextvars(
            request_id=str(uuid4()),
            ip=request.META.get("REMOTE_ADDR"),
            user_id=_user_id(request),
        )
        try:
            response = self.get_response(request)
            logger.log(
                _level(response.status_code),
                "request_finished",
                request=f"{request.method} {_address(request)}",
                code=response.status_code,
                ms=round((time.perf_counter() - begin) * 1000, 1),
            )
        finally:
            structlog.contextvars.reset_contextvars(**bound)
        return response


def _address(request: HttpRequest) -> str:
    """Return the path, without a token that would let whoever reads the log in."""
    found = request.resolver_match
    if found and "token" in found.kwargs:
        return f"/{found.route}"
    return request.get_full_path()


def _user_id(request: HttpRequest) -> int | None:
    """Return who is signed in, as the session says: no query for the log alone."""
    known = request.session.get(SESSION_KEY)
    return int(known) if known else None


def _level(code: int) -> int:
    if code >= 500:
        return logging.ERROR
    return logging.WARNING if code >= 400 else logging.INFO
