"""Reads for the preflight: an activity as its rules see it, and how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from wagtail import hooks

from assessments.domain.items import KINDS
from assessments.models import Assessment, Objective, QuestionVersion, VersionQuestion
from assessments.queries import newest_question_versions, with_current_version
from courses.domain.preflight import (
    RULES,
    Asked,
    Checklist,
    Figure,
    Offered,
    Person,
    Placed,
    Recording,
    Snapshot,
    Source,
    Taught,
    check,
)
from courses.models import ActivityPage, LessonPage, Waiver
from courses.queries.disclosures import disclosures_of
from courses.queries.support import support_problems
from evidence.models import Design, Reference

OFFERS = "attend_offers_of_activity"
"""The hook through which the app that designates credit tells what is designated.

Its functions take the number of an activity and return `Offered` rows."""

TEXTS = ("title", "summary", "gap", "audience", "method", "requirements", "commercial_support")
CHOSEN = ("professions", "delivery_methods", "languages")
PROVIDER_TEXTS = ("name", "contact_email", "accreditor", "accreditation_statement")


def checklist_of(activity: ActivityPage) -> Checklist:
    """Return how the rules stand for an activity, live or a draft, with its published lessons."""
    granted = Waiver.objects.filter(activity=activity.pk, ended_at=None, granted_at__isnull=False)
    return check(snapshot_of(activity), RULES, dict(granted.values_list("key", "pk")))


def snapshot_of(activity: ActivityPage) -> Snapshot:
    """Return an activity as the rules see it."""
    provider = activity.provider
    lessons = list(LessonPage.objects.live().child_of(activity).order_by("path"))
    return Snapshot(
        pk=activity.pk,
        provider=provider.pk,
        texts={
            **{name: getattr(activity, name) for name in TEXTS},
            **{name: ", ".join(getattr(activity, name)) for name in CHOSEN},
            "topics": ", ".join(tag.name for tag in activity.topics.all()),
        },
        provider_texts={name: getattr(provider, name) for name in PROVIDER_TEXTS},
        released_on=activity.released_on,
        reviewed_on=activity.reviewed_on,
        expires_on=activity.expires_on,
        objectives=_objectives(activity),
        people=_people(activity),
        sources=_sources(activity, lessons),
        assessments=_assessments(activity),
        lessons=_lessons(lessons),
        offers=_offers(activity.pk),
        support_problems=tuple(support_problems(activity)),
    )


def _people(activity: ActivityPage) -> tuple[Person, ...]:
    found = disclosures_of(activity, on=timezone.localdate())
    return tuple(
        Person(
            each.person.pk,
            each.person.name,
            each.person.credentials,
            () if found.is_exempt else each.problems,
        )
        for each in found.people
    )


def _objectives(activity: ActivityPage) -> dict[int, str]:
    rows = [row.objective_id for row in activity.objectives.all()]
    texts = dict(Objective.objects.filter(pk__in=rows).values_list("pk", "text"))
    return {pk: texts[pk] for pk in rows if pk in texts}


def _sources(activity: ActivityPage, lessons: Iterable[LessonPage]) -> tuple[Source, ...]:
    listed = [row.reference_id for row in activity.references.all()]
    cited = [
        reference.pk
        for lesson in lessons
        for block in lesson.body
        if block.block_type == "evidence"
        for reference in block.value["references"]
        if reference
    ]
    return tuple(
        Source(pk=row.pk, citation=str(row), is_graded=row.design != Design.OTHER)
        for row in Reference.objects.filter(pk__in={*listed, *cited})
    )


def _assessments(activity: ActivityPage) -> tuple[Placed, ...]:
    rows = list(activity.placements.all())
    placed = Assessment.objects.filter(pk__in=[row.assessment_id for row in rows])
    found = {each.pk: each for each in with_current_version(placed)}
    asked = defaultdict(list)
    questions = VersionQuestion.objects.filter(
        version__in=[each.current_version_id for each in found.values()]
    ).select_related("question_version", "version")
    for each in questions:
        asked[each.version.assessment_id].append(_asked(each.question_version))
    return tuple(
        Placed(
            pk=assessment.pk,
            title=assessment.title,
            purpose=row.purpose,
            required=row.required,
            states_pass_mark=assessment.pass_mark is not None,
            asks=tuple(asked[assessment.pk]),
        )
        for row in rows
        if (assessment := found.get(row.assessment_id))
    )


def _asked(version: QuestionVersion) -> Asked:
    return Asked(
        pk=version.question_id,
        title=version.context.get("title", ""),
        is_graded=KINDS[version.kind].graded,
        has_rationale=_tells_why(version.content),
        references=len(version.context.get("references", ())),
        objective=version.objective_id,
    )


def _tells_why(content: Any) -> bool:
    """Whether a question gives reasons, for itself or for one of its answers."""
    if isinstance(content, dict):
        return bool(content.get("rationale")) or any(map(_tells_why, content.values()))
    return isinstance(content, list) and any(map(_tells_why, content))


def _lessons(lessons: Sequence[LessonPage]) -> tuple[Taught, ...]:
    checks = {lesson.pk: _values(lesson, "knowledge_check", "question") for lesson in lessons}
    versions = newest_question_versions([each.pk for row in checks.values() for each in row])
    frozen = {
        version.question_id: _asked(version)
        for version in QuestionVersion.objects.filter(pk__in=versions.values())
    }
    through = LessonPage.objectives.through.objects.filter(lessonpage__in=lessons)
    taught = defaultdict(set)
    for lesson, objective in through.values_list("lessonpage_id", "objective_id"):
        taught[lesson].add(objective)
    return tuple(
        Taught(
            pk=lesson.pk,
            title=lesson.title,
            objectives=frozenset(taught[lesson.pk]),
            figures=tuple(_figures(lesson)),
            recordings=tuple(
                Recording(
                    name=recording.title,
                    is_video=recording.type == "video",
                    has_captions=bool(recording.captions),
                    has_transcript=bool(recording.transcript.strip()),
                )
                for recording in _values(lesson, "recording", "recording")
            ),
            checks=tuple(frozen[each.pk] for each in checks[lesson.pk] if each.pk in frozen),
        )
        for lesson in lessons
    )


def _figures(lesson: LessonPage) -> Iterable[Figure]:
    for block in lesson.body:
        if block.block_type == "figure" and block.value["image"]:
            yield Figure(block.value["image"].title, bool(block.value["alt"].strip()))


def _values(lesson: LessonPage, block_type: str, name: str) -> list[Any]:
    return [
        block.value[name]
        for block in lesson.body
        if block.block_type == block_type and block.value[name]
    ]


def _offers(activity_id: int) -> tuple[Offered, ...]:
    return tuple(row for rows in hooks.get_hooks(OFFERS) for row in rows(activity_id))
