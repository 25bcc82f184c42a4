"""Rules and worked numbers: docs/rules/credit.md."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from credits.domain.rules import (
    ClaimRefused,
    IncrementInvalid,
    check_claim,
    claimable,
    correction,
    credit_for,
    is_multiple,
    may_take,
    running_totals,
    total,
)

QUARTER = Decimal("0.25")
INCREMENTS = st.sampled_from([Decimal(step) for step in ("0.01", "0.1", "0.25", "0.5", "1")])
STEPS = st.integers(min_value=1, max_value=200)


@pytest.mark.parametrize(
    ("claim", "designated"), [("0.25", "1.00"), ("1.00", "1.00"), ("1", "1.00"), ("0.500", "1.00")]
)
def test_claims_within_the_offer(claim, designated):
    claimed = check_claim(Decimal(claim), designated=Decimal(designated), increment=QUARTER)
    assert claimed == Decimal(claim)


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("0", "claim_not_positive"),
        ("-0.25", "claim_not_positive"),
        ("NaN", "claim_not_positive"),
        ("sNaN", "claim_not_positive"),
        ("Infinity", "claim_not_positive"),
        ("1.25", "claim_too_high"),
        ("1.0001", "claim_too_high"),
        ("0.3", "claim_off_step"),
        ("0.2500001", "claim_off_step"),
    ],
)
def test_claims_beyond_the_offer_are_refused(claim, code):
    with pytest.raises(ClaimRefused) as refused:
        check_claim(Decimal(claim), designated=Decimal("1.00"), increment=QUARTER)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_the_maximum_can_be_claimed_even_off_step():
    """An offer entered at 1.10 with quarter hours must not be unclaimable in full."""
    maximum = Decimal("1.10")
    assert check_claim(maximum, designated=maximum, increment=QUARTER) == maximum
    assert claimable(maximum, QUARTER) == [
        Decimal(text) for text in ("1.10", "1.00", "0.75", "0.50", "0.25")
    ]


@given(STEPS, INCREMENTS)
def test_everything_offered_can_be_claimed(steps, increment):
    designated = steps * increment
    amounts = claimable(designated, increment)
    assert len(amounts) == steps
    for amount in amounts:
        assert check_claim(amount, designated=designated, increment=increment) == amount


@given(STEPS, INCREMENTS, st.decimals(-5, 250, places=3))
def test_only_what_is_offered_can_be_claimed(steps, increment, claim):
    designated = steps * increment
    try:
        check_claim(claim, designated=designated, increment=increment)
    except ClaimRefused:
        assert claim not in claimable(designated, increment)
    else:
        assert claim in claimable(designated, increment)


@pytest.mark.parametrize("increment", ["0", "-0.25", "NaN", "Infinity"])
def test_a_step_must_be_something(increment):
    with pytest.raises(IncrementInvalid):
        claimable(Decimal(1), Decimal(increment))
    with pytest.raises(IncrementInvalid):
        credit_for(60, increment=Decimal(increment))


def test_multiples_are_exact():
    """0.3 is three tenths here; in floats 0.3 % 0.1 is 0.09999."""
    assert is_multiple(Decimal("0.3"), Decimal("0.1"))
    assert not is_multiple(Decimal("0.35"), Decimal("0.1"))


@pytest.mark.parametrize("minutes", range(0, 600, 7))
def test_credit_for_time_is_the_nearest_step(minutes):
    credit = credit_for(minutes, increment=QUARTER)
    assert is_multiple(credit, QUARTER)
    assert abs(credit - Decimal(minutes) / 60) <= QUARTER / 2


def test_a_correction_is_a_reversal_and_a_new_entry():
    assert correction(Decimal("1.50"), Decimal("1.25")) == [Decimal("-1.50"), Decimal("1.25")]


def test_claiming_what_is_credited_appends_nothing():
    assert correction(Decimal("1.50"), Decimal("1.5")) == []


@given(st.lists(st.decimals(0, 50, places=2), max_size=8), st.decimals(0, 50, places=2))
def test_after_a_correction_the_total_is_the_claim(before, claim):
    entries = [*before, Decimal("1.50"), *correction(Decimal("1.50"), claim)]
    assert total(entries) == total(before) + claim


def test_running_totals():
    entries = [Decimal(text) for text in ("1.50", "-1.50", "1.25", "0.75")]
    assert [str(sum_) for sum_ in running_totals(entries)] == ["1.50", "0.00", "1.25", "2.00"]
    assert running_totals([]) == []
    assert total([]) == 0


@pytest.mark.parametrize(
    ("profession", "professions", "may"),
    [
        ("physician", ["physician"], True),
        ("nurse", ["physician"], False),
        ("nurse", ["physician", "nurse"], True),
        ("other", [], True),
        ("", ["physician"], False),
    ],
)
def test_who_may_take_a_type(profession, professions, may):
    assert may_take(profession, professions) is may
