"""Credit systems that most installations need, as dated data.

Sources: docs/rules/credit.md, checked on 2026-11-29. Accreditation staff edit the rows that
`credits.services.ensure_credit_types` makes of them; this list only fills an empty table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

QUARTER = Decimal("0.25")
HALF = Decimal("0.5")
WHOLE = Decimal(1)

# Member boards that take points through PARS; ABPMR for activities that start in 2025 or later.
BOARDS: Mapping[str, str] = {
    "ABA": "American Board of Anesthesiology",
    "ABIM": "American Board of Internal Medicine",
    "ABOHNS": "American Board of Otolaryngology – Head and Neck Surgery",
    "ABOS": "American Board of Orthopaedic Surgery",
    "ABP": "American Board of Pediatrics",
    "ABPath": "American Board of Pathology",
    "ABPMR": "American Board of Physical Medicine and Rehabilitation",
    "ABS": "American Board of Surgery",
    "ABTS": "American Board of Thoracic Surgery",
}


@dataclass(frozen=True)
class CreditSystem:
    """One kind of credit: who grants it, in which steps, to whom, in which words.

    `board`: only its diplomates take it. `within`: the code of the credit that caps it.
    `uan_audience`: P or T where each offer has a universal activity number.
    `reporting`: where completions are reported, "" where they are not.
    """

    code: str
    name: str
    short_name: str
    body: str
    unit: str
    unit_plural: str
    professions: tuple[str, ...]
    designation_statement: str
    assessment_required: bool = True
    increment: Decimal = QUARTER
    rounding: str = "nearest"
    minutes_per_credit: int = 60
    reporting: str = ""
    board: str = ""
    within: str = ""
    uan_audience: str = ""
    reflection_required: bool = False


def _points(board: str) -> CreditSystem:
    """Return the points of one board; they stand beside AMA PRA credit and never exceed it.

    Paediatrics rounds to the nearest whole point; the others keep below the credit.
    """
    is_whole = board == "ABP"
    approved = f" It has been approved for {board} MOC Part 2 credit." if is_whole else ""
    return CreditSystem(
        code=f"{board.lower()}_moc",
        name=f"{board} MOC points",
        short_name=f"{board} MOC",
        body=BOARDS[board],
        unit="point",
        unit_plural="points",
        professions=("physician",),
        designation_statement=(
            "This {format} gives diplomates of the "
            f"{BOARDS[board]} up to {{amount}} {board} MOC point(s) for completing it, assessment "
            "included. {provider} reports completions to ACCME so that the board can grant them."
            f"{approved}"
        ),
        increment=WHOLE if is_whole else QUARTER,
        rounding="nearest" if is_whole else "down",
        reporting="PARS",
        board=board,
        within="ama_pra_1",
    )


def _pharmacy(code: str, audience: str, profession: str, who: str) -> CreditSystem:
    return CreditSystem(
        code=code,
        name=f"ACPE continuing pharmacy education contact hours{who}",
        short_name=f"Pharmacy contact hours{who}",
        body="Accreditation Council for Pharmacy Education",
        unit="contact hour",
        unit_plural="contact hours",
        professions=(profession,),
        designation_statement=(
            "This {format} provides {amount} contact hour(s) of continuing pharmacy education "
            "credit, knowledge-based, home study. Universal activity number {uan}."
        ),
        reporting="CPE Monitor",
        uan_audience=audience,
    )


def _royal_college(section: int, name: str, *, is_assessed: bool = False) -> CreditSystem:
    return CreditSystem(
        code=f"rcpsc_{section}",
        name=f"Royal College MOC Section {section} ({name})",
        short_name=f"RCPSC Section {section}",
        body="Royal College of Physicians and Surgeons of Canada",
        unit="credit",
        unit_plural="credits",
        professions=("physician",),
        designation_statement=(
            "{provider} offers this {format} for up to {amount} credit(s) under "
            f"Section {section} ({name}) of the Royal College MOC Program. Log them in MAINPORT."
        ),
        assessment_required=is_assessed,
    )


def _family(code: str, name: str) -> CreditSystem:
    return CreditSystem(
        code=code,
        name=f"AAFP {name} credit",
        short_name=f"AAFP {name}",
        body="American Academy of Family Physicians",
        unit="credit",
        unit_plural="credits",
        professions=("physician",),
        designation_statement=(
            "The AAFP grants this {format} of {provider} up to {amount} "
            f"{name} credit(s). Claim only the credit commensurate with your participation."
        ),
    )


INTERPROFESSIONAL = (
    "physician",
    "nurse",
    "nurse_practitioner",
    "physician_assistant",
    "pharmacist",
    "pharmacy_technician",
    "psychologist",
    "social_worker",
    "dentist",
    "dietitian",
)

CREDIT_SYSTEMS = (
    CreditSystem(
        code="ama_pra_1",
        name="AMA PRA Category 1 Credit™",
        short_name="AMA PRA Category 1",
        body="American Medical Association",
        unit="credit",
        unit_plural="credits",
        professions=("physician",),
        designation_statement=(
            "{provider} designates this {format} for a maximum of {amount} "
            "AMA PRA Category 1 Credit(s)™. Physicians should claim only the credit commensurate "
            "with the extent of their participation in the activity."
        ),
        reporting="PARS",
    ),
    CreditSystem(
        code="ancc",
        name="ANCC nursing contact hours",
        short_name="Nursing contact hours",
        body="American Nurses Credentialing Center",
        unit="contact hour",
        unit_plural="contact hours",
        professions=("nurse", "nurse_practitioner"),
        designation_statement=(
            "{provider} provides {amount} nursing contact hour(s) for completing this {format}."
        ),
    ),
    _pharmacy("acpe", "P", "pharmacist", ""),
    _pharmacy("acpe_t", "T", "pharmacy_technician", ", technicians"),
    CreditSystem(
        code="ipce",
        name="Interprofessional continuing education credit",
        short_name="IPCE",
        body="Joint Accreditation for Interprofessional Continuing Education",
        unit="credit",
        unit_plural="credits",
        professions=INTERPROFESSIONAL,
        designation_statement=(
            "This {format} was planned by and for the healthcare team, and learners will receive "
            "{amount} interprofessional continuing education (IPCE) credit(s) for learning and change."
        ),
        reporting="JA-PARS",
    ),
    CreditSystem(
        code="aapa_1",
        name="AAPA Category 1 CME credit",
        short_name="AAPA Category 1",
        body="American Academy of Physician Associates",
        unit="credit",
        unit_plural="credits",
        professions=("physician_assistant",),
        designation_statement=(
            "This {format} of {provider} is designated for {amount} AAPA Category 1 CME credit(s). "
            "PAs should only claim credit commensurate with the extent of their participation."
        ),
    ),
    _family("aafp_prescribed", "Prescribed"),
    _family("aafp_elective", "Elective"),
    CreditSystem(
        code="eaccme",
        name="European CME credits (ECMEC®)",
        short_name="EACCME",
        body="European Accreditation Council for Continuing Medical Education",
        unit="ECMEC",
        unit_plural="ECMECs",
        professions=("physician",),
        designation_statement=(
            "The EACCME grants this {format} of {provider} up to {amount} European CME credit(s) "
            "(ECMEC®s). Claim only the credit for the time you spent."
        ),
        assessment_required=False,
        increment=HALF,
    ),
    _royal_college(1, "group learning"),
    _royal_college(2, "self-learning"),
    _royal_college(3, "assessment", is_assessed=True),
    CreditSystem(
        code="uk_cpd",
        name="UK CPD credits",
        short_name="UK CPD",
        body="UK medical royal colleges",
        unit="credit",
        unit_plural="credits",
        professions=("physician",),
        designation_statement=(
            "This {format} of {provider} gives up to {amount} CPD credit(s): an hour of learning is "
            "one credit once you have written your reflection on it."
        ),
        assessment_required=False,
        reflection_required=True,
    ),
    CreditSystem(
        code="participation",
        name="Certificate of participation",
        short_name="Participation",
        body="The provider",
        unit="hour",
        unit_plural="hours",
        professions=(
            "physician_assistant",
            "pharmacy_technician",
            "psychologist",
            "social_worker",
            "dentist",
            "dietitian",
            "therapist",
            "student",
            "other",
        ),
        designation_statement=(
            "{provider} certifies up to {amount} hour(s) of participation in this {format}. Your own "
            "board decides whether it counts."
        ),
        assessment_required=False,
    ),
    *(_points(board) for board in BOARDS),
)
