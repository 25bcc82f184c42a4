"""A provider's places and teams."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Site, Workflow

from accounts.domain.roles import Role
from accounts.services import assign_role
from courses.domain.teams import TEAM
from courses.models import CataloguePage, Provider
from courses.services import establish_provider, leave_team, update_provider
from tests.factories.authoring import a_member, a_team, signed_in
from tests.integration.accounts.test_cms_access import a_person


def test_a_provider_comes_with_collection_page_and_teams():
    provider = establish_provider(name="Harbour", slug="harbour", contact_email="h@example.org")

    assert provider.collection.name == "Harbour"
    assert provider.page.get_parent().specific == CataloguePage.objects.get()
    assert Site.objects.get().root_page.specific == CataloguePage.objects.get()
    for role in TEAM:
        group = Group.objects.get(name=f"{role}, Harbour")
        pages = set() if role is Role.MARKER else {provider.page.pk}
        assert {row.page_id for row in group.page_permissions.all()} == pages
        assert {row.collection for row in group.collection_permissions.all()} == {
            provider.collection
        }


def test_wagtails_own_groups_and_workflow_open_nothing():
    a_team()
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()
    assert {workflow.name for workflow in Workflow.objects.active()} == {
        "Clinical review",
        "Production",
    }


def test_a_second_provider_leaves_the_catalogue_alone():
    first, second = a_team("One").page, a_team("Two").page
    assert CataloguePage.objects.count() == 1
    assert first.get_parent() == second.get_parent()


def test_a_new_name_reaches_collection_and_teams():
    team = a_team("Before")
    update_provider(provider=team.provider, name="After")
    provider = Provider.objects.get()
    assert provider.collection.name == "After"
    assert team.educator.groups.filter(name="Educator, After").exists()
    assert not Group.objects.filter(name__contains="Before").exists()
    assert signed_in(team.educator).get(f"/cms/pages/{team.page.pk}/edit/").status_code == 200


def test_who_leaves_a_team_loses_the_place():
    team = a_team()
    edit = f"/cms/pages/{team.page.pk}/edit/"
    assert signed_in(team.educator).get(edit).status_code == 200
    leave_team(user=team.educator, provider=team.provider, role=Role.EDUCATOR)
    assert signed_in(team.educator).get(edit).status_code == 302


def test_set_up_roles_repairs_and_repeats(capsys):
    team = a_team()
    GroupPagePermission.objects.all().delete()
    GroupCollectionPermission.objects.all().delete()
    call_command("set_up_roles")
    held = GroupPagePermission.objects.count(), GroupCollectionPermission.objects.count()
    call_command("set_up_roles")
    assert (
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    ) == held
    assert signed_in(team.educator).get(f"/cms/pages/{team.page.pk}/edit/").status_code == 200


@pytest.fixture
def administrator():
    user = a_person()
    a_team("First")
    assign_role(user=user, role=Role.ADMINISTRATOR)
    return user


def provider_form(**fields) -> dict:
    return {
        "name": "New provider",
        "slug": "new-provider",
        "accreditor": "",
        "accreditor_number": "0001234",
        "accreditation_statement": "",
        "joint_statement": "",
        "contact_email": "new@example.org",
        "website": "",
        "address": "",
        **fields,
    }


def test_an_administrator_establishes_a_provider_in_the_cms(administrator):
    client = signed_in(administrator)
    assert client.post("/cms/providers/new/", provider_form()).status_code == 302
    provider = Provider.objects.get(name="New provider")
    assert provider.accreditor_number == "0001234"
    assert provider.page.title == "New provider"

    client.post(f"/cms/providers/edit/{provider.pk}/", provider_form(name="Renamed"))

    provider.refresh_from_db()
    assert provider.collection.name == "Renamed"
    member = a_member(provider, Role.EDUCATOR)
    assert member.groups.filter(name="Educator, Renamed").exists()


def test_a_template_with_a_placeholder_that_means_nothing_is_refused(administrator):
    form = provider_form(accreditation_statement="{name} is accredited.")
    refused = signed_in(administrator).post("/cms/providers/new/", form)
    assert "Nothing is filled in for {name}." in refused.content.decode()


def test_an_administrator_sees_every_provider(administrator):
    team = a_team("Second")
    client = signed_in(administrator)
    assert client.get(f"/cms/pages/{team.page.pk}/edit/").status_code == 200
    edit = team.bank.snippet_viewset.get_url_name("edit")
    assert client.get(reverse(edit, args=[team.bank.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_reports:site_history")).status_code == 200
