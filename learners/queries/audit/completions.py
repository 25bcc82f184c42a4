"""Completions: grades computed anew from frozen versions and saved answers, and what followed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from assessments.models import AssessmentVersion
from assessments.queries import frozen_assessment, is_whole
from courses.queries import frozen_activity
from credits.domain.audit import Difference, OfferRecord
from credits.models import Entry
from learners.domain.audit import (
    AttemptRecord,
    Fulfilled,
    Replay,
    check_attempt,
    check_cited,
    check_requirements,
)
from learners.models import Completion, FrontMatterAcknowledgement, LessonProgress
from learners.queries.audit.attempts import attempts_of, replayed

BATCH = 250


def batches(*, since: date | None, limit: int | None) -> Iterator[list[Completion]]:
    """Yield completions in batches, one activity version after the other.

    So the frozen content that a batch needs is already at hand.
    """
    rows = Completion.objects.select_related("enrolment").order_by("pk")
    if since is not None:
        rows = rows.filter(completed_at__date__gte=since)
    left = limit
    for version in rows.order_by("version").values_list("version", flat=True).distinct():
        last = 0
        while left is None or left > 0:
            size = BATCH if left is None else min(BATCH, left)
            batch = list(rows.filter(version=version, pk__gt=last)[:size])
            if not batch:
                break
            yield batch
            last = batch[-1].pk
            left = None if left is None else left - len(batch)


@dataclass(frozen=True)
class Evidence:
    """What a batch of completions rests on, read with one query for each kind of row."""

    attempts: dict[int, list[AttemptRecord]]
    lessons: dict[int, set[int]]
    acknowledged: set[int]
    sources: set[str]


def differences_in(
    batch: list[Completion], offers: dict[int, OfferRecord], *, reads_files: bool
) -> Iterator[Difference]:
    """Yield what differs in these completions, their attempts and the credit they had to give."""
    evidence = _evidence_of(batch, {offer.kind.code for offer in offers.values()})
    for completion in batch:
        results: dict[int, Replay] = {}
        for attempt in evidence.attempts.get(completion.enrolment_id, []):
            yield from _in_attempt(attempt, completion, results)
            if reads_files:
                yield from _in_files(attempt)
        subject = f"completion {completion.pk}"
        for words in _in_completion(completion, evidence, results, offers):
            yield Difference(subject, words)


def _evidence_of(batch: list[Completion], kinds: set[str]) -> Evidence:
    enrolments = [completion.enrolment_id for completion in batch]
    lessons: dict[int, set[int]] = {}
    finished = LessonProgress.objects.filter(enrolment__in=enrolments, finished_at__isnull=False)
    for enrolment, lesson in finished.values_list("enrolment", "lesson"):
        lessons.setdefault(enrolment, set()).add(lesson)
    seen = FrontMatterAcknowledgement.objects.filter(enrolment__in=enrolments)
    expected = [f"completion:{completion.pk}:{kind}" for completion in batch for kind in kinds]
    return Evidence(
        attempts=attempts_of(enrolments),
        lessons=lessons,
        acknowledged=set(seen.values_list("enrolment", flat=True)),
        sources=set(Entry.objects.filter(source__in=expected).values_list("source", flat=True)),
    )


def _in_attempt(
    attempt: AttemptRecord, completion: Completion, results: dict[int, Replay]
) -> Iterator[Difference]:
    version = frozen_assessment(attempt.version)
    result = replayed(attempt)
    if result is not None:
        results[attempt.pk] = result
    subject = f"attempt {attempt.pk} of completion {completion.pk}"
    if attempt.learner != completion.enrolment.learner_id:
        yield Difference(subject, f"was made by learner {attempt.learner}")
    if attempt.assessment != version.assessment_id:
        yield Difference(subject, f"is not at assessment {attempt.assessment}")
    for words in check_attempt(attempt, result, version.policy):
        yield Difference(subject, words)


def _in_files(attempt: AttemptRecord) -> Iterator[Difference]:
    """Yield files of answers that are not there any more, or not what was sent."""
    items = frozen_assessment(attempt.version).items
    for place in attempt.form:
        for file in place.asks(items).files(attempt.responses.get(place.position)):
            if not is_whole(file):
                words = f"file {file.short_hash} of question {place.position} is not what was sent"
                yield Difference(f"attempt {attempt.pk}", words)


def _in_completion(
    completion: Completion,
    evidence: Evidence,
    results: dict[int, Replay],
    offers: dict[int, OfferRecord],
) -> Iterator[str]:
    activity, enrolment = frozen_activity(completion.version_id), completion.enrolment
    if activity.activity_id != enrolment.activity_id:
        yield f"is of activity {activity.activity_id}, its enrolment of {enrolment.activity_id}"
    if completion.facts["activity"]["content_hash"] != activity.content_hash:
        yield "tells other facts of its activity than were published"
    attempts = evidence.attempts.get(enrolment.pk, [])
    done = Fulfilled(
        lessons=evidence.lessons.get(enrolment.pk, set()),
        submitted={attempt.assessment for attempt in attempts if attempt.is_finished},
        passed={
            attempt.assessment
            for attempt in attempts
            if attempt.is_finished and attempt.pk in results and results[attempt.pk].passed
        },
        acknowledged=enrolment.pk in evidence.acknowledged,
    )
    asked = [place["assessment_id"] for place in activity.facts["placements"]]
    yield from check_requirements(
        activity.facts, _to_be_passed(asked, completion.completed_at), done
    )
    yield from check_cited(completion.facts["attempts"], results)
    yield from _credit_missing(completion, evidence.sources, offers.values())


def _to_be_passed(assessments: Iterable[int], at: datetime) -> set[int]:
    """Return the assessments that had a pass mark at that moment."""
    return {pk for pk in assessments if _had_pass_mark(_pass_marks(pk), at)}


@lru_cache(maxsize=4096)
def _pass_marks(assessment_id: int) -> tuple[tuple[datetime, bool], ...]:
    """Return from when on the assessment had a pass mark or none, oldest first."""
    rows = AssessmentVersion.objects.filter(assessment=assessment_id).order_by("number")
    return tuple(
        (frozen_at, policy["pass_mark"] is not None)
        for frozen_at, policy in rows.values_list("frozen_at", "policy")
    )


def _had_pass_mark(marks: tuple[tuple[datetime, bool], ...], at: datetime) -> bool:
    standing = [has_mark for since, has_mark in marks if since <= at]
    return standing[-1] if standing else bool(marks) and marks[0][1]


def _credit_missing(
    completion: Completion, sources: set[str], offers: Iterable[OfferRecord]
) -> Iterator[str]:
    profession = completion.facts["profession"]
    for offer in offers:
        if offer.activity != completion.enrolment.activity_id:
            continue
        source = f"completion:{completion.pk}:{offer.kind.code}"
        if offer.was_due(profession, completion.completed_at) and source not in sources:
            yield f"gave no {offer.kind.code} credit to a {profession}"
