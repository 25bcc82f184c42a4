"""What the planner is given: every open need of a learner, and what the catalogue has for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import adjustment_of, profession_of
from courses.queries import (
    FrozenActivity,
    frozen_activities,
    open_versions,
    still_completable,
)
from credits.domain.planner import NOTHING, Candidate, Need
from credits.domain.requirements import Acceptance, Earned
from credits.domain.requirements.openness import Open, still_open
from credits.domain.requirements.topics import sure_topics
from credits.models import CreditOffer, Entry
from credits.queries.conditions import awaiting_of, takes
from credits.queries.owed import Owed, Supply, holding_of


class Opened(NamedTuple):
    """A need, and the clause behind it."""

    need: Need
    clause: Open


@dataclass(frozen=True)
class Task:
    """What to plan; `codes` leads from a candidate to its activity."""

    needs: list[Need]
    candidates: list[Candidate]
    codes: Mapping[int, str]


def to_plan(
    learner: User,
    owed: Iterable[Owed],
    supply: Supply,
    today: date,
    journeys: Mapping[int, bool],
) -> Task:
    """Return everything that is open for a learner, and the activities that could close it.

    `journeys` are the activities that the learner began, each with whether it was completed: one
    completed is not taken again, one begun asks for nothing first any more.
    """
    opened = [each for one in owed for each in _opened(one, supply)]
    if not opened:
        return Task([], [], {})
    done = {pk for pk, is_completed in journeys.items() if is_completed}
    offers = _offers(learner, today, done)
    current = {each.activity_id: each for each in frozen_activities(open_versions(today))}
    first = _first(learner, current, journeys, done, today)
    wanted = offers.keys() | _asked_for(offers, first)
    activities = {pk: each for pk, each in current.items() if pk in wanted}
    promised = {
        pk: [_as_earned(offer, each, today) for offer in offers.get(pk, [])]
        for pk, each in activities.items()
    }
    return Task(
        needs=[_limited(each, promised, supply.acceptances) for each in opened],
        candidates=[
            _candidate(
                activity, promised[pk], offers.get(pk, []), opened, supply.acceptances, first[pk]
            )
            for pk, activity in activities.items()
        ],
        codes={pk: activity.code for pk, activity in activities.items()},
    )


def _opened(one: Owed, supply: Supply) -> list[Opened]:
    if one.asks is None:
        return []
    held = one.licence
    found = still_open(
        one.asks, holding_of(held), supply.earned, supply.acceptances, one.findings, one.today
    )
    return [
        Opened(
            Need(
                key=(held.pk, clause.clause.key, clause.due_on),
                title=f"{clause.clause.title} ({held.requirement.authority})",
                short_by=clause.short_by,
                unit=clause.clause.unit,
                due_on=clause.due_on,
                rivals=None if clause.rivals is None else (held.pk, clause.rivals),
            ),
            clause,
        )
        for clause in found
    ]


def _first(
    learner: User,
    current: Mapping[int, FrozenActivity],
    journeys: Mapping[int, bool],
    done: set[int],
    today: date,
) -> dict[int, frozenset[int]]:
    """Return what the learner has to complete before each open activity; docs/rules/prerequisites.md."""
    asked = {
        pk: {row["id"] for row in each.prerequisites} - done if pk not in journeys else set()
        for pk, each in current.items()
    }
    wanted = set().union(*asked.values())
    days = adjustment_of(learner).extra_days if wanted else 0
    binding = still_completable(wanted, today, days).keys()
    return {pk: frozenset(ids & binding) for pk, ids in asked.items()}


def _asked_for(wanted: Iterable[int], first: Mapping[int, frozenset[int]]) -> set[int]:
    """Return everything that has to come before what is wanted, directly or through others."""
    found: set[int] = set()
    waiting = list(wanted)
    while waiting:
        more = first.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting.extend(more)
    return found


def _offers(learner: User, today: date, done: set[int]) -> dict[int, list[CreditOffer]]:
    """Return what the learner could still earn, by activity: of each activity credit is given once."""
    taken = done | {
        *_activities_of(learner),
        *awaiting_of(learner).values_list("offer__activity", flat=True),
    }
    rows = CreditOffer.objects.filter(
        withdrawn_at=None,
        valid_from__lte=today,
        valid_until__gte=today,
        credit_type__is_active=True,
    ).select_related("credit_type")
    offers = [offer for offer in rows.order_by("pk") if offer.activity_id not in taken]
    takable = takes(learner, profession_of(learner), offers)
    found: dict[int, list[CreditOffer]] = {}
    for offer in offers:
        if offer.pk in takable:
            found.setdefault(offer.activity_id, []).append(offer)
    return found


def _activities_of(learner: User) -> QuerySet[Entry, int]:
    rows = Entry.objects.filter(learner=learner).order_by()
    return rows.values_list("offer__activity_id", flat=True).distinct()


def _as_earned(offer: CreditOffer, activity: FrozenActivity, today: date) -> Earned:
    topics = sure_topics(offer.topics, designated=offer.amount, claimed=offer.amount)
    provider = activity.facts["provider"]["name"]
    return Earned(
        id=f"offer:{offer.pk}",
        title=activity.title,
        earned_on=today,
        credit_type=offer.credit_type.code,
        amount=offer.amount,
        topics=topics,
        provider=provider,
    )


def _candidate(
    activity: FrozenActivity,
    promised: list[Earned],
    offers: list[CreditOffer],
    opened: list[Opened],
    rules: list[Acceptance],
    first: frozenset[int],
) -> Candidate:
    gives = {
        need.key: max((clause.takes(earned, rules) for earned in promised), default=NOTHING)
        for need, clause in opened
    }
    return Candidate(
        id=activity.activity_id,
        title=activity.title,
        minutes=activity.facts["minutes"],
        gives={key: amount for key, amount in gives.items() if amount > 0},
        credit=max((offer.amount for offer in offers), default=NOTHING),
        ends_on=min(
            activity.expires_on,
            max((offer.valid_until for offer in offers), default=activity.expires_on),
        ),
        needs_first=first,
    )


def _limited(opened: Opened, promised: Mapping[int, list[Earned]], rules: list[Acceptance]) -> Need:
    """Return the need with its limits, each naming the activities of which it speaks."""
    need, clause = opened
    limits = [
        (room, _where(promised, partial(clause.limits, filtered, rules=rules)))
        for room, filtered in clause.room
    ] + [(room, _where(promised, partial(_is_of, kind))) for room, kind in clause.caps]
    return Need(
        need.key, need.title, need.short_by, need.unit, need.due_on, need.rivals, tuple(limits)
    )


def _is_of(kind: str, earned: Earned) -> bool:
    return earned.credit_type == kind


def _where(
    promised: Mapping[int, list[Earned]], is_meant: Callable[[Earned], bool]
) -> frozenset[int]:
    return frozenset(pk for pk, rows in promised.items() if any(map(is_meant, rows)))
