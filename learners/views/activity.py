"""An activity's page: everything shown beforehand, the confirmation, and where the learner stands."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Profession, User
from accounts.queries import adjustment_of, profession_of
from assessments.queries import FrozenAssessment
from common.frozen import Kept
from courses.models import ActivityPage
from courses.queries import FrozenActivity, current_activity
from credits.models import CreditOffer
from credits.queries import offers_in, standing_entries_at, takes
from learners import services
from learners.forms import ConfirmForm
from learners.queries import (
    Standing,
    enrolment_in,
    has_acknowledged,
    placed_assessments,
    prerequisites_of,
    standing_in,
)
from learners.views.steps import action, next_refusal, next_url, outline

FOR_EVERYBODY = ("hero", "objectives", "front_matter")

_drawn: Kept[dict[str, SafeString]] = Kept(size=512)


@require_safe
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """Show an activity to anybody, and their own standing to those who are enrolled."""
    return _show(request, find_activity(code), ConfirmForm())


@require_POST
def enrol(request: HttpRequest, code: str) -> HttpResponseBase:
    """Enrol a learner who confirms what the page showed; the hash says what that was."""
    found, at = find_activity(code), timezone.now()
    if not request.user.is_authenticated:
        return redirect_to_login(_start(code))
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    offers = offers_in(found.activity_id, timezone.localdate(at))
    try:
        enrolment = services.enrol(
            learner=request.user,
            activity=found,
            acknowledged_hash=request.POST.get("shown", ""),
            shown_hash=services.front_matter_hash(found, placed_assessments(found), offers),
            at=at,
        )
    except services.EnrolmentRefused as refused:
        return _show(request, found, ConfirmForm(), refused=refused.message, status=409)
    return redirect(next_url(standing_in(request.user, found, enrolment)))


@login_required
@require_POST
def complete(request: HttpRequest, code: str) -> HttpResponse:
    """Complete an activity whose last missing step was withdrawn by its authors."""
    found = find_activity(code)
    if enrolment := enrolment_in(request.user, found.activity_id):
        services.complete_if_done(enrolment=enrolment, at=timezone.now())
    return redirect("learners:activity", code)


def find_activity(code: str) -> FrozenActivity:
    """Return the newest version of a live activity; anything else is a 404."""
    try:
        return current_activity(code)
    except ActivityPage.DoesNotExist:
        raise Http404 from None


def _start(code: str) -> str:
    return reverse("learners:activity", args=[code]) + "#start"


def _show(
    request: HttpRequest,
    found: FrozenActivity,
    form: ConfirmForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    standing = _standing(request, found)
    found = standing.activity
    today = timezone.localdate()
    offers = offers_in(found.activity_id, today)
    shown = services.front_matter_hash(found, standing.assessments, offers)
    told = {
        "activity": found,
        "facts": found.facts,
        "terms": terms(found, standing.assessments),
        "offers": offers,
    }
    own = _own(request, standing, offers, shown)
    reader = request.user if request.user.is_authenticated else None
    first = prerequisites_of(found, reader, today)
    missing = [row for row in first if row.is_missing]
    context = {
        **told,
        **_for_everybody(told, shown),
        "credits": _credit_rows(offers, own.get("takes", set())),
        "shown": shown,
        "form": form,
        "refused": refused,
        "first": first,
        "missing": missing if reader and not standing.enrolment else [],
        "start": _start(found.code),
        "opens": today < found.released_on,
        "ended": today > found.expires_on,
        "days_left": (found.expires_on - today).days,
        "steps": outline(standing, standing.next_step if standing.enrolment else None),
        **own,
    }
    return render(request, "learners/activity.html", context, status=status)


def _standing(request: HttpRequest, found: FrozenActivity) -> Standing:
    if request.user.is_authenticated:
        own = found.for_person(zone=request.user.zone)
        if own.day_of(timezone.now()) > own.expires_on:
            granted = adjustment_of(request.user).extra_days
            own = found.for_person(zone=request.user.zone, extra_days=granted)
        found = own
        return standing_in(request.user, found)
    return Standing(found, placed_assessments(found), None, {}, [])


def _own(
    request: HttpRequest, standing: Standing, offers: list[CreditOffer], shown: str
) -> dict[str, Any]:
    """Return what concerns this reader alone."""
    own: dict[str, Any] = {"standing": standing if standing.enrolment else None}
    if standing.completion:
        return own | {
            "entries": standing_entries_at(request.user, standing.activity.activity_id),
            "next_url": next_url(standing),
            "is_updated": standing.completion.version_id != standing.activity.id,
        }
    if request.user.is_authenticated:
        own |= _credit_for(request.user, offers)
    if standing.enrolment:
        own |= {
            "next_url": next_url(standing),
            "action": action(standing),
            "refusal": next_refusal(request.user, standing, timezone.now()),
            "is_changed": not has_acknowledged(standing.enrolment, shown),
        }
    return own


def _crumbs(found: FrozenActivity) -> list[dict[str, str]]:
    home = reverse("learners:catalogue")
    strand = found.facts["strand"]
    return [
        {"title": "Catalogue", "url": home},
        {"title": found.facts["strand_label"], "url": f"{home}?strand={strand}"},
    ]


def _credit_rows(offers: list[CreditOffer], takes: set[int]) -> list[dict[str, Any]]:
    """Return each offer with whom it is for, the reader's own first."""
    return [
        {
            "offer": offer,
            "name": offer.credit_type.name,
            "audience": offer.credit_type.audience,
        }
        for offer in sorted(offers, key=lambda offer: offer.pk not in takes)
    ]


def _credit_for(reader: User, offers: list[CreditOffer]) -> dict[str, Any]:
    """Say which offers the reader's profession and boards may take."""
    profession = profession_of(reader)
    taken = takes(reader, profession, offers)
    return {
        "takes": taken,
        "takes_nothing": bool(offers) and not taken,
        "profession": dict(Profession.choices).get(profession, ""),
    }


def terms(
    found: FrozenActivity, assessments: Mapping[int, FrozenAssessment]
) -> list[dict[str, Any]]:
    """Return what each assessment asks, in the order of the activity."""
    return [
        {
            "place": place,
            "policy": version.policy,
            "pass_mark": version.policy.pass_mark_words,
        }
        for place in found.facts["placements"]
        if (version := assessments.get(place["assessment_id"]))
    ]


def _for_everybody(told: Mapping[str, Any], shown: str) -> dict[str, SafeString]:
    """Return the parts of the page that are the same for all, drawn once for each version."""
    statements = tuple((offer.pk, offer.amount, offer.statement) for offer in told["offers"])
    return _drawn.get((shown, statements), lambda: _draw(told))


def _draw(told: Mapping[str, Any]) -> dict[str, SafeString]:
    context = {**told, "crumbs": _crumbs(told["activity"])}
    return {name: render_to_string(f"courses/_{name}.html", context) for name in FOR_EVERYBODY}
