"""The dry run of a regrade: who would pass, complete, gain or lose credit; nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

from assessments.domain.regrading import Effect
from assessments.domain.rulings import Rulings
from credits.models import CreditOffer, Entry
from credits.queries import entries_to_restore, offers_ever, standing_entries_in, takable
from learners.models import Enrolment
from learners.queries.regrading import (
    Change,
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
    """What the changed grades of one enrolment come to."""

    completes: bool = False
    credited: Credit = ()
    withdrawn: Credit = ()


NOTHING = Person()


@dataclass(frozen=True)
class Preview:
    """What rulings would do. By enrolment: `people` as it is done, `lowered` with lowering too."""

    changes: Sequence[Change]
    people: Mapping[int, Person]
    lowered: Mapping[int, Person]

    def of(self, effect: Effect) -> list[Change]:
        """Return the changes with this effect."""
        return [change for change in self.changes if change.effect is effect]

    def person(self, change: Change) -> Person:
        """Return what happens to the person whose grade changes; for a lower one, if it is lowered."""
        people = self.lowered if change.effect is Effect.LOWERED else self.people
        return people.get(change.enrolment_id, NOTHING)

    @property
    def passes(self) -> int:
        """How many attempts become passes."""
        return sum(change.after.passed and not change.before.passed for change in self.changes)

    @property
    def fails(self) -> int:
        """How many attempts are no passes any more once they are lowered."""
        return sum(change.before.passed and not change.after.passed for change in self.changes)

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
        return sum(bool(person.withdrawn) for person in self.lowered.values())


def preview(rulings: Rulings) -> Preview:
    """Return what rulings, written down or not, would change.

    The number of queries grows with thousands of attempts, not with attempts.
    """
    changes: list[Change] = []
    rows = attempts_met(rulings).iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        changes += changes_under(rulings, some)
    before = _standings({change.enrolment_id for change in changes})
    raised = [change for change in changes if change.effect is not Effect.LOWERED]
    return Preview(changes, _people(before, raised), _people(before, changes))


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
    standing: Sequence[tuple[Enrolment, Standing]], changes: Sequence[Change]
) -> dict[int, Person]:
    learners = [enrolment.learner_id for enrolment, _standing in standing]
    activities = {enrolment.activity_id for enrolment, _standing in standing}
    held = _grouped(standing_entries_in(learners, activities))
    owed = _grouped(entries_to_restore(learners, activities))
    offers = {activity: offers_ever(activity) for activity in activities}
    by_enrolment: dict[int, list[Change]] = {}
    for change in changes:
        by_enrolment.setdefault(change.enrolment_id, []).append(change)
    return {
        enrolment.pk: _person(
            enrolment,
            before,
            with_changes(before, by_enrolment[enrolment.pk]),
            offers[enrolment.activity_id],
            held.get((enrolment.learner_id, enrolment.activity_id), ()),
            owed.get((enrolment.learner_id, enrolment.activity_id), ()),
        )
        for enrolment, before in standing
        if enrolment.pk in by_enrolment
    }


def _person(
    enrolment: Enrolment,
    before: Standing,
    after: Standing,
    offers: Iterable[CreditOffer],
    held: Iterable[Entry],
    owed: Iterable[Entry],
) -> Person:
    if completion_of(enrolment) is None:
        return _completing(enrolment, after, offers) if after.is_complete else NOTHING
    if lost(before, after):
        return Person(withdrawn=_amounts(held))
    return Person(credited=_amounts(owed)) if after.is_complete else NOTHING


def _completing(enrolment: Enrolment, standing: Standing, offers: Iterable[CreditOffer]) -> Person:
    learner, at = enrolment.learner, standing.done_at
    if at is None:
        return Person(completes=True)
    profession = getattr(getattr(learner, "profile", None), "profession", "")
    taken = takable(offers, profession, at.astimezone(learner.zone).date(), at)
    sure = (offer for offer in taken if not offer.credit_type.is_conditional)
    return Person(True, tuple((offer.credit_type.short_name, offer.amount) for offer in sure))


def _amounts(entries: Iterable[Entry]) -> Credit:
    return tuple((entry.credit_type.short_name, abs(entry.amount)) for entry in entries)


def _grouped(entries: Iterable[Entry]) -> Entries:
    found: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.learner_id, entry.offer.activity_id), []).append(entry)
    return found
