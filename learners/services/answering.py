"""Answer the questions of a sitting, one by one or a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.files.base import File

from assessments.domain.items import Item, Posted, ResponseInvalid
from assessments.domain.states import NETWORK_ALLOWANCE
from assessments.queries import form_of, frozen_assessment
from assessments.services import (
    AnswerRefused,
    Seen,
    check_answer,
    flag_question,
    is_one_way,
    save_answer,
    try_again,
    upload_files,
)
from learners.models import Sitting
from learners.queries import answers_of


@dataclass(frozen=True)
class Receipt:
    """What the server holds after a save."""

    sequence: int
    saved_at: datetime
    answered: int
    flagged: int


def items_in(sitting: Sitting) -> dict[int, Item]:
    """Return the question asked at each position of a sitting."""
    version = frozen_assessment(sitting.attempt.version_id)
    return {place.position: place.asks(version.items) for place in form_of(sitting.attempt)}


def answer_question(
    *,
    sitting: Sitting,
    position: int,
    posted: Posted | None,
    operation: UUID | None,
    at: datetime,
    flagged: bool | None = None,
    certainty: int | None = None,
    seen: Seen | None = None,
    files: "Sequence[File[bytes]]" = (),
) -> Receipt:
    """Save the posted fields as the answer at a position; `flagged` None leaves the mark alone.

    `posted` None leaves the answer alone too; `files` are added to it; `operation` is None where
    nobody names it. A mark is kept even if the
    answer is none. Raises `ResponseInvalid`, `AnswerRefused`.
    """
    attempt, marks = sitting.attempt, sitting.attempt.flagged
    if flagged is not None:
        marks = flag_question(attempt=attempt, position=position, flagged=flagged, at=at)
    item, held = items_in(sitting)[position], answers_of(sitting)
    if posted is None:
        saved_at = held.saved_at.get(position, at)
        return Receipt(held.sequence, saved_at, held.answered, len(marks))
    sitting.newest_answers = None
    try:
        response = item.read_form(posted, held.responses.get(position))
    except ResponseInvalid as problem:
        if problem.rest:
            _save_rest(sitting, position, problem.rest, operation, at, certainty, seen)
        raise
    if files:
        saved = upload_files(
            attempt=attempt,
            position=position,
            files=files,
            operation=operation or uuid4(),
            at=at,
            response=response or {},
        )
    else:
        saved = save_answer(
            attempt=attempt,
            position=position,
            response=response,
            operation=operation,
            at=at,
            held=held,
            certainty=certainty,
            seen=None if item.takes_files else seen,
        )
    return Receipt(saved.sequence, saved.saved_at, saved.answered, len(marks))


def _save_rest(
    sitting: Sitting,
    position: int,
    rest: Mapping[str, Any],
    operation: UUID | None,
    at: datetime,
    certainty: int | None = None,
    seen: Seen | None = None,
) -> None:
    """Keep the sound parts of an answer; a part that is none stays as it was saved before."""
    field = items_in(sitting)[position].response_field
    before = answers_of(sitting).responses.get(position) or {}
    try:
        save_answer(
            attempt=sitting.attempt,
            position=position,
            response={field: {**before.get(field, {}), **rest}},
            operation=operation and uuid5(operation, "rest"),
            at=at,
            certainty=certainty,
            seen=seen,
        )
    except AnswerRefused as refused:
        # Sent again: its sound parts were kept the first time, and others may have moved on since.
        if refused.code != "operation_reused":
            raise
    sitting.newest_answers = None


def check_question(
    *,
    sitting: Sitting,
    position: int,
    posted: Posted,
    operation: UUID,
    at: datetime,
    certainty: int | None = None,
    seen: Seen | None = None,
) -> None:
    """Save the posted fields and have them checked; what leaves something open is saved alone.

    Raises `ResponseInvalid`, `AnswerRefused`.
    """
    attempt, held = sitting.attempt, answers_of(sitting)
    response = items_in(sitting)[position].read_form(posted)
    sitting.newest_answers = None
    try:
        check_answer(
            attempt=attempt,
            position=position,
            response=response,
            operation=operation,
            at=at,
            held=held,
            certainty=certainty,
            seen=seen,
        )
    except ResponseInvalid:
        save_answer(
            attempt=attempt,
            position=position,
            response=response,
            operation=uuid5(operation, "unchecked"),
            at=at,
            held=held,
            certainty=certainty,
            seen=seen,
        )
        raise


def try_question_again(*, sitting: Sitting, position: int, operation: UUID, at: datetime) -> None:
    """Open an answer that was checked for another try; raise `AnswerRefused`."""
    sitting.newest_answers = None
    try_again(attempt=sitting.attempt, position=position, operation=operation, at=at)


def holds_page(*, sitting: Sitting, posted: Mapping[int, Posted]) -> bool:
    """Whether every answer of a page is saved as posted: a second click, not a second thought."""
    held = answers_of(sitting).responses
    try:
        return all(
            item.read_form(posted.get(position, {})) == held.get(position)
            for position, item in items_in(sitting).items()
        )
    except ResponseInvalid:
        return False


def left_out(sitting: Sitting, at: datetime) -> dict[int, ResponseInvalid]:
    """Return what keeps the learner from handing in, by position.

    An evaluation of nothing says nothing. Graded questions may be left out, they earn no points; but
    what was answered must be as long as was asked for, unless time runs out.
    """
    held, is_graded = answers_of(sitting).responses, bool(sitting.attempt.max_points)
    end = sitting.attempt.deadline_at
    may_finish = end is None or at + NETWORK_ALLOWANCE < end
    found = {}
    gone = sitting.attempt.reached if is_one_way(sitting.attempt) else 0
    for position, item in items_in(sitting).items():
        if position < gone:
            continue
        if position in held:
            message = item.shortcoming(held[position]) if may_finish else ""
        else:
            message = "" if is_graded or item.optional else "Choose an answer."
        if message:
            found[position] = ResponseInvalid("answer", message)
    return found


class PageInvalid(Exception):
    """Some of a page's answers are none; the others were saved. `problems` are by position."""

    def __init__(self, problems: dict[int, ResponseInvalid]) -> None:
        super().__init__(" ".join(problem.message for problem in problems.values()))
        self.problems = problems


def answer_page(
    *,
    sitting: Sitting,
    posted: Mapping[int, Posted],
    operation: UUID,
    at: datetime,
    seen: Seen | None = None,
) -> Receipt:
    """Save what differs among the answers of a page.

    Raises `PageInvalid`, and `AnswerRefused` where a newer answer stands, after saving the rest.
    """
    attempt, items, held = sitting.attempt, items_in(sitting), answers_of(sitting)
    sitting.newest_answers = None
    newest = max(held.saved_at.values(), default=at)
    receipt = Receipt(held.sequence, newest, held.answered, len(attempt.flagged))
    problems, late = {}, None
    for position, item in items.items():
        mine = uuid5(operation, str(position))
        try:
            response = item.read_form(posted.get(position, {}))
            if response == held.responses.get(position):
                continue
            saved = save_answer(
                attempt=attempt,
                position=position,
                response=response,
                operation=mine,
                at=at,
                seen=seen,
            )
        except ResponseInvalid as problem:
            problems[position] = problem
            if problem.rest:
                _save_rest(sitting, position, problem.rest, mine, at, seen=seen)
            continue
        except AnswerRefused as refused:
            if refused.code != "newer":
                raise
            late = refused
            continue
        receipt = Receipt(saved.sequence, saved.saved_at, saved.answered, len(attempt.flagged))
    if late:
        raise late
    if problems:
        raise PageInvalid(problems)
    return receipt
