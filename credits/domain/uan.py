"""The universal activity number of pharmacy education: PPPP-JJJJ-YY-SSS-FTT-A.

Provider, joint sponsor, year, sequence, format with topic, audience (ACPE; docs/rules/credit.md).
"""

import re
from dataclasses import dataclass

HOME, LIVE = "H", "L"
AUDIENCES = {"P": "pharmacists", "T": "pharmacy technicians"}
TOPICS = {
    "01": "disease state management and drug therapy",
    "02": "AIDS therapy",
    "03": "law",
    "04": "administration and general pharmacy",
    "05": "patient safety",
    "06": "immunisation",
    "07": "compounding",
    "08": "pain management",
    "99": "other",
}
PATTERN = r"^\d{4}-(0000|9999)-\d{2}-\d{3,4}-[HL]\d{2}-[PT]$"


class UanRefused(ValueError):
    """A number that cannot be that of this offer; the message says why."""


@dataclass(frozen=True)
class Uan:
    """The parts of a universal activity number."""

    provider: str
    joint: str
    year: str
    sequence: str
    format: str
    topic: str
    audience: str


def read_uan(text: str) -> Uan:
    """Return the parts of a number; raise `UanRefused` where it has none."""
    number = text.strip().upper()
    if not re.fullmatch(PATTERN, number, re.ASCII):
        raise UanRefused("Write it as 0123-0000-26-001-H01-P: digits and dashes as issued by ACPE.")
    provider, joint, year, sequence, kind, audience = number.split("-")
    if kind[1:] not in TOPICS:
        raise UanRefused(f"{kind[1:]} is no topic of ACPE: 01 to 08, or 99.")
    return Uan(provider, joint, year, sequence, kind[0], kind[1:], audience)


def check_uan(text: str, *, audience: str, live: bool = False) -> str:
    """Return the number as it is written, if it suits the audience and the format of the offer.

    Pharmacists and technicians have numbers of their own, and so have home study and live.
    """
    uan = read_uan(text)
    if uan.audience != audience:
        raise UanRefused(
            f"It ends in {uan.audience}, for {AUDIENCES[uan.audience]}; "
            f"this credit is for {AUDIENCES[audience]} and needs the number that ends in {audience}."
        )
    if uan.format != (LIVE if live else HOME):
        wanted = "L, live" if live else "H, home study"
        raise UanRefused(f"The format must be {wanted}: other formats have a number of their own.")
    return text.strip().upper()
