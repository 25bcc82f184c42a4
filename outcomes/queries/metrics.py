"""Reads for activity files: an outcome report as MEMS tells it, a provider's activities as PARS asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from django.conf import settings

from accounts.models import Profession
from courses.domain.activity_types import type_of
from credits.models import CreditOffer
from outcomes.domain.credit import CreditLine, totals
from outcomes.domain.disclosure import groups_shown
from outcomes.domain.participation import Participation, Stage
from outcomes.domain.reports.activities import ReportedActivity
from outcomes.domain.reports.metrics import (
    AFTER,
    BEFORE,
    ActivityMetrics,
    AskedItem,
    ChoiceCount,
    Described,
    DesignatedCredit,
    Score,
    SurveyItem,
)
from outcomes.queries.providers import ProviderReport
from outcomes.queries.report import OutcomeReport, profession_label

PHYSICIAN = "physician"


def metrics_of(report: OutcomeReport) -> ActivityMetrics:
    """Return a report as MEMS tells it; what the report withholds is not there either."""
    facts, reached = report.activity.facts, report.participation
    offers = _offers([report.activity.activity_id])
    day = report.cut_off.astimezone(UTC).date()
    return ActivityMetrics(
        activity=_described(facts, offers),
        begins_on=report.cohort.begins_on or date.fromisoformat(facts["released_on"]),
        ends_on=report.cohort.ends_on or day,
        registered=reached[Stage.ENROLLED],
        completed=reached[Stage.COMPLETED],
        credited=reached.credit_earners,
        awarded=_awarded(report.credit),
        professions=_professions({p.code: p.participation for p in report.professions}),
        survey=[
            SurveyItem(
                number=rating.question,
                text=rating.text,
                steps=[ChoiceCount(text, people) for text, people in rating.steps],
            )
            for rating in report.evaluation.ratings
            if rating.is_shown
        ],
        items=_items(report),
        scores=_scores(report),
    )


def _offers(activities: Iterable[int]) -> list[CreditOffer]:
    rows = CreditOffer.objects.filter(activity__in=list(activities), withdrawn_at=None)
    return list(rows.select_related("credit_type").order_by("activity", "credit_type__name"))


def _described(facts: Mapping[str, Any], offers: Sequence[CreditOffer]) -> Described:
    kind = type_of(facts)
    labels = dict(Profession.choices)
    return Described(
        title=facts["title"],
        code=facts["code"],
        pars_ids=sorted({offer.pars_id for offer in offers if offer.pars_id}),
        address=f"{settings.BASE_URL}/activities/{facts['code']}/",
        description=facts["summary"],
        keywords=facts["topics"],
        type=kind.pars,
        format=kind.words,
        starts_on=date.fromisoformat(facts["released_on"]),
        ends_on=date.fromisoformat(facts["expires_on"]),
        professions=[str(labels.get(code, code)) for code in facts["professions"]],
        provider=facts["provider"]["name"],
        measured=_measured(facts),
        credits=[
            DesignatedCredit(o.credit_type.code, o.credit_type.name, o.amount) for o in offers
        ],
    )


def _measured(facts: Mapping[str, Any]) -> frozenset[str]:
    """Return what was measured; versions older than the matrix say nothing of it."""
    return frozenset(each.partition(":")[0] for each in facts.get("measured_outcomes", ()))


def _awarded(lines: Iterable[CreditLine]) -> list[DesignatedCredit]:
    return [
        DesignatedCredit(each.type_code, each.type_name, each.balance) for each in totals(lines)
    ]


def _professions(parts: Mapping[str, Participation]) -> list[tuple[str, int]]:
    """Return participants by profession, without groups that are too small to leave the provider."""
    people = {code: part.pars_learners for code, part in parts.items() if part.pars_learners}
    shown = groups_shown(people)
    return [(profession_label(code), people[code]) for code in people if code in shown]


def _items(report: OutcomeReport) -> list[AskedItem]:
    if report.items is None:
        return []
    found = []
    for row in report.items.questions:
        text = report.questions[row.question].lead_in
        for timing, part in ((BEFORE, row.before), (AFTER, row.after)):
            if part is None or row.is_open or not part.table.rows:
                continue
            choices = [
                ChoiceCount(each.choice.text, each.picked, bool(each.choice.correct))
                for each in part.table.rows
            ]
            found.append(AskedItem(row.question, text, choices, timing))
    return found


def _scores(report: OutcomeReport) -> list[Score]:
    change = report.learning.change
    found = [("Pre-test", change.before, BEFORE), ("Post-test", change.after, AFTER)]
    return [
        Score(name, percent, change.matched, timing)
        for name, percent, timing in found
        if percent is not None
    ]


def activities_reported(report: ProviderReport) -> list[ReportedActivity]:
    """Return a provider's activities as PARS asks for them, in one statement beside the report."""
    offers: dict[int, list[CreditOffer]] = {}
    for offer in _offers(line.activity.activity_id for line in report.lines):
        offers.setdefault(offer.activity_id, []).append(offer)
    return [
        ReportedActivity(
            activity=_described(
                line.activity.facts, mine := offers.get(line.activity.activity_id, [])
            ),
            provider_number=report.provider.accreditor_number,
            year=(report.cohort.ends_on or report.cut_off.astimezone(UTC).date()).year,
            hours=Decimal(line.activity.facts.get("hours", "0")),
            learners=line.participation.pars_learners,
            ama_credits=max(
                (offer.amount for offer in mine if offer.credit_type.code == "ama_pra_1"),
                default=Decimal(0),
            ),
            competencies=tuple(line.activity.facts.get("competencies", ())),
            outcomes=tuple(line.activity.facts.get("measured_outcomes", ())),
            commendation=tuple(line.activity.facts.get("commendation_tags", ())),
            delivery=tuple(line.activity.facts.get("delivery_methods", ())),
        )
        for line in report.lines
    ]
