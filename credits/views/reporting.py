"""Allow reports of credit, say who one is to their destinations, and take either back."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.identifiers import Kind, readable
from accounts.models import Identifier, User
from accounts.queries import (
    Allowed,
    allowed_by,
    consents_of,
    identifier_events_of,
    identifiers_of,
    profession_of,
)
from accounts.services import reveal_identifier
from credits.domain.destinations import (
    DESTINATIONS,
    Destination,
    Need,
    destinations_for,
    destinations_taking,
)
from credits.queries import entries_of, reports_by_entry
from credits.reporting_form import AllowForm, IdentityForm
from credits.services import (
    allow_reporting,
    forget_identifier,
    stop_reporting,
    tell_identifiers,
)

A_PAGE = 20


@dataclass(frozen=True)
class Asked:
    """What somebody may allow and what is missing of them, among some destinations."""

    places: list[Destination]
    allowed: Allowed

    @classmethod
    def of(cls, learner: User, places: Iterable[Destination]) -> "Asked":
        return cls(list(places), allowed_by(learner.pk))

    @cached_property
    def to_allow(self) -> list[Destination]:
        return [each for each in self.places if each.subject not in self.allowed.subjects]

    @cached_property
    def consented(self) -> list[Destination]:
        return [each for each in self.places if each.subject in self.allowed.subjects]

    @cached_property
    def missing(self) -> list[Need]:
        """What those destinations need that the learner allowed, each once."""
        found = [n for place in self.consented for n in place.missing(self.allowed.identifiers)]
        return list(dict.fromkeys(found))

    @property
    def everything(self) -> list[Need]:
        """What any of them asks for."""
        return list(dict.fromkeys(need for place in self.places for need in place.needs))

    @property
    def is_settled(self) -> bool:
        return not self.missing and self.allowed.has_name

    @property
    def has_alternatives(self) -> bool:
        return any(len(need) > 1 for need in self.missing)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_entry(request, entry_id):
    """Ask for consent to report one credit, then for what its destinations still need to know."""
    entry = get_object_or_404(entries_of(request.user).filter(reverses=None), pk=entry_id)
    profession = entry.facts.get("profession", "")
    taking = destinations_taking(entry.credit_type.code)
    places = [place for place in taking if profession in place.professions]
    if not places:
        raise Http404
    asked = Asked.of(request.user, places)
    forms = _forms(request, asked)
    if request.method == "POST" and _carried_out(request, forms):
        after = Asked.of(request.user, places)
        if after.consented and not after.is_settled:
            return redirect(f"{request.path}?next={_next(request)}")
        messages.success(request, "Saved. What you allowed is reported for you.")
        return redirect(_next(request))
    context = {
        "entry": entry,
        "asked": asked,
        "reports": reports_by_entry([entry]).get(entry.pk, []),
        "next": _next(request),
        **forms,
    }
    return render(request, "credits/report_entry.html", context, status=_status(forms))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reporting(request):
    """Show identifiers, consents and the log of a person, and let them change the first two."""
    asked = Asked.of(request.user, destinations_for(profession_of(request.user)))
    forms = _forms(request, asked, whole=True)
    if request.method == "POST" and _carried_out(request, forms):
        messages.success(request, "Saved.")
        return redirect("credits:reporting")
    return _page(request, asked, forms)


def _page(request: HttpRequest, asked: Asked, forms: dict[str, Any], **shown: Any) -> HttpResponse:
    log = Paginator(identifier_events_of(request.user), A_PAGE)
    context = {
        "asked": asked,
        "identifiers": identifiers_of(request.user),
        "consents": [(DESTINATIONS.get(_code(c.subject)), c) for c in consents_of(request.user)],
        "page": log.get_page(request.GET.get("page")),
        **forms,
        **shown,
    }
    return render(request, "credits/reporting.html", context, status=_status(forms))


def _code(subject: str) -> str:
    return subject.partition(":")[2]


def _forms(request: HttpRequest, asked: Asked, *, whole: bool = False) -> dict[str, Any]:
    """Return both forms, the one that was posted with what it holds.

    `whole`: ask for anything that some destination wants, required or not.
    """
    posted = request.POST
    return {
        "allow": AllowForm(posted if "allow" in posted else None, places=asked.to_allow),
        "tell": IdentityForm(
            posted if "tell" in posted else None,
            needs=asked.everything if whole else asked.missing,
            is_required=not whole,
        ),
    }


def _carried_out(request: HttpRequest, forms: dict[str, Any]) -> bool:
    """Carry out the form that was posted; return whether it was in order."""
    allow, tell = forms["allow"], forms["tell"]
    if allow.is_bound and allow.is_valid():
        allow_reporting(learner=request.user, places=allow.chosen, at=timezone.now())
        return True
    if tell.is_bound and tell.is_valid():
        tell_identifiers(learner=request.user, values=tell.values, at=timezone.now())
        return True
    return False


def _status(forms: dict[str, Any]) -> int:
    return 422 if any(form.is_bound and form.errors for form in forms.values()) else 200


def _next(request: HttpRequest) -> str:
    """Return where to go on: an address of this site, the transcript if none was named."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(named, {request.get_host()}, request.is_secure()):
        return named
    return resolve_url("credits:transcript")


@login_required
@require_POST
def stop(request, code):
    """Take a consent back, and say what was sent already."""
    place = DESTINATIONS.get(code)
    if place is None:
        raise Http404
    sent = stop_reporting(learner=request.user, place=place, at=timezone.now())
    messages.success(request, f"Nothing more is sent to {place.name}. {_told(sent, place)}")
    return redirect("credits:reporting")


def _told(sent: int, place: Destination) -> str:
    """Say what follows for what was sent: it stays with those who were told."""
    if not sent:
        return "Nothing had been sent."
    many = f"{sent} reports were" if sent > 1 else "One report was"
    return (
        f"{many} sent before and stay{'' if sent > 1 else 's'} there; your transcript shows which. "
        f"Only {place.name} can remove what it was told. Should that credit change here, the change "
        "is still sent, so that nothing wrong stays there."
    )


@login_required
@never_cache
@require_POST
def show(request, pk):
    """Show one of one's own identifiers in full, this once; the log says so."""
    row = _own(request.user, pk)
    value = reveal_identifier(identifier=row, by=request.user, at=timezone.now())
    value = readable(Kind(row.kind), value)
    asked = Asked.of(request.user, destinations_for(profession_of(request.user)))
    return _page(request, asked, _forms(request, asked, whole=True), shown=row, value=value)


@login_required
@require_POST
def remove(request, pk):
    """Remove one of one's own identifiers."""
    row = _own(request.user, pk)
    forget_identifier(identifier=row, by=request.user, at=timezone.now())
    messages.success(request, f"{row.title} is removed. Nothing that needs it is sent.")
    return redirect("credits:reporting")


def _own(person: User, pk: int) -> Identifier:
    return get_object_or_404(identifiers_of(person), pk=pk)
