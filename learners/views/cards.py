"""Activities in a list, each with the reader's own standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from accounts.queries import profession_of
from learners.queries import Offered, Standing, enrolments_of, standings


@dataclass(frozen=True)
class Card:
    """An activity in a list, with the reader's own standing in it."""

    row: Offered
    credit: Decimal | None
    standing: Standing | None

    @property
    def status(self) -> str:
        """How far the reader is, in words."""
        if self.standing is None:
            return ""
        if self.standing.completion:
            return "Completed"
        return f"{self.standing.percent}% done"


def cards(rows: Iterable[Offered], learner: User | None) -> list[Card]:
    """Return what a list shows of each activity; at most five queries for somebody signed in."""
    rows = list(rows)
    if learner is None:
        return [Card(row, row.most(), None) for row in rows]
    profession = profession_of(learner)
    by_id = {row.activity.activity_id: row.activity for row in rows}
    enrolled = enrolments_of(learner).filter(activity__in=by_id)
    pairs = [(by_id[enrolment.activity_id], enrolment) for enrolment in enrolled]
    known = {each.activity.activity_id: each for each in standings(pairs)} if pairs else {}
    return [Card(row, row.most(profession), known.get(row.activity.activity_id)) for row in rows]
