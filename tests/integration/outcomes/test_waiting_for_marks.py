"""Answers that wait for people to mark them are no failures, and part marks count as what they are."""

import pytest
from django.utils import timezone

from courses.queries import frozen_activity
from outcomes.domain.cohort import Cohort
from outcomes.domain.first_attempts import pair
from outcomes.domain.participation import Stage
from outcomes.exports import knowledge
from outcomes.queries import first_attempts, outcome_report
from outcomes.queries.cohorts import enrolments_in
from tests.factories.items import essay, single_best_answer
from tests.factories.marking import FULL, HALF, a_marker, grade_of, mark, tasks_of
from tests.factories.sittings import a_stage

NOTHING_LEFT = Cohort()


@pytest.fixture
def stage():
    """A pre-test and a post-test, each an essay and a question graded by rule."""
    return a_stage([essay(), single_best_answer()], tests=("pre_test", "post_test"))


def sat(stage, purpose, enrolment, chosen=None):
    """Hand in a test of an enrolment, and have its essay marked unless it is to wait."""
    if purpose == "post_test":
        stage.read(enrolment)
    sitting = stage.begin(enrolment, purpose)
    stage.pass_(sitting)
    if chosen:
        [task] = tasks_of(sitting)
        mark(task, a_marker(sitting), chosen)
    return sitting


@pytest.fixture
def people(stage):
    """One marked twice, in part and in full; one whose post-test waits; one whose pre-test does."""
    both, after, before = (stage.enrol() for _ in range(3))
    sat(stage, "pre_test", both, HALF)
    sat(stage, "post_test", both, FULL)
    sat(stage, "pre_test", after, FULL)
    sat(stage, "post_test", after)
    sat(stage, "pre_test", before)
    return both, after, before


def reported(stage):
    return outcome_report(frozen_activity(stage.activity.id), NOTHING_LEFT, at=timezone.now())


def test_who_waits_is_left_out_and_counted_apart(stage, people):
    both, after, before = people
    tests = first_attempts.tests_of(
        enrolments_in([stage.activity.activity_id], NOTHING_LEFT), with_answers=True
    )
    assert set(tests.waiting) == {after.pk, before.pk}
    pairs = pair(tests.before, tests.after, tests.waiting)
    assert (len(pairs.matched), pairs.before_only, pairs.after_only, pairs.waiting) == (1, 0, 0, 2)
    [(earlier, later)] = pairs.matched
    assert (earlier.percent, later.percent) == (75, 100)
    assert sorted(earlier.scores.values()) == [0.5, 1]
    [asked] = [question for question, score in earlier.scores.items() if score != 1]
    assert not earlier.is_right(asked), "partly right is not right"
    assert later.is_right(asked)
    assert both.pk not in tests.waiting


def test_report_says_how_many_wait_and_calls_nobody_failed(stage, people):
    found = reported(stage)
    assert (found.learning.waiting, found.learning.before_only, found.matched) == (2, 0, 1)
    assert found.participation[Stage.PASSED] == 1
    table = knowledge(found)
    [row] = table.rows
    assert row[table.header.index("Being marked")] == 2


def test_report_counts_them_once_they_are_marked(stage, people):
    _both, after, _before = people
    [task] = tasks_of(sitting := after.sittings.get(purpose="post_test"))
    mark(task, a_marker(sitting), FULL)
    assert grade_of(sitting).passed
    found = reported(stage)
    assert (found.learning.waiting, found.matched) == (1, 2)
    assert found.participation[Stage.PASSED] == 2
