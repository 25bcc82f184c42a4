from datetime import timedelta

import pytest
from django.utils import timezone

from outcomes.models import ReviewGrant
from tests.factories.outcomes import a_person, a_provider

LIST = "/django-admin/outcomes/reviewgrant/"


@pytest.fixture
def admin(client):
    person = a_person(is_superuser=True, is_staff=True)
    client.force_login(person)
    client.person = person
    return client


def test_an_administrator_grants_a_review(admin):
    accreditor, provider = a_person(groups=["Accreditor"]), a_provider()
    answer = admin.post(
        LIST + "add/",
        {"accreditor": accreditor.pk, "provider": provider.pk, "until_0": "", "until_1": ""},
    )
    assert answer.status_code == 302
    grant = ReviewGrant.objects.get()
    assert (grant.accreditor, grant.provider, grant.granted_by) == (
        accreditor,
        provider,
        admin.person,
    )
    assert abs(timezone.now() - grant.granted_at) < timedelta(minutes=1)


def test_only_accreditors_can_be_chosen(admin):
    learner, provider = a_person(groups=["Learner"]), a_provider()
    answer = admin.post(LIST + "add/", {"accreditor": learner.pk, "provider": provider.pk})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.content.decode()
    assert not ReviewGrant.objects.exists()


def test_a_review_cannot_end_in_the_past(admin):
    accreditor, provider = a_person(groups=["Accreditor"]), a_provider()
    answer = admin.post(
        LIST + "add/",
        {
            "accreditor": accreditor.pk,
            "provider": provider.pk,
            "until_0": "2020-01-01",
            "until_1": "00:00:00",
        },
    )
    assert "Choose a moment to come" in answer.content.decode()
    assert not ReviewGrant.objects.exists()


@pytest.fixture
def grant():
    return ReviewGrant.objects.create(
        accreditor=a_person(groups=["Accreditor"]),
        provider=a_provider(),
        granted_at=timezone.now() - timedelta(days=1),
    )


def test_reviews_are_ended_and_never_deleted(admin, grant):
    admin.post(LIST, {"action": "end_reviews", "_selected_action": [grant.pk]})
    grant.refresh_from_db()
    assert grant.until <= timezone.now()
    assert admin.post(f"{LIST}{grant.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_review_is_prolonged_for_the_same_two(admin, grant):
    other = a_person(groups=["Accreditor"])
    answer = admin.post(
        f"{LIST}{grant.pk}/change/",
        {"accreditor": other.pk, "until_0": "2099-01-01", "until_1": "12:00:00"},
    )
    assert answer.status_code == 302
    accreditor = grant.accreditor
    grant.refresh_from_db()
    assert grant.accreditor == accreditor
    assert grant.until.year == 2099
