"""The page on which people declare; a signed link lets them in, no account."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.private_links import keep_private
from common.throttling import Allowance
from courses.declaration_form import DeclarationForm, relationships_in, rows_typed, ties
from courses.domain.disclosure import DEFINITION, QUESTION, window
from courses.models import Company
from courses.queries.disclosures import LinkRefused, Refusal, request_by, tie_of
from courses.services import DisclosureRefused, declare

MISSES = Allowance("disclosure-link-unknown", tries=30, seconds=600)
SENDS = Allowance("disclosures-sent", tries=60, seconds=600)
TOO_MANY = "Too many tries from your network. Wait ten minutes, then try again."
MOST_OFFERED = 300


@require_http_methods(["GET", "HEAD", "POST"])
def declare_by_link(request, token):
    """Ask for every relationship, keep what is declared, and show it."""
    return keep_private(_let_in(request, token))


def _let_in(request, token):
    if MISSES.is_spent(request) or (request.method == "POST" and SENDS.is_spent(request)):
        return _refused(request, {"message": TOO_MANY}, 429)
    try:
        asked = request_by(token, at=timezone.now())
    except LinkRefused as refused:
        if refused.refusal is Refusal.UNKNOWN:
            MISSES.spend(request)
            raise Http404 from refused
        return _refused(request, {"refusal": refused.refusal.value}, 410)
    if request.method == "POST":
        SENDS.spend(request)
        return _take(request, asked, token)
    if asked.answered_at and "again" not in request.GET:
        return render(request, "courses/declared.html", _declared(asked, token))
    return _form(request, asked, DeclarationForm(), ties(initial=_known(asked)))


def _refused(request, context, status):
    return render(request, "courses/declaration_refused.html", context, status=status)


def _known(asked):
    """Return what the person declared last, as rows to correct."""
    former = asked.person.declarations.first()
    rows = former.relationships.exclude(nature="as_told") if former else []
    return [
        {"company": row.named, "nature": row.nature, "has_ended": row.has_ended} for row in rows
    ]


def _take(request, asked, token):
    if "more" in request.POST:
        typed = request.POST.dict()
        form = DeclarationForm(initial={**typed, "attests": "attests" in typed})
        return _form(request, asked, form, ties(initial=rows_typed(request.POST), more=1))
    form, rows = DeclarationForm(request.POST), ties(request.POST)
    if form.is_valid() & rows.is_valid():
        named = relationships_in(form, rows)
        if not form.errors:
            return _keep(request, asked, token, form, rows, named)
    return _form(request, asked, form, rows, status=422)


def _keep(request, asked, token, form, rows, named):
    signed_as = form.cleaned_data["signed_as"]
    try:
        declare(request=asked, relationships=named, signed_as=signed_as, at=timezone.now())
    except DisclosureRefused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, asked, form, rows, status=422)
    return redirect("courses:declare", token)


def _form(request, asked, form, rows, status=200):
    start, end = window(timezone.localdate())
    companies = Company.objects.filter(
        provider=asked.person.provider, eligibility="ineligible", merged_into=None
    )
    context = {
        "asked": asked,
        "person": asked.person,
        "provider": asked.person.provider,
        "form": form,
        "rows": rows,
        "definition": DEFINITION,
        "question": QUESTION,
        "start": start,
        "end": end,
        "companies": companies.values_list("name", flat=True)[:MOST_OFFERED],
    }
    return render(request, "courses/declare.html", context, status=status)


def _declared(asked, token):
    declaration = asked.person.declarations.first()
    found = declaration.relationships.select_related("company__merged_into")
    return {
        "person": asked.person,
        "provider": asked.person.provider,
        "token": token,
        "asked": asked,
        "declaration": declaration,
        "ties": [(tie_of(row, None).company, row) for row in found],
    }
