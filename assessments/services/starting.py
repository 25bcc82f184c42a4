"""Start an attempt at an assessment."""

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.domain import states
from assessments.domain.drawing import draw
from assessments.domain.form import dump_form
from assessments.domain.grading import grade as grade_form
from assessments.models import Attempt
from assessments.queries import attempts_at, current_version_id, frozen_assessment, terms_for

SEED_BITS = 62


class AttemptRefused(Exception):
    """No attempt may start now; `message` says why, `next_at` when one may."""

    def __init__(self, refusal: states.Refusal) -> None:
        super().__init__(refusal.message)
        self.code, self.message, self.next_at = refusal.code, refusal.message, refusal.next_at


@transaction.atomic
def start_attempt(
    *,
    learner: User,
    assessment_id: int,
    at: datetime,
    closes_at: datetime | None = None,
    seed: int | None = None,
    password: str = "",
    honour: bool = False,
) -> Attempt:
    """Draw a form from the newest version and open an attempt at it.

    Raises `AttemptRefused` with the reason: one is open, passed, none left, wait, closed, or what
    the learner must still give (`states.check_entry`).
    """
    version_id = current_version_id(assessment_id)
    if version_id is None:
        raise AttemptRefused(states.Refusal("unpublished", "This assessment is not published yet."))
    version = frozen_assessment(version_id)
    earlier = attempts_at(learner, assessment_id)
    terms = terms_for(learner, version, earlier, at, closes_at=closes_at)
    policy = terms.policy
    refusal = terms.refusal or states.check_entry(policy, password=password, honour=honour)
    if refusal:
        raise AttemptRefused(refusal)
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    deadline = states.deadline(
        at, policy=policy, closes_at=closes_at, time_factor=terms.time_factor
    )
    form = draw(policy, version.items, seed=seed, seen=_times_seen(earlier))
    return Attempt.objects.create(
        learner=learner,
        assessment_id=assessment_id,
        version_id=version_id,
        number=earlier[-1].number + 1 if earlier else 1,
        seed=seed,
        form=dump_form(form),
        max_points=grade_form(form, version.items, {}, policy).max_points,
        pass_mark=policy.pass_mark_of(form),
        started_at=at,
        deadline_at=deadline,
        closes_at=closes_at,
        break_seconds=60 * terms.break_minutes,
        look_at=states.look_at(states.State.IN_PROGRESS, policy, deadline),
    )


def _times_seen(attempts: Iterable[Attempt]) -> Counter[int]:
    return Counter(place["question_version"] for attempt in attempts for place in attempt.form)
