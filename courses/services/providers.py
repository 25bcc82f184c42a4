"""Providers with their place in both trees, and the teams that work there."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from accounts.domain.roles import Role
from accounts.models import User
from accounts.queries import permissions_named
from accounts.services import assign_role, role_group, set_up_roles
from assessments.models import Assessment, PeerReview, Question
from courses.domain.teams import EVERYWHERE, TEAM, Place
from courses.models import (
    AccreditationPreflight,
    CataloguePage,
    ClinicalReview,
    ItemReview,
    Provider,
    ProviderPage,
)
from courses.queries import team_name

PRODUCTION = "Production"
STEPS: tuple[tuple[type[Task], str], ...] = (
    (ClinicalReview, "Clinical review of content"),
    (ItemReview, "Item review"),
    (AccreditationPreflight, "Accreditation preflight"),
)
PORTS = {"http": 80, "https": 443}


@transaction.atomic
def establish_catalogue() -> CataloguePage:
    """Return the page under which all providers stand, making it the site's root if it is new."""
    catalogue = CataloguePage.objects.first()
    if catalogue is None:
        catalogue = CataloguePage(title="Catalogue", slug="activities")
        Page.get_first_root_node().add_child(instance=catalogue)
        _make_root(catalogue)
        _open_everywhere()
        _open_review()
        _open_production(catalogue)
    return catalogue


def _make_root(catalogue: CataloguePage) -> None:
    """Let the site begin at the catalogue instead of Wagtail's page of welcome."""
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or PORTS[address.scheme],
            "site_name": settings.SITE_NAME,
            "root_page": catalogue,
        },
    )
    for page in Page.objects.sibling_of(catalogue, inclusive=False).exact_type(Page):
        page.delete()


def _open_review() -> None:
    """Offer review of questions and assessments before publication, in place of Wagtail's groups."""
    for stock in Workflow.objects.active():
        stock.deactivate()
    Group.objects.filter(name__in=("Editors", "Moderators"), user=None).delete()
    workflow = Workflow.objects.create(name="Clinical review")
    task = PeerReview.objects.create(name="Clinical review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for model in (Question, Assessment):
        kind = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.create(workflow=workflow, content_type=kind)


def _open_production(catalogue: CataloguePage) -> None:
    """Lead pages from draft to publication by the steps of review, at every provider."""
    workflow = Workflow.objects.get_or_create(name=PRODUCTION)[0]
    WorkflowPage.objects.update_or_create(page=catalogue, defaults={"workflow": workflow})
    for order, (model, name) in enumerate(STEPS):
        task = model.objects.get_or_create(name=name)[0]
        WorkflowTask.objects.get_or_create(
            workflow=workflow, task=task, defaults={"sort_order": order}
        )


@transaction.atomic
def establish_provider(*, name: str, slug: str, **facts: Any) -> Provider:
    """Return a new provider with its collection, its branch of the page tree and its teams.

    `facts` are the provider's other fields.
    """
    collection = Collection.get_first_root_node().add_child(name=name)
    provider = Provider.objects.create(name=name, slug=slug, collection=collection, **facts)
    page = ProviderPage(title=name, slug=slug, provider=provider)
    establish_catalogue().add_child(instance=page)
    _open_to_teams(provider)
    return provider


@transaction.atomic
def update_provider(*, provider: Provider, **facts: Any) -> Provider:
    """Change what is said of a provider; its places and teams take a new name with it."""
    groups = {role: _team_group(role, Provider.objects.get(pk=provider.pk)) for role in TEAM}
    for name, value in facts.items():
        setattr(provider, name, value)
    provider.save()
    for role, group in groups.items():
        group.name = team_name(role, provider)
        group.save(update_fields=["name"])
    provider.collection.name = provider.name
    provider.collection.save(update_fields=["name"])
    return provider


@transaction.atomic
def set_up_roles_and_teams() -> None:
    """Give every role and every provider's team exactly the permissions that the code names."""
    set_up_roles()
    _open_everywhere()
    if catalogue := CataloguePage.objects.first():
        _open_production(catalogue)
    for provider in Provider.objects.select_related("page", "collection"):
        _open_to_teams(provider)


def _open_everywhere() -> None:
    """Let administrators work at the root of both trees."""
    roots = Page.get_first_root_node(), Collection.get_first_root_node()
    _open_place(role_group(Role.ADMINISTRATOR), *roots, EVERYWHERE)


def _open_to_teams(provider: Provider) -> None:
    for role, place in TEAM.items():
        group = _team_group(role, provider)
        _open_place(group, provider.page, provider.collection, place)


def _team_group(role: Role, provider: Provider) -> Group:
    return Group.objects.get_or_create(name=team_name(role, provider))[0]


def _open_place(group: Group, page: Page, collection: Collection, place: Place) -> None:
    """Give a group exactly the permissions of a place on this page and this collection."""
    GroupPagePermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=permission)
        for permission in permissions_named(place.page)
    )
    GroupCollectionPermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=permission)
        for permission in permissions_named(place.collection)
    )


@transaction.atomic
def join_team(*, user: User, provider: Provider, role: Role) -> None:
    """Let a person work in the role for this provider, and for no other by this."""
    assign_role(user=user, role=role)
    user.groups.add(_team_group(role, provider))


def leave_team(*, user: User, provider: Provider, role: Role) -> None:
    """Take a person's place at this provider; the role stays for others they work for."""
    user.groups.remove(_team_group(role, provider))
