"""One operation, one answer: a repeated save gets the first receipt, another answer is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from assessments.domain.items import content_hash
from assessments.models import Answer, Attempt
from assessments.queries import Origin, saved_answers
from assessments.services.refusing import AnswerRefused
from common.prepared import ID, NAME, Prepared

REUSED = (
    "This was sent under the name (operation) of another answer, so nothing was stored. Send every "
    "answer under a name of its own."
)

NEWER = "A newer answer to this question was saved from another page, tab or device, so this one was not."


@dataclass(frozen=True)
class Saved:
    """Receipt of a saved answer."""

    position: int
    sequence: int
    saved_at: datetime
    answered: int


@dataclass(frozen=True)
class Seen:
    """What a client has seen: the newest save, and on which page, by which change, it answers.

    Such an answer may follow what was seen or what the same page wrote before, nothing newer.
    """

    sequence: int
    page: UUID | None = None
    step: int = 0

    def misses(self, newest: Origin | None) -> bool:
        """Whether the newest answer of a question is one that this client knows nothing of."""
        if newest is None:
            return False
        if self.page is not None and newest.page == self.page:
            return newest.step > self.step
        return newest.sequence > self.sequence


class Act(StrEnum):
    """What an operation does with an answer."""

    SAVE = "save"
    CHECK = "check"
    AGAIN = "again"
    SEND = "send"


@dataclass(frozen=True)
class Operation:
    """A client's name for one request, the hash of what it asks for, and what it has seen.

    A form without script gives no name: it is `is_new`, and nothing was ever stored under it.
    """

    name: UUID
    asks: str
    seen: Seen | None
    is_new: bool = False


def named(
    name: UUID | None,
    act: Act,
    position: int,
    response: Mapping[str, Any] | None = None,
    certainty: int | None = None,
    seen: Seen | None = None,
) -> Operation:
    """Tie a name, the client's or a new one, to what it is used for, in the one form that is stored."""
    asked = {"act": act, "position": position, "response": response, "certainty": certainty}
    return Operation(name or uuid4(), content_hash(asked), seen, is_new=name is None)


_stored = Prepared(
    lambda attempt, name: Answer.objects.filter(attempt=attempt, operation=name), ID, NAME
)


def earlier(attempt: Attempt, operation: Operation) -> Saved | None:
    """Return the receipt of what an operation stored, None if it stored nothing yet.

    Raises `AnswerRefused` if it stored something else than it asks for now.
    """
    answer = None if operation.is_new else _stored.first(attempt.pk, operation.name)
    if answer is None:
        return None
    if answer.asks not in {"", operation.asks}:
        raise AnswerRefused("operation_reused", REUSED)
    return Saved(answer.position, answer.sequence, answer.saved_at, saved_answers(attempt).answered)
