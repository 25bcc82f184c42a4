"""The formats in which credit is reported: what each is called, whom it suits, how it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from credits.domain.destinations import DESTINATIONS
from outcomes.domain.reports import activity_report, ce_broker, pars_json
from outcomes.domain.reports.clean import cleaned
from outcomes.domain.reports.columns import (
    CPE_MONITOR,
    EVERYTHING,
    PARS_LEARNERS,
    Column,
    Constants,
)
from outcomes.domain.reports.record import ReportedCredit
from outcomes.domain.reports.sheets import csv_file, rows_of, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHECK = "Check the columns against your current template: this body does not publish them."
DRAFT = "Draft: names follow a schema that ACCME has not published as final."
OLD_EXCEL = (
    "CE Broker's help page asks for an .xls file: save it as one if the upload refuses this."
)


@dataclass(frozen=True)
class Wish:
    """How a file is to be written: its name, its moment, the columns and the constants."""

    name: str
    at: datetime
    columns: tuple[Column, ...] = ()
    constants: Constants | None = None

    @property
    def given(self) -> Constants:
        """The constants, none if there are none."""
        return self.constants or {}


@dataclass(frozen=True)
class Format:
    """A format; `columns` are the map that staff begin with, none where columns are fixed."""

    code: str
    name: str
    ending: str
    content_type: str
    destinations: frozenset[str]
    write: Callable[[Sequence[ReportedCredit], Wish], bytes]
    caution: str = ""
    columns: tuple[Column, ...] = ()
    holds_deletions: bool = True


def _sheet(records: Sequence[ReportedCredit], wish: Wish) -> bytes:
    header = [column.heading for column in wish.columns]
    return xlsx_file("Learners", header, rows_of(records, wish.columns, wish.given))


def _csv(records: Sequence[ReportedCredit], wish: Wish) -> bytes:
    header = [column.heading for column in wish.columns]
    return csv_file(header, rows_of(records, wish.columns, wish.given))


ANYWHERE = frozenset(DESTINATIONS)
TO_PARS = frozenset(place.code for place in DESTINATIONS.values() if place.needs_activity_id)
_ALL = (
    Format(
        "ce_broker_xlsx",
        "CE Broker roster (Excel)",
        "xlsx",
        XLSX,
        frozenset({"ce_broker"}),
        lambda records, wish: ce_broker.write(records, wish.given),
        caution=OLD_EXCEL,
        holds_deletions=False,
    ),
    Format(
        "pars_xlsx",
        "PARS learner sheet (Excel)",
        "xlsx",
        XLSX,
        TO_PARS,
        _sheet,
        caution=CHECK,
        columns=PARS_LEARNERS,
    ),
    Format(
        "cpe_csv",
        "CPE Monitor (CSV)",
        "csv",
        "text/csv",
        frozenset({"cpe_monitor"}),
        _csv,
        caution=CHECK,
        columns=CPE_MONITOR,
    ),
    Format(
        "medbiq_xml",
        "MedBiquitous Activity Report 2 (XML)",
        "xml",
        "application/xml",
        ANYWHERE,
        lambda records, wish: activity_report.write(records, name=wish.name, at=wish.at),
    ),
    Format(
        "pars_json",
        "PARS learner report (JSON, draft)",
        "json",
        "application/json",
        TO_PARS,
        lambda records, wish: pars_json.write(records, at=wish.at),
        caution=DRAFT,
    ),
    Format(
        "csv",
        "Everything, as CSV",
        "csv",
        "text/csv",
        ANYWHERE,
        _csv,
        columns=EVERYTHING,
    ),
)
FORMATS: Mapping[str, Format] = {each.code: each for each in _ALL}


def formats_for(destination: str) -> list[Format]:
    """Return the formats for a destination, the one that suits it best first."""
    return [each for each in _ALL if destination in each.destinations]


def write_file(form: Format, records: Sequence[ReportedCredit], wish: Wish) -> bytes:
    """Write records, without characters that no file can hold."""
    return form.write([cleaned(record) for record in records], wish)
