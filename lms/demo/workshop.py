"""The workshop whose work people mark: some of it is marked, some waits in the queue."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from assessments.domain.marking.settling import FIRST, Stage
from assessments.models import MarkingTask
from assessments.queries import latest_grade, script_of
from assessments.services import Given, claim_answer
from courses.queries import FrozenActivity, frozen_activity, published_version_id
from learners.models import Enrolment
from learners.services import mark_answer
from lms.demo.history import Walker
from lms.demo.people import create_learner

HANDED_IN, MARKED = 6, 3
LONG_BEFORE = timedelta(days=20)
PREPARED = 0.9
REMARKS = (
    "Clear at once who and what. Put the time into your request too.",
    "You took up what she said before you told her anything. Leave the silence a little longer.",
    "Good opinion. The trend against 18:00 would have made it stronger.",
)


def hold_workshop(
    activity: FrozenActivity, *, first_learner: int, marker: User, now: datetime, seed: int
) -> int:
    """Let learners hand in their work and have half of it marked; return how much waits."""
    dice = Random(seed)  # noqa: S311 a simulation
    starts = [now - timedelta(days=12 - number, hours=number) for number in range(HANDED_IN)]
    learners = _prepared(activity, first_learner, now - LONG_BEFORE, dice)
    for number, (start, learner) in enumerate(zip(starts, learners, strict=False)):
        walker = Walker(learner, activity, start, 1 - number % 3 * 0.2, dice)
        enrolment = walker.hand_in()
        if number < MARKED and _mark(enrolment, marker, walker):
            walker.evaluate(enrolment)
    waiting = MarkingTask.objects.filter(attempt__sitting__enrolment__activity=activity.activity_id)
    return waiting.exclude(stage=Stage.FINAL.value).count()


def _prepared(
    activity: FrozenActivity, number: int, start: datetime, dice: Random
) -> Iterator[User]:
    """Yield learners who completed what comes first; who gave up there is left out."""
    first = [frozen_activity(published_version_id(row["id"])) for row in activity.prerequisites]
    while True:
        learner = create_learner(number, dice)
        if all(Walker(learner, each, start, PREPARED, dice).walk() for each in first):
            yield learner
        number += 1


def _mark(enrolment: Enrolment, marker: User, walker: Walker) -> bool:
    """Mark all that was handed in; return whether it passed."""
    tasks = MarkingTask.objects.filter(attempt__sitting__enrolment=enrolment).order_by("position")
    for task in tasks:
        at = walker.wait(600, 1800)
        claim_answer(task=task, by=marker, at=at, until=at + timedelta(hours=1))
        mark_answer(
            task=task,
            by=marker,
            round_=FIRST,
            given=_judged(task, walker.dice),
            at=walker.wait(5, 15),
        )
    grade = latest_grade(tasks[0].attempt)
    return bool(grade and grade.passed)


def _judged(task: MarkingTask, dice: Random) -> Given:
    """Return mostly good marks; the best level of each criterion stands last."""
    criteria = script_of(task).rubric.criteria
    levels = {
        each.key: dice.choices(each.levels, range(len(each.levels)))[0].key for each in criteria
    }
    return Given(levels=levels, remark=dice.choice(REMARKS))
