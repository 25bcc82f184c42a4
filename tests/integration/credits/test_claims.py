"""Claim less: what is offered, what is refused, and that a form sent twice changes nothing."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from credits.models import Entry
from credits.services import adjust_claim, reverse_credit
from tests.factories.authoring import signed_in
from tests.factories.certificates import an_entry
from tests.factories.outcomes import a_person

SURE = {"attest": "on"}


@pytest.fixture
def entry() -> Entry:
    return an_entry(a_person(profession="physician"))


@pytest.fixture
def browser(entry) -> Client:
    return signed_in(entry.learner)


def claim(browser: Client, entry: Entry, **posted):
    return browser.post(f"/credits/{entry.pk}/claim/", posted)


def amounts() -> list[Decimal]:
    return list(Entry.objects.order_by("pk").values_list("amount", flat=True))


def test_page_offers_every_step_and_ticks_nothing(browser, entry):
    page = browser.get(f"/credits/{entry.pk}/claim/").content.decode()
    for amount in ("1.00", "0.75", "0.50", "0.25"):
        assert f'value="{amount}"' in page
    assert entry.facts["activity"]["title"] in page
    [attest] = [part for part in page.split("<input") if 'name="attest"' in part]
    assert "checked" not in attest.split(">")[0]


def test_claim_appends_a_reversal_and_the_amount_claimed(browser, entry):
    response = claim(browser, entry, amount="0.75", **SURE)
    assert response["Location"] == "/transcript/"
    assert amounts() == [Decimal("1.00"), Decimal("-1.00"), Decimal("0.75")]
    page = browser.get("/transcript/").content.decode()
    assert "0.75 credits recorded. The new certificate follows in a moment." in page


def test_form_sent_twice_changes_nothing_more(browser, entry):
    for _ in range(2):
        assert claim(browser, entry, amount="0.75", **SURE).status_code == 302
    assert amounts() == [Decimal("1.00"), Decimal("-1.00"), Decimal("0.75")]


def test_what_is_recorded_already_changes_nothing(browser, entry):
    claim(browser, entry, amount="1.00", **SURE)
    assert amounts() == [Decimal("1.00")]
    assert "nothing was changed" in browser.get("/transcript/").content.decode()


def test_another_amount_on_an_old_form_is_refused(browser, entry):
    adjust_claim(entry=entry, claim=Decimal("0.50"), at=timezone.now())
    response = claim(browser, entry, amount="0.75", **SURE)
    assert response.status_code == 409
    assert "This credit was replaced or withdrawn meanwhile." in response.content.decode()
    assert len(amounts()) == 3


def test_credit_withdrawn_meanwhile_is_refused(browser, entry):
    reverse_credit(entry=entry, reason="Recorded in error", at=timezone.now())
    assert claim(browser, entry, amount="0.75", **SURE).status_code == 409
    assert len(amounts()) == 2


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"amount": "0.75"}, "Confirm that the amount matches your participation."),
        (SURE, "Choose how much to claim."),
        ({"amount": "5.00", **SURE}, "Choose one of the amounts listed."),
        ({"amount": "0.30", **SURE}, "Choose one of the amounts listed."),
        ({"amount": "0", **SURE}, "Choose one of the amounts listed."),
        ({"amount": "-1", **SURE}, "Choose one of the amounts listed."),
        ({"amount": "NaN", **SURE}, "Choose one of the amounts listed."),
        ({"amount": "x" * 5000, **SURE}, "Choose one of the amounts listed."),
        ({"amount": "\x00", **SURE}, "Choose one of the amounts listed."),
    ],
)
def test_mistake_is_told_at_the_field(browser, entry, posted, sentence):
    response = claim(browser, entry, **posted)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "<title>Error: " in page
    assert amounts() == [Decimal("1.00")]


def test_claim_can_be_raised_again_up_to_the_maximum(browser, entry):
    claimed = adjust_claim(entry=entry, claim=Decimal("0.50"), at=timezone.now())
    page = browser.get("/transcript/").content.decode()
    assert "Change claim" in page
    claim(browser, claimed, amount="1.00", **SURE)
    assert sum(amounts()) == Decimal("1.00")


def test_old_address_leads_to_the_present_claim(browser, entry):
    claimed = adjust_claim(entry=entry, claim=Decimal("0.50"), at=timezone.now())
    response = browser.get(f"/credits/{entry.pk}/claim/")
    assert response["Location"] == f"/credits/{claimed.pk}/claim/"
    reverse_credit(entry=claimed, reason="Recorded in error", at=timezone.now())
    assert browser.get(f"/credits/{claimed.pk}/claim/")["Location"] == "/transcript/"


def test_stranger_finds_nothing_to_claim(client, entry):
    path = f"/credits/{entry.pk}/claim/"
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    stranger = signed_in(a_person(profession="physician"))
    assert stranger.get(path).status_code == 404
    assert claim(stranger, entry, amount="0.75", **SURE).status_code == 404
    assert amounts() == [Decimal("1.00")]


def test_what_takes_credit_back_cannot_be_claimed(browser, entry):
    reversal = reverse_credit(entry=entry, reason="Recorded in error", at=timezone.now())
    assert claim(browser, reversal, amount="0.75", **SURE).status_code == 404
    assert browser.get("/credits/99999999999999999999/claim/").status_code == 404
