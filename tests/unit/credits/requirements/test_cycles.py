"""Where a cycle begins and ends, whatever it hangs on."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from credits.domain.requirements.cycles import Cycle, FactMissing, Holding, Period
from credits.domain.requirements.months import plus_months

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
ANCHORS = st.sampled_from(["expiry", "fixed", "birthday", "issued", "rolling"])


def cycle(months=24, anchor="expiry", **more):
    return Cycle.model_validate({"months": months, "anchor": anchor, **more})


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 12, date(2027, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 31)),  # the last of the month stays the last
        (date(2026, 3, 15), -14, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_on_the_calendar(day, months, found):
    assert plus_months(day, months) == found


def test_the_date_on_the_licence_is_the_end():
    found = cycle().at(Holding(expires_on=date(2027, 1, 31)), date(2026, 6, 15))
    assert (found.start, found.end) == (date(2025, 2, 1), date(2027, 1, 31))


def test_a_licence_that_ran_out_is_taken_as_renewed():
    found = cycle().at(Holding(expires_on=date(2021, 1, 31)), date(2026, 6, 15))
    assert found.end == date(2027, 1, 31)


def test_the_day_of_expiry_belongs_to_the_cycle_that_ends():
    ends = Holding(expires_on=date(2027, 1, 31))
    assert cycle().at(ends, date(2027, 1, 31)).end == date(2027, 1, 31)
    assert cycle().at(ends, date(2027, 2, 1)).end == date(2029, 1, 31)


@pytest.mark.parametrize(
    ("anchor", "more", "holding", "start", "end"),
    [
        ("fixed", {"fixed_on": "2024-12-31"}, Holding(), date(2025, 1, 1), date(2026, 12, 31)),
        ("issued", {}, Holding(date(2021, 5, 10)), date(2025, 5, 10), date(2027, 5, 9)),
        ("rolling", {}, Holding(), date(2024, 6, 16), date(2026, 6, 15)),
        (
            "birthday",
            {},
            Holding(date(2021, 5, 10), facts={"birthday": "02-29"}),
            date(2026, 3, 1),
            date(2028, 2, 29),
        ),
    ],
)
def test_what_a_cycle_hangs_on(anchor, more, holding, start, end):
    found = cycle(24, anchor, **more).at(holding, date(2026, 6, 15))
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    ("anchor", "fact"),
    [("expiry", "expires_on"), ("issued", "issued_on"), ("birthday", "issued_on")],
)
def test_a_date_that_is_needed_is_asked_for(anchor, fact):
    with pytest.raises(FactMissing) as asked:
        cycle(24, anchor).at(Holding(), date(2026, 6, 15))
    assert asked.value.fact == fact


def test_cycles_are_numbered_from_the_one_in_which_the_licence_was_issued():
    held = Holding(date(2022, 6, 1), date(2027, 1, 31))
    assert cycle().at(held, date(2026, 6, 15)).number == 3
    assert cycle().before(cycle().at(held, date(2026, 6, 15))).number == 2
    assert cycle().at(Holding(None, date(2027, 1, 31)), date(2026, 6, 15)).number is None


def test_credit_may_count_from_further_back_than_the_cycle():
    looks_back = cycle(12, lookback_months=18)
    period = looks_back.at(Holding(expires_on=date(2026, 12, 31)), date(2026, 6, 15))
    assert looks_back.counted(period).start == date(2025, 7, 1)


def test_years_of_a_cycle():
    years = Period(date(2024, 2, 1), date(2026, 7, 31)).years()
    assert [(year.start, year.end) for year in years] == [
        (date(2024, 2, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 7, 31)),
    ]


@given(DAYS, DAYS, DAYS, st.integers(1, 60), ANCHORS)
def test_today_always_lies_in_the_cycle(today, issued, known, months, anchor):
    holding = Holding(issued, None, {"birthday": "02-29"})
    if anchor == "expiry":
        holding = Holding(issued, known, {})
    found = cycle(months, anchor, fixed_on=known).at(holding, today)
    assert today in found
    assert found.end < plus_months(found.start, months + 1)


@given(DAYS, DAYS, st.integers(1, 60))
def test_cycles_follow_each_other_without_a_gap(today, known, months):
    held = Holding(expires_on=known)
    current = cycle(months).at(held, today)
    before = cycle(months).before(current)
    assert (current.start - before.end).days == 1
