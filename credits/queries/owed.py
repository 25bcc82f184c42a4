"""What a learner still owes: every licence held against all their credit, in a handful of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, Subquery

from accounts.domain.identifiers import Kind
from accounts.models import Identifier, User
from credits.domain import requirements as rules
from credits.domain.requirements import Earned, Finding, Holding, Status
from credits.domain.requirements.facts import Fact
from credits.domain.requirements.naming import fact_named, facts_named
from credits.domain.requirements.topics import sure_topics
from credits.models import CalendarFeed, Entry, ExternalCredit, Licence, RequirementVersion
from credits.queries.requirements import acceptances, bodies_of, versions_on

OURS, EXTERNAL = "entry", "external"


@dataclass(frozen=True)
class Owed:
    """One licence and how it stands; without a version nobody keeps its rules for this day."""

    licence: Licence
    version: RequirementVersion | None
    asks: rules.Requirement | None
    findings: tuple[Finding, ...]
    today: date

    @cached_property
    def leaves(self) -> list[Finding]:
        """The findings that count hours, those of a choice instead of the choice."""
        return [leaf for finding in self.findings for leaf in finding.parts or (finding,)]

    @property
    def short(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.status is Status.SHORT]

    @cached_property
    def questions(self) -> dict[str, Fact]:
        """What to ask, by fact: first what decides a clause, then what could only help."""
        if self.asks is None:
            return {}
        gravest_first = sorted(
            self.findings, key=lambda finding: finding.status is not Status.UNKNOWN
        )
        names = dict.fromkeys(name for finding in gravest_first for name in finding.questions)
        return {name: fact_named(name, self.asks) for name in names}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact that could change something, by name."""
        if self.asks is None:
            return {}
        return {name: fact_named(name, self.asks) for name in facts_named(self.asks)}

    @property
    def deadlines(self) -> dict[date, list[Finding]]:
        """What is short, by the day by which it has to be done, the soonest first."""
        found: dict[date, list[Finding]] = {}
        for finding in sorted(self.short, key=lambda one: one.due_on or date.max):
            if finding.due_on:
                found.setdefault(finding.due_on, []).append(finding)
        return found

    @property
    def next_due(self) -> date | None:
        """The first day by which something short has to be done."""
        return next(iter(self.deadlines), None)

    @cached_property
    def ends_on(self) -> date | None:
        """When the present cycle ends, or the licence; None where nobody told."""
        cycle = self.asks.cycle if self.asks else None
        if cycle is None:
            return self.licence.expires_on
        try:
            return cycle.at(holding_of(self.licence), self.today).end
        except rules.FactMissing:
            return None


@dataclass(frozen=True)
class Supply:
    """A learner's credit, from the ledger and from elsewhere, and what boards take of it."""

    earned: list[Earned]
    acceptances: list[rules.Acceptance]

    @cached_property
    def self_reported(self) -> frozenset[str]:
        return frozenset(one.id for one in self.earned if one.self_reported)


def holding_of(licence: Licence) -> Holding:
    """Return a licence as rules read it."""
    return Holding(licence.issued_on, licence.expires_on, licence.facts)


def licences_of(learner: User | int) -> list[Licence]:
    """Return what a learner holds, with the requirements and `masked_number`."""
    numbers = Identifier.objects.filter(
        person=OuterRef("learner"), kind=Kind.HELD, issuer=OuterRef("requirement__slug")
    )
    held = Licence.objects.filter(learner=learner).select_related("requirement")
    return list(held.annotate(masked_number=Subquery(numbers.values("masked"))))


def supply_of(learner: User | int) -> Supply:
    """Return everything that could count, in three queries."""
    return Supply([*_ledger(learner), *_external(learner)], acceptances())


def owed_by(learner: User | int, today: date) -> list[Owed]:
    """Return how each licence of a learner stands; in at most six queries, one if they have none."""
    licences = licences_of(learner)
    return reckoned(licences, supply_of(learner), today) if licences else []


def reckoned(licences: Iterable[Licence], supply: Supply, today: date) -> list[Owed]:
    """Hold licences of one learner against their credit."""
    licences = list(licences)
    versions = versions_on(today, {licence.requirement_id for licence in licences})
    bodies = bodies_of(version.pk for version in versions.values())
    return [
        _owed(licence, versions.get(licence.requirement_id), bodies, supply, today)
        for licence in licences
    ]


def calendar_owner(token: str) -> User | None:
    """Return whose calendar has this secret address, None if nobody's."""
    feed = CalendarFeed.objects.select_related("learner").filter(token=token).first()
    return feed.learner if feed else None


def _owed(
    licence: Licence,
    version: RequirementVersion | None,
    bodies: Mapping[int, rules.Requirement],
    supply: Supply,
    today: date,
) -> Owed:
    if version is None:
        return Owed(licence, None, None, (), today)
    asks = bodies[version.pk]
    findings = rules.evaluate(asks, holding_of(licence), supply.earned, supply.acceptances, today)
    return Owed(licence, version, asks, tuple(findings), today)


def _ledger(learner: User | int) -> list[Earned]:
    rows = Entry.objects.filter(learner=learner, amount__gt=0, reversed_by=None).values_list(
        "pk",
        "credit_type__code",
        "amount",
        "earned_on",
        "facts__activity__title",
        "facts__activity__provider",
        "facts__offer__amount",
        "facts__offer__topics",
    )
    return [
        Earned(
            id=f"{OURS}:{pk:012}",
            title=title,
            earned_on=day,
            credit_type=kind,
            amount=amount,
            topics=sure_topics(topics or (), designated=Decimal(designated), claimed=amount),
            provider=provider or "",
        )
        for pk, kind, amount, day, title, provider, designated, topics in rows
    ]


def _external(learner: User | int) -> list[Earned]:
    return [
        Earned(
            id=f"{EXTERNAL}:{row.pk:012}",
            title=row.title,
            earned_on=row.earned_on,
            credit_type=row.kind,
            amount=row.amount,
            topics=sure_topics(row.topics, designated=row.amount, claimed=row.amount),
            provider=row.provider,
            self_reported=True,
        )
        for row in ExternalCredit.objects.filter(learner=learner)
    ]
