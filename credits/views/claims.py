"""Claim less than was recorded."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from credits.domain.rules import ClaimRefused
from credits.forms import ClaimForm
from credits.models import Entry
from credits.queries import claims_instead_of, entries_of, reports_by_entry, was_reversed
from credits.services import CreditRefused, adjust_claim, cap_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def claim(request, entry_id):
    """Ask how much to claim; posting it replaces the credit by the amount claimed."""
    entry = get_object_or_404(_given(request.user), pk=entry_id)
    if request.method == "POST":
        form = ClaimForm(request.POST, entry=entry, cap=cap_of(entry))
        return _claim(request, entry, form) if form.is_valid() else _page(request, entry, form, 422)
    if was_reversed(entry):
        return _redirect_to_present(request, entry)
    return _page(request, entry, ClaimForm(entry=entry, cap=cap_of(entry)))


def _given(learner: User) -> QuerySet[Entry]:
    return entries_of(learner).filter(reverses=None).select_related("offer")


def _claim(request: HttpRequest, entry: Entry, form: ClaimForm) -> HttpResponse:
    amount = form.cleaned_data["amount"]
    try:
        adjust_claim(entry=entry, claim=amount, at=timezone.now())
    except ClaimRefused as refusal:
        form.add_error("amount", refusal.message)
        return _page(request, entry, form, 422)
    except CreditRefused as refusal:
        if not _was_claimed(entry, amount):
            return _page(request, entry, form, 409, refusal=refusal.message)
    messages.success(request, _recorded(entry, amount))
    return redirect("credits:transcript")


def _was_claimed(entry: Entry, amount: Decimal) -> bool:
    """Whether this very claim was recorded a moment ago: a form sent twice changes nothing."""
    fresh = Entry.objects.select_related("reversed_by").get(pk=entry.pk)
    claimed = claims_instead_of([fresh]).get(entry.pk)
    return claimed is not None and claimed.amount == amount


def _recorded(entry: Entry, amount: Decimal) -> str:
    kind = entry.credit_type
    words = f"{amount:.2f} {kind.unit if amount == 1 else kind.unit_plural}"
    if amount == entry.amount:
        return f"{words} stay recorded; nothing was changed."
    return f"{words} recorded. The new certificate follows in a moment."


def _redirect_to_present(request: HttpRequest, entry: Entry) -> HttpResponse:
    present = claims_instead_of([entry]).get(entry.pk)
    if present is not None:
        return redirect("credits:claim", entry_id=present.pk)
    messages.info(request, "This credit was withdrawn; there is nothing to claim.")
    return redirect("credits:transcript")


def _page(
    request: HttpRequest, entry: Entry, form: ClaimForm, status: int = 200, *, refusal: str = ""
) -> HttpResponse:
    context = {
        "entry": entry,
        "activity": entry.facts["activity"],
        "offer": entry.facts["offer"],
        "form": form,
        "refusal": refusal,
        "reports": reports_by_entry([entry]).get(entry.pk, []),
    }
    return render(request, "credits/claim.html", context, status=status)
