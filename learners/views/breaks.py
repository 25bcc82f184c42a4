"""A break in a sitting: the clock stands and the questions are hidden."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.services import BreakRefused, begin_break, end_break
from learners import services
from learners.models import Sitting
from learners.views.device import go
from learners.views.paper import first_page, paper_of
from learners.views.saving import find_sitting


def take_break(request: HttpRequest, sitting: Sitting, at: datetime) -> HttpResponseBase:
    """Begin a break, if one is left, and show it."""
    try:
        sitting.attempt = begin_break(attempt=sitting.attempt, at=at)
    except BreakRefused:
        return go(request, "learners:review", sitting.pk)
    return go(request, "learners:break", sitting.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def break_page(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Show a break with what is left of it; a POST ends it."""
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    services.finish_overdue_sitting(sitting=sitting, at=at)
    if request.method == "POST" and sitting.attempt.is_on_break(at):
        sitting.attempt = end_break(attempt=sitting.attempt, at=at)
        messages.info(request, "The clock runs again.")
    until = sitting.attempt.break_until
    if until is None or not sitting.attempt.is_on_break(at):
        return go(request, *first_page(sitting))
    context = {"paper": paper_of(sitting, at), "seconds": (until - at).seconds + 1}
    return render(request, "learners/break.html", context)
