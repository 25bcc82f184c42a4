"""Reads about answers given: the keys that distractor tables count."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from assessments.models import Answer, Attempt
from assessments.queries.frozen import FrozenQuestion

Keys: TypeAlias = Collection[str]
Asked: TypeAlias = Mapping[int, Mapping[int, int]]


def chosen_keys(
    asked: Asked, questions: Mapping[int, FrozenQuestion]
) -> dict[int, dict[int, tuple[str, ...]]]:
    """Return the keys chosen by attempt and position, of the newest answers; none if unanswered.

    `asked` says which question version stood at each position of each attempt.
    """
    keys_of = _reader(questions)
    drawn = _drawn(asked, questions)
    chosen: dict[int, dict[int, tuple[str, ...]]] = {}
    for attempt, position, response in _given(asked):
        question = asked.get(attempt, {}).get(position)
        if question is not None:
            values = drawn.get((attempt, position), "")
            chosen.setdefault(attempt, {})[position] = keys_of(question, response, values)
    return chosen


def _drawn(
    attempts: Iterable[int], questions: Mapping[int, FrozenQuestion]
) -> dict[tuple[int, int], str]:
    """Return as JSON what was drawn, by attempt and position, for questions that draw values."""
    drawing = {pk for pk, question in questions.items() if question.item.draws_values}
    if not drawing:
        return {}
    forms = Attempt.objects.filter(pk__in=attempts).values_list("pk", "form")
    return {
        (attempt, place["position"]): json.dumps(place["arrangement"])
        for attempt, form in forms
        for place in form
        if place["question_version"] in drawing
    }


def _given(attempts: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the newest answers; where the newest was cleared, the last one that was checked."""
    answers = Answer.objects.filter(attempt__in=attempts)
    cleared = set()
    for attempt, position, response in _newest(answers):
        if response is None:
            cleared.add((attempt, position))
        else:
            yield attempt, position, response
    checked = _newest(answers.filter(try_number__isnull=False)) if cleared else []
    for attempt, position, response in checked:
        if (attempt, position) in cleared and response is not None:
            yield attempt, position, response


def _newest(answers: QuerySet[Answer]) -> Iterable[tuple[int, int, str | None]]:
    return (
        answers.order_by("attempt_id", "position", "-sequence")
        .distinct("attempt_id", "position")
        .values_list("attempt", "position", Cast("response", TextField()))
    )


def _reader(
    questions: Mapping[int, FrozenQuestion],
) -> Callable[[int, str, str], tuple[str, ...]]:
    """Return a function that reads a response once, however many people gave it."""

    @cache
    def keys_of(question: int, response: str, drawn: str) -> tuple[str, ...]:
        item = questions[question].item.realised(json.loads(drawn or "{}"))
        return tuple(item.chosen(json.loads(response)))

    return keys_of
