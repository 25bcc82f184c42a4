"""The gate before publication, and the waivers that two people grant."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.models import Assessment
from assessments.services import FreezeRefused
from courses.domain.preflight import Finding
from courses.models import ActivityPage, LessonPage, Waiver
from courses.permissions import check_can_grant
from courses.queries import checklist_of


class PreflightRefused(FreezeRefused):
    """The preflight found what keeps the activity from being published."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__([finding.sentence for finding in findings])
        self.findings = findings


class WaiverRefused(Exception):
    """No such finding stands, or it is waived already."""


def check_preflight(*, activity: ActivityPage) -> None:
    """Raise `PreflightRefused` with everything that keeps an activity from being published."""
    if blocking := checklist_of(activity).blocking:
        raise PreflightRefused(blocking)


def check_lesson(*, lesson: LessonPage) -> None:
    """Raise `PreflightRefused` for what is to be mended in a lesson of a live activity."""
    if blocking := checklist_of(lesson.activity).blocking_about("lesson", lesson.pk):
        raise PreflightRefused(blocking)


def check_assessment(*, assessment: Assessment) -> None:
    """Raise `PreflightRefused` for what live activities would lack with this assessment."""
    live = ActivityPage.objects.live().filter(placements__assessment=assessment).distinct()
    blocking = [
        finding
        for activity in live
        for finding in checklist_of(activity).blocking_about("assessment", assessment.pk)
    ]
    if blocking:
        raise PreflightRefused(blocking)


@transaction.atomic
def ask_waiver(*, activity: ActivityPage, key: str, reason: str, by: User, at: datetime) -> Waiver:
    """Ask that a finding may stand; it blocks until somebody else has granted that.

    Raises `WaiverRefused` where there is no such finding, no reason, or a request already.
    """
    ActivityPage.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    found = {finding.key: finding for finding in checklist_of(activity).blocking}.get(key)
    if found is None:
        raise WaiverRefused("Nothing of the kind is found any more.")
    if not reason.strip():
        raise WaiverRefused("Give the reason for which it may stand.")
    if Waiver.objects.filter(activity=activity.pk, key=key, ended_at=None).exists():
        raise WaiverRefused("Somebody has asked for this already.")
    return Waiver.objects.create(
        activity_id=activity.pk,
        code=found.code,
        key=key,
        sentence=found.sentence,
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
    )


@transaction.atomic
def grant_waiver(*, waiver: Waiver, by: User, at: datetime) -> Waiver:
    """Let a finding stand; raise `GrantRefused` for whoever asked for it or wrote the activity."""
    waiver = Waiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    check_can_grant(by, waiver)
    if waiver.granted_at or waiver.ended_at:
        raise WaiverRefused("This was decided already.")
    waiver.granted_by, waiver.granted_at = by, at
    waiver.save(update_fields=["granted_by", "granted_at"])
    return waiver


@transaction.atomic
def end_waiver(*, waiver: Waiver, at: datetime) -> None:
    """Refuse a request, or take back what was granted: the finding blocks the next publication."""
    Waiver.objects.filter(pk=waiver.pk, ended_at=None).update(ended_at=at)
