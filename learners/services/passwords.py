"""Keep passwords of assessments from being guessed, whichever door the guesses come through."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from assessments.domain.states import Refusal
from assessments.services import AttemptRefused
from common.throttling import Allowance

TRIES = Allowance("assessment_password", tries=20, seconds=600)
TOO_MANY = Refusal("too_many_tries", "Too many wrong passwords. Try again in ten minutes.")


@contextmanager
def counting_wrong_passwords(request: HttpRequest, password: str) -> Iterator[None]:
    """Count a start that fails by its password against the address that the request comes from.

    Raises `AttemptRefused` once too many did.
    """
    if password and TRIES.is_spent(request):
        raise AttemptRefused(TOO_MANY)
    try:
        yield
    except AttemptRefused as refusal:
        if password and refusal.code == "password":
            TRIES.spend(request)
        raise
