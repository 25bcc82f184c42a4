"""Reads about marking by people: what waits, what was given, and what it comes to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from assessments.domain.files import HeldFile
from assessments.domain.grading import Marks, to_be_marked
from assessments.domain.items import Item
from assessments.domain.marking.agreement import Agreement, agreement
from assessments.domain.marking.rubric import Rubric
from assessments.domain.marking.rules import MarkingRules
from assessments.domain.marking.settling import (
    FIRST,
    SECOND,
    GivenMark,
    Stage,
    settle,
)
from assessments.domain.rulings import Rulings
from assessments.models import Assessment, Attempt, Mark, MarkDraft, MarkingTask
from assessments.queries.attempts import SavedAnswers, form_of, saved_answers
from assessments.queries.frozen import FrozenAssessment, frozen_assessment, frozen_assessments

FINISHED = (Attempt.State.SUBMITTED, Attempt.State.TIMED_OUT)


@dataclass(frozen=True)
class Counted:
    """What people's marks of an attempt come to: shares by position, and the marks that count."""

    shares: Marks
    marks: tuple[int, ...]


NOTHING_COUNTED = Counted({}, ())


def counted_marks(attempts: Iterable[Attempt]) -> dict[int, Counted]:
    """Return what marks come to by attempt, in one query; none if people mark nothing in them."""
    marked = [attempt for attempt in attempts if _is_marked_by_people(attempt)]
    given = marks_by_position(attempt.pk for attempt in marked) if marked else {}
    return {attempt.pk: _counted(attempt, given.get(attempt.pk, {})) for attempt in marked}


def _is_marked_by_people(attempt: Attempt) -> bool:
    items = frozen_assessment(attempt.version_id).items
    return any(items[place.question_version].marked_by_people for place in form_of(attempt))


def _counted(attempt: Attempt, given: Mapping[int, Sequence[Mark]]) -> Counted:
    version = frozen_assessment(attempt.version_id)
    guides = guides_of(attempt, version)
    shares: dict[int, Fraction] = {}
    marks: list[int] = []
    for position, rows in given.items():
        settled = settle(
            [given_mark(row) for row in rows],
            rubric=guides[position],
            rules=version.policy.marking,
            wants_second=False,
        )
        if settled.share is not None:
            shares[position] = settled.share
            marks += settled.counted
    return Counted(shares, tuple(sorted(marks)))


def guides_of(attempt: Attempt, version: FrozenAssessment) -> dict[int, Rubric]:
    """Return the rubric at each position that people mark."""
    guides = {
        place.position: place.asks(version.items).marking_guide() for place in form_of(attempt)
    }
    return {position: guide for position, guide in guides.items() if guide}


def marks_by_position(attempts: Iterable[int]) -> dict[int, dict[int, list[Mark]]]:
    """Return every mark by attempt and position, oldest round first."""
    found: dict[int, dict[int, list[Mark]]] = {}
    for mark in Mark.objects.filter(attempt__in=list(attempts)).order_by("round"):
        found.setdefault(mark.attempt_id, {}).setdefault(mark.position, []).append(mark)
    return found


def given_mark(mark: Mark) -> GivenMark:
    """Return a mark as the rules need it."""
    return GivenMark(mark.pk, mark.round, mark.levels)


def marks_in(attempt: Attempt, ids: Collection[int]) -> dict[int, list[Mark]]:
    """Return those of the marks that are of an attempt, by position."""
    found: dict[int, list[Mark]] = {}
    rows = Mark.objects.filter(attempt=attempt, pk__in=ids) if ids else []
    for mark in rows:
        found.setdefault(mark.position, []).append(mark)
    return found


def newest_marks(task: MarkingTask) -> list[Mark]:
    """Return the marks of an answer, oldest first, with those who gave them."""
    rows = Mark.objects.filter(attempt=task.attempt_id, position=task.position)
    return list(rows.select_related("marker", "joint_with").order_by("round"))


def final_positions(attempts: Iterable[Attempt]) -> dict[int, set[int]]:
    """Return where marks are final, by attempt, in one query; none if people mark nothing."""
    marked = [attempt.pk for attempt in attempts if _is_marked_by_people(attempt)]
    found: dict[int, set[int]] = {}
    if marked:
        rows = MarkingTask.objects.filter(attempt__in=marked, stage=Stage.FINAL.value)
        for attempt, position in rows.values_list("attempt", "position"):
            found.setdefault(attempt, set()).add(position)
    return found


def waits_for_marks(
    attempt: Attempt,
    rulings: Rulings,
    counted: Counted,
    held: SavedAnswers | None = None,
    final: Collection[int] | None = None,
) -> list[int]:
    """Return the positions that people still have to mark before an attempt has a grade.

    `final` are those whose marks are (`final_positions`), for who has read them.
    """
    items = frozen_assessment(attempt.version_id).items
    answered = (held or saved_answers(attempt)).responses
    asked = to_be_marked(form_of(attempt), items, answered, rulings)
    if not asked:
        return []
    if final is None:
        final = final_positions([attempt]).get(attempt.pk, ())
    done = set(final) & counted.shares.keys()
    return [position for position in asked if position not in done]


def assessments_to_mark(allowed: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Return those of the assessments that have ever had an answer to mark."""
    rows = MarkingTask.objects.filter(attempt__assessment=OuterRef("pk"))
    return allowed.filter(Exists(rows)).order_by("title")


def tasks_for(marker: User, allowed: QuerySet[Assessment]) -> QuerySet[MarkingTask]:
    """Return the answers that a marker may mark now, oldest hand-in first.

    Nobody marks their own, nor gives a second mark beside their first one.
    """
    theirs = Mark.objects.filter(
        attempt=OuterRef("attempt"), position=OuterRef("position"), marker=marker, round=FIRST
    )
    waiting = _of_others(marker, allowed).exclude(stage=Stage.FINAL.value)
    return waiting.exclude(Q(stage=Stage.SECOND.value) & Exists(theirs)).order_by(
        "handed_in_at", "pk"
    )


def final_tasks(marker: User, allowed: QuerySet[Assessment]) -> QuerySet[MarkingTask]:
    """Return the answers that are marked, newest hand-in first."""
    marked = _of_others(marker, allowed).filter(stage=Stage.FINAL.value)
    return marked.order_by("-handed_in_at", "-pk")


def _of_others(marker: User, allowed: QuerySet[Assessment]) -> QuerySet[MarkingTask]:
    rows = MarkingTask.objects.filter(
        attempt__assessment__in=allowed, attempt__state__in=FINISHED
    ).exclude(attempt__learner=marker)
    return rows.select_related("attempt__assessment", "question_version", "claimed_by").defer(
        "attempt__form"
    )


def progress_of(allowed: QuerySet[Assessment], filters: Mapping[str, Any]) -> dict[str, int]:
    """Return how many answers wait at each stage and how many are marked, in one query."""
    rows = MarkingTask.objects.filter(
        attempt__assessment__in=allowed, attempt__state__in=FINISHED, **filters
    )
    return rows.aggregate(
        **{stage.value: Count("pk", filter=Q(stage=stage.value)) for stage in Stage}
    )


@dataclass(frozen=True)
class Script:
    """An answer with everything that a marker has to see; never whose it is."""

    task: MarkingTask
    item: Item
    rubric: Rubric
    rules: MarkingRules
    title: str
    response: Mapping[str, Any] | None
    points: Fraction

    @property
    def files(self) -> tuple[HeldFile, ...]:
        """The files that the learner handed in."""
        return self.item.files(self.response)

    @property
    def measure(self) -> str:
        """How much the learner gave, beside what was asked for."""
        return self.item.measure(self.response)


def script_of(task: MarkingTask) -> Script:
    """Return what is to be marked; `task` comes with its attempt."""
    attempt = task.attempt
    version = frozen_assessment(attempt.version_id)
    place = next(each for each in form_of(attempt) if each.position == task.position)
    item = place.asks(version.items)
    rubric = item.marking_guide()
    if rubric is None:
        raise LookupError("Nobody marks this question.")
    return Script(
        task=task,
        item=item,
        rubric=rubric,
        rules=version.policy.marking,
        title=version.title,
        response=saved_answers(attempt).responses.get(task.position),
        points=Fraction(place.points),
    )


def drafts_of(task: MarkingTask, marker: User) -> MarkDraft | None:
    """Return what a marker has noted so far, None if nothing."""
    return MarkDraft.objects.filter(task=task, marker=marker).first()


def agreement_in(assessment: Assessment) -> Agreement:
    """Describe how first and second marks of an assessment agree, over all its versions."""
    rows = list(
        Mark.objects.filter(attempt__assessment=assessment, round__in=(FIRST, SECOND))
        .select_related("attempt")
        .order_by("attempt", "position", "round")
    )
    frozen_assessments({mark.attempt.version_id for mark in rows})
    shares: dict[tuple[int, int], list[Fraction]] = {}
    for mark in rows:
        guides = guides_of(mark.attempt, frozen_assessment(mark.attempt.version_id))
        share = guides[mark.position].share(mark.levels)
        shares.setdefault((mark.attempt_id, mark.position), []).append(share)
    pairs = [(found[0], found[1]) for found in shares.values() if len(found) == 2]
    return agreement(pairs, Fraction(assessment.marking_tolerance) / 100)
