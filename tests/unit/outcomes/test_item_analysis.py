from decimal import Decimal

import pytest

from assessments.domain.statistics import Footing
from outcomes.domain.first_attempts import FirstAttempt
from outcomes.domain.item_analysis import item_report
from tests.factories.items import numeric, single_best_answer

ITEMS = {1: single_best_answer(keys="abcd", correct="b"), 2: single_best_answer(), 3: numeric()}
POINTS = {1: Decimal(1), 2: Decimal(2), 3: Decimal(1)}


def attempt(person, chosen):
    scores = {}
    for question, keys in chosen.items():
        response = {"value": keys[0]} if question == 3 and keys else {"choice": (keys or "x")[0]}
        scores[question] = float(ITEMS[question].score(response)) if keys else 0.0
    points = sum((Decimal(str(s)) * POINTS[q] for q, s in scores.items()), Decimal(0))
    worth = sum((POINTS[q] for q in chosen), Decimal(0))
    return FirstAttempt(person, "nurse", points, worth, scores, chosen)


def report(before=(), after=()):
    return item_report(list(before), list(after), items=ITEMS, points=POINTS)


def test_questions_stand_in_the_order_of_the_newest_test():
    found = report(after=[attempt(n, {2: ["b"], 1: ["b"]}) for n in range(10)])
    assert [row.question for row in found.questions] == [1, 2]


def test_difficulty_and_picks_of_both_tests():
    before = [attempt(n, {1: ["a"] if n < 6 else ["b"], 2: ["b"]}) for n in range(12)]
    after = [attempt(n, {1: ["b"], 2: ["b"] if n else ["c"]}) for n in range(12)]
    row = report(before, after).questions[0]
    assert row.before.figures.facility == 0.5
    assert row.after.figures.facility == 1.0
    picked = {line.choice.key: (line.before.picked, line.after.picked) for line in row.choices}
    assert picked == {"a": (6, 0), "b": (6, 12), "c": (0, 0), "d": (0, 0)}
    # Judged before the teaching, a draws; c and d draw nobody.
    assert row.idle == 2
    assert row.attempts == 24


def test_correlation_is_with_the_rest_of_the_same_attempt():
    # Question 1 right exactly where question 2 is wrong: perfectly negative.
    mixed = [
        attempt(n, {1: ["b"] if n % 2 else ["a"], 2: ["a"] if n % 2 else ["b"]}) for n in range(20)
    ]
    row = report(after=mixed).questions[0]
    assert row.after.figures.point_biserial == pytest.approx(-1)
    right = next(line for line in row.choices if line.choice.correct)
    wrong = next(line for line in row.choices if line.choice.key == "a")
    assert right.after.point_biserial == pytest.approx(-1)
    assert wrong.attracts_the_able
    assert wrong.flag == "Chosen by those who do well elsewhere"
    assert any("check the key" in sentence for sentence in row.advice)


@pytest.mark.parametrize(
    ("attempts", "footing"), [(9, Footing.NONE), (10, Footing.TENTATIVE), (30, Footing.SOLID)]
)
def test_few_answers_show_nothing_or_a_badge(attempts, footing):
    row = report(after=[attempt(n, {1: ["b"], 2: ["c"]}) for n in range(attempts)]).questions[0]
    assert row.footing is footing
    assert (row.after.figures is None) == (footing is Footing.NONE)
    assert bool(row.choices) == (footing is not Footing.NONE)
    assert row.after.attempts == attempts


def test_unanswered_counts_as_wrong_and_picks_nothing():
    row = report(after=[attempt(n, {1: [] if n < 5 else ["b"]}) for n in range(10)]).questions[0]
    assert row.after.figures.facility == 0.5
    assert row.after.table.unanswered == 5


def test_open_answers_show_what_was_given_most():
    given = ["12.5"] * 6 + ["1"] * 4 + ["125"] * 2
    row = report(after=[attempt(n, {3: [value]}) for n, value in enumerate(given)]).questions[0]
    assert row.is_open
    assert [(line.choice.key, line.after.picked) for line in row.choices] == [
        ("12.5", 6),
        ("1", 4),
        ("125", 2),
    ]
    assert [line.choice.correct for line in row.choices] == [True, False, False]


def test_a_question_of_a_draw_rests_on_those_who_met_it():
    met = [attempt(n, {1: ["b"], 2: ["b"]} if n < 10 else {2: ["b"]}) for n in range(40)]
    first, second = report(after=met).questions
    assert (first.after.attempts, second.after.attempts) == (10, 40)


def test_nothing_met_is_an_empty_report():
    found = report()
    assert found.questions == []
    assert found.before is None
