"""Stored item statistics: equal to a recount whatever happened since, and only read by the page."""

from collections import defaultdict
from dataclasses import astuple
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.domain.statistics import item_figures, score_figures
from assessments.domain.version_report import load_report
from assessments.models import Answer, Attempt, Grade, VersionStatistics
from assessments.queries import frozen_assessment
from assessments.queries.statistics import versions_behind
from assessments.services import refresh_statistics
from assessments.tasks import refresh_statistics as refresh_task
from tests.factories.authoring import a_team, signed_in
from tests.factories.items import single_best_answer
from tests.factories.outcomes import (
    a_person,
    a_provider,
    a_question,
    a_world,
    an_assessment,
    with_history,
)

NOW = timezone.now()
DONE = {"submitted", "timed_out"}


@pytest.fixture
def world():
    return with_history(a_world(a_provider()), learners=60, seed=5)


def refresh():
    return refresh_statistics(at=timezone.now())


def stored(version) -> VersionStatistics:
    return VersionStatistics.objects.get(version=version)


def report(version):
    return load_report(stored(version).report)


def first_rows(version):
    """Return each learner's first attempt with its newest grade, read row by row."""
    firsts: dict[int, Attempt] = {}
    attempts = Attempt.objects.filter(assessment=version.assessment).order_by("started_at", "pk")
    for attempt in attempts:
        if attempt.state in DONE:
            firsts.setdefault(attempt.learner_id, attempt)
    grades = {grade.attempt_id: grade for grade in Grade.objects.order_by("number")}
    return [(a, grades[a.pk]) for a in firsts.values() if a.version_id == version.pk]


def matrix(version, questions):
    rows = []
    for attempt, grade in first_rows(version):
        points = {p["question_version"]: Fraction(p["points"]) for p in attempt.form}
        scores = {row["question_version"]: Fraction(row["score"]) for row in grade.items}
        rows.append([float(scores[q] * points[q]) if q in scores else None for q in questions])
    return rows


def points_of(version, questions):
    slots = frozen_assessment(version.pk).policy.slots
    return [float(next(s.points for s in slots if q in s.pool)) for q in questions]


def picked(version):
    """Return how often each choice was picked in first attempts, by question."""
    found = defaultdict(lambda: defaultdict(int))
    for attempt, _grade in first_rows(version):
        newest = {a.position: a.response for a in attempt.answers.order_by("sequence")}
        for place in attempt.form:
            response = newest.get(place["position"]) or {}
            for key in [response.get("choice"), *response.get("choices", ())]:
                found[place["question_version"]][key] += 1
    return found


@pytest.mark.parametrize("purpose", ["pre_test", "post_test"])
def test_figures_are_those_of_the_rows(world, purpose):
    version = world.tests[purpose]
    assert refresh() == 3
    found = report(version)
    questions = [row.question for row in found.questions]
    marks, points = matrix(version, questions), points_of(version, questions)
    drawn = [column for column, row in enumerate(found.questions) if row.is_drawn]
    assert len(drawn) == (3 if purpose == "post_test" else 0)
    assert found.attempts == len(marks)
    expected = score_figures(marks, points)
    assert found.scores.mean == pytest.approx(expected.mean)
    assert found.scores.skewness == pytest.approx(expected.skewness)
    assert (found.scores.alpha is None) is bool(drawn)
    assert found.scores.alpha == (None if drawn else pytest.approx(expected.alpha))
    for row, figures in zip(found.questions, item_figures(marks, points, drawn=drawn), strict=True):
        assert row.attempts == figures.attempts
        assert astuple(row.figures) == pytest.approx(astuple(figures))


def test_choices_are_those_of_the_answers(world):
    refresh()
    version = world.tests["post_test"]
    counted = picked(version)
    for row in report(version).questions:
        for line in [] if row.is_open else row.table.rows:
            assert line.picked == counted[row.question][line.choice.key]


def recount(version):
    """Return what is stored once everything was forgotten and counted again."""
    VersionStatistics.objects.all().delete()
    refresh()
    fresh = stored(version)
    return fresh.grades, fresh.tally, fresh.report


def now_stored(version):
    row = stored(version)
    return row.grades, row.tally, row.report


def test_counting_new_attempts_in_is_counting_all_again(world):
    refresh()
    before = stored(world.tests["post_test"]).grades
    with_history(world, learners=40, seed=6)
    assert refresh() == 3
    kept = now_stored(world.tests["post_test"])
    assert len(kept[0]) > len(before)
    assert kept == recount(world.tests["post_test"])


def test_regraded_and_voided_attempts_are_counted_out(world):
    refresh()
    version = world.tests["pre_test"]
    (first, grade), (second, _), *_rest = first_rows(version)
    items = [{**row, "score": "0"} for row in grade.items]
    Grade.objects.create(
        attempt=first,
        number=grade.number + 1,
        points=0,
        max_points=grade.max_points,
        passed=False,
        items=items,
        reason="A new key",
        graded_at=NOW,
    )
    Attempt.objects.filter(pk=second.pk).update(state="voided", void_reason="A fire alarm.")
    attempts = report(version).attempts
    assert refresh() == 1
    assert report(version).attempts == attempts - 1
    assert now_stored(version) == recount(version)


def test_answers_that_read_otherwise_than_before_are_counted_anew(world):
    refresh()
    version = world.tests["pre_test"]
    kept = stored(version)
    kept.tally["questions"] = {}
    kept.save()
    _first, (second, _), *_rest = first_rows(version)
    Attempt.objects.filter(pk=second.pk).update(state="voided")
    refresh()
    assert now_stored(version) == recount(version)


def test_nothing_new_is_nothing_to_do(world, django_assert_max_num_queries):
    assert refresh_task() == 3
    assert versions_behind() == {}
    with django_assert_max_num_queries(2):
        assert refresh_task() == 0


def a_version(attempts, *, questions=2):
    """Publish right-or-wrong questions and let so many people answer them, each a bit worse."""
    team = a_team()
    asked = [a_question(team.bank, single_best_answer()) for _ in range(questions)]
    version = an_assessment(team.bank, asked)
    for number in range(attempts):
        tried(version, asked, right=number % (questions + 1))
    return team, version


def tried(version, asked, *, right, learner=None, number=1):
    attempt = Attempt.objects.create(
        learner=learner or a_person(),
        assessment=version.assessment,
        version=version,
        number=number,
        state="submitted",
        seed=1,
        form=[
            {"position": p, "slot": p, "question_version": q.pk, "points": "1", "arrangement": {}}
            for p, q in enumerate(asked, start=1)
        ],
        max_points=len(asked),
        started_at=NOW + timedelta(minutes=number),
        finished_at=NOW + timedelta(minutes=number),
    )
    Grade.objects.create(
        attempt=attempt,
        number=1,
        points=right,
        max_points=len(asked),
        passed=True,
        items=[
            {"position": p, "question_version": q.pk, "score": str(int(p <= right)), "points": "0"}
            for p, q in enumerate(asked, start=1)
        ],
        reason="Submitted",
        graded_at=NOW,
    )
    return attempt


def test_later_attempts_do_not_count():
    _team, version = a_version(12)
    first = Attempt.objects.order_by("pk").first()
    asked = [row.question_version for row in version.questions.all()]
    tried(version, asked, right=2, learner=first.learner, number=2)
    refresh()
    assert report(version).attempts == 12
    Attempt.objects.filter(pk=first.pk).update(state="voided")
    refresh()
    assert report(version).attempts == 12
    assert now_stored(version) == recount(version)


def page(version, *number):
    name = "assessments_statistics_of" if number else "assessments_statistics"
    return reverse(name, args=[version.assessment_id, *number])


def test_page_shows_what_is_stored_and_computes_nothing():
    team, version = a_version(40)
    client = signed_in(team.educator)
    said = client.get(page(version)).content.decode()
    assert "Nothing is counted yet" in said
    assert not VersionStatistics.objects.exists()
    refresh()
    said = client.get(page(version)).content.decode()
    assert "40 first attempts" in said
    assert "KR-20" in said
    assert "n = 40, 40 without an answer" in said
    assert "Tentative" not in said


@pytest.mark.parametrize(
    ("attempts", "shown", "hidden"),
    [
        (9, "No figures below 10 attempts", "Whole test"),
        (10, "Tentative: fewer than 30 attempts", "No figures below"),
        (30, "Whole test", "Tentative"),
    ],
)
def test_page_keeps_to_the_minimum_of_attempts(attempts, shown, hidden):
    team, version = a_version(attempts)
    refresh()
    said = signed_in(team.educator).get(page(version)).content.decode()
    assert shown in said
    assert hidden not in said
    assert ("n &lt; 10: not shown" in said) is (attempts < 10)


def test_page_names_distractors_and_advice():
    team, version = a_version(40)
    asked = [row.question_version for row in version.questions.all()]
    for attempt in Attempt.objects.filter(version=version):
        grade = attempt.grades.get()
        key = "b" if grade.items[0]["score"] == "1" else "c"
        Answer.objects.create(
            attempt=attempt,
            position=1,
            sequence=1,
            operation=f"00000000-0000-4000-8000-{attempt.pk:012}",
            response={"choice": key},
            saved_at=NOW,
        )
    refresh()
    row = report(version).questions[0]
    assert row.question == asked[0].pk
    assert (row.answered, row.guess) == (40, 0.25)
    assert [line.is_idle for line in row.table.rows] == [True, False, False, True]
    said = signed_in(team.educator).get(page(version)).content.decode()
    assert said.count("Under 5 %: distracts nobody") >= 2
    assert "2 idle distractors" in said


def test_strangers_and_unknown_versions_are_not_found():
    team, version = a_version(1)
    assert signed_in(team.educator).get(page(version)).status_code == 200
    assert signed_in(a_team("Other").educator).get(page(version)).status_code == 404
    assert signed_in(team.educator).get(page(version, 1)).status_code == 200
    assert signed_in(team.educator).get(page(version, 7)).status_code == 404
    assert signed_in(team.educator).post(page(version)).status_code == 405


@pytest.mark.parametrize("questions", [1, 3])
def test_page_costs_the_same_for_one_question_and_for_three(
    questions, django_assert_max_num_queries
):
    team, version = a_version(12, questions=questions)
    refresh()
    client = signed_in(team.educator)
    client.get(page(version))
    with django_assert_max_num_queries(25) as counted:
        client.get(page(version))
    assert not [q for q in counted.captured_queries if "assessments_grade" in q["sql"]]
