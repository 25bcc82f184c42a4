"""Freeze the facts of activities and the questions of lessons as they are published."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from assessments.domain.items import content_hash
from assessments.models import Language
from assessments.services import FreezeRefused, freeze_question
from courses.domain.prerequisites import leads_back
from courses.domain.statements import accreditation_statement
from courses.models import (
    ActivityPage,
    ActivityVersion,
    LessonPage,
    Placement,
    Prerequisite,
    Provider,
    StatementWording,
    Waiver,
)
from courses.queries import (
    disclosures_of,
    people_told,
    support_told,
    what_asks_for_what,
    wording_of,
)
from courses.services.indexing import index_version
from courses.services.preflight import check_lesson, check_preflight
from courses.services.statements import keep_wording


@transaction.atomic
def publish_activity(*, activity: ActivityPage, at: datetime) -> ActivityVersion:
    """Freeze an activity that goes live, by whatever route, if the preflight lets it.

    Raises `PreflightRefused`, or what `freeze_activity` raises.
    """
    check_preflight(activity=activity)
    return freeze_activity(activity=activity, at=at)


@transaction.atomic
def freeze_activity(*, activity: ActivityPage, at: datetime) -> ActivityVersion:
    """Return the version that holds the activity's present facts, writing it if they are new.

    The search knows from then on what it says, and what its lessons say now. Raises `FreezeRefused`
    while an assessment placed in it or an activity that it asks for first was never published, and
    where such an activity asks for this one.
    """
    ActivityPage.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    _check_assessments(activity)
    _check_prerequisites(activity)
    keep_wording(provider=activity.provider, on=at.date())
    facts = describe_activity(activity)
    digest = content_hash(facts)
    newest = activity.versions.order_by("-number").first()
    if not newest or newest.content_hash != digest:
        newest = ActivityVersion.objects.create(
            activity=activity,
            number=newest.number + 1 if newest else 1,
            facts=facts,
            content_hash=digest,
            revision_id=activity.live_revision_id or 0,
            frozen_at=at,
        )
    index_version(newest)
    return newest


def _check_assessments(activity: ActivityPage) -> None:
    unfrozen = Placement.objects.filter(activity=activity, assessment__versions=None)
    titles = unfrozen.values_list("assessment__title", flat=True)
    if problems := [f"“{title}” is not published yet." for title in titles]:
        raise FreezeRefused(problems)


def _check_prerequisites(activity: ActivityPage) -> None:
    rows = list(Prerequisite.objects.filter(activity=activity).select_related("needs"))
    asks = what_asks_for_what() if rows else {}
    problems = [
        f"“{row.needs}” is not published yet." for row in rows if not row.needs.versions.exists()
    ] + [
        f"“{row.needs}” asks for “{activity}” to be completed first."
        for row in rows
        if leads_back(activity.pk, row.needs_id, asks)
    ]
    if problems:
        raise FreezeRefused(problems)


@transaction.atomic
def freeze_lesson(*, lesson: LessonPage, at: datetime) -> None:
    """Freeze the questions of a lesson's knowledge checks, and its activity if that is live.

    Raises `PreflightRefused` for what a lesson of a live activity lacks.
    """
    for block in lesson.body:
        if block.block_type == "knowledge_check" and block.value["question"]:
            freeze_question(question=block.value["question"], at=at)
    activity = lesson.activity
    if activity.live:
        check_lesson(lesson=lesson)
        freeze_activity(activity=activity, at=at)


def restate_lessons(*, parents: Iterable[Page], at: datetime) -> None:
    """Freeze activities anew whose lessons were withdrawn or moved: nobody need finish those there."""
    for activity in ActivityPage.objects.live().filter(pk__in=[page.pk for page in parents]):
        freeze_activity(activity=activity, at=at)


def describe_activity(activity: ActivityPage) -> dict[str, Any]:
    """Return everything that learners are told about an activity, as JSON to freeze."""
    plain = (
        "code",
        "title",
        "strand",
        "summary",
        "gap",
        "audience",
        "professions",
        "minutes",
        "type",
    )
    more = ("method", "requirements")
    reported = ("delivery_methods", "competencies", "measured_outcomes", "commendation_tags")
    days = ("released_on", "reviewed_on", "expires_on")
    provider = activity.provider
    partners = [row.name for row in activity.joint_providers.all()]
    disclosures = disclosures_of(activity, on=activity.released_on)
    exemption = disclosures.exemption if disclosures.is_exempt else None
    return {
        "activity_id": activity.pk,
        **{name: getattr(activity, name) for name in (*plain, *more, *reported)},
        **{name: getattr(activity, name).isoformat() for name in days},
        "strand_label": activity.get_strand_display(),
        "type_label": activity.get_type_display(),
        "hours": f"{activity.hours:.2f}",
        "languages": [str(Language(code).label) for code in activity.languages],
        "topics": sorted(tag.name for tag in activity.topics.all()),
        "provider": _describe_provider(provider, partners, wording_of(provider)),
        "joint_providers": partners,
        "objectives": [
            row.objective.text for row in activity.objectives.select_related("objective")
        ],
        "prerequisites": [
            {"id": row.needs_id, "code": row.needs.code, "title": row.needs.title}
            for row in activity.prerequisites.select_related("needs")
        ],
        "contributors": people_told(disclosures),
        "commercial_support": support_told(activity),
        "disclosure": {
            "statement": disclosures.statement,
            "exemption": exemption.get_kind_display() if exemption else "",
        },
        "references": [
            row.reference.as_facts() for row in activity.references.select_related("reference")
        ],
        "lessons": [
            {"id": lesson.pk, "slug": lesson.slug, "title": lesson.title, "minutes": lesson.minutes}
            for lesson in LessonPage.objects.live().child_of(activity).order_by("path")
        ],
        "placements": [
            {
                "id": row.pk,
                "assessment_id": row.assessment_id,
                "purpose": row.purpose,
                "label": row.get_purpose_display(),
                "required": row.required,
                "title": row.assessment.title,
            }
            for row in activity.placements.select_related("assessment")
        ],
        **_describe_waivers(activity),
    }


def _describe_waivers(activity: ActivityPage) -> dict[str, Any]:
    """Return what was let stand, with the people who did: nothing where nothing was."""
    granted = Waiver.objects.filter(activity=activity.pk, ended_at=None, granted_at__isnull=False)
    rows = [
        {
            "code": row.code,
            "sentence": row.sentence,
            "reason": row.reason,
            "asked_by": row.asked_by_id,
            "granted_by": row.granted_by_id,
            "granted_at": row.granted_at.isoformat(),
        }
        for row in granted
        if row.granted_at
    ]
    return {"waivers": rows} if rows else {}


def _describe_provider(
    provider: Provider, partners: Sequence[str], wording: StatementWording
) -> dict[str, Any]:
    fields = (
        "name",
        "slug",
        "accreditor",
        "accreditor_number",
        "contact_email",
        "website",
        "address",
    )
    statement = accreditation_statement(
        direct=wording.direct,
        joint=wording.joint,
        provider=provider.name,
        accreditor=provider.accreditor,
        partners=partners,
    )
    return {
        "id": provider.pk,
        **{name: getattr(provider, name) for name in fields},
        "accreditation_statement": statement,
        "wording": wording.number,
    }
