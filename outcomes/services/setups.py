"""What staff tell a destination in every file: columns and constants."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from courses.models import Provider
from outcomes.domain.reports.ce_broker import COURSE, PROVIDER
from outcomes.domain.reports.columns import read_map, written_map
from outcomes.domain.reports.maps import ColumnMap
from outcomes.models import ExportLine, ReportingSetup


class SetupRefused(Exception):
    """This setting stays; `name` says which and `message` why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


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
    """Keep what the destination gave, such as numbers and codes; what is empty goes.

    Raises `SetupRefused` for another number of provider or course once the destination may hold
    something under the earlier one.
    """
    setup = _locked(provider, destination, by, at)
    new = {name: value.strip() for name, value in constants.items() if value.strip()}
    for name, value in setup.constants.items():
        if new.get(name) != value and _is_in_use(setup, name):
            raise SetupRefused(
                name, f"Credit was sent under {value}; it stays until that is settled."
            )
    setup.constants = new
    setup.save()
    return setup


def _is_in_use(setup: ReportingSetup, name: str) -> bool:
    """Whether something was sent under this number that was not rejected or put back."""
    lines = ExportLine.objects.filter(
        export__provider=setup.provider_id,
        export__destination=setup.destination,
        outcome__in=["sent", "accepted"],
    )
    kind, _colon, code = name.partition(":")
    if kind == COURSE:
        return lines.filter(report__entry__offer__activity__code=code).exists()
    return name == PROVIDER and lines.exists()


def _locked(provider: Provider, destination: str, by: User, at: datetime) -> ReportingSetup:
    fresh: dict[str, Any] = {"changed_by": by, "changed_at": at}
    setup, _created = ReportingSetup.objects.select_for_update(of=("self",)).get_or_create(
        provider=provider, destination=destination, defaults=fresh
    )
    setup.changed_by, setup.changed_at = by, at
    return setup
