"""The dry run of a regrade: who would pass, complete, gain or lose credit; nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from assessments.domain.regrading import Effect
from assessments.domain.rulings import Rulings
from credits.models import CreditOffer, Entry
from credits.queries import (
    boards_asked,
    entries_to_restore,
    offers_ever,
    standing_entries_in,
    takable,
)
from learners.models import Enrolment
from learners.queries.regrading import (
    Change,
    Counts,
    activities_of,
    attempts_met,
    changes_under,
    lost,
)
from learners.queries.standing import Standing, completion_of, standings

AT_ONCE = 1000
Credit: TypeAlias = tuple[tuple[str, Decimal], ...]  # short name of the credit type, amount
Entries: TypeAlias = Mapping[tuple[int, int], Sequence[Entry]]  # by learner and activity


@dataclass(frozen=True)
class Person:
    """What one changed grade comes to for the person whose it is."""

    completes: bool = False
    credited: Credit = ()
    withdrawn: Credit = ()


NOTHING = Person()


@dataclass(frozen=True)
class Preview:
    """What rulings would do, in the order in which it is done; `people` by attempt.

    What would be lower is held back; its person is told what lowering it afterwards comes to.
    """

    changes: Sequence[Change]
    people: Mapping[int, Person]

    def of(self, effect: Effect) -> list[Change]:
        """Return the changes with this effect."""
        return [change for change in self.changes if change.effect is effect]

    def person(self, change: Change) -> Person:
        """Return what happens to the person whose grade changes; for a lower one, if it is lowered."""
        return self.people.get(change.attempt.pk, NOTHING)

    def counts(self, *, lowers: bool) -> Counts:
        """Return what a regrade that lowers nobody will count, or the one that lowers after it."""
        first = [change for change in self.changes if change.effect is not Effect.LOWERED]
        second = self.of(Effect.LOWERED)
        people = [self.person(change) for change in (second if lowers else first)]
        return Counts(
            raised=0 if lowers else len(self.of(Effect.RAISED)),
            reweighed=0 if lowers else len(self.of(Effect.REWEIGHED)),
            graded=0 if lowers else len(self.of(Effect.GRADED)),
            lowered=len(second) if lowers else 0,
            held_back=0 if lowers else len(second),
            completed=sum(person.completes for person in people),
            credited=sum(bool(person.credited) for person in people),
            withdrawn=sum(bool(person.withdrawn) for person in people),
        )

    @property
    def passes(self) -> int:
        """How many attempts become passes."""
        return sum(change.after.passed and not change.had_passed for change in self.changes)

    @property
    def fails(self) -> int:
        """How many attempts are no passes any more once they are lowered."""
        return sum(change.had_passed and not change.after.passed for change in self.changes)

    @property
    def completions(self) -> int:
        """How many people complete their activity."""
        return sum(person.completes for person in self.people.values())

    @property
    def credited(self) -> int:
        """How many people are given credit."""
        return sum(bool(person.credited) for person in self.people.values())

    @property
    def withdrawn(self) -> int:
        """How many people lose credit once they are lowered."""
        return sum(bool(person.withdrawn) for person in self.people.values())


def preview(rulings: Rulings, at: datetime) -> Preview:
    """Return what rulings, written down or not, would change if they were carried out now.

    The number of queries grows with thousands of attempts, not with attempts; only where credit is
    for a board's diplomates, it grows with the people who complete.
    """
    changes: list[Change] = []
    rows = attempts_met(rulings).iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        changes += changes_under(rulings, some)
    before = _standings({change.enrolment_id for change in changes})
    return Preview(changes, _people(before, changes, at))


def _standings(enrolment_ids: Iterable[int]) -> list[tuple[Enrolment, Standing]]:
    rows = Enrolment.objects.filter(pk__in=enrolment_ids)
    enrolments = list(rows.select_related("completion", "learner__profile"))
    pairs = list(zip(activities_of(enrolments), enrolments, strict=True))
    return list(zip(enrolments, standings(pairs), strict=True))


def with_changes(standing: Standing, changes: Iterable[Change]) -> Standing:
    """Return where somebody stands once grades are changed."""
    marks = {change.attempt.pk: change.after for change in changes}
    attempts = []
    for attempt in map(copy, standing.attempts):
        if mark := marks.get(attempt.pk):
            attempt.grade_passed = mark.passed
            attempt.grade_points, attempt.grade_max_points = mark.points, mark.max_points
        attempts.append(attempt)
    return replace(standing, attempts=attempts)


def _people(
    standing: Sequence[tuple[Enrolment, Standing]], changes: Sequence[Change], at: datetime
) -> dict[int, Person]:
    learners = [enrolment.learner_id for enrolment, _standing in standing]
    activities = {enrolment.activity_id for enrolment, _standing in standing}
    held = _grouped(standing_entries_in(learners, activities))
    owed = _grouped(entries_to_restore(learners, activities))
    offers = {activity: offers_ever(activity) for activity in activities}
    by_enrolment: dict[int, list[Change]] = {}
    for change in changes:
        by_enrolment.setdefault(change.enrolment_id, []).append(change)
    found: dict[int, Person] = {}
    for enrolment, before in standing:
        place = (enrolment.learner_id, enrolment.activity_id)
        walk = _Walk(
            enrolment=enrolment,
            offers=offers[enrolment.activity_id],
            at=at,
            standing=before,
            is_complete=completion_of(enrolment) is not None,
            held=_amounts(held.get(place, ())),
            owed=_amounts(owed.get(place, ())),
        )
        found |= walk.through(by_enrolment[enrolment.pk])
    return found


@dataclass
class _Walk:
    """One enrolment led from change to change, as they are made: the lower ones last."""

    enrolment: Enrolment
    offers: Iterable[CreditOffer]
    at: datetime
    standing: Standing
    is_complete: bool
    held: Credit
    owed: Credit

    def through(self, changes: Iterable[Change]) -> dict[int, Person]:
        """Return what each change comes to, by attempt."""
        in_order = sorted(changes, key=lambda change: change.effect is Effect.LOWERED)
        return {change.attempt.pk: self._after(change) for change in in_order}

    def _after(self, change: Change) -> Person:
        before, self.standing = self.standing, with_changes(self.standing, [change])
        if self.is_complete and lost(before, self.standing):
            taken, self.held, self.owed = self.held, (), self.owed + self.held
            return Person(withdrawn=taken)
        if not self.standing.is_complete:
            return NOTHING
        completes, self.is_complete = not self.is_complete, True
        given, self.owed = (self._earned() if completes else self.owed), ()
        self.held += given
        return Person(completes, given)

    def _earned(self) -> Credit:
        """Return what a completion earns at once; what asks for a note waits for it."""
        learner, done_at = self.enrolment.learner, self.standing.done_at or self.at
        profession = getattr(getattr(learner, "profile", None), "profession", "")
        offers = takable(self.offers, profession, done_at.astimezone(learner.zone).date(), done_at)
        boards = {"", *boards_asked(learner, offers)}
        return tuple(
            (offer.credit_type.short_name, offer.amount)
            for offer in offers
            if offer.credit_type.board in boards and not offer.credit_type.reflection_required
        )


def _amounts(entries: Iterable[Entry]) -> Credit:
    return tuple((entry.credit_type.short_name, abs(entry.amount)) for entry in entries)


def _grouped(entries: Iterable[Entry]) -> Entries:
    found: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.learner_id, entry.offer.activity_id), []).append(entry)
    return found
