"""Complete an activity, and record its credit in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Attempt
from common.locks import lock
from courses.domain.activity_types import USUAL
from courses.queries import frozen_activity, published_version_id
from credits.queries import entries_to_restore
from credits.services import record_credit, restore_credit
from learners.models import Completion, Enrolment
from learners.queries import Standing, completion_of, standing_in

PASSED_AGAIN = "Passed after all"


@transaction.atomic
def complete_if_done(*, enrolment: Enrolment, at: datetime) -> Completion | None:
    """Complete the activity if nothing is missing any more, whichever step came last."""
    enrolment = lock(enrolment, "learner__profile")
    return complete_locked(enrolment, done_at=at, at=at)


def complete_locked(
    enrolment: Enrolment,
    *,
    at: datetime,
    done_at: datetime | None = None,
    standing: Standing | None = None,
) -> Completion | None:
    """Complete a locked enrolment if nothing is missing; part of the caller's transaction.

    `done_at` is when the last thing missing was done; left out, it is looked up. `standing` is for
    who has read it under the same lock.
    """
    # Asked after the lock: a join in the locking statement may show what stood before the wait.
    existing = completion_of(enrolment)
    if existing:
        _restore(enrolment, existing, at)
        return existing
    if enrolment.learner.closed_at:
        return None
    standing = standing or _standing(enrolment)
    if not standing.is_complete:
        return None
    return _complete(enrolment, standing, done_at=done_at or standing.done_at or at, at=at)


def _restore(enrolment: Enrolment, completion: Completion, at: datetime) -> None:
    """Give back credit that a lowered grade took, once everything asked is done again."""
    learner, activity_id = enrolment.learner, enrolment.activity_id
    if not entries_to_restore([learner.pk], [activity_id]).exists():
        return
    activity = frozen_activity(completion.version_id)
    if standing_in(learner, activity, enrolment).is_complete:
        restore_credit(learner=learner, activity_id=activity_id, reason=PASSED_AGAIN, at=at)


def _standing(enrolment: Enrolment) -> Standing:
    activity = frozen_activity(published_version_id(enrolment.activity_id))
    return standing_in(enrolment.learner, activity, enrolment)


def _complete(
    enrolment: Enrolment, standing: Standing, *, done_at: datetime, at: datetime
) -> Completion:
    learner = enrolment.learner
    profession = getattr(getattr(learner, "profile", None), "profession", "")
    facts = completion_facts(standing, profession)
    completion = Completion.objects.create(
        enrolment=enrolment, version_id=standing.activity.id, completed_at=done_at, facts=facts
    )
    record_credit(
        learner=learner,
        activity_id=enrolment.activity_id,
        profession=profession,
        completion_id=completion.pk,
        completed_at=done_at,
        facts=facts | {"completion": completion.pk},
        at=at,
    )
    return completion


def completion_facts(standing: Standing, profession: str) -> dict[str, Any]:
    """Return why an activity counts as complete: what stood, and which attempts fulfilled it."""
    activity, told = standing.activity, standing.activity.facts
    return {
        "profession": profession,
        "activity": {
            "id": activity.activity_id,
            "code": activity.code,
            "title": activity.title,
            "version": activity.number,
            "content_hash": activity.content_hash,
            "provider": told["provider"]["name"],
            "provider_id": told["provider"]["id"],
            "accreditor": told["provider"]["accreditor"],
            "accreditation_statement": told["provider"]["accreditation_statement"],
            "released_on": told["released_on"],
            "expires_on": told["expires_on"],
            "minutes": told["minutes"],
            "type": told.get("type", USUAL),
        },
        "attempts": [
            _fulfilled_by(attempt)
            for attempt in standing.attempts
            if attempt.grade_passed and attempt.finished_at
        ],
    }


def _fulfilled_by(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": attempt.pk,
        "purpose": attempt.sitting.purpose,
        "assessment_version": attempt.version_id,
        "points": str(attempt.grade_points),
        "max_points": str(attempt.grade_max_points),
        "pass_mark": None if attempt.pass_mark is None else str(attempt.pass_mark),
        "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
    }
