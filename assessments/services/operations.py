"""One operation, one answer: a repeated save gets the first receipt, another answer is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from assessments.domain.items import content_hash
from assessments.models import Answer, Attempt
from assessments.queries import saved_answers
from assessments.services.refusing import AnswerRefused

REUSED = (
    "This was sent under the name (operation) of another answer, so nothing was stored. Send every "
    "answer under a name of its own."
)


@dataclass(frozen=True)
class Saved:
    """Receipt of a saved answer."""

    position: int
    sequence: int
    saved_at: datetime
    answered: int


class Act(StrEnum):
    """What an operation does with an answer."""

    SAVE = "save"
    CHECK = "check"
    AGAIN = "again"


@dataclass(frozen=True)
class Operation:
    """A client's name for one request, and the hash of what it asks for."""

    name: UUID
    asks: str


def named(
    name: UUID,
    act: Act,
    position: int,
    response: Mapping[str, Any] | None = None,
    certainty: int | None = None,
) -> Operation:
    """Tie a client's name to what it is used for, in the one form in which it is stored."""
    asked = {"act": act, "position": position, "response": response, "certainty": certainty}
    return Operation(name, content_hash(asked))


def earlier(attempt: Attempt, operation: Operation) -> Saved | None:
    """Return the receipt of what an operation stored, None if it stored nothing yet.

    Raises `AnswerRefused` if it stored something else than it asks for now.
    """
    answer = Answer.objects.filter(attempt=attempt, operation=operation.name).first()
    if answer is None:
        return None
    if answer.asks not in {"", operation.asks}:
        raise AnswerRefused("operation_reused", REUSED)
    return Saved(answer.position, answer.sequence, answer.saved_at, saved_answers(attempt).answered)
