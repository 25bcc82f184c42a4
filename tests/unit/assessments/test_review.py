"""What may be looked at again, and when. Rules: docs/rules/grading.md."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.domain.policy import AssessmentPolicy
from assessments.domain.review import (
    EVERYTHING,
    PRESETS,
    Marks,
    Moment,
    ReviewMatrix,
    Shown,
    moment,
    more_from,
    narrowed,
    told_too_early,
)
from assessments.domain.tries import Checking, Shown as Check
from tests.factories.items import numeric, one_of_each, ordering, single_best_answer
from tests.factories.sittings import response_to

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLOSES = NINE + timedelta(days=30)
HIDDEN = Shown(
    attempt=False,
    correctness=False,
    marks=Marks.HIDDEN,
    feedback=False,
    rationale=False,
    answer=False,
    references=False,
)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_frozen_by_its_name_is_read_as_its_matrix(name):
    assert AssessmentPolicy.model_validate({"review": name}).review == PRESETS[name]


def test_an_unknown_preset_is_refused():
    with pytest.raises(ValueError, match="review"):
        AssessmentPolicy.model_validate({"review": "sometimes"})


def test_a_matrix_survives_storage():
    policy = AssessmentPolicy(review=ReviewMatrix(after=HIDDEN, guarded=True))
    assert AssessmentPolicy.model_validate(policy.model_dump(mode="json")) == policy


@pytest.mark.parametrize(
    ("preset", "passed", "attempts_left", "reveals"),
    [
        ("after_submit", False, 2, True),
        ("after_pass", False, 2, False),
        ("after_pass", False, None, False),
        ("after_pass", True, 2, True),
        ("after_pass", False, 0, True),
        ("never", True, 0, False),
    ],
)
@pytest.mark.parametrize("column", Moment)
def test_presets_mean_what_they_meant(preset, passed, attempts_left, reveals, column):
    shown = PRESETS[preset].shown(column, passed=passed, attempts_left=attempts_left)
    assert shown.answer is shown.rationale is shown.attempt is reveals
    assert shown.marks is Marks.MARK


@pytest.mark.parametrize(
    ("passed", "column"),
    [
        (timedelta(0), Moment.AFTER),
        (timedelta(minutes=2), Moment.AFTER),
        (timedelta(minutes=2, seconds=1), Moment.OPEN),
        (timedelta(days=30), Moment.CLOSED),
    ],
)
def test_columns_follow_each_other(passed, column):
    assert moment(NINE, NINE + passed, CLOSES) is column


def test_more_is_promised_for_when_it_comes():
    at = NINE + timedelta(seconds=5)
    closed = ReviewMatrix(after=HIDDEN, open=HIDDEN)
    assert more_from(closed, NINE, at, CLOSES) == (CLOSES, list(EVERYTHING_ROWS))
    later = ReviewMatrix(after=HIDDEN)
    assert more_from(later, NINE, at, CLOSES)[0] == NINE + timedelta(minutes=2)
    assert more_from(closed, NINE, at, None) is None
    assert more_from(PRESETS["never"], NINE, at, CLOSES) is None
    assert more_from(closed, NINE, CLOSES, CLOSES) is None


EVERYTHING_ROWS = (
    "attempt",
    "correctness",
    "marks",
    "feedback",
    "rationale",
    "answer",
    "references",
)


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
@pytest.mark.parametrize("right", [True, False])
def test_nothing_hidden_is_left_in_a_review(item, right):
    response = response_to(item, right=right)
    found = narrowed(item, response, shown=HIDDEN)
    assert not found.rationale + found.given + found.expected + found.feedback
    for line in found.lines:
        assert not line.chosen
        assert not line.correct
        assert not line.rationale + line.given + line.expected
    assert narrowed(item, response, shown=EVERYTHING) == item.review(response)


def test_without_the_key_an_option_speaks_only_if_it_was_chosen():
    item = single_best_answer(correct="b")
    shown = HIDDEN.model_copy(update={"attempt": True, "feedback": True})
    lines = narrowed(item, {"choice": "a"}, shown=shown).lines
    assert [line.key for line in lines if line.rationale] == ["a"]


def test_the_right_order_is_not_told_by_the_order_of_the_lines():
    item = ordering(keys="abcd")
    arrangement = item.arrange(7, "salt")
    shown = EVERYTHING.model_copy(update={"answer": False})
    lines = narrowed(item, {"order": list("abcd")}, arrangement, shown).lines
    assert [line.key for line in lines] == [s.key for s in item.options_shown(arrangement)]


def test_a_typed_answer_without_its_key():
    item = numeric()
    shown = EVERYTHING.model_copy(update={"answer": False})
    found = narrowed(item, response_to(item, right=True), shown=shown)
    assert found.given
    assert not found.expected


def column(**shown):
    return ReviewMatrix(after=Shown(**shown))


@pytest.mark.parametrize(
    ("shows", "matrix", "hidden"),
    [
        ("verdict", column(), ""),
        ("reasons", column(), ""),
        ("verdict", column(answer=False, rationale=False, feedback=False), ""),
        ("verdict", column(correctness=False), "which were right"),
        ("feedback", column(feedback=False), "what was said about each option"),
        ("feedback", column(answer=False, rationale=False), ""),
        ("reasons", column(answer=False), "the right answers"),
        ("reasons", column(rationale=False, answer=False), "the reasons, the right answers"),
        ("verdict", PRESETS["never"], "which were right"),
        ("verdict", PRESETS["after_pass"], "before they passed"),
    ],
)
def test_a_check_tells_nothing_that_the_review_hides(shows, matrix, hidden):
    for checking in ("once", "hints", "adaptive"):
        problem = told_too_early(Checking(checking), Check(shows), matrix)
        assert hidden in problem
        assert bool(problem) is bool(hidden)
    assert not told_too_early(Checking.NONE, Check(shows), matrix)
