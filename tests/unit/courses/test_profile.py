"""How an activity is described to accreditors."""

from decimal import Decimal

import pytest

from courses.domain.profile import COMPETENCIES, competency_choices, hours_of, outcome_choices


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(60, "1.00"), (45, "0.75"), (37, "0.50"), (38, "0.75"), (1, "0.00"), (400, "6.75")],
)
def test_hours_are_the_minutes_to_the_nearest_quarter(minutes, hours):
    assert hours_of(minutes) == Decimal(hours)


def test_there_are_six_five_and_four_competencies_and_each_outcome_is_measured_in_two_ways():
    assert [len(names) for names in COMPETENCIES.values()] == [6, 5, 4]
    assert len(dict(competency_choices())) == 15
    assert len(dict(outcome_choices())) == 10
