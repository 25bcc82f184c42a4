"""What staff tell a destination in every file: columns and constants."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from courses.models import Provider
from outcomes.domain.reports.columns import read_map, written_map
from outcomes.domain.reports.maps import ColumnMap
from outcomes.models import ReportingSetup


@transaction.atomic
def save_columns(
    *,
    provider: Provider,
    destination: str,
    sheet: ColumnMap,
    rows: Iterable[Sequence[str]],
    by: User,
    at: datetime,
) -> ReportingSetup:
    """Keep the columns of a map; none brings back those it comes with.

    Raises `outcomes.domain.reports.columns.MapInvalid` with every problem.
    """
    rows = list(rows)
    setup = _locked(provider, destination, by, at)
    kept = {code: columns for code, columns in setup.columns.items() if code != sheet.code}
    setup.columns = (
        {**kept, sheet.code: written_map(read_map(rows, sheet.fields))} if rows else kept
    )
    setup.save()
    return setup


@transaction.atomic
def save_constants(
    *, provider: Provider, destination: str, constants: Mapping[str, str], by: User, at: datetime
) -> ReportingSetup:
    """Keep what the destination gave, such as numbers and codes; what is empty goes."""
    setup = _locked(provider, destination, by, at)
    setup.constants = {name: value.strip() for name, value in constants.items() if value.strip()}
    setup.save()
    return setup


def _locked(provider: Provider, destination: str, by: User, at: datetime) -> ReportingSetup:
    fresh: dict[str, Any] = {"changed_by": by, "changed_at": at}
    setup, _created = ReportingSetup.objects.select_for_update(of=("self",)).get_or_create(
        provider=provider, destination=destination, defaults=fresh
    )
    setup.changed_by, setup.changed_at = by, at
    return setup
