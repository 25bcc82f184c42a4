"""CE Broker's roster: its columns A to J, one row for each licence of a nurse.

The columns are CE Broker's (help.cebroker.com); its codes for professions other than RN and for
subject areas are not published there, so staff give them.
"""

from collections.abc import Sequence
from typing import Final

from outcomes.domain.reports.columns import Cell, Constants
from outcomes.domain.reports.record import Person, ReportedCredit
from outcomes.domain.reports.sheets import xlsx_file

HEADER: Final = (
    "Provider number",
    "CE Broker course number",
    "Provider course ID",
    "Publishing number",
    "License number",
    "Completion date",
    "State",
    "Profession",
)
PARTIAL: Final = ("Subject area code", "Hours")
PROVIDER, SUBJECT, COURSE = "provider_number", "subject_area", "course"
RN: Final = {"nurse": "RN"}


def profession_of(person: Person, constants: Constants) -> str:
    """Return CE Broker's code of the person's profession, "" if nobody has told it."""
    given = constants.get(f"profession:{person.profession}", "")
    return given or RN.get(person.profession, "")


def rows(records: Sequence[ReportedCredit], constants: Constants) -> list[list[Cell]]:
    """Return a row for each licence; partial credit names its subject area and hours."""
    return [
        [
            constants.get(PROVIDER, ""),
            constants.get(f"{COURSE}:{record.activity.code}", ""),
            "" if constants.get(f"{COURSE}:{record.activity.code}") else record.activity.code,
            "",
            number,
            record.completed_on,
            state,
            profession_of(record.person, constants),
            *_partial(record, constants),
        ]
        for record in records
        for state, number in record.person.licences
    ]


def _partial(record: ReportedCredit, constants: Constants) -> list[Cell]:
    return [constants.get(SUBJECT, ""), record.amount] if record.is_partial else ["", None]


def write(records: Sequence[ReportedCredit], constants: Constants) -> bytes:
    """Write the roster; the two columns of partial credit stand there only if somebody has it."""
    some_partial = any(record.is_partial for record in records)
    header = (*HEADER, *PARTIAL) if some_partial else HEADER
    return xlsx_file("Roster", header, [row[: len(header)] for row in rows(records, constants)])
