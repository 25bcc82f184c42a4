from datetime import UTC, date, datetime

import pytest

from outcomes.domain.cohort import Basis, Cohort


def test_everybody_has_no_period():
    everybody = Cohort()
    assert everybody.is_everybody
    assert not everybody.has_period
    assert everybody.begins_at is None
    assert everybody.ends_before is None


def test_both_days_of_a_period_are_in_it():
    cohort = Cohort(date(2026, 1, 1), date(2026, 1, 31))
    assert cohort.begins_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert cohort.ends_before == datetime(2026, 2, 1, tzinfo=UTC)
    assert not cohort.is_everybody


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (Cohort(), ""),
        (Cohort(profession="nurse"), ""),
        (Cohort(begins_on=date(2026, 5, 12)), "enrolled on or after 12 May 2026"),
        (Cohort(ends_on=date(2026, 5, 12), basis=Basis.COMPLETED), "completed up to 12 May 2026"),
        (
            Cohort(date(2026, 1, 1), date(2026, 12, 31)),
            "enrolled from 1 January 2026 to 31 December 2026",
        ),
    ],
)
def test_period_in_words(cohort, words):
    assert cohort.period == words
