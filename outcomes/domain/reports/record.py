"""One reported credit: who earned how much of what, where and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Identifiers = Mapping[tuple[str, str], str]  # by kind and issuer
ADD, DELETE = "add", "delete"
BIRTH_DAY = ("birth_day", "")
NPI = ("npi", "")
NABP_PROFILE = ("nabp_profile", "")
LICENCE, BOARD_ID = "licence", "board_id"


@dataclass(frozen=True)
class Person:
    """How a body recognises somebody."""

    given_name: str
    family_name: str
    profession: str
    identifiers: Identifiers = field(default_factory=dict, repr=False)

    @property
    def birth_month(self) -> str:
        """Two digits, "" if it is not told."""
        return self.identifiers.get(BIRTH_DAY, "")[:2]

    @property
    def birth_day(self) -> str:
        """Two digits, "" if it is not told."""
        return self.identifiers.get(BIRTH_DAY, "")[2:]

    @property
    def licences(self) -> list[tuple[str, str]]:
        """State and number of each licence, by state."""
        return self.numbers(LICENCE)

    def numbers(self, kind: str) -> list[tuple[str, str]]:
        """Return issuer and number of each identifier of a kind, by issuer."""
        found = self.identifiers.items()
        return sorted((issuer, value) for (each, issuer), value in found if each == kind)

    @property
    def numbered(self) -> list[tuple[str, str, str]]:
        """Kind, issuer and value of every identifier but the birthday, in a fixed order."""
        return sorted((*key, value) for key, value in self.identifiers.items() if key != BIRTH_DAY)


@dataclass(frozen=True)
class Activity:
    """The activity as the completed version named it, and the numbers that bodies gave it."""

    title: str
    code: str
    type: str  # ACCME's
    format: str
    starts_on: date
    ends_on: date
    pars_id: str = ""
    uan: str = ""


@dataclass(frozen=True)
class Provider:
    """Who is accredited; `number` is ACCME's, seven digits."""

    name: str
    number: str = ""


@dataclass(frozen=True)
class Topic:
    """A part of the credit that is on a topic."""

    name: str
    amount: Decimal


@dataclass(frozen=True)
class ReportedCredit:
    """What a body is told of one credit; `designated` is the most that the activity gives."""

    credit_id: str
    action: str
    person: Person
    activity: Activity
    provider: Provider
    credit_code: str
    credit_name: str
    unit: str
    amount: Decimal
    designated: Decimal
    completed_on: date
    topics: tuple[Topic, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether less was earned than the activity gives."""
        return self.amount < self.designated
