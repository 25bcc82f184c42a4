"""Column maps: which field of a reported credit stands under which heading, as data for staff to edit.

No body but CE Broker publishes its columns openly, so the maps below are where staff begin, marked
to be checked against the template of the day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from outcomes.domain.reports.record import (
    BOARD_ID,
    NABP_PROFILE,
    NPI,
    ReportedCredit,
)

Cell = str | Decimal | date | None
Constants = Mapping[str, str]
MOST_COLUMNS = 60
MOST_CHARACTERS = 120


class MapInvalid(ValueError):
    """These are no columns; `problems` says why, line by line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Column:
    """A heading and the field under it; a field `=text` writes that text in every row."""

    heading: str
    field: str

    def cell(self, record: ReportedCredit, constants: Constants) -> Cell:
        """Return what stands in this column."""
        if self.field.startswith("="):
            return self.field[1:]
        return FIELDS[self.field].read(record, constants)


@dataclass(frozen=True)
class Field:
    """Something that can be put into a column: what it is, and how it is read."""

    words: str
    read: Callable[[ReportedCredit, Constants], Cell]


def _mdy(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def _first_number(record: ReportedCredit, kind: str, place: int) -> str:
    found = record.person.numbers(kind)
    return found[0][place] if found else ""


def _profession(record: ReportedCredit, constants: Constants) -> str:
    return constants.get(f"profession:{record.person.profession}", record.person.profession)


FIELDS: Mapping[str, Field] = {
    "action": Field("Add or delete", lambda r, _c: r.action),
    "credit_id": Field("CreditID", lambda r, _c: r.credit_id),
    "given_name": Field("First name", lambda r, _c: r.person.given_name),
    "family_name": Field("Last name", lambda r, _c: r.person.family_name),
    "birth_month": Field("Month of birth, two digits", lambda r, _c: r.person.birth_month),
    "birth_day": Field("Day of birth, two digits", lambda r, _c: r.person.birth_day),
    "birth_mmdd": Field(
        "Month and day of birth, MMDD", lambda r, _c: r.person.birth_month + r.person.birth_day
    ),
    "profession": Field("Profession, as its code here or there", _profession),
    "npi": Field("NPI", lambda r, _c: r.person.identifiers.get(NPI, "")),
    "licence_state": Field(
        "State of the first licence", lambda r, _c: _first_number(r, "licence", 0)
    ),
    "licence_number": Field(
        "Number of the first licence", lambda r, _c: _first_number(r, "licence", 1)
    ),
    "board": Field("Board", lambda r, _c: _first_number(r, BOARD_ID, 0)),
    "board_id": Field("Board ID", lambda r, _c: _first_number(r, BOARD_ID, 1)),
    "nabp_profile": Field(
        "NABP e-Profile ID", lambda r, _c: r.person.identifiers.get(NABP_PROFILE, "")
    ),
    "pars_id": Field("PARS activity ID", lambda r, _c: r.activity.pars_id),
    "uan": Field("Universal activity number", lambda r, _c: r.activity.uan),
    "activity_code": Field("The activity's code here", lambda r, _c: r.activity.code),
    "activity_title": Field("The activity's title", lambda r, _c: r.activity.title),
    "activity_type": Field("ACCME's type of the activity", lambda r, _c: r.activity.type),
    "provider_name": Field("Provider", lambda r, _c: r.provider.name),
    "provider_number": Field("ACCME's number of the provider", lambda r, _c: r.provider.number),
    "completed_on": Field("Day of completion, as a date", lambda r, _c: r.completed_on),
    "completed_mdy": Field("Day of completion, MM/DD/YYYY", lambda r, _c: _mdy(r.completed_on)),
    "credit_type": Field("Credit type", lambda r, _c: r.credit_name),
    "amount": Field("Credit earned", lambda r, _c: r.amount),
    "ceu": Field("Credit earned in CEU, a tenth of the hours", lambda r, _c: r.amount / 10),
    "unit": Field("Unit of the credit", lambda r, _c: r.unit),
    "topics": Field(
        "Topics with their part of the credit",
        lambda r, _c: "; ".join(f"{each.name}: {each.amount}" for each in r.topics),
    ),
}

PARS_LEARNERS = (
    Column("ACCME Activity ID", "pars_id"),
    Column("First Name", "given_name"),
    Column("Last Name", "family_name"),
    Column("Birth Month", "birth_month"),
    Column("Birth Day", "birth_day"),
    Column("NPI", "npi"),
    Column("State License State", "licence_state"),
    Column("State License ID", "licence_number"),
    Column("Board", "board"),
    Column("Board ID", "board_id"),
    Column("Credit Type", "credit_type"),
    Column("Credit Amount", "amount"),
    Column("Completion Date", "completed_mdy"),
    Column("Action", "action"),
    Column("Credit ID", "credit_id"),
)
CPE_MONITOR = (
    Column("UAN", "uan"),
    Column("NABP e-Profile ID", "nabp_profile"),
    Column("DOB (MMDD)", "birth_mmdd"),
    Column("Participation Date", "completed_mdy"),
    Column("Contact Hours", "amount"),
    Column("Action", "action"),
    Column("Credit ID", "credit_id"),
)
EVERYTHING = tuple(Column(field.words, name) for name, field in FIELDS.items())


def read_map(rows: Iterable[Any], known: Collection[str]) -> tuple[Column, ...]:
    """Return columns out of pairs of heading and field; raise `MapInvalid` with every problem.

    `known` are the fields that there are.
    """
    columns, problems = [], []
    for number, row in enumerate(rows, start=1):
        heading, field = (str(part).strip() for part in row)
        if problem := _problem(heading, field, known):
            problems.append(f"Column {number}: {problem}")
        columns.append(Column(heading, field))
    if not columns:
        problems.append("Give at least one column.")
    if len(columns) > MOST_COLUMNS:
        problems.append(f"Give at most {MOST_COLUMNS} columns.")
    headings = [column.heading.casefold() for column in columns if column.heading]
    problems += [
        f"The heading “{column.heading}” stands there twice."
        for place, column in enumerate(columns)
        if column.heading.casefold() in headings[:place]
    ]
    if problems:
        raise MapInvalid(problems)
    return tuple(columns)


def _problem(heading: str, field: str, known: Collection[str]) -> str:
    if not heading:
        return "it has no heading."
    if len(heading) > MOST_CHARACTERS or len(field) > MOST_CHARACTERS:
        return f"at most {MOST_CHARACTERS} characters."
    if not field.startswith("=") and field not in known:
        return f"there is no field “{field}”."
    return ""


def written_map(columns: Iterable[Column]) -> list[list[str]]:
    """Return columns as they are stored."""
    return [[column.heading, column.field] for column in columns]
