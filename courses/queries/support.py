"""Reads about commercial support: what stands, what learners are told, how the money stands."""

from decimal import Decimal

from django.db.models import Q, Sum

from courses.domain.support import Balance, Given, InKind, acknowledgement, problem_of
from courses.models import ActivityPage, SupportAgreement, SupportLine


def agreements_of(activity: ActivityPage) -> list[SupportAgreement]:
    """Return the agreements that stand, with their companies; none of an activity not saved yet."""
    found = SupportAgreement.objects.filter(activity=activity.pk, ended_at=None)
    return list(found.select_related("company__merged_into"))


def supporter_of(agreement: SupportAgreement) -> str:
    """Return the supporter's name as the registry has it."""
    company = agreement.company.merged_into or agreement.company
    return str(company.name)


def support_told(activity: ActivityPage) -> str:
    """Return the sentence about support that learners read: generated where there are agreements."""
    agreements = agreements_of(activity)
    if not agreements and SupportAgreement.objects.filter(activity=activity.pk).exists():
        return acknowledgement([])
    if not agreements:
        return str(activity.commercial_support)
    return acknowledgement(
        [
            Given(
                supporter=supporter_of(each),
                has_money=each.amount > 0,
                in_kind=tuple(InKind(kind) for kind in each.in_kind),
                nature=each.nature,
            )
            for each in agreements
        ]
    )


def support_problems(activity: ActivityPage) -> list[str]:
    """Return what is wrong with an activity's agreements, as sentences for preflight."""
    return [
        f"The agreement with {supporter_of(each)} {problem}"
        for each in agreements_of(activity)
        if (problem := problem_of(each.signed_on, activity.released_on))
    ]


def balance_of(agreement: SupportAgreement) -> Balance:
    """Return how the money of an agreement stands."""
    sums = SupportLine.objects.filter(agreement=agreement).aggregate(
        received=Sum("amount", filter=Q(kind="received")),
        spent=Sum("amount", filter=Q(kind="spent")),
    )
    zero = Decimal(0)
    return Balance(received=sums["received"] or zero, spent=sums["spent"] or zero)
