"""Who enters the CMS and Django's administration, and how."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from accounts.domain.roles import PERMISSIONS, Role
from accounts.models import User
from accounts.services import assign_role, create_api_token, set_up_roles, settle_roles
from tests.factories.authoring import a_member, a_team, signed_in

DOORS = ["/cms/", "/cms/pages/", "/django-admin/", "/django-admin/accounts/user/"]


def a_person(role: Role | None = None, **fields) -> User:
    number = User.objects.count()
    user = User.objects.create_user(
        f"person{number}@example.org", "demo-attend-2026", first_name="P", last_name="N", **fields
    )
    if role:
        assign_role(user=user, role=role)
    return user


@pytest.mark.parametrize("door", DOORS)
def test_strangers_are_sent_to_sign_in_and_back(client, door):
    answer = client.get(door, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    assert door in answer.redirect_chain[-1][0].replace("%2F", "/")
    assert answer.status_code == 200


@pytest.mark.parametrize("role", [None, Role.LEARNER, Role.ACCREDITOR])
@pytest.mark.parametrize("door", DOORS)
def test_those_without_business_there_read_so(role, door):
    answer = signed_in(a_person(role)).get(door)
    assert answer.status_code == 403
    assert "This page is not open to you" in answer.content.decode()


def test_each_role_enters_where_it_works():
    team = a_team()
    administrator = a_person(Role.ADMINISTRATOR)
    for user, cms, django in (
        (team.educator, 200, 403),
        (team.reviewer, 200, 403),
        (team.staff, 200, 403),
        (administrator, 200, 200),
    ):
        assert signed_in(user).get("/cms/").status_code == cms
        assert signed_in(user).get("/django-admin/").status_code == django


@pytest.mark.parametrize("door", ["/cms/login/", "/django-admin/login/"])
def test_there_is_one_way_to_sign_in(client, door):
    answer = client.get(door + "?next=/cms/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/cms/"


def test_passwords_are_changed_where_everybody_changes_them():
    answer = signed_in(a_person(Role.ADMINISTRATOR)).get("/django-admin/password_change/")
    assert answer.url == reverse("account_change_password")


@pytest.mark.parametrize("path", ["/cms/password_reset/", "/cms/password_reset/done/"])
def test_wagtail_resets_no_password(client, path):
    assert client.get(path, follow=True).status_code == 404


def test_a_second_factor_is_asked_before_the_cms_opens(client):
    team = a_team()
    team.educator.set_password("demo-attend-2026")
    team.educator.save()
    team.educator.emailaddress_set.create(email=team.educator.email, verified=True, primary=True)
    TOTP.activate(team.educator, generate_totp_secret())

    form = {"login": team.educator.email, "password": "demo-attend-2026"}
    answer = client.post("/accounts/login/?next=/cms/", form)

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/cms/").url.startswith("/accounts/login/")


def test_the_cms_has_a_policy_of_its_own_and_nothing_else_does(client):
    team = a_team()
    cms = signed_in(team.educator).get("/cms/")["Content-Security-Policy"]
    assert "default-src 'self'" in cms
    assert "object-src 'none'" in cms
    assert "frame-ancestors 'self'" in cms
    django = signed_in(a_person(Role.ADMINISTRATOR)).get("/django-admin/")
    for answer in (django, client.get("/accounts/login/")):
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy


def menu(user) -> str:
    return signed_in(user).get("/cms/").content.decode()


def test_the_menu_shows_each_role_its_work():
    team = a_team()
    everybody = ["Activities", "Question banks", "Questions", "Assessments", "Objectives"]
    for user in (team.educator, team.reviewer, team.staff):
        for label in [*everybody, "References"]:
            assert f'"{label}"' in menu(user)
    assert '"Recordings"' in menu(team.educator)
    assert '"Credit offers"' in menu(team.staff)
    assert '"Credit offers"' not in menu(team.educator)
    assert '"Users"' not in menu(team.educator)
    assert '"Users"' in menu(a_person(Role.ADMINISTRATOR))


def test_a_superuser_works_everywhere():
    team = a_team()
    owner = signed_in(User.objects.create_superuser("owner@example.org"))
    bank = reverse(team.bank.snippet_viewset.get_url_name("edit"), args=[team.bank.pk])
    for path in (bank, "/cms/activities/", "/cms/credit-offers/new/", "/cms/providers/new/"):
        assert owner.get(path).status_code == 200, path


def test_roles_are_set_up_once_and_exactly():
    set_up_roles()
    stranger = Group.objects.get(name=Role.LEARNER)
    stranger.permissions.add(*Group.objects.get(name=Role.EDUCATOR).permissions.all())
    set_up_roles()
    for role, names in PERMISSIONS.items():
        held = Group.objects.get(name=role).permissions.all()
        assert {f"{row.content_type.app_label}.{row.codename}" for row in held} == set(names)
    assert Group.objects.filter(name__in=list(Role)).count() == len(Role)


def person_form(user=None, *groups, **fields) -> dict:
    names = {"first_name": "New", "last_name": "Person", "is_active": "on"}
    email = user.email if user else "new@example.org"
    return {"email": email, **names, "groups": [group.pk for group in groups], **fields}


def test_an_administrator_adds_somebody_who_then_sets_a_password(client):
    team = a_team()
    administrator = signed_in(a_person(Role.ADMINISTRATOR))
    group = Group.objects.get(name=f"Educator, {team.provider.name}")

    answer = administrator.post("/cms/users/new/", person_form(None, group, is_superuser="on"))

    assert answer.status_code == 302
    person = User.objects.get(email="new@example.org")
    assert not person.is_superuser
    assert not person.has_usable_password()
    assert set(person.groups.values_list("name", flat=True)) == {group.name, "Educator"}
    assert signed_in(person).get("/cms/").status_code == 200
    client.post("/accounts/password/reset/", {"email": person.email})
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body


def test_an_administrator_changes_roles_but_neither_address_nor_superusers(client):
    person, administrator = a_person(), a_person(Role.ADMINISTRATOR)
    before = person.email
    form = person_form(person, Group.objects.get(name="Administrator"))
    form |= {"is_superuser": "on", "email": "stolen@example.org"}

    signed_in(administrator).post(f"/cms/users/edit/{person.pk}/", form)

    person.refresh_from_db()
    assert person.email == before
    assert not person.is_superuser
    assert person.is_staff
    person.groups.clear()
    settle_roles(user=person)
    assert not person.is_staff


def test_an_educator_manages_nobody():
    team = a_team()
    for path in ("/cms/users/", "/cms/users/new/", "/cms/groups/", "/cms/providers/"):
        assert signed_in(team.educator).get(path).status_code in {302, 404}
    member = a_member(team.provider, Role.REVIEWER)
    signed_in(team.educator).post(f"/cms/users/edit/{member.pk}/", person_form(member))
    assert member.groups.count() == 2


def test_evidence_is_read_only_in_djangos_administration():
    administrator = signed_in(a_person(Role.ADMINISTRATOR))
    for model in (
        "credits/entry",
        "credits/certificate",
        "assessments/grade",
        "assessments/attempt",
        "learners/completion",
        "learners/enrolment",
    ):
        assert administrator.get(f"/django-admin/{model}/").status_code == 200, model
        assert administrator.get(f"/django-admin/{model}/add/").status_code == 403, model
    for model in ("accounts/user", "accounts/apitoken", "accounts/accommodation"):
        assert administrator.get(f"/django-admin/{model}/").status_code == 200, model
    for model in ("credits/credittype", "outcomes/reviewgrant"):
        assert administrator.get(f"/django-admin/{model}/add/").status_code == 200, model


def test_an_accommodation_notes_who_granted_it():
    administrator, learner = a_person(Role.ADMINISTRATOR), a_person()
    granted = {
        "time_factor": "1.50",
        "break_minutes": "0",
        "extra_attempts": "1",
        "extra_days": "0",
    }
    form = {"user": learner.pk, **granted, "reason": "Letter."}
    signed_in(administrator).post("/django-admin/accounts/accommodation/add/", form)
    assert learner.accommodation.granted_by == administrator


def test_a_grant_notes_who_gave_it():
    administrator, accreditor = a_person(Role.ADMINISTRATOR), a_person(Role.ACCREDITOR)
    team = a_team()
    form = {"accreditor": accreditor.pk, "provider": team.provider.pk, "until_0": "", "until_1": ""}
    signed_in(administrator).post("/django-admin/outcomes/reviewgrant/add/", form)
    assert accreditor.review_grants.get().granted_by == administrator


def test_keys_are_revoked_not_deleted():
    administrator = signed_in(a_person(Role.ADMINISTRATOR))
    token = create_api_token(user=a_person(), name="Script").token
    page = administrator.get(f"/django-admin/accounts/apitoken/{token.pk}/change/").content.decode()
    assert token.digest not in page
    form = {"action": "revoke", "_selected_action": [token.pk]}
    administrator.post("/django-admin/accounts/apitoken/", form)
    token.refresh_from_db()
    assert token.revoked_at


def test_settings_name_the_way_in():
    assert settings.WAGTAILADMIN_LOGIN_URL == "account_login"
    assert not settings.WAGTAIL_PASSWORD_MANAGEMENT_ENABLED
