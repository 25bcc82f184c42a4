from datetime import UTC, datetime, timedelta, timezone

import pytest

from outcomes.domain.effect_size import Interval
from outcomes.templatetags import figures


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(None, 1, "–"), (41.09, 1, "41.1"), (-0.104, 2, "−0.10"), (-0.001, 2, "0.00"), (2, 0, "2")],
)
def test_figure(value, decimals, written):
    assert figures.figure(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (22.15, "+22.1"), (-3.0, "−3.0"), (0.01, "0.0"), (-0.01, "0.0")],
)
def test_signed(value, written):
    assert figures.signed(value) == written


def test_interval():
    assert figures.interval(Interval(-1.24, 3.0)) == "−1.2 to 3.0"
    assert figures.interval(None) == ""


@pytest.mark.parametrize(("p", "written"), [(None, "–"), (0.0004, "<0.001"), (0.0451, "0.045")])
def test_p_value(p, written):
    assert figures.p_value(p) == written


def test_moment_is_in_utc():
    east = timezone(timedelta(hours=2))
    assert figures.moment(datetime(2026, 5, 12, 1, 30, tzinfo=east)) == "11 May 2026, 23:30 UTC"
    assert figures.moment(datetime(2026, 5, 12, 6, tzinfo=UTC)) == "12 May 2026, 06:00 UTC"


def test_number_and_profession():
    assert figures.number(1248) == "1,248"
    assert figures.number(None) == "–"
    assert figures.profession("nurse") == "Nurse"
    assert figures.profession("") == "Not given"
    assert figures.profession("alchemist") == "alchemist"
