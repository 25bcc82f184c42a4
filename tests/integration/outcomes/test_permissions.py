from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.queries import team_name
from outcomes.models import ReviewGrant
from outcomes.permissions import can_read_reports, reportable_providers
from outcomes.services import GrantRefused, end_review, grant_review
from tests.factories.outcomes import a_person, a_provider, a_world

PAGES = [
    "/reports/",
    "/reports/academy/",
    "/reports/academy/activities.csv",
    "/reports/academy/told/",
    "/reports/academy/told/participation.csv",
]


def in_team(role, provider):
    return a_person(groups=[role, team_name(role, provider)])


def names(user, at=None):
    return {provider.name for provider in reportable_providers(user, at or timezone.now())}


@pytest.fixture
def providers():
    return a_provider("Academy"), a_provider("College")


def test_an_accreditor_sees_granted_providers_and_no_others(providers):
    person, now = a_person(groups=["Accreditor"]), timezone.now()
    assert names(person) == set()
    grant_review(accreditor=person, provider=providers[0], by=None, at=now)
    assert names(person) == {"Academy"}


def test_a_grant_holds_from_its_beginning_to_its_end(providers):
    person, now = a_person(groups=["Accreditor"]), timezone.now()
    until = now + timedelta(days=7)
    grant_review(accreditor=person, provider=providers[0], by=None, at=now, until=until)
    assert names(person, now - timedelta(seconds=1)) == set()
    assert names(person, now) == {"Academy"}
    assert names(person, until - timedelta(seconds=1)) == {"Academy"}
    assert names(person, until) == set()


def test_an_ended_review_is_closed_at_once_and_stays_on_record(providers):
    person, now = a_person(groups=["Accreditor"]), timezone.now()
    grant = grant_review(accreditor=person, provider=providers[0], by=None, at=now)
    ended = end_review(grant=grant, at=now + timedelta(days=1))
    assert names(person, now + timedelta(days=1)) == set()
    assert end_review(grant=ended, at=now + timedelta(days=9)).until == ended.until
    assert ReviewGrant.objects.count() == 1


def test_a_review_ended_in_its_first_moment_is_closed(providers):
    person, now = a_person(groups=["Accreditor"]), timezone.now()
    grant = grant_review(accreditor=person, provider=providers[0], by=None, at=now)
    end_review(grant=grant, at=now)
    assert names(person, now + timedelta(seconds=1)) == set()


def test_a_review_is_granted_again_in_the_same_row(providers):
    person, now = a_person(groups=["Accreditor"]), timezone.now()
    first = grant_review(accreditor=person, provider=providers[0], by=None, at=now)
    end_review(grant=first, at=now)
    later = now + timedelta(days=1)
    again = grant_review(accreditor=person, provider=providers[0], by=None, at=later)
    assert (again.pk, again.until) == (first.pk, None)
    assert names(person, later) == {"Academy"}


def test_a_review_cannot_end_before_it_begins(providers):
    now = timezone.now()
    with pytest.raises(GrantRefused, match="must end after it begins"):
        grant_review(accreditor=a_person(), provider=providers[0], by=None, at=now, until=now)


@pytest.mark.parametrize("role", ["Educator", "Accreditation staff"])
def test_a_team_sees_its_own_provider(providers, role):
    assert names(in_team(role, providers[0])) == {"Academy"}


@pytest.mark.parametrize("role", ["Clinical reviewer", "Learner"])
def test_other_teams_see_nothing(providers, role):
    assert names(in_team(role, providers[0])) == set()


def test_a_role_without_a_team_sees_nothing(providers):
    assert names(a_person(groups=["Educator"])) == set()
    assert can_read_reports(a_person(groups=["Educator"]), timezone.now())


def test_administrators_see_everything(providers):
    assert names(a_person(groups=["Administrator"])) == {"Academy", "College"}
    assert names(a_person(is_superuser=True)) == {"Academy", "College"}


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in(client, page):
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/reports/")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_there_for_those_who_may_and_for_nobody_else(client, page):
    provider = a_provider("Academy")
    a_world(provider, code="told")
    other = a_provider("College")
    reader = a_person(groups=["Accreditor"])
    grant_review(accreditor=reader, provider=provider, by=None, at=timezone.now())
    client.force_login(reader)
    assert client.get(page).status_code == 200
    client.force_login(a_person(profession="nurse", groups=["Learner"]))
    assert client.get(page).status_code == 404
    if page != "/reports/":
        for stranger in (
            in_team("Educator", other),
            in_team("Clinical reviewer", provider),
            a_person(groups=["Accreditor"]),
            a_person(is_staff=True),
        ):
            client.force_login(stranger)
            assert client.get(page).status_code == 404


def test_an_activity_is_not_reached_through_another_provider(reader, world):
    other = a_provider("College")
    a_world(other, code="theirs")
    assert reader.get("/reports/academy/told/").status_code == 200
    assert reader.get("/reports/academy/theirs/").status_code == 404
    assert reader.get("/reports/college/theirs/").status_code == 404
    assert reader.get("/reports/college/told/").status_code == 404


def test_nothing_can_be_written_there(reader):
    for page in PAGES:
        assert reader.post(page).status_code == 405


def test_accreditors_land_on_their_reports(client):
    person = a_person(groups=["Accreditor"], profession="other")
    person.set_password("a long password")
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": person.email, "password": "a long password"})
    assert answer.headers["Location"] == "/reports/"
    assert "No provider is open to you" in client.get("/reports/").content.decode()


def test_leaving_the_group_closes_the_reports(client, world):
    person = in_team("Educator", world.provider)
    client.force_login(person)
    assert client.get("/reports/academy/").status_code == 200
    person.groups.remove(Group.objects.get(name=team_name("Educator", world.provider)))
    assert client.get("/reports/academy/").status_code == 404
