"""Enrol: the learner passed through the front matter and begins."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries import adjustment_of
from assessments.domain.items import content_hash
from assessments.queries import FrozenAssessment
from common.prepared import ID, Prepared
from courses.queries import FrozenActivity
from credits.models import CreditOffer
from learners.models import Enrolment, FrontMatterAcknowledgement
from learners.queries import prerequisites_of

_enrolment: Prepared[Enrolment] = Prepared(
    lambda learner, activity: Enrolment.objects.filter(learner=learner, activity=activity), ID, ID
)


class EnrolmentRefused(Exception):
    """The learner cannot begin; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def front_matter_hash(
    activity: FrozenActivity,
    assessments: Mapping[int, FrozenAssessment],
    offers: Iterable[CreditOffer],
) -> str:
    """Return the SHA-256 of all that a learner is shown before an activity.

    The page carries it, so that an acknowledgement names what was on the screen and not what
    was published a moment later.
    """
    return content_hash(
        {
            "activity": activity.content_hash,
            "assessments": sorted(version.id for version in assessments.values()),
            "offers": sorted(offer.pk for offer in offers),
        }
    )


def _is_open_for(learner: User, activity: FrozenActivity, at: datetime) -> bool:
    if activity.for_person(zone=learner.zone).is_open(at):
        return True
    granted = adjustment_of(learner).extra_days
    return activity.for_person(zone=learner.zone, extra_days=granted).is_open(at)


def _check_prerequisites(learner: User, activity: FrozenActivity, at: datetime) -> None:
    if not activity.prerequisites or _enrolment.first(learner.pk, activity.activity_id):
        return
    asked = prerequisites_of(activity, learner, at.astimezone(learner.zone).date())
    if missing := [f"“{row.title}”" for row in asked if row.is_missing]:
        raise EnrolmentRefused("prerequisites", f"Complete {' and '.join(missing)} first.")


@transaction.atomic
def enrol(
    *,
    learner: User,
    activity: FrozenActivity,
    acknowledged_hash: str,
    shown_hash: str,
    at: datetime,
) -> Enrolment:
    """Enrol the learner, or acknowledge again what has changed; calling twice changes nothing.

    `acknowledged_hash` came back with the form, `shown_hash` is what the page shows now. Raises
    `EnrolmentRefused` if they differ, the activity is not open, or another has to be completed first;
    who has begun before goes on all the same.
    """
    if not _is_open_for(learner, activity, at):
        raise EnrolmentRefused("closed", "This activity is not open for enrolment.")
    if acknowledged_hash != shown_hash:
        raise EnrolmentRefused(
            "changed", "What must be shown beforehand has just changed. Please read it again."
        )
    _check_prerequisites(learner, activity, at)
    # Unless it is there: without looking first, and without a savepoint.
    begun = Enrolment(
        learner=learner, activity_id=activity.activity_id, enrolled_at=at, last_seen_at=at
    )
    Enrolment.objects.bulk_create([begun], ignore_conflicts=True)
    enrolment = _enrolment.rows(learner.pk, activity.activity_id)[0]
    read = FrontMatterAcknowledgement(
        enrolment=enrolment, version_id=activity.id, shown_hash=shown_hash, acknowledged_at=at
    )
    FrontMatterAcknowledgement.objects.bulk_create([read], ignore_conflicts=True)
    return enrolment
