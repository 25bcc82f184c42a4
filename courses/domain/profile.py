"""The words in which an activity is described to accreditors: docs/rules/activities.md has the sources.

Each word is kept as it is reported: its value is its name.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

COMPETENCIES: Mapping[str, tuple[str, ...]] = {
    "ABMS/ACGME": (
        "Patient care and procedural skills",
        "Medical knowledge",
        "Practice-based learning and improvement",
        "Interpersonal and communication skills",
        "Professionalism",
        "Systems-based practice",
    ),
    "Institute of Medicine": (
        "Provide patient-centered care",
        "Work in interdisciplinary teams",
        "Employ evidence-based practice",
        "Apply quality improvement",
        "Utilize informatics",
    ),
    "Interprofessional Education Collaborative": (
        "Values and ethics for interprofessional practice",
        "Roles and responsibilities",
        "Interprofessional communication",
        "Teams and teamwork",
    ),
}
DELIVERY_METHODS = ("In-Person", "Live-Streamed", "Online", "Print/Other")
COMMENDATION_TAGS = (
    "Engages Teams",
    "Engages Patients/Public",
    "Engages Students",
    "Advances Data Use",
    "Addresses Population Health",
    "Collaborates Effectively",
    "Optimizes Communication Skills",
    "Optimizes Technical/Procedural Skills",
    "Creates Individualized Learning Plans",
    "Utilizes Support Strategies",
    "Engages in Research/Scholarship",
    "Supports CPD for CME Team",
    "Demonstrates Creativity/Innovation",
    "Improves Performance",
    "Improves Healthcare Quality",
    "Improves Patient/Community Health",
)
MOORE: Mapping[str, str] = {
    "Learner Knowledge": "3",
    "Learner Competence": "4",
    "Learner Performance": "5",
    "Patient Health": "6",
    "Community Health": "7",
}
"""What can be measured of learners and beyond them, each with its level after Moore."""

MEASUREMENTS = ("Objective", "Subjective")
QUARTER = Decimal("0.25")


def competency_choices() -> list[tuple[str, str]]:
    """Return every competency with the list that it comes from."""
    return [
        (name, f"{name} ({source})") for source, names in COMPETENCIES.items() for name in names
    ]


def outcome_choices() -> list[tuple[str, str]]:
    """Return every measured outcome with how it is measured, and its level after Moore."""
    return [
        (f"{outcome}: {way}", f"{outcome}, {way.lower()} (Moore level {level})")
        for outcome, level in MOORE.items()
        for way in MEASUREMENTS
    ]


def hours_of(minutes: int) -> Decimal:
    """Return the hours of instruction, to the nearest quarter."""
    quarters = (Decimal(minutes) / 60 / QUARTER).quantize(Decimal(1), ROUND_HALF_UP)
    return quarters * QUARTER
