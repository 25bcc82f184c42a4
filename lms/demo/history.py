"""A plausible history: simulated learners walk through activities by the same services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from accounts.models import User
from assessments.models import Attempt
from assessments.queries import form_of, frozen_assessment
from assessments.services import AttemptRefused
from courses.queries import FrozenActivity
from credits.queries import offers_of
from learners.models import Enrolment, Sitting
from learners.queries import placed_assessments
from learners.services import (
    begin_attempt,
    enrol,
    finish_lesson,
    front_matter_hash,
    open_lesson,
    submit,
)
from lms.demo.people import create_learner
from lms.demo.responses import response_for
from lms.demo.saving import save_response

TAUGHT = 0.28  # how much likelier a right answer is after the lessons
GIVES_UP = 0.12
PAUSES = 0.08


@dataclass
class Walker:
    """One simulated learner in one activity, with a clock of their own."""

    learner: User
    activity: FrozenActivity
    now: datetime
    ability: float
    dice: Random

    def wait(self, low: int, high: int) -> datetime:
        self.now += timedelta(minutes=self.dice.randint(low, high))
        return self.now

    def walk(self) -> bool:
        """Go through the activity; return whether it was completed."""
        enrolment = self._enrol()
        self._sit(enrolment, "pre_test", self.ability)
        if self.dice.random() < GIVES_UP:
            return False
        for lesson in self.activity.facts["lessons"]:
            open_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(1, 900))
            finish_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(3, 15))
            if self.dice.random() < PAUSES / len(self.activity.facts["lessons"]):
                return False
        taught = min(0.97, self.ability + TAUGHT)
        return self._pass(enrolment, taught) and self._sit(enrolment, "evaluation", 1)

    def hand_in(self) -> Enrolment:
        """Read everything and hand in what people have to mark."""
        enrolment = self._enrol()
        self._read(enrolment)
        self._sit(enrolment, "post_test", self.ability)
        return enrolment

    def evaluate(self, enrolment: Enrolment) -> None:
        """Say what one thought of it."""
        self._sit(enrolment, "evaluation", 1)

    def _read(self, enrolment: Enrolment) -> None:
        for lesson in self.activity.facts["lessons"]:
            open_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(1, 900))
            finish_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(3, 15))

    def begin(self) -> None:
        """Enrol, take the pre-test and read the first lesson, as somebody who was called away."""
        enrolment = self._enrol()
        self._sit(enrolment, "pre_test", self.ability)
        lesson = self.activity.facts["lessons"][0]
        open_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(1, 5))
        finish_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=self.wait(5, 12))

    def _pass(self, enrolment: Enrolment, chance: float) -> bool:
        """Try the post-test until it is passed, given up or no attempt is left."""
        try:
            while not self._sit(enrolment, "post_test", chance):
                chance = min(0.97, chance + 0.05)
                if self.dice.random() < GIVES_UP:
                    return False
                self.wait(90, 2000)
        except AttemptRefused:
            return False
        return True

    def _enrol(self) -> Enrolment:
        shown = front_matter_hash(
            self.activity,
            placed_assessments(self.activity),
            offers_of([self.activity.activity_id], self.now.date()),
        )
        return enrol(
            learner=self.learner,
            activity=self.activity,
            acknowledged_hash=shown,
            shown_hash=shown,
            at=self.now,
        )

    def _sit(self, enrolment: Enrolment, purpose: str, chance: float) -> bool:
        place = next(p for p in self.activity.facts["placements"] if p["purpose"] == purpose)
        sitting = begin_attempt(
            enrolment=enrolment,
            activity=self.activity,
            placement_id=place["id"],
            at=self.wait(1, 20),
        )
        self._answer(sitting, chance)
        grade = submit(sitting=sitting, at=self.wait(1, 2))
        return bool(grade and grade.passed)

    def _answer(self, sitting: Sitting, chance: float) -> None:
        attempt: Attempt = sitting.attempt
        items = frozen_assessment(attempt.version_id).items
        for place in form_of(attempt):
            self.now += timedelta(seconds=self.dice.randint(15, 90))
            hardness = (place.question_version % 7 - 3) * 0.05
            right = self.dice.random() < chance - hardness
            item = place.asks(items)
            response = response_for(item, right=right, dice=self.dice)
            save_response(
                attempt=attempt,
                position=place.position,
                item=item,
                response=response,
                right=right,
                operation=lambda: UUID(int=self.dice.getrandbits(128), version=4),
                at=self.now,
            )


def make_history(
    activities: list[FrozenActivity],
    *,
    learners: int,
    begin: datetime,
    end: datetime,
    seed: int,
    tell: Callable[[int, int], None],
) -> int:
    """Let many learners take one to four activities each; return how many were completed.

    The same seed gives the same history. `tell` is called with learners done and learners in all.
    """
    dice = Random(seed)  # noqa: S311 a simulation
    completed = 0
    for number in range(1, learners + 1):
        learner = create_learner(number, dice)
        completed += sum(
            walker.walk() for walker in _walkers(learner, activities, begin, end, dice)
        )
        tell(number, learners)
    return completed


def _walkers(
    learner: User, activities: list[FrozenActivity], begin: datetime, end: datetime, dice: Random
) -> Iterator[Walker]:
    ability = min(0.85, max(0.25, dice.gauss(0.55, 0.13)))
    minutes = int((end - begin) / timedelta(minutes=1))
    for activity in dice.sample(activities, dice.randint(1, 4)):
        start = begin + timedelta(minutes=dice.randrange(minutes))
        yield Walker(learner, activity, start, ability, dice)
