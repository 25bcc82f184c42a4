"""Reads about providers."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from wagtail.models import Collection

from accounts.domain.roles import Role
from courses.domain.teams import team_called
from courses.models import ActivityPage, Provider, ProviderPage, StatementWording


def team_name(role: Role, provider: Provider) -> str:
    """Return the name of the group whose members hold this role at this provider."""
    return team_called(role, provider.name)


def activities_in(collections: Iterable[Collection]) -> QuerySet[ActivityPage]:
    """Return the activities in the branches of the providers that have these collections."""
    pages = ProviderPage.objects.filter(provider__collection__in=collections)
    branches = [Q(path__startswith=path) for path in pages.values_list("path", flat=True)]
    if not branches:
        return ActivityPage.objects.none()
    return ActivityPage.objects.filter(reduce(or_, branches)).order_by("title")


def wording_of(provider: Provider) -> StatementWording:
    """Return the words of a provider's statements: the version that holds, or the next, unsaved."""
    newest = provider.wordings.first()
    direct, joint = provider.accreditation_statement, provider.joint_statement
    if newest and (newest.direct, newest.joint) == (direct, joint):
        return newest
    number = newest.number + 1 if newest else 1
    return StatementWording(provider=provider, number=number, direct=direct, joint=joint)
