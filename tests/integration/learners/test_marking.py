"""Answers that people mark: no grade until all marks are final, then everything at once."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from assessments.domain.marking.settling import Stage as Waiting
from assessments.domain.rulings import RulingChoice
from assessments.models import (
    Assessment,
    Attempt,
    Grade,
    Mark,
    MarkDraft,
    MarkingTask,
    QuestionVersion,
    VersionStatistics,
)
from assessments.queries import agreement_in, tasks_for
from assessments.services import (
    AttemptRefused,
    Given,
    MarkingRefused,
    RulingRefused,
    claim_answer,
    claim_next,
    give_mark,
    refresh_statistics,
    release_answer,
    rule_on_question,
    save_answer,
    save_draft,
)
from credits.models import Entry
from learners import services
from learners.models import Completion, ResultNotice
from tests.factories.items import essay, single_best_answer
from tests.factories.marking import (
    FULL,
    HALF,
    HOUR,
    NONE,
    a_marked_stage,
    grade_of,
    handed_in,
    levels,
    mark,
    tasks_of,
)
from tests.factories.outcomes import a_person
from tests.factories.rulings import carried_out
from tests.factories.sittings import a_stage, reread
from tests.integration.learners.test_regrade_command import regrade
from tests.integration.learners.test_verify_ledger import verify

TWICE = {"second_share": "100", "tolerance": "10"}


def differences() -> str:
    return verify("--skip-files")[0][-1].rsplit(", ", 1)[1]


def again(task, by, chosen, **said):
    return services.mark_answer_again(
        task=task,
        by=by,
        given=Given(levels=chosen),
        at=timezone.now(),
        **{"reason": "A criterion was misread", **said},
    )


def test_handed_in_answers_wait_without_a_grade_and_without_credit():
    sitting = handed_in(a_marked_stage())
    attempt = reread(sitting)
    assert attempt.state == Attempt.State.SUBMITTED
    assert not Grade.objects.exists()
    assert not Completion.objects.exists()
    [task] = tasks_of(sitting)
    assert (task.stage, task.handed_in_at) == (Waiting.FIRST, attempt.finished_at)
    assert services.submit(sitting=sitting, at=timezone.now()) is None
    assert len(tasks_of(sitting)) == 1
    assert differences() == "0 differences"


def test_the_last_mark_grades_completes_and_gives_credit():
    sitting = handed_in(a_marked_stage(questions=2))
    marker = a_person()
    first, second = tasks_of(sitting)
    mark(first, marker, FULL)
    assert grade_of(sitting) is None
    mark(second, marker, HALF)
    grade = grade_of(sitting)
    assert (grade.points, grade.max_points, grade.passed) == (Decimal("1.5"), Decimal(2), True)
    assert sorted(grade.marks) == sorted(Mark.objects.values_list("pk", flat=True))
    completion = Completion.objects.get()
    assert completion.completed_at == reread(sitting).finished_at
    assert Entry.objects.count() == 1
    assert differences() == "0 differences"
    assert regrade("--attempt", str(sitting.attempt_id))[1] == 0


def test_an_essay_left_out_waits_for_nobody():
    stage = a_stage([essay(), single_best_answer()], pass_mark="50")
    sitting = stage.ready()
    items = services.items_in(sitting)
    for position, item in items.items():
        if not item.marked_by_people:
            save_answer(
                attempt=sitting.attempt,
                position=position,
                response={"choice": "b"},
                operation=uuid4(),
                at=timezone.now(),
            )
    grade = services.submit(sitting=sitting, at=timezone.now())
    assert grade.points == 1
    assert not MarkingTask.objects.exists()


def test_no_attempt_starts_while_one_is_marked_and_the_wait_counts_from_the_hand_in():
    stage = a_marked_stage(wait_minutes=60, attempts_allowed=3)
    sitting = handed_in(stage)
    with pytest.raises(AttemptRefused) as refusal:
        stage.begin(sitting.enrolment)
    assert refusal.value.code == "being_marked"
    mark(tasks_of(sitting)[0], a_person(), NONE)
    with pytest.raises(AttemptRefused) as refusal:
        stage.begin(sitting.enrolment)
    assert refusal.value.code == "wait"
    assert refusal.value.next_at == reread(sitting).finished_at + timedelta(minutes=60)


def test_without_a_pass_mark_handing_in_completes_and_the_grade_follows():
    sitting = handed_in(a_marked_stage(pass_mark=None))
    assert Completion.objects.count() == 1
    assert grade_of(sitting) is None
    mark(tasks_of(sitting)[0], a_person(), HALF)
    assert grade_of(sitting).points == Decimal("0.5")
    assert Entry.objects.count() == 1
    assert differences() == "0 differences"


def test_a_fail_gives_no_credit_and_another_attempt_may_start():
    stage = a_marked_stage(attempts_allowed=2)
    sitting = handed_in(stage)
    mark(tasks_of(sitting)[0], a_person(), NONE)
    assert not grade_of(sitting).passed
    assert not Entry.objects.exists()
    assert stage.begin(sitting.enrolment).attempt.number == 2


def test_second_marks_within_the_tolerance_count_as_their_mean():
    sitting = handed_in(a_marked_stage(marking={**TWICE, "tolerance": "25"}))
    [task] = tasks_of(sitting)
    mark(task, a_person(), FULL)
    assert tasks_of(sitting)[0].stage == Waiting.SECOND
    mark(task, a_person(), levels("full", "half"))
    assert grade_of(sitting).points == Decimal("0.875")
    assert differences() == "0 differences"


def test_disagreement_goes_to_a_third_person_or_both_together():
    stage = a_marked_stage(marking=TWICE)
    one, other, third = (a_person() for _ in range(3))
    for joint in (False, True):
        sitting = handed_in(stage)
        [task] = tasks_of(sitting)
        mark(task, one, FULL)
        mark(task, other, NONE)
        assert tasks_of(sitting)[0].stage == Waiting.RECONCILIATION
        with pytest.raises(MarkingRefused) as alone:
            mark(task, one, HALF)
        assert alone.value.code == "alone"
        with pytest.raises(MarkingRefused):
            mark(task, third, HALF, joint_with=one)
        if joint:
            mark(task, one, HALF, joint_with=other)
        else:
            claim_answer(task=task, by=third, at=timezone.now() + HOUR, until=timezone.now() + HOUR)
            release_answer(task=task, by=third)
            mark(task, third, HALF)
        assert grade_of(sitting).points == Decimal("0.5")
    assert differences() == "0 differences"


def test_a_near_fail_is_marked_twice_a_clear_one_is_not():
    stage = a_marked_stage(marking={"near_fail": "10"}, attempts_allowed=None)
    near, clear = handed_in(stage), handed_in(stage)
    mark(tasks_of(near)[0], a_person(), HALF)
    mark(tasks_of(clear)[0], a_person(), NONE)
    assert tasks_of(near)[0].stage == Waiting.SECOND
    assert tasks_of(clear)[0].stage == Waiting.FINAL


def test_nobody_marks_twice_or_their_own_and_a_lease_protects():
    sitting = handed_in(a_marked_stage(marking=TWICE))
    [task] = tasks_of(sitting)
    marker, other, now = a_person(), a_person(), timezone.now()
    claim_answer(task=task, by=marker, at=now, until=now + HOUR)
    with pytest.raises(MarkingRefused) as held:
        claim_answer(task=task, by=other, at=now, until=now + HOUR)
    assert held.value.code == "held"
    claim_answer(task=task, by=other, at=now + 2 * HOUR, until=now + 3 * HOUR)
    with pytest.raises(MarkingRefused) as lost:
        give_mark(task=task, by=marker, round_=1, given=Given(FULL), at=now)
    assert lost.value.code == "not_held"
    release_answer(task=task, by=other)
    mark(task, marker, FULL)
    with pytest.raises(MarkingRefused) as same:
        mark(task, marker, FULL)
    assert same.value.code == "same_marker"
    learner = sitting.enrolment.learner
    release_answer(task=task, by=marker)
    with pytest.raises(MarkingRefused) as own:
        mark(task, learner, FULL)
    assert own.value.code == "own_work"


def test_a_level_must_be_chosen_for_every_criterion():
    [task] = tasks_of(handed_in(a_marked_stage()))
    for chosen in ({"c1": "full"}, {**FULL, "c9": "full"}, {"c1": "full", "c2": "best"}):
        with pytest.raises(MarkingRefused) as missing:
            mark(task, a_person(), chosen)
        assert missing.value.code == "levels"
        MarkingTask.objects.update(claimed_by=None, claimed_until=None)
    assert not Mark.objects.exists()


def test_a_draft_outlives_the_claim_and_goes_with_the_mark():
    [task] = tasks_of(handed_in(a_marked_stage()))
    marker, now = a_person(), timezone.now()
    claim_answer(task=task, by=marker, at=now, until=now + HOUR)
    given = Given({"c1": "half"}, {"c1": " p<0.05\x00 "}, "Good")
    save_draft(task=task, by=marker, given=given, at=now, until=now + HOUR)
    release_answer(task=task, by=marker)
    draft = MarkDraft.objects.get()
    assert draft.levels == {"c1": "half"}
    assert draft.comments == {"c1": "p<0.05"}
    mark(task, marker, FULL)
    assert not MarkDraft.objects.exists()


def test_the_queue_gives_the_oldest_free_answer_and_hides_what_is_not_for_this_marker():
    stage = a_marked_stage(marking=TWICE)
    old, new = handed_in(stage), handed_in(stage)
    one, other, now = a_person(), a_person(), timezone.now()
    every = Assessment.objects.all()

    def take(by):
        return claim_next(tasks=tasks_for(by, every), by=by, at=now, until=now + HOUR)

    assert take(one).attempt_id == old.attempt_id
    assert take(other).attempt_id == new.attempt_id
    mark(tasks_of(old)[0], one, FULL)
    assert [task.attempt_id for task in tasks_for(one, every)] == [new.attempt_id]
    assert old.attempt_id not in [
        task.attempt_id for task in tasks_for(old.enrolment.learner, every)
    ]


def test_marking_again_raises_with_a_reason_and_appends():
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    mark(task, a_person(), NONE)
    editor = a_person()
    with pytest.raises(MarkingRefused) as reason:
        again(task, editor, FULL, reason=" ")
    assert reason.value.field == "reason"
    again(task, editor, FULL)
    grade = grade_of(sitting)
    assert (grade.number, grade.graded_by, grade.passed) == (2, editor, True)
    assert Mark.objects.count() == 2
    assert Entry.objects.count() == 1
    assert differences() == "0 differences"


def test_nobody_is_lowered_unasked_and_credit_follows_when_they_are():
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    mark(task, a_person(), FULL)
    with pytest.raises(MarkingRefused) as lowering:
        again(task, a_person(), NONE)
    assert lowering.value.field == "lowers"
    assert Mark.objects.count() == 1
    assert Grade.objects.count() == 1
    again(task, a_person(), NONE, lowers=True)
    assert sum(Entry.objects.values_list("amount", flat=True)) == 0
    again(task, a_person(), FULL)
    assert sum(Entry.objects.values_list("amount", flat=True)) == 1
    assert differences() == "0 differences"


def test_a_ruling_that_excludes_the_question_releases_what_waits_for_it():
    stage = a_marked_stage(questions=2)
    sitting = handed_in(stage)
    first, second = tasks_of(sitting)
    mark(first, a_person(), FULL)
    version = QuestionVersion.objects.get(pk=second.question_version_id)
    with pytest.raises(RulingRefused):
        rule_on_question(
            question_version=version,
            choice=RulingChoice.CURRENT_CORRECT_ONLY,
            against=QuestionVersion.objects.get(pk=first.question_version_id),
            reason="x",
            by=a_person(),
            at=timezone.now(),
        )
    ruling = rule_on_question(
        question_version=version,
        choice=RulingChoice.EXCLUDE,
        reason="Nobody could know",
        by=a_person(),
        at=timezone.now(),
    )
    carried_out(ruling)
    grade = grade_of(sitting)
    assert (grade.points, grade.max_points) == (1, 1)
    assert Entry.objects.count() == 1
    assert not tasks_for(a_person(), Assessment.objects.all()).exists()
    assert differences() == "0 differences"


def test_a_ruling_after_the_marks_keeps_them():
    stage = a_marked_stage(questions=2)
    sitting = handed_in(stage)
    marker = a_person()
    first, second = tasks_of(sitting)
    mark(first, marker, HALF)
    mark(second, marker, HALF)
    ruling = rule_on_question(
        question_version=QuestionVersion.objects.get(pk=first.question_version_id),
        choice=RulingChoice.FULL_CREDIT,
        reason="Ambiguous",
        by=a_person(),
        at=timezone.now(),
    )
    carried_out(ruling)
    assert grade_of(sitting).points == Decimal("1.5")
    assert differences() == "0 differences"


def test_learners_get_one_letter_for_each_result(mailoutbox):
    sitting = handed_in(a_marked_stage())
    [task] = tasks_of(sitting)
    mark(task, a_person(), HALF)
    assert services.send_result_notices(clock=timezone.now) == 1
    assert services.send_result_notices(clock=timezone.now) == 0
    again(task, a_person(), FULL)
    assert services.send_result_notices(clock=timezone.now) == 1
    first, _second = mail.outbox
    assert first.to == [sitting.enrolment.learner.email]
    assert f"/sittings/{sitting.pk}/result/" in first.body
    assert not ResultNotice.objects.filter(sent_at=None).exists()


def test_figures_count_attempts_once_they_are_graded():
    stage = a_marked_stage()
    waiting, marked = handed_in(stage), handed_in(stage)
    mark(tasks_of(marked)[0], a_person(), FULL)
    refresh_statistics(at=timezone.now())
    assert VersionStatistics.objects.get().report["attempts"] == 1
    mark(tasks_of(waiting)[0], a_person(), HALF)
    refresh_statistics(at=timezone.now())
    assert VersionStatistics.objects.get().report["attempts"] == 2


def test_agreement_counts_answers_marked_twice():
    stage = a_marked_stage(marking={**TWICE, "tolerance": "30"})
    for second in (FULL, HALF):
        [task] = tasks_of(handed_in(stage))
        mark(task, a_person(), FULL)
        mark(task, a_person(), second)
    found = agreement_in(task.attempt.assessment)
    assert (found.answers, found.same, found.mean_difference) == (2, 1, Decimal("-0.25"))
    assert found.icc is None
