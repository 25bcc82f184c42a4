"""The shortest way through the catalogue to everything that is still owed."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credits.domain.planner import Need, Pick, Plan
from credits.queries import Task, licences_of, reckoned, supply_of, to_plan
from credits.services import plan_for
from learners.queries import journeys_of

LEAST = Decimal("0.005")


@dataclass(frozen=True)
class Chosen:
    """An activity of the plan with its address, and which others of the plan come before it."""

    pick: Pick
    code: str
    after: list[str]


@dataclass(frozen=True)
class Left:
    """What stays open, and why."""

    need: Need
    amount: Decimal

    @property
    def reason(self) -> str:
        if self.amount >= self.need.short_by:
            return "The catalogue has nothing for it that you have not taken."
        return "The catalogue has no more for it that you have not taken."


@login_required
@require_safe
@never_cache
def plan(request):
    """Show what to take, what each closes, and what stays open all the same."""
    licences = licences_of(request.user)
    today = timezone.now().astimezone(request.user.zone).date()
    if not licences:
        return render(request, "learners/plan.html", {"licences": []})
    supply = supply_of(request.user)
    owed = reckoned(licences, supply, today)
    task = to_plan(request.user, owed, supply, today, journeys_of(request.user))
    made = plan_for(task)
    context = {
        "licences": licences,
        "needs": task.needs,
        "plan": made,
        "today": today,
        "chosen": _chosen(made, task),
        "left": [Left(need, amount) for need, amount in made.open if amount >= LEAST],
        "late": [
            (one, finding) for one in owed for finding in one.short if finding.is_overdue(today)
        ],
        "asked": sum(len(one.questions) for one in owed),
        "credit": sum((pick.candidate.credit for pick in made.picks), Decimal(0)),
    }
    return render(request, "learners/plan.html", context)


def _chosen(made: Plan, task: Task) -> list[Chosen]:
    titles = {pick.candidate.id: pick.candidate.title for pick in made.picks}
    return [
        Chosen(
            pick,
            task.codes[pick.candidate.id],
            [title for pk, title in titles.items() if pk in pick.candidate.needs_first],
        )
        for pick in made.picks
    ]
