"""Accreditation staff designate credit beforehand; nobody types the statement, nothing is deleted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from credits.models import CreditOffer, CreditType
from credits.services import ensure_credit_types
from tests.factories.authoring import a_team, an_activity, signed_in

INDEX = "credit-offers:index"


@pytest.fixture
def ours():
    return a_team("Ours")


@pytest.fixture
def theirs():
    return a_team("Theirs")


@pytest.fixture
def kind():
    ensure_credit_types()
    return CreditType.objects.get(code="ama_pra_1")


@pytest.fixture
def client(ours):
    return signed_in(ours.staff)


def today():
    return timezone.now().date()


def lasting(team, **fields):
    """Make an activity without credit, which is not published yet for that reason."""
    return an_activity(
        team,
        live=False,
        designated=False,
        released_on=today(),
        reviewed_on=today(),
        expires_on=today() + timedelta(days=700),
        **fields,
    )


def form(activity, kind, **fields) -> dict:
    return {
        "activity": activity.pk,
        "credit_type": kind.pk,
        "amount": "1.50",
        "valid_from": today().isoformat(),
        "valid_until": (today() + timedelta(days=365)).isoformat(),
        "topics": "",
        **fields,
    }


def designate(client, *args, **fields):
    return client.post(reverse("credit-offers:add"), form(*args, **fields))


def inspect(offer) -> str:
    return reverse("credit-offers:inspect", args=[offer.pk])


def test_credit_is_designated_with_a_generated_statement(ours, client, kind):
    activity = lasting(ours)
    answer = designate(client, activity, kind, topics="pharmacology: 0.5", statement="Typed!")

    offer = CreditOffer.objects.get()
    assert answer.url == inspect(offer)
    assert offer.amount == Decimal("1.50")
    assert offer.designated_by == ours.staff
    assert offer.topics == [{"topic": "pharmacology", "amount": "0.50"}]
    assert "Ours" in offer.statement
    assert "1.50" in offer.statement
    assert "Typed!" not in offer.statement
    assert offer.statement in client.get(inspect(offer)).content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "1.10"}, "in steps of 0.25"),
        ({"amount": "0"}, "greater than or equal to 0.01"),
        ({"valid_from": "2020-01-01"}, "never retroactively"),
        ({"valid_until": "2020-01-01"}, "ends before it begins"),
        ({"valid_until": "2099-01-01"}, "The activity ends on"),
        ({"topics": "pharmacology: 2.00"}, "add up to more than the amount"),
        ({"topics": "pharmacology"}, "write a topic, a colon and an amount"),
        ({"topics": "pharmacology: NaN"}, "write a topic, a colon and an amount"),
        ({"topics": "astrology: 0.25"}, "is no topic of the list"),
        ({"uan": "0123-0000-26-001-H01-P"}, "has no universal activity number"),
        ({"uan": "123"}, "Write it as 0123-0000-26-001-H01-P"),
        ({"uan": "0123-0000-26-001-H10-P"}, "10 is no topic of ACPE"),
        ({"pars_id": "12"}, "A PARS ID has nine digits."),
    ],
)
def test_what_cannot_be_designated_is_refused_with_the_reason(ours, client, kind, fields, sentence):
    refused = designate(client, lasting(ours), kind, **fields)
    assert refused.status_code == 200
    assert sentence in refused.content.decode()
    assert "Constraint" not in refused.content.decode()
    assert not CreditOffer.objects.exists()


def test_pharmacy_credit_is_designated_with_its_number(ours, client):
    ensure_credit_types()
    kind, number = CreditType.objects.get(code="acpe"), "0123-0000-26-001-H01-P"
    activity = lasting(ours)
    wrong = designate(client, activity, kind, uan=number.replace("-P", "-T"))
    assert "for pharmacy technicians" in wrong.content.decode()
    designate(client, activity, kind, uan=f" {number.lower()} ")
    offer = CreditOffer.objects.get()
    assert number in offer.statement
    assert number in client.get(inspect(offer)).content.decode()


def test_the_same_credit_is_offered_once(ours, client, kind):
    activity = lasting(ours)
    designate(client, activity, kind)
    refused = designate(client, activity, kind)
    assert "offers this credit already" in refused.content.decode()
    assert CreditOffer.objects.count() == 1


def test_a_credit_that_asks_for_a_test_needs_one(ours, client, kind):
    activity = lasting(ours)
    activity.placements.all().delete()
    refused = designate(client, activity, kind)
    assert "an assessment with a pass mark" in refused.content.decode()
    assert not CreditOffer.objects.exists()


def test_withdrawing_ends_the_offer_and_keeps_the_row(ours, client, kind):
    activity = lasting(ours)
    designate(client, activity, kind)
    offer = CreditOffer.objects.get()
    withdraw = reverse("credit-offers:delete", args=[offer.pk])
    assert "Withdraw this offer?" in client.get(withdraw).content.decode()

    answer = client.post(withdraw)

    offer.refresh_from_db()
    assert offer.withdrawn_at
    assert "is withdrawn" in " ".join(str(m) for m in get_messages(answer.wsgi_request))
    assert "Withdrawn" in client.get(reverse(INDEX)).content.decode()
    assert designate(client, activity, kind).status_code == 302


def test_an_offer_is_never_edited(ours, client, kind):
    designate(client, lasting(ours), kind)
    offer = CreditOffer.objects.get()
    assert client.get(f"/cms/credit-offers/edit/{offer.pk}/").status_code == 404
    assert client.get(f"/cms/credit-offers/copy/{offer.pk}/").status_code == 404


def test_staff_see_and_designate_for_their_own_provider_alone(ours, theirs, client, kind):
    own, foreign = lasting(ours), lasting(theirs)
    designate(client, own, kind)
    designate(signed_in(theirs.staff), foreign, kind)
    other = CreditOffer.objects.get(activity=foreign)

    seen = client.get(reverse(INDEX)).content.decode()
    assert own.title in seen
    assert foreign.title not in seen
    choices = client.get(reverse("credit-offers:add")).content.decode()
    assert own.title in choices
    assert foreign.title not in choices
    assert client.get(inspect(other)).status_code == 404
    assert client.post(reverse("credit-offers:delete", args=[other.pk])).status_code == 404
    physicians = CreditType.objects.exclude(pk=kind.pk).first()
    assert designate(client, foreign, physicians).status_code == 200
    assert CreditOffer.objects.filter(activity=foreign).count() == 1


def test_authors_have_no_hand_in_credit(ours, kind):
    activity = lasting(ours)
    for author in (ours.educator, ours.reviewer):
        client = signed_in(author)
        assert client.get(reverse(INDEX)).status_code == 302
        assert designate(client, activity, kind).status_code == 302
    assert not CreditOffer.objects.exists()
