"""Claims and corrections that meet: real threads on real PostgreSQL, each with its own connection."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from credits.domain.rules import ClaimRefused
from credits.models import Entry
from credits.queries import totals_of
from credits.services import CreditRefused, adjust_claim, reissue_credit, take_back
from tests.factories.certificates import an_entry
from tests.integration.learners.test_exactly_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def entry() -> Entry:
    return an_entry()


def fresh(entry: Entry) -> Entry:
    """Read an entry anew, as every request does."""
    return Entry.objects.select_related("credit_type", "offer", "learner").get(pk=entry.pk)


def claim(entry: Entry, amount: str) -> Callable[[], Entry]:
    return lambda: adjust_claim(entry=fresh(entry), claim=Decimal(amount), at=timezone.now())


def check_ledger(entry: Entry, *, standing: int) -> None:
    """One amount stands, or none; the total is its sum, and nothing was taken back twice."""
    rows = list(Entry.objects.order_by("pk"))
    reversed_ = [row.reverses_id for row in rows if row.reverses_id]
    assert len(set(reversed_)) == len(reversed_)
    left = [row for row in rows if row.amount > 0 and row.pk not in reversed_]
    assert len(left) == standing
    total = sum((row.amount for row in left), Decimal(0))
    assert sum(row.amount for row in rows) == total
    assert [amount for _kind, amount in totals_of(entry.learner)] == [total]


def test_eight_different_claims_on_one_entry_leave_one(entry):
    amounts = ["0.25", "0.50", "0.75"] * 3
    found = all_at_once(*[claim(entry, amount) for amount in amounts[:CROWD]])
    refused = [each for each in found if isinstance(each, Exception)]
    assert all(isinstance(each, CreditRefused) for each in refused), refused
    assert len(found) - len(refused) >= 1
    check_ledger(entry, standing=1)
    assert Entry.objects.count() == 3


def test_the_same_claim_sent_eight_times_is_recorded_once(entry):
    all_at_once(*[claim(entry, "0.50")] * CROWD)
    check_ledger(entry, standing=1)
    assert Entry.objects.count() == 3
    assert Entry.objects.latest("pk").amount == Decimal("0.50")


def test_claims_corrections_and_withdrawals_that_meet_leave_a_sound_ledger(entry):
    by = entry.learner

    def take() -> Entry:
        return take_back(entry=fresh(entry), reason="In error", by=by, at=timezone.now())

    def renew() -> Entry:
        return reissue_credit(entry=fresh(entry), reason="Name", by=by, at=timezone.now())

    found = all_at_once(claim(entry, "0.50"), take, renew, claim(entry, "0.25"), take, renew)
    refused = [each for each in found if isinstance(each, Exception)]
    assert all(isinstance(each, CreditRefused | ClaimRefused) for each in refused), refused
    standing = 0 if Entry.objects.filter(amount__lt=0, reason="In error").exists() else 1
    check_ledger(entry, standing=standing)
