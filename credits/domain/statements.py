"""The words in which each credit body wants its credit awarded (docs/rules/credit.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CEU_PER_CONTACT_HOUR = Decimal("0.1")


@dataclass(frozen=True)
class Wording:
    """Heading and sentence of a certificate: name, action, title, day, granting, credit."""

    heading: str
    action: str
    granting: str


CREDIT = Wording(
    heading="Certificate of Credit",
    action="has participated in the {format} titled",
    granting="and is awarded",
)
COMPLETION = Wording(
    heading="Certificate of Completion",
    action="has successfully completed the {format} titled",
    granting="and is awarded",
)
# Only physicians take AMA PRA credit; what others get instead never speaks of credit.
PARTICIPATION = Wording(
    heading="Certificate of Participation",
    action="has participated in the {format} titled",
    granting="with",
)
POINTS = Wording(
    heading="Certificate of Points",
    action="has successfully completed the {format} titled",
    granting="and is awarded",
)
WORDINGS: Mapping[str, Wording] = {
    "ancc": COMPLETION,
    "acpe": COMPLETION,
    "acpe_t": COMPLETION,
    "participation": PARTICIPATION,
}
PHARMACY = "{figure} contact hour{s} ({units} CEU) of continuing pharmacy education"
ROYAL = "{figure} credit{s} under Section {section} of the Royal College MOC Program"
AWARDS: Mapping[str, str] = {
    "ama_pra_1": "{figure} AMA PRA Category 1 Credit{s}™",
    "ancc": "{figure} nursing contact hour{s}",
    "acpe": PHARMACY,
    "acpe_t": PHARMACY,
    "participation": "{figure} hour{s} of participation",
    "ipce": "{figure} interprofessional continuing education (IPCE) credit{s}",
    "aapa_1": "{figure} AAPA Category 1 CME credit{s}",
    "aafp_prescribed": "{figure} AAFP Prescribed credit{s}",
    "aafp_elective": "{figure} AAFP Elective credit{s}",
    "eaccme": "{figure} European CME credit{s} (ECMEC®{s})",
    "rcpsc_1": ROYAL,
    "rcpsc_2": ROYAL,
    "rcpsc_3": ROYAL,
    "uk_cpd": "{figure} CPD credit{s}",
    "abp_moc": "{figure} ABP MOC Part 2 point{s}",
}
POINTS_END = "_moc"


def wording_for(credit_type: str) -> Wording:
    """Return the wording of a credit type, the common one if its body asks for nothing special."""
    return POINTS if credit_type.endswith(POINTS_END) else WORDINGS.get(credit_type, CREDIT)


def award_for(credit_type: str, amount: Decimal, name: str, unit: str) -> str:
    """Return the amount with the credit's full name: 0.75 AMA PRA Category 1 Credits™."""
    figure, s = f"{amount:.2f}", "" if amount == 1 else "s"
    if credit_type in AWARDS:
        units = (amount * CEU_PER_CONTACT_HOUR).normalize()
        return AWARDS[credit_type].format(
            figure=figure, s=s, units=f"{units:f}", section=credit_type[-1]
        )
    if credit_type.endswith(POINTS_END):
        return f"{figure} {name.removesuffix('s')}{s}"
    return f"{figure} {unit}, {name}"


def identifiers(facts: Mapping[str, Any], board_id: str) -> str:
    """Return the numbers that the body asks for: pharmacy's, the board's, those of PARS."""
    offer, board = facts["offer"], facts.get("diplomate", {}).get("board")
    uan = offer.get("uan", "")
    parts = [
        f"Universal activity number {uan}" if uan and uan not in offer["statement"] else "",
        f"{board} ID {board_id}" if board and board_id else "",
        f"PARS activity ID {offer['pars_id']}" if offer.get("pars_id") else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said}." if said else ""
