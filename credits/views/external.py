"""Credit from elsewhere: a learner's own list, one by one or from a file, with evidence."""

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.downloads import download
from common.spreadsheets import csv_response
from credits.external_forms import COLUMNS, ExternalForm, ImportForm, rows_of
from credits.models import ExternalCredit
from credits.queries import known_topics
from credits.services import (
    ExternalRefused,
    add_external,
    change_external,
    delete_external,
    import_external,
)
from credits.views.owed import today_of

A_PAGE = 50
TYPES = {".pdf": "application/pdf", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif"}
SAMPLE = (
    "ama_pra_1",
    "Grand rounds on pain",
    "Example Hospital",
    "2.00",
    "2026-05-12",
    "pain management: 1; opioid prescribing: 1",
    "Certificate in my files",
)


@login_required
@require_safe
@never_cache
def external(request):
    """List what the reader reported."""
    rows = ExternalCredit.objects.filter(learner=request.user)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "credits/external.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request):
    """Report one credit."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            add_external(
                learner=request.user, told=told, evidence=told["evidence"], at=timezone.now()
            )
        except ExternalRefused as refusal:
            form.add_error("title", refusal.message)
        else:
            messages.success(request, f"“{told['title']}” is in your list, as self-reported.")
            return redirect("credits:external")
    return _page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit(request, pk):
    """Correct what was reported."""
    credit = _mine(request, pk)
    form = _form(request, credit)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_external(
                credit=credit,
                told=told,
                evidence=told["evidence"],
                drops_evidence=told.get("drops_evidence", False),
            )
        except ExternalRefused as refusal:
            form.add_error("title", refusal.message)
        else:
            messages.success(request, f"“{told['title']}” is changed.")
            return redirect("credits:external")
    return _page(request, form, _mine(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete(request, pk):
    """Ask, then forget reported credit and its evidence."""
    credit = _mine(request, pk)
    if request.method == "POST":
        delete_external(credit=credit)
        messages.success(request, f"“{credit.title}” is deleted.")
        return redirect("credits:external")
    return render(request, "credits/external_delete.html", {"credit": credit})


@login_required
@require_safe
@never_cache
def evidence(request, pk):
    """Hand the evidence to its owner, as a download that no browser runs."""
    file = _mine(request, pk).evidence
    if not file:
        raise Http404
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    suffix = PurePath(file.name).suffix
    kind = TYPES.get(suffix, "image/jpeg")
    return download(opened, name=f"evidence-{pk}{suffix}", content_type=kind)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bring(request):
    """Read a file, show what would come of it, and add its sound rows once that is confirmed."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "credits/external_import.html", {"form": form}, status=status)
    text = form.cleaned_data["text"]
    rows = rows_of(text, topics=known_topics(today_of(request)), listed=_listed(request))
    new = [row.told for row in rows if row.is_new]
    if "confirm" in request.POST and new:
        added = import_external(learner=request.user, rows=new, at=timezone.now())
        messages.success(request, f"{added} of {len(rows)} rows are in your list now.")
        return redirect("credits:external")
    context = {"form": ImportForm(initial={"text": text}), "rows": rows, "new": len(new)}
    return render(request, "credits/external_import.html", context)


@login_required
@require_safe
def sample(_request):
    """Hand out a file to fill in."""
    return csv_response("credit-from-elsewhere", COLUMNS, [SAMPLE])


def _listed(request: HttpRequest) -> set[Any]:
    rows = ExternalCredit.objects.filter(learner=request.user.pk)
    return set(rows.values_list("kind", "title", "earned_on"))


def _mine(request: HttpRequest, pk: int) -> ExternalCredit:
    found: ExternalCredit = get_object_or_404(ExternalCredit, pk=pk, learner=request.user)
    return found


def _form(request: HttpRequest, credit: ExternalCredit | None = None) -> ExternalForm:
    return ExternalForm(
        request.POST or None,
        request.FILES or None,
        topics=known_topics(today_of(request)),
        credit=credit,
    )


def _page(
    request: HttpRequest, form: ExternalForm, credit: ExternalCredit | None = None
) -> HttpResponse:
    context = {"form": form, "credit": credit, "topics": known_topics(today_of(request))}
    status = 422 if form.errors else 200
    return render(request, "credits/external_edit.html", context, status=status)
