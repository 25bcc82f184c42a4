"""A faulty question is ruled on: who gains, who is spared, and what is appended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.domain.regrading import Effect
from assessments.models import Attempt, Grade
from assessments.queries import decision_of, latest_grade
from assessments.services import RulingRefused
from courses.models import Purpose
from credits.models import CreditOffer, Entry
from credits.queries import verify as check_code
from credits.services import adjust_claim
from learners import services
from learners.models import Completion, Regrade, RegradeLine
from learners.queries.regrade_preview import preview
from outcomes.domain.cohort import Cohort
from outcomes.queries.cohorts import enrolments_in
from outcomes.queries.first_attempts import tests_of as first_tests
from tests.factories.certificates import a_certificate
from tests.factories.items import numeric, rating
from tests.factories.outcomes import a_person
from tests.factories.rulings import REASON, a_faulty_stage, carried_out, corrected
from tests.integration.learners.test_verify_ledger import verify


@pytest.fixture
def faulty():
    return a_faulty_stage()


def differences() -> str:
    return verify("--skip-files")[0][-1].rsplit(", ", 1)[1]


def grade_of(sitting) -> Grade:
    return latest_grade(sitting.attempt)


def balance(sitting) -> Decimal:
    return sum(sitting.enrolment.learner.entries.values_list("amount", flat=True), Decimal(0))


def previewed(ruling):
    return preview({ruling.question_version_id: decision_of(ruling)}, timezone.now())


def test_whoever_passes_now_is_completed_and_credited_once(faulty):
    sitting = faulty.take("c")
    assert not grade_of(sitting).passed
    person = a_person()
    regrade = faulty.regrade("current_and_previous_correct", by=person)
    grade = grade_of(sitting)
    assert (grade.number, grade.points, grade.passed) == (2, 2, True)
    assert (grade.reason, grade.graded_by) == (REASON, person)
    assert grade.rulings == [regrade.ruling_id]
    [line] = regrade.lines.all()
    assert (line.effect, line.completes, line.credited, line.grade) == ("raised", True, 1, grade)
    completion = Completion.objects.get(enrolment=sitting.enrolment)
    sitting.attempt.refresh_from_db()
    assert completion.completed_at == sitting.attempt.finished_at
    assert balance(sitting) == 1
    assert regrade.finished_at
    carried_out(regrade.ruling)
    assert (Grade.objects.count(), Entry.objects.count()) == (2, 1)
    assert differences() == "0 differences"


def test_credit_goes_by_what_was_offered_when_the_attempt_was_handed_in(faulty):
    sitting = faulty.take("c")
    CreditOffer.objects.update(withdrawn_at=timezone.now())
    late = faulty.take("c")
    faulty.regrade("full_credit")
    assert (balance(sitting), balance(late)) == (1, 0)
    assert differences() == "0 differences"


def test_nobody_is_lowered_unasked(faulty):
    sitting = faulty.take("b")
    before = balance(sitting)
    regrade = faulty.regrade("current_correct_only")
    assert grade_of(sitting).number == 1
    [line] = regrade.lines.all()
    assert (line.effect, line.is_held_back, line.grade) == ("lowered", True, grade_of(sitting))
    assert balance(sitting) == before == 1
    assert differences() == "0 differences"


def test_lowering_needs_a_reason(faulty):
    ruling = faulty.rule("current_correct_only")
    with pytest.raises(services.LoweringRefused, match="Give the reason"):
        services.ask_for_regrade(
            ruling=ruling, by=a_person(), at=timezone.now(), lowers=True, reason=" "
        )


def test_lowering_on_purpose_takes_the_credit_back_and_withdraws_the_certificate(faulty):
    sitting = faulty.take("b")
    certificate = a_certificate(Entry.objects.get())
    regrade = faulty.regrade("current_correct_only", lowers=True)
    grade = grade_of(sitting)
    assert (grade.number, grade.points, grade.passed) == (2, 1, False)
    assert balance(sitting) == 0
    reversal = Entry.objects.get(amount__lt=0)
    assert reversal.facts == {"reverses": certificate.entry_id, "grade": grade.pk}
    assert reversal.reason == grade.reason == "The answer was wrong after all"
    [line] = regrade.lines.all()
    assert (line.effect, line.withdrawn, line.is_held_back) == ("lowered", 1, False)
    assert check_code(certificate.code).outcome == "withdrawn"
    assert differences() == "0 differences"


def test_claimed_credit_is_taken_back_too(faulty):
    sitting = faulty.take("b")
    adjust_claim(entry=Entry.objects.get(), claim=Decimal("0.75"), at=timezone.now())
    faulty.regrade("current_correct_only", lowers=True)
    assert balance(sitting) == 0
    assert differences() == "0 differences"


def test_credit_comes_back_when_a_later_ruling_makes_it_a_pass_again(faulty):
    sitting = faulty.take("b")
    certificate = a_certificate(Entry.objects.get())
    faulty.regrade("current_correct_only", lowers=True)
    regrade = faulty.regrade("full_credit")
    assert grade_of(sitting).number == 3
    assert regrade.lines.get().credited == 1
    assert balance(sitting) == 1
    restored = Entry.objects.get(source__startswith="restored")
    a_certificate(restored)
    found = check_code(certificate.code)
    assert (found.outcome, found.current_code) == ("replaced", restored.certificate.code)
    carried_out(regrade.ruling)
    assert balance(sitting) == 1
    assert differences() == "0 differences"


def test_credit_comes_back_when_the_learner_passes_another_attempt(faulty):
    sitting = faulty.take("b")
    faulty.regrade("current_correct_only", lowers=True)
    again = faulty.take("c", right=2, learner=sitting.enrolment.learner)
    assert grade_of(again).passed
    assert balance(sitting) == 1
    assert Completion.objects.count() == 1
    assert differences() == "0 differences"


def test_another_pass_keeps_the_credit():
    faulty = a_faulty_stage(stop_after_pass=False)
    sitting = faulty.take("b")
    faulty.take("a", right=2, learner=sitting.enrolment.learner)
    regrade = faulty.regrade("current_correct_only", lowers=True)
    assert regrade.lines.get(attempt=sitting.attempt).withdrawn == 0
    assert balance(sitting) == 1


def test_whoever_hands_in_later_is_graded_under_the_ruling_at_once(faulty):
    open_one = faulty.begun("c")
    ruling = faulty.rule("current_and_previous_correct")
    services.submit(sitting=open_one, at=timezone.now())
    later = faulty.take("c")
    for sitting in (open_one, later):
        grade = grade_of(sitting)
        assert (grade.number, grade.passed, grade.rulings) == (1, True, [ruling.pk])
    assert not carried_out(ruling).lines.exists()
    assert differences() == "0 differences"


def test_what_was_held_back_does_not_bar_a_later_gain():
    faulty = a_faulty_stage()
    sitting = faulty.take("b", right=0)
    faulty.regrade("current_correct_only")
    other = next(
        place["question_version"]
        for place in sitting.attempt.form
        if place["question_version"] != faulty.asked.pk
    )
    gained = faulty.rule("full_credit", question_version=type(faulty.asked).objects.get(pk=other))
    carried_out(gained)
    grade = grade_of(sitting)
    assert (grade.points, grade.rulings) == (2, [gained.pk])
    assert differences() == "0 differences"


def test_only_the_newest_ruling_is_carried_out(faulty):
    sitting = faulty.take("c")
    first = faulty.rule("full_credit")
    faulty.rule("no_regrade")
    assert not carried_out(first).lines.exists()
    assert grade_of(sitting).number == 1


def test_excluding_takes_the_question_out_of_the_total(faulty):
    """2 of 3 without the faulty one are 1 of 2 or 2 of 2."""
    spared, raised, same = faulty.take("b"), faulty.take("c", right=2), faulty.take("b", right=2)
    faulty.regrade("exclude")
    marks = [(g.points, g.max_points, g.number) for g in map(grade_of, (spared, raised, same))]
    assert marks == [(2, 3, 1), (2, 2, 2), (2, 2, 2)]
    assert differences() == "0 differences"


def test_completion_says_what_the_form_was_worth_then(faulty):
    sitting = faulty.take("a", right=2)
    late = faulty.begun("a", right=1)
    faulty.regrade("exclude")
    services.submit(sitting=late, at=timezone.now())
    assert Completion.objects.get().enrolment == sitting.enrolment
    assert not grade_of(late).passed
    faulty.regrade("full_credit")
    [told] = Completion.objects.get(enrolment=late.enrolment).facts["attempts"]
    assert (told["points"], told["max_points"]) == ("2.0000", "3.00")
    assert differences() == "0 differences"


def test_voided_attempt_stays_as_it_is(faulty):
    sitting = faulty.take("c")
    Attempt.objects.filter(pk=sitting.attempt_id).update(state="voided")
    assert not faulty.regrade("full_credit").lines.exists()


def test_dry_run_says_what_is_done_and_writes_nothing(faulty):
    for choice in "abbc":
        faulty.take(choice)
    ruling = faulty.rule("current_correct_only")
    said = previewed(ruling)
    assert not Regrade.objects.exists()
    assert {change.effect for change in said.changes} == {"raised", "lowered"}
    assert (said.passes, said.fails, said.completions, said.credited, said.withdrawn) == (
        1, 2, 1, 1, 2,
    )  # fmt: skip
    [raised] = said.of(Effect.RAISED)
    assert said.person(raised).credited == (("ama_pra_1", Decimal("1.00")),)
    lowered = said.of(Effect.LOWERED)[0]
    assert said.person(lowered).withdrawn == (("ama_pra_1", Decimal("1.00")),)
    carried_out(ruling)
    carried_out(ruling, lowers=True)
    lines = RegradeLine.objects.filter(is_held_back=False)
    assert {(line.attempt_id, line.effect, line.grade.points) for line in lines} == {
        (change.attempt.pk, change.effect, change.after.points) for change in said.changes
    }
    assert not previewed(ruling).changes


def test_dry_run_knows_what_comes_back(faulty):
    faulty.take("b")
    faulty.regrade("current_correct_only", lowers=True)
    said = previewed(faulty.rule("full_credit"))
    assert (said.completions, said.credited) == (0, 1)


def test_dry_run_costs_the_same_for_many(faulty):
    ruling = faulty.rule("current_correct_only")
    costs = []
    for number in (1, 3):
        for choice in "bc" * number:
            faulty.take(choice)
        previewed(ruling)
        with CaptureQueriesContext(connection) as seen:
            previewed(ruling)
        costs.append(len(seen))
    assert costs[0] == costs[1]


class Killed(Exception):
    """The worker is gone."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """Let the worker die at its so-and-so-many-th statement to the database."""
    numbers = count(1)

    def execute(run, sql, params, many, context):
        if next(numbers) == statement:
            raise Killed
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute), pytest.raises(Killed):
        yield


@pytest.mark.parametrize("statement", range(3, 75, 8))
def test_regrade_killed_at_any_moment_is_finished_by_the_next(faulty, statement):
    sittings = [faulty.take("c") for _ in range(3)]
    ruling = faulty.rule("full_credit")
    regrade = services.ask_for_regrade(ruling=ruling, by=ruling.decided_by, at=timezone.now())
    with killed_at(statement):
        services.carry_out(regrade=regrade, clock=timezone.now)
    done = Grade.objects.filter(number=2).count()
    assert done == RegradeLine.objects.count() == Completion.objects.count()
    services.carry_out(regrade=Regrade.objects.get(), clock=timezone.now)
    assert Grade.objects.filter(number=2).count() == RegradeLine.objects.count() == 3
    assert [balance(sitting) for sitting in sittings] == [1] * 3
    assert Regrade.objects.get().finished_at
    assert differences() == "0 differences"


def test_worker_goes_on_with_what_is_not_finished(faulty):
    sitting = faulty.take("c")
    ruling = faulty.rule("full_credit")
    services.ask_for_regrade(ruling=ruling, by=ruling.decided_by, at=timezone.now())
    at = timezone.now()
    services.carry_out_regrades(clock=timezone.now, until=at)
    assert grade_of(sitting).number == 1
    services.carry_out_regrades(clock=timezone.now, until=at + timedelta(minutes=5))
    assert grade_of(sitting).number == 2


def test_asking_twice_asks_once(faulty):
    ruling = faulty.rule("full_credit")
    assert faulty.rule("full_credit", reason="Other words").pk == ruling.pk
    for _ in range(2):
        services.ask_for_regrade(ruling=ruling, by=ruling.decided_by, at=timezone.now())
    assert Regrade.objects.count() == 1


def test_outcome_reports_read_the_newest_grade(faulty):
    sitting = faulty.take("c")
    faulty.regrade("current_and_previous_correct")
    enrolments = enrolments_in([faulty.stage.activity.activity_id], Cohort())
    [first] = first_tests(enrolments, with_answers=True).after
    assert first.points == 2
    assert first.scores[faulty.asked.pk] == 1
    assert sitting.purpose == Purpose.POST_TEST


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"choice": "current_correct_only", "against": None}, "against"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_ruling_that_lacks_something_is_refused(faulty, said, field):
    with pytest.raises(RulingRefused) as refusal:
        faulty.rule(**{"choice": "full_credit", **said})
    assert refusal.value.field == field


def test_ruling_against_another_kind_or_question_is_refused(faulty):
    other = a_faulty_stage()
    for against in (corrected(faulty.fixed, numeric()), other.asked, faulty.asked):
        with pytest.raises(RulingRefused) as refusal:
            faulty.rule("current_correct_only", against=against)
        assert refusal.value.field == "against"


def test_question_that_nobody_grades_cannot_be_ruled_on(faulty):
    ungraded = corrected(faulty.fixed, rating())
    with pytest.raises(RulingRefused, match="Nobody grades"):
        faulty.rule("full_credit", question_version=ungraded)


def test_form_without_the_question_is_left_alone():
    faulty = a_faulty_stage()
    other = a_faulty_stage()
    sitting = other.take("c")
    faulty.regrade("full_credit")
    assert grade_of(sitting).number == 1
