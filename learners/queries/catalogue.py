"""Reads for the catalogue: what may be begun, with its credit and its facets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from courses.domain.facets import Listed
from courses.queries import FrozenActivity, frozen_activities, mended, open_versions
from credits.queries import OfferedCredit, credit_offered

LENGTHS = (15, 30, 60)


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


def faceted(rows: Iterable[Offered]) -> list[Listed[Offered]]:
    """Return the rows with their values in each group of filters."""
    return [_faceted(row) for row in rows]


def _faceted(row: Offered) -> Listed[Offered]:
    facts = row.activity.facts
    return Listed(
        row,
        {
            "strand": frozenset([facts["strand"]]),
            "topic": frozenset(facts["topics"]),
            "profession": frozenset(facts["professions"]),
            "credit": frozenset(credit.code for credit in row.credits),
            "provider": frozenset([facts["provider"]["slug"]]),
            "length": frozenset(str(most) for most in LENGTHS if facts["minutes"] <= most),
        },
    )
