"""The column maps that staff can edit, by destination."""

from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.domain.reports import activities
from outcomes.domain.reports.columns import FIELDS, Column
from outcomes.domain.reports.formats import CHECK, formats_for

PARS = "pars"


@dataclass(frozen=True)
class ColumnMap:
    """A map: what it is called, the columns it comes with, and its fields with what they are."""

    code: str
    name: str
    caution: str
    columns: tuple[Column, ...]
    fields: Mapping[str, str]


ACTIVITIES = ColumnMap(
    activities.CODE,
    activities.NAME,
    CHECK,
    activities.COLUMNS,
    {name: field.words for name, field in activities.FIELDS.items()},
)


def maps_for(destination: str) -> list[ColumnMap]:
    """Return the maps of a destination's formats, for PARS that of its activity sheet too."""
    words = {name: field.words for name, field in FIELDS.items()}
    found = [
        ColumnMap(each.code, each.name, each.caution, each.columns, words)
        for each in formats_for(destination)
        if each.columns
    ]
    return [*found, ACTIVITIES] if destination == PARS else found
