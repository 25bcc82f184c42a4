from decimal import Decimal

import pytest

from assessments.domain.statistics import Footing
from outcomes.domain.changes import learning
from outcomes.domain.first_attempts import FirstAttempt, pair
from outcomes.domain.learning_gain import Transition

OBJECTIVES = {1: 7, 2: 7, 3: None}


def attempt(person, scores, *, profession="nurse", worth=1):
    return FirstAttempt(
        person=person,
        profession=profession,
        points=Decimal(str(sum(scores.values()))) * worth,
        max_points=Decimal(len(scores)) * worth,
        scores={question: float(score) for question, score in scores.items()},
    )


def people(count, scores, **fields):
    return [attempt(person, scores, **fields) for person in range(count)]


def test_only_people_with_both_tests_are_compared():
    pairs = pair([attempt(1, {1: 0}), attempt(2, {1: 1})], [attempt(2, {1: 1}), attempt(3, {1: 1})])
    assert (len(pairs.matched), pairs.before_only, pairs.after_only) == (1, 1, 1)
    assert pairs.unmatched == 2
    assert pairs.percents == [(100.0, 100.0)]


def test_two_tests_of_one_purpose_count_together():
    pairs = pair([attempt(1, {1: 1}, worth=3), attempt(1, {2: 0})], [attempt(1, {1: 1})])
    assert pairs.percents == [(75.0, 100.0)]
    before, _after = pairs.matched[0]
    assert before.scores == {1: 1.0, 2: 0.0}


def test_a_test_without_points_measures_nothing():
    assert pair([attempt(1, {})], [attempt(1, {1: 1})]).matched == ()


def test_questions_are_compared_where_the_same_person_met_them_twice():
    before = [*people(10, {1: 0, 2: 1}), attempt(10, {1: 1})]
    after = [*people(10, {1: 1, 3: 1}), attempt(10, {1: 0})]
    learned = learning(pair(before, after), OBJECTIVES)
    assert [row.question for row in learned.questions] == [1]
    counts = learned.questions[0].change.counts
    assert counts[Transition.LEARNED] == 10
    assert counts[Transition.LOST] == 1
    assert learned.questions[0].before == pytest.approx(1 / 11)
    assert learned.questions[0].after == pytest.approx(10 / 11)


def test_partly_right_is_not_right():
    learned = learning(pair(people(10, {1: 0.5}), people(10, {1: 1})), OBJECTIVES)
    assert learned.questions[0].change.counts[Transition.LEARNED] == 10


def test_objectives_take_the_mean_of_their_questions():
    learned = learning(
        pair(people(10, {1: 0, 2: 1, 3: 0}), people(10, {1: 1, 2: 1, 3: 1})), OBJECTIVES
    )
    rows = {row.objective: row for row in learned.objectives}
    assert rows[7].questions == 2
    assert (rows[7].change.before, rows[7].change.after) == (50.0, 100.0)
    assert rows[None].change.change == 100.0


def test_fewer_than_ten_people_are_counted_only():
    learned = learning(pair(people(9, {1: 0}), people(9, {1: 1})), OBJECTIVES)
    assert learned.change.matched == 9
    assert learned.change.footing is Footing.NONE
    assert learned.change.change is None
    assert learned.questions[0].before is None
    assert learned.gain.gain is None


def test_professions_are_compared_apart():
    before = [*people(10, {1: 0}), *[attempt(p, {1: 0}, profession="other") for p in range(20, 25)]]
    after = [*people(10, {1: 1}), *[attempt(p, {1: 1}, profession="other") for p in range(20, 25)]]
    learned = learning(pair(before, after), OBJECTIVES)
    assert learned.professions["nurse"].change == 100.0
    assert learned.professions["other"].matched == 5
    assert learned.professions["other"].change is None
    assert learned.change.matched == 15
