"""Searches that a learner keeps; each is found through its learner."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from learners.forms import SearchForm
from learners.models import SavedSearch
from learners.services import SearchRefused, delete_search, rename_search, save_search
from learners.views.catalogue import Found


@dataclass(frozen=True)
class Kept:
    """A search in the list, with the address where it runs."""

    search: SavedSearch
    url: str


@login_required
@require_safe
@never_cache
def searches(request: HttpRequest) -> HttpResponse:
    """List the searches that the learner keeps."""
    home = reverse("learners:catalogue")
    rows = SavedSearch.objects.filter(learner=request.user.pk)
    kept = [Kept(search, f"{home}?{search.query}") for search in rows]
    return render(request, "learners/searches.html", {"kept": kept})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """Name the selection of the catalogue that the address tells, and keep it."""
    found = Found(request.GET, request.user)
    form = SearchForm(request.POST or None, initial={"name": found.title})
    if request.method == "POST" and form.is_valid():
        name, query = form.cleaned_data["name"], found.query
        try:
            save_search(learner=request.user, name=name, query=query, at=timezone.now())
        except SearchRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The search “{name}” is kept.")
            return redirect(found.address())
    context = {"form": form, "found": found, "back": found.address(), "chips": found.chips}
    return render(request, "learners/search_save.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a search another name."""
    search = _mine(request, pk)
    form = SearchForm(request.POST or None, initial={"name": search.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_search(search=search, name=form.cleaned_data["name"])
        except SearchRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The search has its new name.")
            return redirect("learners:searches")
    context = {
        "form": form,
        "search": search,
        "back": reverse("learners:searches"),
        "chips": Found(QueryDict(search.query), request.user).chips,
    }
    return render(request, "learners/search_save.html", context, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then forget a search."""
    search = _mine(request, pk)
    if request.method == "POST":
        delete_search(search=search)
        messages.success(request, f"The search “{search.name}” is deleted.")
        return redirect("learners:searches")
    return render(request, "learners/search_delete.html", {"search": search})


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(
        SavedSearch.objects.select_related("learner"), pk=pk, learner=request.user
    )


def _status(form: SearchForm) -> int:
    return 422 if form.errors else 200
