"""Where everybody begins: strangers read what this is, learners go on where they stopped."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.queries import profession_of
from courses.models import Strand
from credits.queries import owed_by, standing_entries_of, totals_of
from learners.domain.suggestions import suggest
from learners.queries import Mine, Offered, enrolled_in, open_now
from learners.views.cards import cards
from learners.views.steps import action, next_url

SHOWN_TO_STRANGERS = 3
LAST_CREDITS = 3
SUGGESTIONS = 4


@require_safe
def landing(request: HttpRequest) -> HttpResponseBase:
    """Tell a stranger what this is; a learner is sent to their own page."""
    if request.user.is_authenticated:
        return redirect("learners:today")
    rows = open_now(timezone.now().date())
    context = {
        "cards": cards(_from_each_strand(rows)),
        "count": len(rows),
        "providers": len({row.activity.facts["provider"]["id"] for row in rows}),
    }
    return render(request, "learners/landing.html", context)


def _from_each_strand(rows: list[Offered]) -> list[Offered]:
    """Return a few activities with both strands among them."""
    strands = [[row for row in rows if row.activity.facts["strand"] == s] for s in Strand.values]
    mixed = [row for pair in zip(*strands, strict=False) for row in pair]
    return (mixed + [row for row in rows if row not in mixed])[:SHOWN_TO_STRANGERS]


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show what to do next, what might be taken, and the last credit."""
    learner, now = request.user, timezone.now()
    rows, profession = open_now(now.date()), profession_of(learner)
    mine = enrolled_in(learner, [row.activity for row in rows])
    going_on = [
        {"standing": each, "url": next_url(each), "action": action(each)}
        for each in mine.unfinished
    ]
    context = {
        "now": now,
        "profession": profession,
        "lead": going_on[0] if going_on else None,
        "others": going_on[1:],
        "suggestions": _suggestions(rows, mine, profession, now.date()),
        "is_new": not mine.enrolments,
        "entries": standing_entries_of(learner).order_by("-awarded_at", "-pk")[:LAST_CREDITS],
        "totals": totals_of(learner),
        "owed": owed_by(learner, now.astimezone(learner.zone).date()),
    }
    return render(request, "learners/today.html", context)


def _suggestions(
    rows: list[Offered], mine: Mine, profession: str, on: date
) -> list[dict[str, Any]]:
    by_id = {row.activity.activity_id: row for row in rows}
    found = suggest(
        [row.activity.facts for row in rows],
        [activity.facts for activity in mine.activities],
        profession=profession,
        on=on,
        limit=SUGGESTIONS,
    )
    return [
        {
            "facts": by_id[each.activity_id].activity.facts,
            "reason": each.reason,
            "credit": by_id[each.activity_id].most(profession),
        }
        for each in found
    ]
