"""Each constraint of `learners` broken on purpose, past every check in Python."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import QuestionVersion
from learners.models import (
    CheckAnswer,
    Completion,
    FrontMatterAcknowledgement,
    LessonProgress,
    OverdueNotice,
    RegradeLine,
    ResultNotice,
    SavedSearch,
    Sitting,
)
from tests.factories.certificates import an_entry
from tests.factories.marking import FULL, a_marked_stage, handed_in, mark, tasks_of
from tests.factories.outcomes import a_person
from tests.factories.rulings import a_faulty_stage
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture
def completion() -> Completion:
    an_entry()
    return Completion.objects.get()


@pytest.fixture
def progress(completion) -> LessonProgress:
    return LessonProgress.objects.get()


@pytest.fixture
def search() -> SavedSearch:
    return SavedSearch.objects.create(
        learner=a_person(), name="Pain", query="q=pain", saved_at=timezone.now()
    )


def test_search_is_kept_once(search):
    with refused("learners_savedsearch_once_per_learner"):
        insert_copy(search, name="Another")


def test_name_of_a_search_is_used_once(search):
    with refused("learners_savedsearch_name_once_per_learner"):
        insert_copy(search, name="PAIN", query="q=other")


@pytest.mark.parametrize("field", ["name", "query"])
def test_search_has_a_name_and_asks_for_something(search, field):
    with refused("learners_savedsearch_is_told"):
        change(search, **{field: ""})


def test_learner_enrols_in_an_activity_once(completion):
    with refused("learners_enrolment_once_per_activity"):
        insert_copy(completion.enrolment)


def test_front_matter_is_acknowledged_once_a_version(completion):
    with refused("learners_frontmatteracknowledgement_once_per_version"):
        insert_copy(FrontMatterAcknowledgement.objects.get())


def test_lesson_has_one_progress(progress):
    with refused("learners_lessonprogress_once_per_lesson"):
        insert_copy(progress)


def test_lesson_is_finished_after_it_was_opened(progress):
    with refused("learners_lessonprogress_finished_after_opened"):
        change(progress, finished_at=progress.first_opened_at - timedelta(seconds=1))


def test_position_is_a_permille(progress):
    with refused("learners_lessonprogress_position_is_permille"):
        change(progress, position=1001)


def test_letter_about_a_time_of_grace_is_written_once(completion):
    notice = OverdueNotice.objects.create(sitting=Sitting.objects.get(), until=timezone.now())
    with refused("learners_overduenotice_once_per_end"):
        insert_copy(notice)


def test_attempt_counts_for_one_enrolment(completion):
    with refused("learners_sitting_attempt_id_key"):
        insert_copy(Sitting.objects.get())


def test_activity_is_completed_once(completion):
    with refused("learners_completion_enrolment_id_key"):
        insert_copy(completion)


@pytest.mark.parametrize("model", [Completion, FrontMatterAcknowledgement, Sitting, CheckAnswer])
def test_evidence_is_append_only(model, progress):
    CheckAnswer.objects.create(
        enrolment=progress.enrolment,
        lesson=progress.lesson,
        question_version=QuestionVersion.objects.first(),
        response={"choice": "b"},
        was_right=True,
        answered_at=timezone.now(),
    )
    assert_append_only(model.objects.first())


@pytest.fixture
def line() -> RegradeLine:
    faulty = a_faulty_stage()
    faulty.take("b")
    return faulty.regrade("current_correct_only").lines.get()


def test_ruling_is_carried_out_by_one_regrade_at_a_time(line):
    insert_copy(line.regrade, finished_at=None)
    with refused("learners_regrade_one_open_per_ruling"):
        insert_copy(line.regrade, finished_at=None)


def test_regrade_has_a_reason(line):
    with refused("learners_regrade_has_a_reason"):
        insert_copy(line.regrade, reason="")


def test_regrade_does_one_thing_to_an_attempt(line):
    with refused("learners_regradeline_once_per_attempt"):
        insert_copy(line)


def test_only_lowering_is_held_back(line):
    with refused("learners_regradeline_only_lowering_is_held_back"):
        insert_copy(line, regrade=insert_copy(line.regrade), effect="raised")


def test_what_a_regrade_did_is_append_only(line):
    assert_append_only(line)


def test_a_letter_is_sent_after_it_was_asked_for():
    sitting = handed_in(a_marked_stage())
    mark(tasks_of(sitting)[0], a_person(), FULL)
    notice = ResultNotice.objects.get()
    with refused("learners_resultnotice_sent_after_asked"):
        change(notice, sent_at=notice.asked_at - timedelta(seconds=1))
