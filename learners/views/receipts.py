"""The learner's receipt of what was saved, and its check by anybody."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.receipts import ReceiptBroken
from assessments.services import check_receipt, write_receipt
from common.throttling import Allowance
from learners.forms import ReceiptForm
from learners.queries import activity_of
from learners.views.saving import find_sitting

CHECKS = Allowance("receipt", tries=60, seconds=600)
TOO_MANY = "Too many receipts were checked from your network. Try again in ten minutes."


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Show what the server holds of an attempt, to read and to print."""
    sitting = find_sitting(request, sitting_id)
    found = write_receipt(attempt=sitting.attempt, at=timezone.now())
    context = {
        "sitting": sitting,
        "activity": activity_of(sitting),
        "receipt": found,
        "saves": _with_times(found["saves"], "saved_at"),
        "files": _with_times(found.get("files", []), "sent_at"),
        "print": "print" in request.GET,
    }
    return render(request, "learners/receipt.html", context)


@login_required
@never_cache
@require_safe
def receipt_file(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """Hand out the receipt as a file."""
    found = write_receipt(attempt=find_sitting(request, sitting_id).attempt, at=timezone.now())
    text = json.dumps(found, indent=1, ensure_ascii=False)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"receipt-{found['attempt']['id']}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a receipt that somebody pastes or uploads: for anybody, without signing in."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_bound and CHECKS.is_spent(request):
        context, status = {"form": ReceiptForm(), "problem": TOO_MANY}, 429
    elif form.is_bound and form.is_valid():
        CHECKS.spend(request)
        try:
            context["checked"] = check_receipt(form.cleaned_data["receipt"])
            context["issued_at"] = parse_datetime(context["checked"].receipt["issued_at"])
        except ReceiptBroken as broken:
            context["problem"], status = broken.message, 422
    elif form.is_bound:
        status = 422
    return render(request, "learners/verify_receipt.html", context, status=status)


def _with_times(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [row | {name: parse_datetime(row[name])} for row in rows]
