"""Facts about a holder that conditions may ask for, each with the question that finds it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FactKind(StrEnum):
    """What an answer looks like."""

    YES_NO = "yes_no"
    WORDS = "words"
    NUMBER = "number"
    DAY = "day"
    MONTH_DAY = "month_day"


@dataclass(frozen=True)
class Fact:
    """One thing to know: the question, and what kind of answer it takes."""

    question: str
    kind: FactKind = FactKind.YES_NO


FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "adults_over_25": Fact("Do you treat patients aged 26 or older?"),
        "addiction_board_certified": Fact(
            "Are you board-certified in addiction medicine or addiction psychiatry?"
        ),
        "birthday": Fact("On which day and month were you born?", FactKind.MONTH_DAY),
        "board_certified_on": Fact(
            "When were you last certified or recertified by your board?", FactKind.DAY
        ),
        "board_exam_passed_on": Fact("When did you last pass a board examination?", FactKind.DAY),
        "dea_registered": Fact("Do you hold a DEA registration?"),
        "direct_patient_care": Fact("Do you care for patients directly?"),
        "expires_on": Fact("When does this licence expire?", FactKind.DAY),
        "graduated_on": Fact("When did you graduate?", FactKind.DAY),
        "issued_on": Fact("When was this licence first issued?", FactKind.DAY),
        "meets_other_board_moc": Fact(
            "Do you meet the continuing certification of another ABMS board?"
        ),
        "pain_clinic": Fact("Do you practise in a pain management clinic?"),
        "patients_65_percent": Fact(
            "What share of your patients is 65 or older, in per cent?", FactKind.NUMBER
        ),
        "prescribes": Fact("Do you prescribe medicines?"),
        "prescribes_controlled": Fact("Do you prescribe controlled substances?"),
        "specialty": Fact("What is your specialty?", FactKind.WORDS),
        "sud_curriculum": Fact(
            "Did your studies hold at least 8 hours on treating substance use disorders?"
        ),
        "treats_adults": Fact("Do you treat adults?"),
        "veterinarian_only": Fact("Are you solely a veterinarian?"),
    }
)
