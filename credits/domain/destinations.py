"""Who hears about credit: which credit each destination takes, from whom, and what it must know.

Sources of every row: docs/rules/reporting.md. Credit that stands in no row is reported nowhere.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.domain.identifiers import BOARDS, LABELS, Kind, title

ANY = "*"
WORDING_VERSION = 1
PARS_ID = re.compile(r"[0-9]{9}")  # of an activity
Known = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Ask:
    """One identifier: its kind, and its issuer where only one will do."""

    kind: Kind
    issuer: str = ""

    def is_met_by(self, known: Known) -> bool:
        """Whether it is on record, as pairs of kind and issuer."""
        if self.issuer != ANY:
            return (self.kind, self.issuer) in known
        return any(kind == self.kind for kind, _issuer in known)

    @property
    def name(self) -> str:
        """What it is called: "Board ID (ABIM)"."""
        return LABELS[self.kind] if self.issuer == ANY else title(self.kind, self.issuer)


Need = tuple[Ask, ...]  # one of these is enough


@dataclass(frozen=True)
class Destination:
    """A body that keeps a record of people's credit."""

    code: str
    name: str
    takes: frozenset[str]
    professions: frozenset[str]
    needs: tuple[Need, ...]
    days: int  # from completion to report
    needs_activity_id: bool = False  # the number under which PARS knows the activity
    since: date | None = None  # takes no activity that began before

    @property
    def subject(self) -> str:
        """What a consent to it is called."""
        return f"report:{self.code}"

    @property
    def wording(self) -> str:
        """The sentence that a learner agrees to; a change of words is a new version."""
        told = " and ".join(_either(need) for need in self.needs)
        return (
            f"My name, {told} and the credit I earn may be sent to {self.name}. "
            "I can take this back at any time."
        )

    def missing(self, known: Known) -> tuple[Need, ...]:
        """Return the needs that nothing on record meets."""
        return tuple(need for need in self.needs if not any(ask.is_met_by(known) for ask in need))


def _either(need: Need) -> str:
    return " or ".join(_inside_a_sentence(ask.name) for ask in need)


def _inside_a_sentence(name: str) -> str:
    keeps_capitals = name[:2].isupper()
    return name if keeps_capitals else name[:1].lower() + name[1:]


BIRTH_DAY: Need = (Ask(Kind.BIRTH_DAY),)
SOME_NUMBER: Need = (Ask(Kind.NPI), Ask(Kind.LICENCE, ANY), Ask(Kind.BOARD_ID, ANY))
PHYSICIAN = frozenset({"physician"})
SINCE = {"ABPMR": date(2025, 1, 1)}


def _board(code: str, name: str) -> Destination:
    return Destination(
        code=f"pars_{code.lower()}",
        name=f"the {name}, through ACCME",
        takes=frozenset({f"{code.lower()}_moc"}),
        professions=PHYSICIAN,
        needs=(BIRTH_DAY, (Ask(Kind.BOARD_ID, code),)),
        days=30,
        needs_activity_id=True,
        since=SINCE.get(code),
    )


_ALL = (
    Destination(
        code="pars",
        name="ACCME (PARS)",
        takes=frozenset({"ama_pra_1"}),
        professions=PHYSICIAN,
        needs=(BIRTH_DAY, SOME_NUMBER),
        days=30,
        needs_activity_id=True,
    ),
    *(_board(code, name) for code, name in BOARDS.items()),
    Destination(
        code="cpe_monitor",
        name="CPE Monitor (NABP)",
        takes=frozenset({"acpe", "acpe_t"}),
        professions=frozenset({"pharmacist", "pharmacy_technician"}),
        needs=((Ask(Kind.NABP_PROFILE),), BIRTH_DAY),
        days=60,
    ),
    Destination(
        code="ce_broker",
        name="CE Broker",
        takes=frozenset({"ancc"}),
        professions=frozenset({"nurse", "nurse_practitioner"}),
        needs=((Ask(Kind.LICENCE, ANY),),),
        days=90,
    ),
)
DESTINATIONS: Mapping[str, Destination] = {each.code: each for each in _ALL}


def destinations_taking(credit_type: str) -> list[Destination]:
    """Return who takes this kind of credit; nobody for most."""
    return [each for each in _ALL if credit_type in each.takes]


def is_known_to_pars(credit_type: str) -> bool:
    """Whether reports of this credit carry the PARS ID of their activity."""
    return any(each.needs_activity_id for each in destinations_taking(credit_type))


def destinations_for(profession: str) -> list[Destination]:
    """Return who could hear about credit of somebody in this profession."""
    return [each for each in _ALL if profession in each.professions]


def listed(needs: Iterable[Need]) -> str:
    """Return what is missing in words: "month and day of birth; NPI or state licence"."""
    return "; ".join(_either(need) for need in needs)
