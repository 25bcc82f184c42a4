"""Reads about disclosures: how each person stands, what is still open for an activity, who may answer a link."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core import signing
from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.dateparse import parse_date

from courses.domain.disclosure import (
    DAYS_BEFORE_EXPIRY,
    METHODS,
    Method,
    Nature,
    State,
    Tie,
    problem_of,
    state_of,
    statement,
    told,
)
from courses.models import (
    ActivityPage,
    Contributor,
    Declaration,
    DisclosureRequest,
    Person,
    Relationship,
    RelevanceDecision,
    StandardExemption,
)

SALT = "courses.disclosure"


@dataclass(frozen=True)
class TieStanding:
    """A relationship as it stands for one activity."""

    relationship: Relationship
    tie: Tie
    decision: RelevanceDecision | None
    problem: str


@dataclass(frozen=True)
class PersonStanding:
    """A person of an activity: their roles, their newest declaration, what is still open."""

    person: Person
    roles: tuple[Contributor.Role, ...]
    starts_on: date | None
    declaration: Declaration | None
    state: State
    ties: tuple[TieStanding, ...]
    problems: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Whether the declaration holds and every relevant relationship was mitigated in time."""
        return not self.problems

    @property
    def role_label(self) -> str:
        """All roles as learners read them."""
        first, *others = [role.label for role in self.roles]
        return " and ".join([first, *(label.lower() for label in others)])


@dataclass(frozen=True)
class ActivityDisclosures:
    """What everybody in control of an activity's content has declared, and what was decided."""

    people: tuple[PersonStanding, ...]
    exemption: StandardExemption | None

    @property
    def is_exempt(self) -> bool:
        """Whether a second person agreed that the rules on relationships do not apply."""
        return self.exemption is not None and self.exemption.approved_at is not None

    @property
    def problems(self) -> list[str]:
        """What keeps the activity from being published, each with the person's name."""
        if self.is_exempt:
            return []
        return [f"{each.person.name}: {text}" for each in self.people for text in each.problems]

    @property
    def statement(self) -> str:
        """The sentence about all of them that learners read, "" while it cannot be said."""
        ties = [each.tie for person in self.people for each in person.ties]
        return statement(ties, all_declared=all(person.declaration for person in self.people))


def disclosures_of(activity: ActivityPage, *, on: date) -> ActivityDisclosures:
    """Return how the disclosures of an activity stand on a day; `activity` may be a draft."""
    return _disclosures([(activity, list(activity.contributors.all()))], on)[0]


def disclosures_in(
    activities: Iterable[ActivityPage], *, on: date
) -> list[tuple[ActivityPage, ActivityDisclosures]]:
    """Return how many activities stand, with as many queries as one; their drafts count.

    Select `latest_revision` with them.
    """
    drafts = [(activity, _drafted(activity)) for activity in activities]
    found = _disclosures(drafts, on)
    return [(activity, each) for (activity, _rows), each in zip(drafts, found, strict=True)]


def _drafted(activity: ActivityPage) -> list[Contributor]:
    """Return the contributors of the newest draft, without reading the whole page from it."""
    if activity.latest_revision is None:
        return list(activity.contributors.all())
    rows = activity.latest_revision.content.get("contributors", [])
    return [
        Contributor(
            person_id=row.get("person"),
            role=row["role"],
            starts_on=parse_date(row.get("starts_on") or ""),
        )
        for row in rows
    ]


def _disclosures(
    drafts: Sequence[tuple[ActivityPage, list[Contributor]]], on: date
) -> list[ActivityDisclosures]:
    ids = {row.person_id for _activity, rows in drafts for row in rows}
    people = Person.objects.in_bulk([pk for pk in ids if pk])
    newest = {each.person_id: each for each in newest_declarations(people)}
    activity_ids = [activity.pk for activity, _rows in drafts if activity.pk]
    decisions = _decisions_on(activity_ids, newest.values())
    exemptions = {
        each.activity_id: each
        for each in StandardExemption.objects.filter(
            activity__in=activity_ids, withdrawn_at=None
        ).select_related("proposed_by", "approved_by")
    }
    return [
        ActivityDisclosures(
            people=tuple(
                _person_standing(
                    people[pk],
                    [row for row in rows if row.person_id == pk and row.role],
                    newest.get(pk),
                    {tie: each for (page, tie), each in decisions.items() if page == activity.pk},
                    on,
                )
                for pk in dict.fromkeys(row.person_id for row in rows if row.role)
                if pk in people
            ),
            exemption=exemptions.get(activity.pk),
        )
        for activity, rows in drafts
    ]


def newest_declarations(person_ids: Iterable[int]) -> QuerySet[Declaration, Any]:
    """Return the newest declaration of each person with its relationships, and their first day."""
    companies = Prefetch(
        "relationships", Relationship.objects.select_related("company__merged_into")
    )
    first = Declaration.objects.filter(person=OuterRef("person")).order_by()
    return (
        Declaration.objects.filter(person__in=list(person_ids))
        .order_by("person_id", "-declared_at", "-pk")
        .distinct("person_id")
        .annotate(
            first_on=Subquery(first.values("person").annotate(day=Min("declared_on")).values("day"))
        )
        .prefetch_related(companies)
    )


def _decisions_on(
    activity_ids: Sequence[int], declarations: Iterable[Declaration]
) -> dict[tuple[int, int], RelevanceDecision]:
    ties = [row.pk for each in declarations for row in each.relationships.all()]
    found = (
        RelevanceDecision.objects.filter(activity__in=activity_ids, relationship__in=ties)
        .select_related("decided_by")
        .order_by("activity_id", "relationship_id", "-decided_at", "-pk")
        .distinct("activity_id", "relationship_id")
    )
    return {(each.activity_id, each.relationship_id): each for each in found}


def _person_standing(
    person: Person,
    rows: list[Contributor],
    declaration: Any,
    decisions: dict[int, RelevanceDecision],
    on: date,
) -> PersonStanding:
    starts = [row.starts_on for row in rows if row.starts_on]
    starts_on = min(starts, default=None)
    state = state_of(declaration and declaration.expires_on, on)
    was_in_time = not (declaration and starts_on) or declaration.first_on <= starts_on
    is_renewal = bool(declaration) and declaration.first_on < declaration.declared_on
    deadline = None if is_renewal and was_in_time else starts_on
    relationships = list(declaration.relationships.all()) if declaration else []
    ties = tuple(_tie_standing(each, decisions.get(each.pk), deadline) for each in relationships)
    problems = {
        State.MISSING: "has not declared their financial relationships.",
        State.EXPIRED: "the declaration has expired.",
    }
    found = [problems[state]] if state in problems else []
    if not was_in_time:
        found.append("declared only after the role had started.")
    return PersonStanding(
        person=person,
        roles=tuple(dict.fromkeys(Contributor.Role(row.role) for row in rows)),
        starts_on=starts_on,
        declaration=declaration,
        state=state,
        ties=ties,
        problems=(*found, *(each.problem for each in ties if each.problem)),
    )


def _tie_standing(
    row: Relationship, decision: RelevanceDecision | None, deadline: date | None
) -> TieStanding:
    tie = tie_of(row, decision)
    return TieStanding(row, tie, decision, problem_of(tie, deadline))


def tie_of(row: Relationship, decision: RelevanceDecision | None) -> Tie:
    """Return a relationship as the rules see it, under the name that the registry gives its company."""
    company = row.company and (row.company.merged_into or row.company)
    return Tie(
        company=company.name if company else row.named,
        is_ineligible=company.is_ineligible if company else None,
        nature=Nature(row.nature),
        has_ended=row.has_ended,
        decided=decision is not None,
        is_relevant=bool(decision and decision.is_relevant),
        method=decision.method if decision else "",
        inclusion=decision.inclusion if decision else "",
        done_on=decision.done_on if decision else None,
    )


def people_told(disclosures: ActivityDisclosures) -> list[dict[str, Any]]:
    """Return everybody in control of content as learners are told, as JSON to freeze."""
    return [_person_told(each) for each in disclosures.people]


def _person_told(standing: PersonStanding) -> dict[str, Any]:
    shown = [each for each in standing.ties if each.tie.is_told]
    methods = dict.fromkeys(_method_told(each) for each in shown if each.decision)
    return {
        "person_id": standing.person.pk,
        "name": standing.person.name,
        "credentials": standing.person.credentials,
        "affiliation": standing.person.affiliation,
        "role": standing.roles[0].value,
        "role_label": standing.role_label,
        "has_declared": standing.declaration is not None,
        "declaration_id": standing.declaration and standing.declaration.pk,
        "relationships": "\n".join(told(each.tie) for each in shown),
        "mitigation": "\n".join(methods) if all(each.decision for each in shown) else "",
    }


def _method_told(standing: TieStanding) -> str:
    decision = standing.decision
    assert decision is not None  # noqa: S101 - only decided ones are asked about
    return decision.reason if decision.method == "as_told" else METHODS[Method(decision.method)]


def with_disclosure_state(people: QuerySet[Person]) -> Any:
    """Return people with `expires_on` of their newest declaration, and `asked_at` if one is awaited."""
    newest = Declaration.objects.filter(person=OuterRef("pk")).order_by("-declared_at", "-pk")
    return people.annotate(
        expires_on=Subquery(newest.values("expires_on")[:1]),
        asked_at=Subquery(open_requests().filter(person=OuterRef("pk")).values("asked_at")[:1]),
    )


def in_state(people: QuerySet[Person], state: State, *, on: date) -> QuerySet[Person]:
    """Return those of `with_disclosure_state` whose newest declaration stands so on a day."""
    soon = on + timedelta(days=DAYS_BEFORE_EXPIRY)
    condition = {
        State.MISSING: Q(expires_on=None),
        State.EXPIRED: Q(expires_on__lt=on),
        State.EXPIRING: Q(expires_on__gte=on, expires_on__lte=soon),
        State.CURRENT: Q(expires_on__gt=soon),
    }
    return people.filter(condition[state])


def people_to_ask(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Return who has an address, no declaration that holds, and was not asked yet."""
    lacking = with_disclosure_state(people).filter(asked_at=None).exclude(email="")
    found: QuerySet[Person] = lacking.filter(Q(expires_on=None) | Q(expires_on__lt=on))
    return found


def people_expiring(*, on: date) -> QuerySet[Person]:
    """Return who works on an activity that goes on, and whose declaration lapses soon or has lapsed.

    Not those whose link staff took back a short while ago.
    """
    works = Contributor.objects.filter(person=OuterRef("pk"), activity__expires_on__gte=on)
    lacking = with_disclosure_state(Person.objects.exclude(email="")).filter(asked_at=None)
    last = on + timedelta(days=DAYS_BEFORE_EXPIRY)
    since = on - timedelta(days=DAYS_BEFORE_EXPIRY)
    taken_back = DisclosureRequest.objects.filter(
        person=OuterRef("pk"), withdrawn_at__date__gte=since
    )
    found: QuerySet[Person] = lacking.filter(
        Exists(works), ~Exists(taken_back), expires_on__lte=last
    )
    return found


def open_requests() -> QuerySet[DisclosureRequest]:
    """Return the requests that nobody has answered or withdrawn."""
    return DisclosureRequest.objects.filter(answered_at=None, withdrawn_at=None)


class Refusal(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    REPLACED = "replaced"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class LinkRefused(Exception):
    """A link that opens nothing; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def link_token(request: DisclosureRequest) -> str:
    """Return what stands in the link of a request, signed."""
    return signing.dumps([request.pk, request.link_number], salt=SALT)


def request_by(token: str, *, at: datetime) -> DisclosureRequest:
    """Return the request that a link opens, with its person; raise `LinkRefused`."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkRefused(Refusal.UNKNOWN) from error
    request = DisclosureRequest.objects.select_related("person__provider").filter(pk=pk).first()
    if request is None:
        raise LinkRefused(Refusal.UNKNOWN)
    if request.link_number != number:
        raise LinkRefused(Refusal.REPLACED)
    if request.withdrawn_at:
        raise LinkRefused(Refusal.WITHDRAWN)
    if request.link_expires_at <= at:
        raise LinkRefused(Refusal.EXPIRED)
    return request
