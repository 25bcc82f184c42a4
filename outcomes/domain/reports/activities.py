"""PARS's activity sheet: a column map over what an activity is and how many learned in it.

ACCME's current headings were not to be had; those below are of an older template (docs/rules/reporting.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from outcomes.domain.reports.clean import cleaned
from outcomes.domain.reports.columns import Cell, Column
from outcomes.domain.reports.metrics import Described
from outcomes.domain.reports.sheets import xlsx_file

CODE = "pars_activities"
NAME = "PARS activity sheet (Excel)"
LONGEST_DESCRIPTION = 2_500
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class ReportedActivity:
    """An activity with what its provider's year came to."""

    activity: Described
    provider_number: str
    year: int
    hours: Decimal
    learners: int
    ama_credits: Decimal
    competencies: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    commendation: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()


def _says(outcome: str) -> Callable[[ReportedActivity], Cell]:
    return lambda row: YES if outcome in row.activity.measured else NO


def _number(row: ReportedActivity) -> str:
    return row.activity.pars_ids[0] if row.activity.pars_ids else ""


def _own_code(row: ReportedActivity) -> str:
    """Exactly one of the two numbers stands in a line."""
    return "" if row.activity.pars_ids else row.activity.code


@dataclass(frozen=True)
class ActivityField:
    """Something that can be put into a column: what it is, and how it is read."""

    words: str
    read: Callable[[ReportedActivity], Cell]


FIELDS: Mapping[str, ActivityField] = {
    "pars_id": ActivityField("PARS activity ID", _number),
    "own_code": ActivityField("Our code, where there is no PARS ID", _own_code),
    "activity_code": ActivityField("Our code", lambda row: row.activity.code),
    "year": ActivityField("Reporting year", lambda row: str(row.year)),
    "title": ActivityField("Title", lambda row: row.activity.title),
    "starts_on": ActivityField(
        "First day, MM/DD/YYYY", lambda row: f"{row.activity.starts_on:%m/%d/%Y}"
    ),
    "ends_on": ActivityField(
        "Last day, MM/DD/YYYY", lambda row: f"{row.activity.ends_on:%m/%d/%Y}"
    ),
    "type": ActivityField("ACCME's type", lambda row: row.activity.type),
    "hours": ActivityField("Hours of instruction", lambda row: row.hours),
    "learners": ActivityField(
        "PARS learners: people who did all or part", lambda row: str(row.learners)
    ),
    "ama_credits": ActivityField("AMA PRA Category 1 credits", lambda row: row.ama_credits),
    "description": ActivityField(
        "Description", lambda row: row.activity.description[:LONGEST_DESCRIPTION]
    ),
    "delivery": ActivityField("Delivery", lambda row: "; ".join(row.delivery)),
    "outcomes": ActivityField("Measured outcomes", lambda row: "; ".join(row.outcomes)),
    "competence": ActivityField("Whether competence was measured", _says("Learner Competence")),
    "performance": ActivityField("Whether performance was measured", _says("Learner Performance")),
    "patients": ActivityField("Whether patients' health was measured", _says("Patient Health")),
    "competencies": ActivityField("Competencies", lambda row: "; ".join(row.competencies)),
    "commendation": ActivityField("Commendation criteria", lambda row: "; ".join(row.commendation)),
    "provider": ActivityField("Provider", lambda row: row.activity.provider),
    "provider_number": ActivityField(
        "ACCME's number of the provider", lambda row: row.provider_number
    ),
}
COLUMNS = (
    Column("ACCME Activity ID", "pars_id"),
    Column("Provider Activity ID", "own_code"),
    Column("Reporting Year", "year"),
    Column("Activity Title", "title"),
    Column("Activity Date", "starts_on"),
    Column("Activity End Date", "ends_on"),
    Column("Activity Type", "type"),
    Column("Hours of Instruction", "hours"),
    Column("Learners", "learners"),
    Column("AMA PRA Category 1 Credits", "ama_credits"),
    Column("Description", "description"),
    Column("Delivery", "delivery"),
    Column("Measured Outcomes", "outcomes"),
    Column("Competence Evaluated", "competence"),
    Column("Performance Evaluated", "performance"),
    Column("Patient Outcomes Evaluated", "patients"),
    Column("Competencies", "competencies"),
    Column("Commendation", "commendation"),
)


def write(rows: Sequence[ReportedActivity], columns: Sequence[Column] = COLUMNS) -> bytes:
    """Write the sheet, a line for each activity."""
    cells = [[_cell(column.field, cleaned(row)) for column in columns] for row in rows]
    return xlsx_file("Activities", [column.heading for column in columns], cells)


def _cell(field: str, row: ReportedActivity) -> Cell:
    return field[1:] if field.startswith("=") else FIELDS[field].read(row)
