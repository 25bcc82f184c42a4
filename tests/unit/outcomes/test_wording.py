from assessments.domain.statistics import Footing
from outcomes.domain.changes import Change
from outcomes.domain.effect_size import Interval
from outcomes.domain.participation import Participation, Stage
from outcomes.domain.wording import finding

NOTHING = Change(0, Footing.NONE)


def reached(**people):
    return Participation({stage: people.get(stage.value, 0) for stage in Stage}, 0)


def change(before, after, low, high, matched=861):
    return Change(matched, Footing.SOLID, before, after, after - before, Interval(low, high))


MANY = reached(enrolled=1248, finished=861, completed=812)


def test_a_gain_is_quoted_with_its_interval():
    assert str(finding(MANY, change(54.2, 81.6, 25.6, 29.2), has_pre_test=True)) == (
        "Of 1,248 people who enrolled, 861 finished the content and 812 completed every "
        "requirement. Among the 861 who took both tests, the mean score rose from 54.2% to 81.6%, "
        "a gain of 27.4 points (95% CI 25.6 to 29.2)."
    )


def test_a_loss_is_called_one():
    said = str(finding(MANY, change(60, 50, -12, -8), has_pre_test=True))
    assert "the mean score fell from 60.0% to 50.0%, a loss of 10.0 points" in said
    assert "(95% CI −12.0 to −8.0)" in said


def test_no_change_is_no_rise():
    said = str(finding(MANY, change(60, 60.04, -1, 1), has_pre_test=True))
    assert "stayed at 60.0%" in said


def test_few_people_are_counted_and_not_judged():
    tentative = Change(29, Footing.TENTATIVE, 50.0, 60.0, 10.0, Interval(5, 15))
    said = str(finding(MANY, tentative, has_pre_test=True))
    assert said.endswith(
        "29 people took both tests: fewer than 30, too few to quote a change in knowledge."
    )
    assert "60.0" not in said


def test_one_person_is_a_person():
    one = reached(enrolled=1, finished=1)
    said = str(finding(one, Change(1, Footing.NONE), has_pre_test=True))
    assert said.startswith("Of 1 person who enrolled, 1 finished")
    assert "1 person took both tests" in said


def test_without_a_pre_test_nothing_is_said_of_knowledge():
    assert "no pre-test" in str(finding(MANY, NOTHING, has_pre_test=False))


def test_nobody():
    assert str(finding(reached(), NOTHING, has_pre_test=True)) == "Nobody has enrolled."
