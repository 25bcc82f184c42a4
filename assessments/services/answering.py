"""Answer the questions of an attempt: save, check, try again, go on."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NoReturn
from uuid import UUID

from django.db import connection

from assessments.domain import states
from assessments.domain.items import Item, ResponseInvalid
from assessments.domain.policy import AssessmentPolicy, Navigation
from assessments.domain.statistics.certainty import LEVELS
from assessments.domain.tries import Checking, Stage, after_hint
from assessments.models import Attempt
from assessments.queries import (
    SavedAnswers,
    files_sent,
    form_of,
    frozen_assessment,
    saved_answers,
)
from assessments.services.holding import ELSEWHERE
from assessments.services.moving import policy_of
from assessments.services.operations import NEWER, Act, Operation, Saved, Seen, earlier, named
from assessments.services.refusing import AnswerRefused

INCOMPLETE = "Answer everything that is asked, then check. Nothing was counted as a try."
CLOSED_BY: Mapping[Stage, tuple[str, str]] = MappingProxyType(
    {
        Stage.LOCKED: ("locked", "This answer was checked and stands; nothing was changed."),
        Stage.WAITING: ("waiting", "This answer was checked. Choose “Try again” to change it."),
    }
)
PASSED = "You have gone on from this question; its answer stands as it was saved."
ON_BREAK = "You are on a break: the clock stands and nothing can be answered until you go on."
NOT_REACHED = "You have not come to this question yet."


def save_answer(
    *,
    attempt: Attempt,
    position: int,
    response: Any,
    operation: UUID | None,
    at: datetime,
    held: SavedAnswers | None = None,
    certainty: int | None = None,
    seen: Seen | None = None,
) -> Saved:
    """Append an answer; the same operation again changes nothing and gets the same receipt.

    `operation` is None where nobody names it. `response` is JSON as the question's kind stores it,
    None to clear, `certainty` the level chosen with it, None for none; what is held already is not
    written twice. `held` is for who has read it just now. `seen` keeps an answer from taking the place of a newer one. Raises `ResponseInvalid` for what is no answer, `AnswerRefused` once the
    attempt is closed or its time is over, and for another answer under an operation used before.
    """
    given = _given(attempt, position, response, at, certainty)
    sent = named(operation, Act.SAVE, position, given, certainty, seen)
    return save_given(attempt, position, given, sent, at, held, certainty)


def save_given(
    attempt: Attempt,
    position: int,
    given: dict[str, Any] | None,
    sent: Operation,
    at: datetime,
    held: SavedAnswers | None = None,
    certainty: int | None = None,
) -> Saved:
    """Append a response in its stored form under what an operation asks for."""
    item = asked_at(attempt, position)
    while True:
        if not takes_answers(attempt, position, at):
            return earlier(attempt, sent) or refuse(attempt, position, at)
        held = held or saved_answers(attempt)
        try:
            followed = item.follow(held.responses.get(position), given)
            _check_sent(attempt, position, item, followed)
        except ResponseInvalid:
            if found := earlier(attempt, sent):
                return found
            raise
        if held.at(position) == (followed, certainty):
            return earlier(attempt, sent) or _unchanged(position, held, at)
        if words := _why_not(attempt, position, held, sent):
            return earlier(attempt, sent) or _refuse_change(words)
        if _append(attempt, position, held.sequence + 1, sent, followed, certainty, at):
            return Saved(position, held.sequence + 1, at, held.answered_with(position, followed))
        if found := earlier(attempt, sent):
            return found
        # Somebody else's answer or submission came first: look again.
        attempt, held = _again(attempt), None


def check_answer(
    *,
    attempt: Attempt,
    position: int,
    response: Any,
    operation: UUID,
    at: datetime,
    held: SavedAnswers | None = None,
    certainty: int | None = None,
    seen: Seen | None = None,
) -> Saved:
    """Append an answer as a try; an unchanged answer is none, and neither is the same operation.

    What is to be told of it follows from `SavedAnswers.progress`. Raises `ResponseInvalid` for what
    leaves something open (it costs nothing), `AnswerRefused` where nothing can be checked.
    """
    given, item = _given(attempt, position, response, at, certainty), asked_at(attempt, position)
    sent = named(operation, Act.CHECK, position, given, certainty, seen)
    while True:
        if not takes_answers(attempt, position, at):
            return earlier(attempt, sent) or refuse(attempt, position, at)
        held = held or saved_answers(attempt)
        checked = item.follow(held.responses.get(position), given)
        if not item.graded_by_rule or _policy(attempt).checking is Checking.NONE:
            raise AnswerRefused("not_checked", "This answer is not checked before you hand in.")
        tries = held.tries.get(position, ())
        if tries and tries[-1] == checked:
            return save_given(attempt, position, given, sent, at, held, certainty)
        if words := _why_not(attempt, position, held, sent):
            return earlier(attempt, sent) or _refuse_change(words)
        if checked is None or not item.is_complete(checked):
            raise ResponseInvalid("answer", INCOMPLETE)
        row = (position, held.sequence + 1, sent, checked, certainty, at)
        if _append(attempt, *row, try_number=len(tries) + 1):
            return Saved(position, held.sequence + 1, at, held.answered_with(position, checked))
        if found := earlier(attempt, sent):
            return found
        attempt, held = _again(attempt), None


def _check_sent(attempt: Attempt, position: int, item: Item, response: object) -> None:
    """Refuse an answer that names files which were not sent to this question of the attempt."""
    files = item.files(response)
    if files and not {*files} <= {*files_sent(attempt, position)}:
        raise ResponseInvalid("answer", "Send each file to this question first.")


def _given(
    attempt: Attempt, position: int, response: Any, at: datetime, certainty: int | None
) -> dict[str, Any] | None:
    """Return a response in its stored form; who comes too late hears that before anything else."""
    try:
        _check_certainty(attempt, certainty)
        return asked_at(attempt, position).check(response)
    except ResponseInvalid:
        if takes_answers(attempt, position, at):
            raise
        return refuse(attempt, position, at)


def try_again(*, attempt: Attempt, position: int, operation: UUID, at: datetime) -> Saved:
    """Open an answer for another try, without its wrong parts if the hint says so.

    Where nothing waits, nothing is changed. Raises `AnswerRefused` once the attempt is closed.
    """
    item, sent = asked_at(attempt, position), named(operation, Act.AGAIN, position)
    while takes_answers(attempt, position, at):
        held = saved_answers(attempt)
        progress = held.progress(position, item, _policy(attempt))
        if progress.stage is not Stage.WAITING:
            return earlier(attempt, sent) or _unchanged(position, held, at)
        left = after_hint(item, progress.hint, held.responses[position])
        row = (position, held.sequence + 1, sent, left, held.certainties.get(position), at)
        if _append(attempt, *row):
            return Saved(position, held.sequence + 1, at, held.answered_with(position, left))
        if found := earlier(attempt, sent):
            return found
        attempt = _again(attempt)
    return earlier(attempt, sent) or refuse(attempt, position, at)


def _again(attempt: Attempt) -> Attempt:
    """Read an attempt anew, unless another tab has taken it over meanwhile."""
    found = Attempt.objects.get(pk=attempt.pk)
    if found.holder != attempt.holder:
        raise AnswerRefused("elsewhere", ELSEWHERE)
    return found


def _unchanged(position: int, held: SavedAnswers, at: datetime) -> Saved:
    return Saved(position, held.sequence, held.saved_at.get(position, at), held.answered)


def _why_not(
    attempt: Attempt, position: int, held: SavedAnswers, sent: Operation
) -> tuple[str, str] | None:
    """Return code and words where a check or a newer answer stands against a change."""
    stage = held.progress(position, asked_at(attempt, position), _policy(attempt)).stage
    if stage in CLOSED_BY:
        return CLOSED_BY[stage]
    is_late = sent.seen is not None and sent.seen.misses(held.origins.get(position))
    return ("newer", NEWER) if is_late else None


def _refuse_change(why: tuple[str, str]) -> NoReturn:
    raise AnswerRefused(*why)


# One statement that waits for a submission under way and then writes nothing; so no answer
# slips in behind a grade, and a save needs no transaction around it.
APPEND = """
INSERT INTO assessments_answer
    (attempt_id, position, sequence, operation, asks, page, step, response, certainty, saved_at,
    try_number)
SELECT id, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s FROM assessments_attempt
WHERE id = %s AND state = 'in_progress' AND (%s OR reached = %s)
    AND (break_until IS NULL OR break_until <= %s) AND holder = %s FOR UPDATE
ON CONFLICT DO NOTHING
"""


def _append(
    attempt: Attempt,
    position: int,
    sequence: int,
    sent: Operation,
    response: dict[str, Any] | None,
    certainty: int | None,
    at: datetime,
    try_number: int | None = None,
) -> bool:
    """Write the answer if its place and operation are free and the attempt is open."""
    written = None if response is None else json.dumps(response)
    with connection.cursor() as cursor:
        cursor.execute(
            APPEND,
            [
                position,
                sequence,
                sent.name,
                sent.asks,
                sent.seen.page if sent.seen else None,
                sent.seen.step if sent.seen else 0,
                written,
                certainty,
                at,
                try_number,
                attempt.pk,
                not is_one_way(attempt),
                position,
                at,
                attempt.holder,
            ],
        )
        return bool(cursor.rowcount)


def takes_answers(attempt: Attempt, position: int, at: datetime) -> bool:
    if not attempt.takes_answers or attempt.is_on_break(at):
        return False
    if states.is_overdue(attempt.deadline_at, at):
        return False
    return stands_open(attempt, position)


def refuse(attempt: Attempt, position: int, at: datetime) -> NoReturn:
    if attempt.takes_answers and attempt.is_on_break(at):
        raise AnswerRefused("on_break", ON_BREAK)
    if attempt.takes_answers and not stands_open(attempt, position):
        raise AnswerRefused("passed", PASSED if position < attempt.reached else NOT_REACHED)
    if not attempt.takes_answers:
        words = states.CLOSED_WORDS.get(states.State(attempt.state), states.HANDED_IN)
        raise AnswerRefused("attempt_closed" if not attempt.is_open else "time_over", words)
    raise AnswerRefused("time_over", "Time is over; what was saved before counts.")


def asked_at(attempt: Attempt, position: int) -> Item:
    place = next((p for p in form_of(attempt) if p.position == position), None)
    if place is None:
        raise ResponseInvalid("answer", "This attempt has no such question.")
    return place.asks(frozen_assessment(attempt.version_id).items)


def _policy(attempt: Attempt) -> AssessmentPolicy:
    return frozen_assessment(attempt.version_id).policy


def _check_certainty(attempt: Attempt, level: int | None) -> None:
    if level is None:
        return
    if not _policy(attempt).certainty:
        raise ResponseInvalid("certainty", "Nobody asks here how sure you are.")
    if level not in LEVELS:
        raise ResponseInvalid("certainty", "Say how sure you are: 1, 2 or 3.")


def is_one_way(attempt: Attempt) -> bool:
    """Whether there is no way back; what nobody grades stands on one page."""
    return policy_of(attempt).navigation is Navigation.ONE_WAY and bool(attempt.max_points)


def stands_open(attempt: Attempt, position: int) -> bool:
    """Whether a question can still be answered, and already."""
    return attempt.reached == position or not is_one_way(attempt)


def pass_question(*, attempt: Attempt, position: int, at: datetime) -> int:
    """Go on from the question that stands open, for good; return which one stands open now.

    Passing one again changes nothing. Raises `AnswerRefused` once nothing can be answered any more,
    and for a question that is not reached yet.
    """
    if position > attempt.reached or not takes_answers(attempt, attempt.reached, at):
        refuse(attempt, position, at)
    onward = min(position + 1, len(attempt.form))
    here = Attempt.objects.filter(
        pk=attempt.pk,
        state=Attempt.State.IN_PROGRESS,
        reached=position,
        holder=attempt.holder,
    )
    if position == attempt.reached and here.update(reached=onward):
        attempt.reached = onward
    else:
        attempt.refresh_from_db(fields=["reached", "state"])
    return attempt.reached
