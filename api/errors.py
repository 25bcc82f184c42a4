"""One shape for every error: {"error": {"code", "message", "fields"}}."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from assessments.domain.items import ResponseInvalid
from assessments.services import AnswerRefused, AttemptRefused
from learners.services import EnrolmentRefused, StepRefused

REFUSALS = (AnswerRefused, AttemptRefused, EnrolmentRefused, StepRefused)
INVALID = "invalid"


def answer(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn an exception into the API's one error shape; None lets an unexpected one through."""
    if isinstance(exc, REFUSALS):
        return _response(status.HTTP_409_CONFLICT, exc.code, exc.message)
    if isinstance(exc, ResponseInvalid):
        field = "certainty" if exc.field == "certainty" else "response"
        fields = {field: [exc.message]}
        return _response(status.HTTP_400_BAD_REQUEST, INVALID, exc.message, fields)
    if isinstance(exc, RecursionError):  # JSON nested without end
        exc = exceptions.ParseError()
    plain = exception_handler(exc, dict(context))
    if plain is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        plain.data = body(INVALID, "Some of it cannot be taken as it is.", _flat(exc.detail))
    else:
        plain.data = body(_code(exc), _message(exc))
    return plain


def _code(exc: Exception) -> str:
    if isinstance(exc, Http404):
        return "not_found"
    if isinstance(exc, PermissionDenied):
        return "permission_denied"
    return str(getattr(exc, "default_code", "error"))


def _message(exc: Exception) -> str:
    if isinstance(exc, Http404):
        return "There is nothing here that you may see."
    return str(getattr(exc, "detail", "")) or "This cannot be done."


def _flat(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): _sentences(problem) for name, problem in detail.items()}
    return {"non_field_errors": _sentences(detail)}


def _sentences(problem: Any) -> list[str]:
    if isinstance(problem, Mapping):
        return [f"{name}: {line}" for name, rest in problem.items() for line in _sentences(rest)]
    if isinstance(problem, list | tuple):
        return [line for part in problem for line in _sentences(part)]
    return [str(problem)]


def body(code: str, message: str, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """Return the one shape of an error."""
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def _response(
    code: int, name: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> Response:
    return Response(body(name, message, fields), status=code)
