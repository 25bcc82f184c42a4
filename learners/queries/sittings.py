"""Reads about sittings, which are reached only through their learner."""

from django.db.models import F, QuerySet

from accounts.models import User
from assessments.queries import SavedAnswers, answers_beside, answers_in, saved_answers
from common.prepared import ID, Prepared
from courses.queries import (
    FrozenActivity,
    frozen_activity,
    newest_version_beside,
    published_version_id,
)
from learners.models import Sitting


def sittings_of(learner: User) -> QuerySet[Sitting]:
    """Return the learner's sittings with attempt and enrolment."""
    return Sitting.objects.filter(enrolment__learner=learner).select_related(
        "attempt", "enrolment__learner"
    )


_sitting: Prepared[Sitting] = Prepared(
    lambda learner, pk: (
        Sitting.objects.filter(enrolment__learner=learner, pk=pk)
        .select_related("attempt", "enrolment")
        .annotate(  # type: ignore[no-redef]
            activity_version_id=newest_version_beside("enrolment__activity"),
            newest_answers=answers_beside("attempt"),
            extra_days=F("enrolment__learner__accommodation__extra_days"),
        )
    ),
    ID,
    ID,
)


def sitting_of(learner: User, pk: int) -> Sitting | None:
    """Return one sitting of the learner with all that its pages need, None if it is not theirs."""
    sitting = _sitting.first(learner.pk, pk)
    if sitting:
        sitting.enrolment.learner = learner
    return sitting


def activity_of(sitting: Sitting) -> FrozenActivity:
    """Return the newest facts of the activity that a sitting belongs to, as its learner has it."""
    known = sitting.activity_version_id or published_version_id(sitting.enrolment.activity_id)
    return frozen_activity(known).for_person(
        zone=sitting.enrolment.learner.zone, extra_days=sitting.extra_days or 0
    )


def answers_of(sitting: Sitting) -> SavedAnswers:
    """Return what is saved, as it was read along with the sitting or, after a write, anew."""
    if sitting.newest_answers is None:
        return saved_answers(sitting.attempt)
    return answers_in(sitting.newest_answers)
