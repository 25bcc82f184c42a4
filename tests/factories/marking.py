"""Answers handed in to be marked, and people who mark them."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from accounts.domain.roles import Role
from accounts.models import User
from assessments.models import Mark, MarkingTask
from assessments.queries import latest_grade
from assessments.services import Given, claim_answer
from courses.models import Provider
from learners import services
from learners.models import Sitting
from tests.factories.authoring import a_member
from tests.factories.items import essay
from tests.factories.sittings import Stage, a_stage, answer_all, reread

HOUR = timedelta(hours=1)


def a_marked_stage(questions: int = 1, **policy) -> Stage:
    """Publish an activity whose post-test asks essays; `marking` bends the rules of marking."""
    return a_stage([essay() for _ in range(questions)], **{"pass_mark": "60", **policy})


def handed_in(stage: Stage, learner: User | None = None, **begin) -> Sitting:
    sitting = stage.ready(learner, **begin)
    answer_all(sitting)
    services.submit(sitting=sitting, at=timezone.now())
    return sitting


def tasks_of(sitting: Sitting) -> list[MarkingTask]:
    return list(MarkingTask.objects.filter(attempt=sitting.attempt_id).order_by("position"))


def levels(*chosen: str) -> dict[str, str]:
    return {f"c{number}": level for number, level in enumerate(chosen, start=1)}


FULL, HALF, NONE = (levels(each, each) for each in ("full", "half", "none"))


def a_marker(sitting: Sitting | None = None) -> User:
    """Return somebody who may mark what the sitting's provider asks."""
    provider = sitting.enrolment.activity.get_parent().specific.provider if sitting else None
    assert provider is None or isinstance(provider, Provider)
    return a_member(provider, Role.MARKER)


def mark(task: MarkingTask, by: User, chosen: dict[str, str], **given) -> Mark:
    """Claim an answer as it now stands and mark it for what it waits for."""
    rounds: Sequence[str] = ("first", "second", "reconciliation")
    task = MarkingTask.objects.get(pk=task.pk)
    now = timezone.now()
    claim_answer(task=task, by=by, at=now, until=now + HOUR)
    joint_with = given.pop("joint_with", None)
    return services.mark_answer(
        task=task,
        by=by,
        round_=rounds.index(task.stage) + 1,
        given=Given(levels=chosen, **given),
        at=now,
        joint_with=joint_with,
    )


def grade_of(sitting: Sitting):
    return latest_grade(reread(sitting))
