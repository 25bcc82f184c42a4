"""Reads about evaluations: what people replied, counted by the database."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from assessments.domain.items.comment import Comment
from assessments.models import Answer
from assessments.models.attempt import FINISHED
from assessments.queries import FrozenQuestion, frozen_questions
from courses.models import Purpose
from learners.models import Enrolment, Sitting
from outcomes.domain.evaluation import Comments, Evaluation, Rating, may_show
from outcomes.queries.cohorts import PROFESSION
from outcomes.queries.first_attempts import first_attempts

AT_POSITION = "$[*] ? (@.position == $position)"
ASKED = (Purpose.EVALUATION, Purpose.FOLLOW_UP)


class Reply(NamedTuple):
    """So many people who gave a question the same reply."""

    question: FrozenQuestion
    response: dict[str, Any]
    people: int


def evaluations(everybody: QuerySet[Enrolment], profession: str) -> dict[Purpose, Evaluation]:
    """Return the replies to evaluation and follow-up, of all or of one profession.

    Periods do not apply: of two that differ by a day, the difference could be one person.
    """
    replied = _replied(everybody)
    asked = everybody.filter(**{PROFESSION: profession}) if profession else everybody
    found = {}
    for purpose in ASKED:
        people = replied[purpose][profession] if profession else replied[purpose].total()
        shown = may_show(replied[purpose], profession)
        rows = replies_to(asked, purpose) if shown else []
        found[purpose] = Evaluation(people, shown, _ratings(rows), _comments(rows))
    return found


def _replied(enrolments: QuerySet[Enrolment]) -> dict[str, Counter[str]]:
    """Return how many people of each profession handed something in, by purpose."""
    rows = (
        Sitting.objects.filter(
            enrolment__in=enrolments.values("pk"), purpose__in=ASKED, attempt__state__in=FINISHED
        )
        .values_list("purpose", f"enrolment__{PROFESSION}")
        .annotate(Count("enrolment", distinct=True))
        .order_by()
    )
    replied: dict[str, Counter[str]] = {purpose: Counter() for purpose in ASKED}
    for purpose, profession, people in rows:
        replied[purpose][profession or ""] = people
    return replied


def replies_to(enrolments: QuerySet[Enrolment], purpose: Purpose) -> list[Reply]:
    """Return what people replied at their first attempt, equal replies to a question as one."""
    # Two statements: as a subquery, the first might be run once an answer by a planner that knows
    # little of the tables.
    firsts = list(first_attempts(enrolments, purpose).values_list("pk", flat=True))
    later = Answer.objects.filter(
        attempt=OuterRef("attempt"),
        position=OuterRef("position"),
        sequence__gt=OuterRef("sequence"),
    )
    rows = list(
        Answer.objects.filter(~Exists(later), attempt__in=firsts, response__isnull=False)
        .values("response", question=_question())
        .annotate(people=Count("pk"))
        .order_by("question", "response")
    )
    questions = frozen_questions(row["question"] for row in rows)
    return [Reply(questions[row["question"]], row["response"] or {}, row["people"]) for row in rows]


def _question() -> Cast:
    """Return which question version the form of the attempt has where the answer stands."""
    place = Func(
        F("attempt__form"),
        Value(AT_POSITION),
        Func(Value("position"), F("position"), function="jsonb_build_object"),
        function="jsonb_path_query_first",
        output_field=JSONField(),
    )
    return Cast(KeyTextTransform("question_version", place), BigIntegerField())


def _ratings(replies: Iterable[Reply]) -> list[Rating]:
    return [
        _rating(question, list(given))
        for question, given in groupby(replies, lambda reply: reply.question)
        if question.item.choices()
    ]


def _rating(question: FrozenQuestion, replies: Sequence[Reply]) -> Rating:
    choices = question.item.choices()
    counts: Counter[str] = Counter()
    for reply in replies:
        for key in question.item.chosen(reply.response):
            counts[key] += reply.people
    return Rating(
        question=question.id,
        text=question.item.lead_in,
        scale=[choice.text for choice in choices],
        counts=[counts[choice.key] for choice in choices],
    )


def _comments(replies: Iterable[Reply]) -> list[Comments]:
    return [
        Comments(
            question=question.id,
            text=question.item.lead_in,
            comments=sorted(
                ((reply.response["text"], reply.people) for reply in given), key=_no_order_of_time
            ),
        )
        for question, given in groupby(replies, lambda reply: reply.question)
        if isinstance(question.item, Comment)
    ]


def _no_order_of_time(comment: tuple[str, int]) -> str:
    return sha256(comment[0].encode()).hexdigest()
