"""Financial relationships: what is asked, how long it holds, and when it is settled.

The rules and their sources: docs/rules/independence.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_LOOKED_BACK = 24
MONTHS_VALID = 12
LINK_DAYS = 60
DAYS_AFTER = (0, 7, 14, 28)
"""On which days after asking somebody gets a letter; the first one is the asking itself."""
DAYS_BEFORE_EXPIRY = 30
"""How long before a declaration lapses its person is asked for the next one."""

DEFINITION = (
    "An ineligible company is one whose primary business is producing, marketing, selling, re-selling, or "
    "distributing healthcare products used by or on patients."
)
QUESTION = (
    "Name every financial relationship that you have, or had in the past 24 months, with an ineligible "
    "company: of any amount, and whether or not you think that it matters here. Individual stock and "
    "options count; diversified mutual funds do not."
)
ATTESTATION = (
    "I have named all my financial relationships with ineligible companies of the past 24 months, and "
    "will say so when they change."
)
WORDS = f"{DEFINITION}\n\n{QUESTION}\n\n{ATTESTATION}"


class Nature(StrEnum):
    """What a person is, or was, to a company."""

    EMPLOYEE = "employee"
    EXECUTIVE = "executive"
    OWNERSHIP = "ownership"
    STOCK = "stock"
    RESEARCHER = "researcher"
    CONTRACTOR = "contractor"
    CONSULTANT = "consultant"
    ADVISER = "adviser"
    SPEAKER = "speaker"
    ROYALTIES = "royalties"
    AS_TOLD = "as_told"


NATURES: Mapping[Nature, str] = {
    Nature.EMPLOYEE: "Employee",
    Nature.EXECUTIVE: "Executive role",
    Nature.OWNERSHIP: "Owner",
    Nature.STOCK: "Individual stock or stock options",
    Nature.RESEARCHER: "Researcher",
    Nature.CONTRACTOR: "Independent contractor, contracted research included",
    Nature.CONSULTANT: "Consultant",
    Nature.ADVISER: "Adviser",
    Nature.SPEAKER: "Speaker",
    Nature.ROYALTIES: "Royalties or patent beneficiary",
    Nature.AS_TOLD: "As told to staff",
}
EXCLUDING = frozenset({Nature.EMPLOYEE, Nature.EXECUTIVE, Nature.OWNERSHIP})
"""Whoever is this to an ineligible company takes no part, but for three exceptions."""


class Method(StrEnum):
    """How a relevant relationship is mitigated."""

    DIVEST = "divest"
    PEER_REVIEW = "peer_review"
    REASSIGN = "reassign"
    RESTRICT = "restrict"
    END = "end"
    AS_TOLD = "as_told"


METHODS: Mapping[Method, str] = {
    Method.DIVEST: "The person divested themselves of the interest",
    Method.PEER_REVIEW: "Peers without a relationship reviewed the content",
    Method.REASSIGN: "The part concerned was given to somebody else",
    Method.RESTRICT: "Recommendations are restricted to the evidence",
    Method.END: "The relationship was ended",
    Method.AS_TOLD: "As told to staff",
}


class Inclusion(StrEnum):
    """Why an owner or employee of an ineligible company may take part after all."""

    UNRELATED = "unrelated"
    BASIC_SCIENCE = "basic_science"
    TECHNICIAN = "technician"


INCLUSIONS: Mapping[Inclusion, str] = {
    Inclusion.UNRELATED: "The content is not related to the business lines or products of the company",
    Inclusion.BASIC_SCIENCE: "Basic science without recommendations on patient care",
    Inclusion.TECHNICIAN: "A technician who teaches the safe and proper use of a device",
}


class Exemption(StrEnum):
    """Why the rules on relationships do not apply to an activity at all."""

    NON_CLINICAL = "non_clinical"
    SPONTANEOUS = "spontaneous"
    SELF_DIRECTED = "self_directed"


EXEMPTIONS: Mapping[Exemption, str] = {
    Exemption.NON_CLINICAL: "Non-clinical education, such as leadership or communication skills",
    Exemption.SPONTANEOUS: "Spontaneous talk about cases, in the learners' own control",
    Exemption.SELF_DIRECTED: "Self-directed learning in which learners choose all content",
}


class State(StrEnum):
    """How a person's newest declaration stands on a day."""

    MISSING = "missing"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    CURRENT = "current"


STATES: Mapping[State, str] = {
    State.MISSING: "Missing",
    State.EXPIRED: "Expired",
    State.EXPIRING: "Expires soon",
    State.CURRENT: "Current",
}


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier; the last of its month where that day is missing."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))


def window(declared_on: date) -> tuple[date, date]:
    """Return the first and the last day that a declaration speaks about."""
    return months_before(declared_on, MONTHS_LOOKED_BACK), declared_on


def expiry(declared_on: date) -> date:
    """Return the last day on which a declaration holds."""
    return months_before(declared_on, -MONTHS_VALID)


def state_of(expires_on: date | None, on: date) -> State:
    """Return how a declaration stands; None is for a person without one."""
    if expires_on is None:
        return State.MISSING
    if expires_on < on:
        return State.EXPIRED
    return State.EXPIRING if (expires_on - on).days <= DAYS_BEFORE_EXPIRY else State.CURRENT


def letter_due(asked_on: date, on: date) -> int | None:
    """Return which of `DAYS_AFTER` is the latest that has come, None before the first."""
    return max((days for days in DAYS_AFTER if days <= (on - asked_on).days), default=None)


@dataclass(frozen=True)
class Tie:
    """One relationship as it bears on one activity; `decided` tells whether anybody has decided."""

    company: str
    is_ineligible: bool | None
    nature: Nature
    has_ended: bool
    decided: bool = False
    is_relevant: bool = False
    method: str = ""
    inclusion: str = ""
    done_on: date | None = None

    @property
    def excludes(self) -> bool:
        """Whether it keeps the person out, as nobody has found an exception."""
        is_theirs_still = self.nature in EXCLUDING and not self.has_ended
        return is_theirs_still and self.is_ineligible is not False and not self.inclusion

    @property
    def is_told(self) -> bool:
        """Whether learners read of it: everything but what was found to be irrelevant."""
        return self.is_ineligible is not False and (self.is_relevant or not self.decided)


def problem_of(tie: Tie, deadline: date | None) -> str:
    """Return what is still to be done about a relationship, "" if it is settled.

    `deadline` is the day on which the role starts, None if it sets none.
    """
    if tie.is_ineligible is False:
        return ""
    if tie.is_ineligible is None and tie.nature is not Nature.AS_TOLD:
        return f"Nobody has looked yet whether {tie.company} is an ineligible company."
    if tie.excludes:
        return f"Owners and employees of {tie.company} take no part without an exception."
    if not tie.decided:
        return f"Decide whether the relationship with {tie.company} is relevant."
    if tie.is_relevant and deadline and tie.done_on and tie.done_on > deadline:
        return f"The relationship with {tie.company} was mitigated after the role had started."
    return ""


def told(tie: Tie) -> str:
    """Return a relationship as learners read it: words only, no logo and no product."""
    if tie.nature is Nature.AS_TOLD:
        return tie.company
    return f"{NATURES[tie.nature]}, {tie.company}" + (" (ended)" if tie.has_ended else "")


def statement(ties: Sequence[Tie], *, all_declared: bool) -> str:
    """Return the sentence about everybody in control of content that learners read.

    "" while somebody has not declared or something is not mitigated: then nothing is promised.
    """
    shown = [tie for tie in ties if tie.is_told]
    if not all_declared or any(not (tie.decided and tie.method) for tie in shown):
        return ""
    if not shown:
        return (
            "Nobody in control of the content of this activity has a relevant financial relationship "
            "with an ineligible company."
        )
    return "All relevant financial relationships listed here have been mitigated."
