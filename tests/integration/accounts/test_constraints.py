"""Each constraint of `accounts` broken on purpose, past every check in Python."""

from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Accommodation, AccommodationRecord, User
from accounts.services import create_api_token, grant_accommodation
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture
def user() -> User:
    return a_person(profession="physician")


def test_address_is_used_once(user):
    with refused("accounts_user_email_key"):
        insert_copy(user)


def test_address_is_used_once_in_whatever_case(user):
    with refused("accounts_user_email_unique"):
        insert_copy(user, email=user.email.upper())


def test_profession_is_one_that_bodies_know(user):
    with refused("accounts_profile_profession_known"):
        change(user.profile, profession="wizard")


def test_person_has_one_profile(user):
    with refused("accounts_profile_user_id_key"):
        insert_copy(user.profile)


def test_time_is_never_shortened_nor_endless(user):
    adjustment = Accommodation.objects.create(user=user, granted_by=user)
    for factor in (Decimal("0.99"), Decimal("5.01")):
        with refused("accounts_accommodation_time_factor_one_to_five"):
            change(adjustment, time_factor=factor)


def test_breaks_and_days_have_a_limit(user):
    adjustment = Accommodation.objects.create(user=user, granted_by=user)
    with refused("accounts_accommodation_breaks_within_ten_hours"):
        change(adjustment, break_minutes=601)
    with refused("accounts_accommodation_extra_days_within_a_year"):
        change(adjustment, extra_days=366)


def test_record_of_what_was_granted_is_append_only(user):
    grant_accommodation(accommodation=Accommodation(user=user), by=user, at=timezone.now())
    assert_append_only(AccommodationRecord.objects.get())


def test_person_has_one_accommodation(user):
    adjustment = Accommodation.objects.create(user=user, granted_by=user)
    with refused("accounts_accommodation_user_id_key"):
        insert_copy(adjustment)


def test_token_is_nobody_else_s(user):
    with refused("accounts_apitoken_digest_key"):
        insert_copy(create_api_token(user=user, name="Laptop").token)
