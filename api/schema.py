"""What the schema says of every operation beside its own answer."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers


class Error(serializers.Serializer):
    """The one shape of every error: {"error": {"code", "message", "fields"}}."""

    error = serializers.JSONField()


class BearerScheme(OpenApiAuthenticationExtension):
    """Describe our keys."""

    target_class = "api.authentication.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


def operation(answers: Any, *, errors: tuple[int, ...] = (), code: int = 200, **rest: Any) -> Any:
    """Document an operation: its answer, and which errors it can end in."""
    always = (400, 401, 403, 404, 429)
    responses = {code: answers, **dict.fromkeys(sorted({*always, *errors}), Error)}
    return extend_schema(responses=responses, **rest)
