"""Each way in which an entry can differ from what the rules give, and the sentence for it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from credits.domain.audit import (
    CompletionRecord,
    EntryRecord,
    KindRecord,
    OfferRecord,
    check_award,
    check_claimed,
    check_reversal,
)

ONE = Decimal("1.00")
AMA = KindRecord("ama_pra_1", Decimal("0.25"), ("physician",))
NURSING = KindRecord("ancc", Decimal("0.25"), ("nurse",))
OFFER = OfferRecord(
    pk=7,
    activity=3,
    kind=AMA,
    amount=ONE,
    designated_at=datetime(2026, 1, 1, tzinfo=UTC),
    valid_from=date(2026, 1, 1),
    valid_until=date(2028, 1, 1),
    withdrawn_at=None,
)
COMPLETION = CompletionRecord(
    5, learner=2, activity=3, completed_at=datetime(2026, 5, 12, 9, tzinfo=UTC)
)
AWARD = EntryRecord(
    pk=10,
    learner=2,
    kind="ama_pra_1",
    offer=7,
    amount=ONE,
    source="completion:5:ama_pra_1",
    reverses=None,
    facts={"profession": "physician", "offer": {"amount": "1.00"}},
    earned_on=date(2026, 5, 12),
)
REVERSAL = replace(AWARD, pk=11, amount=-ONE, source="reversal:10", reverses=10, facts={})
CLAIMED = replace(
    AWARD,
    pk=12,
    amount=Decimal("0.75"),
    source="claim:11",
    facts={**AWARD.facts, "claim_of": 10},
)


def test_entries_by_the_rules_differ_in_nothing():
    assert not list(check_award(AWARD, COMPLETION, OFFER))
    assert not list(check_reversal(REVERSAL, AWARD))
    assert not list(check_claimed(CLAIMED, AWARD, OFFER))


@pytest.mark.parametrize(
    ("award", "completion", "offer", "words"),
    [
        (AWARD, None, OFFER, "rests on completion:5, which is not there"),
        (AWARD, replace(COMPLETION, learner=9), OFFER, "belongs to learner 2, its completion to 9"),
        (AWARD, replace(COMPLETION, activity=9), OFFER, "is of activity 3, its completion of 9"),
        (replace(AWARD, source="completion:5:ancc"), COMPLETION, OFFER, "does not name ama_pra_1"),
        (
            replace(AWARD, earned_on=date(2026, 5, 14)),
            COMPLETION,
            OFFER,
            "was earned on 2026-05-14, completed on 2026-05-12",
        ),
        (replace(AWARD, amount=Decimal("2.00")), COMPLETION, OFFER, "gives 2.00 where 1.00"),
        (replace(AWARD, kind="ancc"), COMPLETION, OFFER, "ancc credit under an offer of ama_pra_1"),
        (
            AWARD,
            COMPLETION,
            replace(OFFER, valid_from=date(2026, 5, 13)),
            "the offer holds 2026-05-13 to",
        ),
        (
            AWARD,
            COMPLETION,
            replace(OFFER, designated_at=datetime(2026, 6, 1, tzinfo=UTC)),
            "was designated afterwards, on 2026-06-01",
        ),
        (
            replace(AWARD, facts={**AWARD.facts, "offer": {"amount": "3.00"}}),
            COMPLETION,
            OFFER,
            "its facts name 3.00 as the maximum, the offer 1.00",
        ),
        (
            replace(AWARD, facts={**AWARD.facts, "profession": "nurse"}),
            COMPLETION,
            OFFER,
            "gives ama_pra_1 credit to a nurse",
        ),
    ],
)
def test_award_that_differs_says_how(award, completion, offer, words):
    assert any(words in said for said in check_award(award, completion, offer))


@pytest.mark.parametrize(
    ("reversal", "reversed_entry", "words"),
    [
        (REVERSAL, None, "takes back entry 10, which is not there"),
        (replace(REVERSAL, source="reversal:4"), AWARD, "does not name entry 10"),
        (replace(REVERSAL, amount=Decimal("-0.50")), AWARD, "takes back 0.50 of 1.00"),
        (REVERSAL, replace(AWARD, amount=-ONE), "which gave nothing"),
        (replace(REVERSAL, learner=4), AWARD, "its learner is 4, that of entry 10 is 2"),
        (replace(REVERSAL, kind="ancc"), AWARD, "its kind is ancc"),
        (replace(REVERSAL, offer=8), AWARD, "its offer is 8"),
    ],
)
def test_reversal_that_differs_says_how(reversal, reversed_entry, words):
    assert any(words in said for said in check_reversal(reversal, reversed_entry))


@pytest.mark.parametrize(
    ("claimed", "replaced", "words"),
    [
        (CLAIMED, None, "its source claim:11 is no reversal of an entry"),
        (replace(CLAIMED, amount=Decimal("1.25")), AWARD, "claims 1.25: At most 1.00"),
        (replace(CLAIMED, amount=Decimal("0.30")), AWARD, "claims 0.30: Claim in steps of 0.25"),
        (replace(CLAIMED, learner=4), AWARD, "its learner is 4"),
        (replace(CLAIMED, facts={**CLAIMED.facts, "claim_of": 1}), AWARD, "says it replaces 1"),
    ],
)
def test_claim_that_differs_says_how(claimed, replaced, words):
    assert any(words in said for said in check_claimed(claimed, replaced, OFFER))


@pytest.mark.parametrize(
    ("offer", "profession", "due"),
    [
        (OFFER, "physician", True),
        (OFFER, "nurse", False),
        (replace(OFFER, kind=NURSING), "nurse", True),
        (replace(OFFER, kind=replace(AMA, professions=())), "other", True),
        (replace(OFFER, valid_from=date(2026, 6, 1)), "physician", False),
        (replace(OFFER, valid_until=date(2026, 5, 1)), "physician", False),
        (replace(OFFER, withdrawn_at=datetime(2026, 5, 1, tzinfo=UTC)), "physician", False),
        (replace(OFFER, withdrawn_at=datetime(2026, 7, 1, tzinfo=UTC)), "physician", True),
        (replace(OFFER, is_active=False), "physician", False),
        # A day's difference between time zones could decide: nothing is demanded.
        (replace(OFFER, valid_from=date(2026, 5, 12)), "physician", False),
    ],
)
def test_credit_is_due_only_where_nothing_could_excuse_its_absence(offer, profession, due):
    assert offer.was_due(profession, COMPLETION.completed_at) is due
