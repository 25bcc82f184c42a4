"""Learners' own notes on an open attempt: questions to look at again, options ruled out."""

from collections.abc import Collection
from datetime import datetime

from assessments.domain.items import ResponseInvalid
from assessments.models import Attempt
from assessments.services.answering import asked_at, refuse, takes_answers


def flag_question(*, attempt: Attempt, position: int, flagged: bool, at: datetime) -> list[int]:
    """Mark a question for another look or take the mark away; return what is marked now.

    Raises `AnswerRefused` once the attempt is closed or its time is over.
    """
    while takes_answers(attempt, position, at):
        marks = sorted(set(attempt.flagged) - {position} | ({position} if flagged else set()))
        same = Attempt.objects.filter(
            pk=attempt.pk, state=Attempt.State.IN_PROGRESS, flagged=attempt.flagged
        )
        if same.update(flagged=marks):
            return marks
        attempt = Attempt.objects.get(pk=attempt.pk)
    return refuse(attempt, position, at)


def strike_options(
    *, attempt: Attempt, position: int, keys: Collection[str], at: datetime
) -> list[str]:
    """Cross out these options of a question and no others; return what is crossed out now.

    Raises `ResponseInvalid` for what is no option of it, `AnswerRefused` once the attempt is closed.
    """
    wanted = sorted(set(keys))
    if not set(wanted) <= set(asked_at(attempt, position).strikable()):
        raise ResponseInvalid("answer", "Only options of this question can be ruled out.")
    while takes_answers(attempt, position, at):
        others = {place: held for place, held in attempt.struck.items() if place != str(position)}
        struck = {**others, str(position): wanted} if wanted else others
        if struck == attempt.struck:
            return wanted
        same = Attempt.objects.filter(
            pk=attempt.pk, state=Attempt.State.IN_PROGRESS, struck=attempt.struck
        )
        if same.update(struck=struck):
            attempt.struck = struck
            return wanted
        attempt = Attempt.objects.get(pk=attempt.pk)
    return refuse(attempt, position, at)
