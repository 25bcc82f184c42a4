"""Twenty at once: real threads on real PostgreSQL, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from assessments.models import Answer, Assessment, Attempt, Grade, Mark
from assessments.queries import form_of, latest_grade, saved_answers, tasks_for
from assessments.services import AnswerRefused, claim_next, hold, save_answer, take_over
from credits.models import Entry
from learners import services
from learners.models import Completion, Regrade, RegradeLine, ResultNotice, Sitting
from tests.factories.items import single_best_answer
from tests.factories.marking import FULL, a_marked_stage, handed_in, mark, tasks_of
from tests.factories.outcomes import a_person
from tests.factories.rulings import a_faulty_stage
from tests.factories.sittings import a_stage, answer_all

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 20


def all_at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return what came of each, errors too."""
    barrier = Barrier(len(calls), timeout=60)

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        except Exception as error:  # noqa: BLE001 the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def fresh(sitting: Sitting) -> Sitting:
    """Read a sitting anew, as every request does."""
    return Sitting.objects.select_related("attempt", "enrolment__learner").get(pk=sitting.pk)


def submit(sitting: Sitting) -> Callable[[], Grade]:
    return lambda: services.submit(sitting=fresh(sitting), at=timezone.now())


def test_one_attempt_submitted_twenty_times_gives_one_grade_and_one_credit():
    sitting = a_stage(credits=["ama_pra_1", "participation"]).ready()
    answer_all(sitting)
    grades = all_at_once(*[submit(sitting)] * CROWD)
    assert {grade.pk for grade in grades} == {Grade.objects.get().pk}
    assert Completion.objects.count() == 1
    assert sorted(Entry.objects.values_list("credit_type__code", flat=True)) == [
        "ama_pra_1",
        "participation",
    ]


def test_two_assessments_finishing_at_once_complete_once():
    stage = a_stage(tests=["post_test", "second_post_test"])
    for _ in range(5):
        enrolment = stage.enrol()
        stage.read(enrolment)
        both = [stage.begin(enrolment, name) for name in stage.places]
        for sitting in both:
            answer_all(sitting)
        grades = all_at_once(*[submit(sitting) for sitting in both] * 3)
        assert {grade.attempt_id for grade in grades} == {sitting.attempt_id for sitting in both}
        assert Completion.objects.filter(enrolment=enrolment).count() == 1
        assert Entry.objects.filter(learner=enrolment.learner).count() == 1


def test_twenty_starts_open_one_attempt():
    stage = a_stage()
    enrolment = stage.enrol()
    stage.read(enrolment)
    sittings = all_at_once(*[lambda: stage.begin(enrolment)] * CROWD)
    assert {sitting.pk for sitting in sittings} == {Sitting.objects.get().pk}
    assert Attempt.objects.count() == 1


def test_twenty_saves_of_one_operation_keep_one_answer():
    sitting, operation = a_stage().ready(), uuid4()
    attempt = sitting.attempt

    def save():
        return save_answer(
            attempt=Attempt.objects.get(pk=attempt.pk),
            position=1,
            response={"choice": "a"},
            operation=operation,
            at=timezone.now(),
        )

    receipts = all_at_once(*[save] * CROWD)
    answer = Answer.objects.get()
    assert {(receipt.sequence, receipt.saved_at) for receipt in receipts} == {(1, answer.saved_at)}


def test_twenty_different_saves_are_all_kept_in_one_order():
    sitting = a_stage([single_best_answer()] * 20).ready()

    def save(position):
        return save_answer(
            attempt=Attempt.objects.get(pk=sitting.attempt_id),
            position=position,
            response={"choice": "b"},
            operation=uuid4(),
            at=timezone.now(),
        )

    receipts = all_at_once(
        *[lambda place=place: save(place.position) for place in form_of(sitting.attempt)]
    )
    assert sorted(receipt.sequence for receipt in receipts) == list(range(1, 21))
    assert saved_answers(sitting.attempt).answered == 20


def test_no_answer_slips_in_behind_a_grade():
    stage = a_stage([single_best_answer()] * 10)
    for _ in range(3):
        sitting = stage.ready()

        def save(position, sitting=sitting):
            return save_answer(
                attempt=Attempt.objects.get(pk=sitting.attempt_id),
                position=position,
                response={"choice": "b"},
                operation=uuid4(),
                at=timezone.now(),
            )

        outcomes = all_at_once(
            *[lambda n=n, save=save: save(n) for n in range(1, 6)],
            submit(sitting),
            *[lambda n=n, save=save: save(n) for n in range(6, 11)],
        )
        refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        assert all(isinstance(error, AnswerRefused) for error in refused), refused
        grade = Grade.objects.get(attempt=sitting.attempt_id)
        assert grade.points == saved_answers(sitting.attempt).answered == 10 - len(refused)


def test_ten_workers_regrade_every_attempt_once_while_others_hand_in():
    faulty = a_faulty_stage()
    done = [faulty.take("c") for _ in range(3)]
    open_ones = [faulty.begun("c") for _ in range(3)]
    ruling = faulty.rule("current_and_previous_correct")
    regrade = services.ask_for_regrade(ruling=ruling, by=ruling.decided_by, at=timezone.now())

    def work():
        return services.carry_out(
            regrade=Regrade.objects.select_related("ruling", "asked_by").get(pk=regrade.pk),
            clock=timezone.now,
        )

    outcomes = all_at_once(*[work] * 10, *map(submit, open_ones))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    for sitting in [*done, *open_ones]:
        assert latest_grade(sitting.attempt).passed
        assert Entry.objects.filter(learner=sitting.enrolment.learner).count() == 1
        assert Completion.objects.filter(enrolment=sitting.enrolment).count() == 1
    assert Grade.objects.filter(attempt__in=[s.attempt_id for s in done]).count() == 6
    assert RegradeLine.objects.filter(attempt__in=[s.attempt_id for s in done]).count() == 3


def test_twenty_markers_who_finish_at_once_give_one_grade_and_one_credit():
    sitting = handed_in(a_marked_stage(questions=5))
    markers = [a_person() for _ in range(5)]
    calls = [
        partial(mark, task, marker, FULL)
        for task, marker in zip(tasks_of(sitting), markers, strict=True)
    ]
    all_at_once(*calls * 4)
    assert Mark.objects.count() == 5
    assert Grade.objects.count() == Completion.objects.count() == Entry.objects.count() == 1
    assert ResultNotice.objects.count() == 1


def test_twenty_who_take_the_next_answer_take_twenty():
    stage = a_marked_stage(questions=10)
    sittings = [handed_in(stage) for _ in range(2)]
    now = timezone.now()
    every = Assessment.objects.all()

    def take(by):
        return claim_next(tasks=tasks_for(by, every), by=by, at=now, until=now + timedelta(hours=1))

    taken = all_at_once(*[partial(take, a_person()) for _ in range(CROWD)])
    assert len({task.pk for task in taken}) == len(sittings) * 10


def test_no_save_of_a_device_slips_in_behind_the_one_that_took_over():
    sitting = a_stage([single_best_answer()], shuffle_options=False).ready()
    hold(attempt=fresh(sitting).attempt, tab="desk")

    def save(key):
        found = fresh(sitting).attempt
        hold(attempt=found, tab="desk")
        return save_answer(
            attempt=found,
            position=1,
            response={"choice": key},
            operation=uuid4(),
            at=timezone.now(),
        )

    def take():
        found = fresh(sitting).attempt
        take_over(attempt=found, tab="phone")
        return saved_answers(found).sequence

    *saves, taken_at = all_at_once(*(partial(save, "abcd"[n % 4]) for n in range(CROWD - 1)), take)
    refused = [each for each in saves if isinstance(each, AnswerRefused)]
    assert {each.code for each in refused} <= {"elsewhere"}
    assert not [each for each in saves if isinstance(each, Exception) and each not in refused]
    # A save under way may end before the take-over does, none begins after it.
    assert saved_answers(sitting.attempt).sequence >= taken_at
    with pytest.raises(AnswerRefused):
        hold(attempt=fresh(sitting).attempt, tab="desk")
    assert fresh(sitting).attempt.holder == "phone"
