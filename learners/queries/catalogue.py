"""Reads for the catalogue: what may be begun, with its credit and its facets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from accounts.models import Profession, User
from accounts.queries import profession_of
from courses.domain.activity_types import TYPES, USUAL
from courses.domain.facets import Listed, Selection, Values, select
from courses.models import Strand
from courses.queries import FrozenActivity, frozen_activities, mended, open_versions
from credits.domain.planner import Need
from credits.queries import (
    OfferedCredit,
    credit_offered,
    licences_of,
    reckoned,
    supply_of,
    to_plan,
)
from learners.domain.catalogue import AMOUNTS, ANYTHING_OWED, LENGTHS, Asked, amounts, lengths, read
from learners.queries.prerequisites import journeys_of

KNOWN: Mapping[str, Values] = {
    "strand": frozenset(Strand.values),
    "amount": frozenset(AMOUNTS),
    "length": frozenset(LENGTHS),
    "format": frozenset(TYPES),
    "profession": frozenset(Profession.values),
}
NOTHING: Values = frozenset()


@dataclass(frozen=True)
class Offered:
    """An activity with the credit that it gives."""

    activity: FrozenActivity
    credits: list[OfferedCredit]

    def most(self, profession: str = "") -> Decimal | None:
        """Return the most credit that the profession may take here, None if there is none."""
        amounts = [credit.amount for credit in self.credits if credit.may_be_taken_by(profession)]
        return max(amounts, default=None)


def open_now(on: date, text: str = "") -> list[Offered]:
    """Return every activity that may be begun, newest first; with a text what it finds, best first."""
    offered = credit_offered(on)
    return [
        Offered(activity, offered.get(activity.activity_id, []))
        for activity in frozen_activities(open_versions(on, text))
    ]


@dataclass(frozen=True)
class Search:
    """What a text finds, and the text that finds it: the one typed, or what was probably meant."""

    typed: str
    text: str
    rows: list[Offered]

    @property
    def is_mended(self) -> bool:
        return self.text != self.typed


def search(on: date, typed: str) -> Search:
    """Return what may be begun and fits; where nothing does, what fits the nearest known words."""
    rows = open_now(on, typed)
    better = mended(typed) if typed and not rows else ""
    instead = open_now(on, better) if better else []
    return Search(typed, better, instead) if instead else Search(typed, typed, rows)


@dataclass(frozen=True)
class Owing:
    """What a learner still owes, by the value of its filter, and which activities count towards it."""

    needs: Mapping[str, Need] = field(default_factory=dict)
    helpful: Mapping[int, Values] = field(default_factory=dict)


def owing(learner: User, on: date) -> Owing:
    """Return what is open on a learner's licences; one query if they hold none, else about twelve."""
    licences = licences_of(learner)
    if not licences:
        return Owing()
    supply = supply_of(learner)
    task = to_plan(learner, reckoned(licences, supply, on), supply, on, journeys_of(learner))
    values = {need.key: f"{need.key[0]}-{need.key[1]}" for need in task.needs}  # type: ignore[index]
    return Owing(
        needs={values[need.key]: need for need in reversed(task.needs)},
        helpful={
            one.id: frozenset([ANYTHING_OWED, *(values[key] for key in one.gives)])
            for one in task.candidates
            if one.gives
        },
    )


class Catalogue:
    """What the catalogue has for somebody who asks."""

    def __init__(
        self, given: Mapping[str, Sequence[str]], *, on: date, learner: User | None = None
    ) -> None:
        self.on, self.learner = on, learner
        self._read = read(given, KNOWN)

    @cached_property
    def asked(self) -> Asked:
        """What was understood; what is owed by nobody, or by somebody else, is no filter."""
        owed = self._read.chosen.get("owed", NOTHING)
        known = {ANYTHING_OWED, *self.owing.needs} if self.owing.needs else set()
        return self._read.without({"owed": owed - known}) if owed - known else self._read

    @cached_property
    def owing(self) -> Owing:
        """What is owed, read only if somebody asks for it."""
        asks = self.learner is not None and "owed" in self._read.chosen
        return owing(self.learner, self.on) if asks else Owing()  # type: ignore[arg-type]

    @cached_property
    def search(self) -> Search:
        return search(self.on, self._read.text)

    @cached_property
    def profession(self) -> str:
        return profession_of(self.learner) if self.learner else ""

    @cached_property
    def selection(self) -> Selection[Offered]:
        return select(map(self._listed, self.search.rows), self.asked.chosen)

    @cached_property
    def rows(self) -> list[Offered]:
        """What fits, in the order asked for."""
        rows = self.selection.things
        match self.asked.sort:
            case "new":
                return sorted(rows, key=lambda row: (row.activity.released_on, row.activity.id))[
                    ::-1
                ]
            case "short":
                return sorted(rows, key=lambda row: (row.activity.facts["minutes"], _title(row)))
            case "credit":
                return sorted(rows, key=lambda row: (-self._most(row), _title(row)))
            case "title":
                return sorted(rows, key=_title)
            case "ends":
                return sorted(rows, key=lambda row: (row.activity.expires_on, _title(row)))
            case _:
                return rows

    def _most(self, row: Offered) -> Decimal:
        return row.most(self.profession) or Decimal(0)

    def _listed(self, row: Offered) -> Listed[Offered]:
        facts = row.activity.facts
        traits: dict[str, Values] = {
            "strand": frozenset([facts["strand"]]),
            "owed": self.owing.helpful.get(row.activity.activity_id, NOTHING),
            "credit": frozenset(credit.code for credit in row.credits),
            "amount": amounts(row.most(self.profession)),
            "length": lengths(facts["minutes"]),
            "topic": frozenset(facts["topics"]),
            "format": frozenset([facts.get("type", USUAL)]),
            "profession": frozenset(facts["professions"]),
            "provider": frozenset([facts["provider"]["slug"]]),
        }
        return Listed(row, traits)


def _title(row: Offered) -> tuple[str, int]:
    return row.activity.title.casefold(), row.activity.id


def values_of(rows: Iterable[Offered]) -> dict[str, dict[str, str]]:
    """Return what the values that come from the rows are called, by group."""
    rows = list(rows)
    providers = [row.activity.facts["provider"] for row in rows]
    return {
        "credit": {credit.code: credit.short_name for row in rows for credit in row.credits},
        "provider": {provider["slug"]: provider["name"] for provider in providers},
    }
