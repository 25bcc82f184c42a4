"""Kinds of credit that learners bring from elsewhere, and which categories of boards take which kind.

Sources: docs/rules/requirements.md. Accreditation staff keep the rules; these fill an empty table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "ama_pra_1": "AMA PRA Category 1 Credit™",
        "ama_pra_2": "AMA PRA Category 2 Credit",
        "ancc": "Nursing contact hours (ANCC)",
        "acpe": "Pharmacy contact hours (ACPE)",
        "abim_moc": "ABIM MOC points",
        "category_3": "Category 3 of a state board",
        "category_4": "Category 4 of a state board",
        "category_5": "Category 5 of a state board",
        "participation": "Participation, without accredited credit",
    }
)
CHECKED_ON = date(2026, 11, 22)


@dataclass(frozen=True)
class Taken:
    """Credit of this type counts one to one in that category."""

    credit_type: str
    category: str
    source: str


TAKEN = (
    Taken("ama_pra_1", "cat1", "Boards name AMA PRA Category 1 Credit as their category 1."),
    Taken("ama_pra_2", "cat2", "Boards name AMA PRA Category 2 Credit as their category 2."),
    Taken("ancc", "contact_hour", "Boards of nursing count contact hours as granted."),
    Taken("abim_moc", "abim_point", "American Board of Internal Medicine: any MOC points count."),
    Taken("acpe", "pharmacy_hour", "Boards of pharmacy count contact hours as granted."),
    Taken("category_3", "cat3", "Washington Medical Commission counts five categories."),
    Taken("category_4", "cat4", "Washington Medical Commission counts five categories."),
    Taken("category_5", "cat5", "Washington Medical Commission counts five categories."),
)
