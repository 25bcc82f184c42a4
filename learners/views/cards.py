"""Activities in a list, each with the reader's own standing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse

from accounts.models import User
from courses.domain.marked import Piece
from courses.queries import Passages, passages
from learners.queries import Offered, Standing, enrolments_of, standings


@dataclass(frozen=True)
class LessonLink:
    """A lesson in which a search found something."""

    url: str
    title: list[Piece]
    passage: list[Piece]


@dataclass(frozen=True)
class Card:
    """An activity in a list, with the reader's own standing in it and what a search found there."""

    row: Offered
    credit: Decimal | None
    standing: Standing | None
    found: Passages = field(default_factory=Passages)

    @property
    def status(self) -> str:
        """How far the reader is, in words."""
        if self.standing is None:
            return ""
        if self.standing.completion:
            return "Completed"
        return f"{self.standing.percent}% done"

    @property
    def lessons(self) -> list[LessonLink]:
        """The lessons in which something was found."""
        return list(self._lessons())

    def _lessons(self) -> Iterator[LessonLink]:
        facts = self.row.activity.facts
        slugs = {lesson["id"]: lesson["slug"] for lesson in facts["lessons"]}
        for each in self.found.lessons:
            if each.lesson_id in slugs:
                url = reverse("learners:lesson", args=[facts["code"], slugs[each.lesson_id]])
                yield LessonLink(url, each.title, each.passage)


def cards(
    rows: Iterable[Offered], learner: User | None = None, profession: str = "", text: str = ""
) -> list[Card]:
    """Return what a list shows of each activity; at most four queries for somebody signed in.

    With a text, which takes one query more, each says where its words were found.
    """
    rows = list(rows)
    found = passages((row.activity.id for row in rows), text) if rows and text else {}
    known = _standings(rows, learner) if learner else {}
    return [
        Card(
            row=row,
            credit=row.most(profession),
            standing=known.get(row.activity.activity_id),
            found=found.get(row.activity.id, Passages()),
        )
        for row in rows
    ]


def _standings(rows: list[Offered], learner: User) -> dict[int, Standing]:
    by_id = {row.activity.activity_id: row.activity for row in rows}
    enrolled = enrolments_of(learner).filter(activity__in=by_id)
    pairs = [(by_id[enrolment.activity_id], enrolment) for enrolment in enrolled]
    return {each.activity.activity_id: each for each in standings(pairs)} if pairs else {}
