"""The page before an assessment: what it is, what it asks, what was reached so far."""

from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from assessments.domain.grading import kept_share, rounded
from assessments.domain.policy import KeptGrade
from assessments.domain.scores import score_of
from assessments.models import Attempt
from assessments.models.assessment import KeptGrade as KeptChoice
from assessments.queries import (
    form_of,
    frozen_assessments,
    is_being_marked,
    latest_grades,
    terms_for,
)
from assessments.services import AttemptRefused
from courses.models import ActivityPage
from courses.queries import FrozenActivity, current_activity
from learners import services
from learners.domain.journey import Kind, Status
from learners.forms import StartForm
from learners.queries import Standing, marks_of, standing_in
from learners.views.paper import first_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, code: str, placement_id: int) -> HttpResponseBase:
    """Show an assessment's rules and earlier attempts; a POST starts or continues one."""
    activity, at = _activity(code), timezone.now()
    standing = standing_in(request.user, activity)
    place = activity.placement(placement_id)
    if place is None or place["assessment_id"] not in standing.assessments:
        raise Http404
    if standing.enrolment is None:
        messages.info(request, "Enrol first: an attempt counts towards your enrolment.")
        return redirect("learners:activity", code)
    if _finish_overdue(standing, at):
        return redirect(request.path)
    policy, refused = standing.assessments[place["assessment_id"]].policy, None
    form = StartForm(policy, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            return _begin(request, standing, placement_id, form, at)
        except (services.StepRefused, AttemptRefused) as refusal:
            refused = None if form.takes(refusal) else refusal.message
    context = _context(request.user, standing, place, at) | {"form": form, "refused": refused}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "learners/assessment.html", context, status=status)


def _activity(code: str) -> FrozenActivity:
    try:
        return current_activity(code)
    except ActivityPage.DoesNotExist:
        raise Http404 from None


def _finish_overdue(standing: Standing, at: datetime) -> bool:
    return any(
        services.finish_overdue_sitting(sitting=attempt.sitting, at=at)
        for attempt in standing.attempts
        if attempt.is_open
    )


def _begin(
    request: HttpRequest, standing: Standing, placement_id: int, form: StartForm, at: datetime
) -> HttpResponse:
    with services.counting_wrong_passwords(request, form.given["password"]):
        sitting = services.begin_attempt(
            enrolment=standing.enrolment,
            activity=standing.activity,
            placement_id=placement_id,
            at=at,
            **form.given,
        )
    return redirect(*first_page(sitting))


def _context(
    learner: User, standing: Standing, place: dict[str, Any], at: datetime
) -> dict[str, Any]:
    version = standing.assessments[place["assessment_id"]]
    attempts = standing.attempts_at(version.assessment_id)
    closed = [attempt for attempt in attempts if not attempt.is_open]
    earlier = _earlier(closed, at, standing.activity.closes_at)
    return {
        "activity": standing.activity,
        "place": place,
        "version": version,
        "terms": terms_for(learner, version, attempts, at, closes_at=standing.activity.closes_at),
        "counts": KeptChoice(version.policy.kept_grade).label,
        "waits_for": _waits_for(standing, place["id"]),
        "open": next((attempt for attempt in attempts if attempt.is_open), None),
        "earlier": earlier,
        "kept": _kept(earlier, version.policy.kept_grade),
    }


def _kept(earlier: list[dict[str, Any]], rule: KeptGrade) -> Decimal | None:
    """Return the percentage that stands for several attempts, None for fewer than two."""
    scores = [row["score"] for row in earlier if row["score"]]
    counted = [score.earned / score.available for score in scores if score.available]
    share = kept_share(counted, rule) if len(counted) > 1 else None
    return None if share is None else rounded(share * 100, 2, ROUND_DOWN)


def _waits_for(standing: Standing, placement_id: int) -> str:
    waiting = (step for step in standing.steps if step.status is Status.WAITING)
    found = (s.waits_for for s in waiting if s.kind is Kind.ASSESSMENT and s.id == placement_id)
    return next(found, "")


def _earlier(
    attempts: list[Attempt], at: datetime, closes_at: datetime | None
) -> list[dict[str, Any]]:
    """Return the attempts with their scores, as far as those may be told."""
    grades = latest_grades(attempts)
    frozen = frozen_assessments({attempt.version_id for attempt in attempts})
    rows = []
    for attempt in attempts:
        shown = marks_of(attempt, frozen[attempt.version_id].policy, at, closes_at)
        grade = grades.get(attempt.pk)
        score = score_of(form_of(attempt), grade.items) if grade and shown.score else None
        rows.append(
            {
                "attempt": attempt,
                "waits": is_being_marked(attempt),
                "score": score,
                "is_hidden": bool(grade) and not shown.score,
            }
        )
    return rows
