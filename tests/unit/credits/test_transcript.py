from datetime import date
from decimal import Decimal

from credits.domain.transcript import State, standing, taken_back


def test_credit_recorded_in_full_needs_no_words():
    status = standing(Decimal("1.00"), designated=Decimal("1.00"), is_claim=False)
    assert (status.state, status.words, status.state.counts) == (State.RECORDED, "", True)


def test_claim_says_how_much_of_what():
    status = standing(Decimal("0.5"), designated=Decimal("1.25"), is_claim=True)
    assert (status.state, status.words) == (State.CLAIMED, "You claimed 0.50 of 1.25.")


def test_replaced_credit_says_what_was_claimed_instead():
    status = taken_back(date(2026, 5, 2), claimed=Decimal("0.75"), reason="Claim adjusted")
    assert status.state is State.REPLACED
    assert status.words == "On 2 May 2026 you claimed 0.75 instead."
    assert not status.state.counts


def test_withdrawn_credit_says_why():
    status = taken_back(date(2026, 5, 2), claimed=None, reason="Recorded in error.")
    assert status.words == "Taken back on 2 May 2026: Recorded in error."
