"""Large scale: the same history by the same rules, written in batches instead of step by step.

What a service would decide is asked of the same domain functions (draw, grade, remaining,
eligible offers); only the writing is in bulk. `verify_ledger` checks the outcome like any other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Profile, User
from assessments.domain import states
from assessments.domain.drawing import draw
from assessments.domain.form import dump_form
from assessments.domain.grading import GradeResult, grade as grade_form
from assessments.models import Answer, Attempt, Grade
from assessments.queries import FrozenAssessment
from assessments.services import SUBMITTED
from courses.queries import FrozenActivity
from credits.domain.rules import may_take
from credits.models import CreditOffer, Entry
from credits.queries import offers_of
from credits.services import entries_for
from learners.models import (
    Completion,
    Enrolment,
    FrontMatterAcknowledgement,
    LessonProgress,
    Sitting,
)
from learners.queries import Standing, placed_assessments
from learners.services import completion_facts, front_matter_hash
from lms.demo import people
from lms.demo.history import TAUGHT
from lms.demo.responses import response_for

LEARNERS_A_BATCH = 25
PREFIX = "bulk"


@dataclass(frozen=True)
class Stage:
    """What is the same for everybody: the activities with their assessments and offers."""

    activities: list[FrozenActivity]
    assessments: dict[int, FrozenAssessment]
    offers: dict[int, list[CreditOffer]]
    begin: datetime
    end: datetime


@dataclass
class Sat:
    """One attempt as it went, before it has a key."""

    attempt: Attempt
    purpose: str
    responses: dict[int, dict[str, Any]]
    saved_at: list[datetime]
    result: GradeResult


@dataclass
class Walk:
    """One learner's way through one activity, before it is written."""

    learner: User
    profession: str
    activity: FrozenActivity
    enrolment: Enrolment
    now: datetime
    dice: Random
    lessons: list[LessonProgress] = field(default_factory=list)
    sat: list[Sat] = field(default_factory=list)

    def wait(self, low: int, high: int) -> datetime:
        self.now += timedelta(seconds=self.dice.randint(low, high))
        return self.now


def prepare(activities: list[FrozenActivity], *, begin: datetime, end: datetime) -> Stage:
    """Read what every walk needs, once."""
    offers: dict[int, list[CreditOffer]] = {}
    for offer in offers_of([activity.activity_id for activity in activities], begin.date()):
        offers.setdefault(offer.activity_id, []).append(offer)
    return Stage(activities, placed_assessments(*activities), offers, begin, end)


def make_bulk_history(
    stage: Stage,
    *,
    learners: int,
    each: int,
    seed: int,
    tell: Callable[[int, int], None],
) -> None:
    """Write learners with `each` completions apiece; a run that was stopped goes on where it was."""
    done = User.objects.filter(email__startswith=PREFIX, email__endswith=people.DOMAIN).count()
    numbers = iter(range(done + 1, learners + 1))
    while batch := list(islice(numbers, LEARNERS_A_BATCH)):
        dice = Random(f"{seed}:{batch[0]}")  # noqa: S311 a simulation
        with transaction.atomic():
            _write(list(_walks(_people(batch, dice), stage, each, dice)), stage)
        tell(batch[-1], learners)


def _people(numbers: Iterable[int], dice: Random) -> list[tuple[User, str]]:
    rows = [people.describe_learner(number, dice) for number in numbers]
    users = [
        User(
            email=f"{PREFIX}{row.number}@{people.DOMAIN}",
            first_name=row.first_name,
            last_name=row.last_name,
            time_zone=row.time_zone,
            password="!",  # noqa: S106 nobody signs in as one
        )
        for row in rows
    ]
    User.objects.bulk_create(users)
    Profile.objects.bulk_create(
        Profile(user=user, profession=row.profession) for user, row in zip(users, rows, strict=True)
    )
    return [(user, row.profession) for user, row in zip(users, rows, strict=True)]


def _walks(
    learners: list[tuple[User, str]], stage: Stage, each: int, dice: Random
) -> Iterator[Walk]:
    minutes = int((stage.end - stage.begin) / timedelta(minutes=1))
    for learner, profession in learners:
        ability = min(0.85, max(0.25, dice.gauss(0.55, 0.13)))
        for activity in dice.sample(stage.activities, each):
            start = stage.begin + timedelta(minutes=dice.randrange(minutes))
            yield _walk(learner, profession, activity, stage, start, ability, dice)


def _walk(
    learner: User,
    profession: str,
    activity: FrozenActivity,
    stage: Stage,
    start: datetime,
    ability: float,
    dice: Random,
) -> Walk:
    enrolment = Enrolment(
        learner=learner, activity_id=activity.activity_id, enrolled_at=start, last_seen_at=start
    )
    walk = Walk(learner, profession, activity, enrolment, start, dice)
    _sit(walk, stage, "pre_test", ability)
    for lesson in activity.facts["lessons"]:
        opened = walk.wait(30, 3000)
        walk.lessons.append(
            LessonProgress(
                lesson_id=lesson["id"],
                first_opened_at=opened,
                last_opened_at=opened,
                finished_at=walk.wait(120, 900),
            )
        )
    _sit_until_passed(walk, stage, min(0.97, ability + TAUGHT))
    _sit(walk, stage, "evaluation", 1)
    enrolment.last_seen_at = walk.now
    return walk


def _sit_until_passed(walk: Walk, stage: Stage, chance: float) -> None:
    """Try as often as the rules allow; the last try knows everything."""
    version = _version(walk, stage, "post_test")
    allowed = version.policy.attempts_allowed or 3
    for number in range(1, allowed + 1):
        last = number == allowed
        if _sit(walk, stage, "post_test", 2 if last else chance, number=number):
            return
        walk.now += timedelta(minutes=version.policy.wait_minutes + walk.dice.randint(1, 900))


def _version(walk: Walk, stage: Stage, purpose: str) -> FrozenAssessment:
    places = walk.activity.facts["placements"]
    return stage.assessments[next(p["assessment_id"] for p in places if p["purpose"] == purpose)]


def _sit(walk: Walk, stage: Stage, purpose: str, chance: float, *, number: int = 1) -> bool:
    version = _version(walk, stage, purpose)
    seed = walk.dice.getrandbits(62)
    form = draw(version.policy, version.items, seed=seed, seen=_seen(walk, version))
    started = walk.wait(30, 900)
    responses: dict[int, dict[str, Any]] = {}
    saved_at: list[datetime] = []
    for place in form:
        item = place.asks(version.items)
        right = walk.dice.random() < chance - (place.question_version % 7 - 3) * 0.05
        response = item.check(response_for(item, right=right, dice=walk.dice))
        if response is not None:
            responses[place.position] = response
            saved_at.append(walk.wait(15, 90))
    result = grade_form(form, version.items, responses, version.policy)
    attempt = Attempt(
        learner=walk.learner,
        assessment_id=version.assessment_id,
        version_id=version.id,
        number=number,
        state=Attempt.State.SUBMITTED,
        seed=seed,
        form=dump_form(form),
        max_points=result.max_points,
        pass_mark=version.policy.pass_mark,
        started_at=started,
        deadline_at=states.deadline(started, policy=version.policy),
        finished_at=walk.wait(5, 60),
    )
    attempt.grade_passed = result.passed
    attempt.grade_points, attempt.grade_max_points = result.points, result.max_points
    walk.sat.append(Sat(attempt, purpose, responses, saved_at, result))
    return result.passed


def _seen(walk: Walk, version: FrozenAssessment) -> Counter[int]:
    """Return how often earlier attempts at this assessment showed each question."""
    return Counter(
        place["question_version"]
        for sat in walk.sat
        if sat.attempt.assessment_id == version.assessment_id
        for place in sat.attempt.form
    )


def _write(walks: list[Walk], stage: Stage) -> None:
    Enrolment.objects.bulk_create([walk.enrolment for walk in walks])
    _write_learning(walks, stage)
    _write_measuring(walks)
    _write_completions(walks, stage)


def _write_learning(walks: list[Walk], stage: Stage) -> None:
    FrontMatterAcknowledgement.objects.bulk_create(
        FrontMatterAcknowledgement(
            enrolment=walk.enrolment,
            version_id=walk.activity.id,
            shown_hash=front_matter_hash(
                walk.activity, _placed(walk, stage), stage.offers[walk.activity.activity_id]
            ),
            acknowledged_at=walk.enrolment.enrolled_at,
        )
        for walk in walks
    )
    for walk in walks:
        for row in walk.lessons:
            row.enrolment = walk.enrolment
    LessonProgress.objects.bulk_create(row for walk in walks for row in walk.lessons)


def _placed(walk: Walk, stage: Stage) -> dict[int, FrozenAssessment]:
    ids = [place["assessment_id"] for place in walk.activity.facts["placements"]]
    return {pk: stage.assessments[pk] for pk in ids}


def _write_measuring(walks: list[Walk]) -> None:
    sat = [(walk, one) for walk in walks for one in walk.sat]
    Attempt.objects.bulk_create([one.attempt for _walk, one in sat])
    Answer.objects.bulk_create(
        (row for walk, one in sat for row in _answers(one, walk.dice)), batch_size=2000
    )
    Grade.objects.bulk_create(
        Grade(
            attempt=one.attempt,
            number=1,
            points=one.result.points,
            max_points=one.result.max_points,
            passed=one.result.passed,
            items=one.result.items_json(),
            reason=SUBMITTED,
            graded_at=one.attempt.finished_at,  # type: ignore[misc]
        )
        for _walk, one in sat
    )
    Sitting.objects.bulk_create(
        Sitting(enrolment=walk.enrolment, attempt=one.attempt, purpose=one.purpose)
        for walk, one in sat
    )


def _answers(sat: Sat, dice: Random) -> Iterator[Answer]:
    saved = zip(sat.responses.items(), sat.saved_at, strict=True)
    for sequence, ((position, response), at) in enumerate(saved, start=1):
        yield Answer(
            attempt=sat.attempt,
            position=position,
            sequence=sequence,
            operation=UUID(int=dice.getrandbits(128), version=4),
            response=response,
            saved_at=at,
        )


def _write_completions(walks: list[Walk], stage: Stage) -> None:
    complete = [
        (walk, standing) for walk in walks if (standing := _standing(walk, stage)).is_complete
    ]
    rows = [
        Completion(
            enrolment=walk.enrolment,
            version_id=walk.activity.id,
            completed_at=walk.sat[-1].attempt.finished_at,  # type: ignore[misc]
            facts=completion_facts(standing, walk.profession),
        )
        for walk, standing in complete
    ]
    Completion.objects.bulk_create(rows)
    Entry.objects.bulk_create(
        entry
        for (walk, _standing), row in zip(complete, rows, strict=True)
        for entry in _entries(walk, row, stage)
    )


def _standing(walk: Walk, stage: Stage) -> Standing:
    for one in walk.sat:
        one.attempt.sitting = Sitting(purpose=one.purpose)
    return Standing(
        activity=walk.activity,
        assessments=_placed(walk, stage),
        enrolment=walk.enrolment,
        lessons={row.lesson_id: row for row in walk.lessons},
        attempts=[one.attempt for one in walk.sat],
    )


def _entries(walk: Walk, completion: Completion, stage: Stage) -> list[Entry]:
    offers = [
        offer
        for offer in stage.offers[walk.activity.activity_id]
        if may_take(walk.profession, offer.credit_type.professions)
    ]
    return entries_for(
        offers,
        learner=walk.learner,
        profession=walk.profession,
        completion_id=completion.pk,
        earned_on=completion.completed_at.astimezone(walk.learner.zone).date(),
        facts=completion.facts | {"completion": completion.pk},
        at=completion.completed_at,
    )
