"""Who may read whose outcome reports, where nobody changes anything, and who reports to bodies."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.domain.roles import Role
from accounts.models import User
from accounts.permissions import can_reveal
from courses.models import Provider
from courses.queries import team_name
from credits.permissions import places_of_reports, places_to_report_from
from outcomes.models import ReviewGrant

TEAMS = (Role.EDUCATOR, Role.ACCREDITATION_STAFF)
READERS = {*TEAMS, Role.ACCREDITOR, Role.ADMINISTRATOR}


def current_grants(user: User, at: datetime) -> QuerySet[ReviewGrant]:
    """Return the reviews that somebody was granted and that have not ended."""
    rows = ReviewGrant.objects.filter(accreditor=user, granted_at__lte=at)
    return rows.filter(Q(until=None) | Q(until__gt=at))


def reportable_providers(user: User, at: datetime) -> QuerySet[Provider]:
    """Return the providers whose reports somebody may read; reach every report through these.

    All for administrators; else the providers under a current review grant, and those in whose
    team the person is an educator or accreditation staff.
    """
    groups = _groups_of(user)
    if user.is_superuser or Role.ADMINISTRATOR in groups:
        return Provider.objects.all()
    teams = [pk for pk, names in _teams(Provider.objects.all()) if names & groups]
    granted = current_grants(user, at).values("provider")
    return Provider.objects.filter(Q(pk__in=teams) | Q(pk__in=granted))


def _groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def _teams(providers: Iterable[Provider]) -> list[tuple[int, set[str]]]:
    return [(each.pk, {team_name(role, each) for role in TEAMS}) for each in providers]


def can_read_reports(user: User, at: datetime) -> bool:
    """Whether reports are any of the person's business, though none may be open just now."""
    if user.is_superuser or READERS & _groups_of(user):
        return True
    return reportable_providers(user, at).exists()


def providers_reporting(user: User) -> QuerySet[Provider]:
    """Return the providers whose reports to bodies somebody may look after."""
    places = places_of_reports(user)
    return Provider.objects.filter(collection__in=places).select_related("page").order_by("name")


def can_send_reports(user: User, provider: Provider) -> bool:
    """Whether somebody may change what is reported of a provider: settings and answers."""
    places = places_to_report_from(user)
    return bool(places.filter(pk=provider.collection_id).exists())


def can_make_files(user: User, provider: Provider) -> bool:
    """Whether somebody may make and fetch files, which hold identifiers in full."""
    return can_send_reports(user, provider) and can_reveal(user)
