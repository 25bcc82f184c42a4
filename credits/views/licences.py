"""Add, change and remove licences; each is found through its learner."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.queries import profession_of
from credits.licence_forms import AddLicenceForm, LicenceForm, facts_form
from credits.models import Licence
from credits.queries import licences_of, requirements_for
from credits.services import LicenceRefused, add_licence, change_licence, remove_licence
from credits.views.owed import owed_of, today_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request):
    """Choose what is held, with its days."""
    held = {licence.requirement_id for licence in licences_of(request.user)}
    rows = requirements_for(profession_of(request.user), today_of(request))
    offered = [row for row in rows if row.pk not in held]
    form = AddLicenceForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            licence = add_licence(learner=request.user, at=timezone.now(), **form.cleaned_data)
        except LicenceRefused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"{licence.requirement.credential} is in your list.")
            return _to(licence)
    context = {"form": form, "offered": offered, "held": len(held)}
    return render(request, "credits/licence_add.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def licence(request, pk):
    """Change number, days and everything that was told for a licence."""
    owed = owed_of(request, pk)
    held, sent = owed.licence, request.POST or None
    initial = {name: getattr(held, name) for name in ("issued_on", "expires_on")}
    form = LicenceForm(sent, initial=initial, masked=held.masked_number or "")
    facts = facts_form(owed, sent)
    if sent and form.is_valid() and facts.is_valid():
        try:
            change_licence(licence=held, facts=facts.facts, at=timezone.now(), **form.cleaned_data)
        except LicenceRefused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "Your licence is kept.")
            return _to(held)
    context = {"owed": owed, "licence": held, "form": form, "facts": facts}
    return render(request, "credits/licence.html", context, status=_status(form, facts))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def remove(request, pk):
    """Ask, then forget a licence."""
    held = get_object_or_404(
        Licence.objects.select_related("requirement"), pk=pk, learner=request.user
    )
    if request.method == "POST":
        remove_licence(licence=held, at=timezone.now())
        messages.success(request, f"{held.requirement.credential} is removed.")
        return redirect("credits:owed")
    return render(request, "credits/licence_remove.html", {"licence": held})


def _to(held: Licence) -> HttpResponse:
    return redirect(f"{reverse('credits:owed')}#licence{held.pk}")


def _status(*forms: Any) -> int:
    return 422 if any(form.errors for form in forms) else 200
