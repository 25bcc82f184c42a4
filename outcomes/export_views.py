"""Reports to bodies in the CMS: what waits, files, what they hold, and what came back."""

from functools import wraps
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from common.downloads import download
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import PROBLEMS
from outcomes.domain.reports.columns import written_map
from outcomes.domain.reports.formats import FORMATS, formats_for
from outcomes.domain.reports.maps import maps_for
from outcomes.export_forms import (
    AnswersForm,
    ColumnsForm,
    ConstantsForm,
    MakeForm,
    carried,
    handed_on,
)
from outcomes.gateway import service_of
from outcomes.models import Export
from outcomes.permissions import can_make_files, can_send_reports, providers_reporting
from outcomes.queries.answers import match_answers
from outcomes.queries.reports import (
    answers_of,
    check_reports,
    columns_for,
    destination_lines,
    exports_of,
    line_for,
    lines_in,
    problems_waiting,
    reports_to_check,
    setup_of,
)
from outcomes.services import (
    AnswersRefused,
    ExportRefused,
    SetupRefused,
    ask_for_export,
    fetch_export,
    progress_of,
    read_in,
    save_columns,
    save_constants,
    send_all_again,
)
from outcomes.services.exporting import MOST

A_PAGE = 25
BY_SERVICE = "pars_json"


def of_provider(view):
    """Hand a view the provider, if the person looks after its reports: else it is not there."""

    @wraps(view)
    @never_cache
    def wrapped(request, slug, **more):
        if more.get("destination", "pars") not in DESTINATIONS:
            raise Http404
        provider = get_object_or_404(providers_reporting(request.user), slug=slug)
        return view(request, provider, **more)

    return wrapped


@require_safe
@never_cache
def providers(request):
    """List the providers, or go to the only one."""
    found = list(providers_reporting(request.user))
    if not found:
        raise PermissionDenied
    if len(found) == 1:
        return redirect("outcomes_bodies", found[0].slug)
    return render(request, "outcomes/cms/providers.html", {"providers": found})


@require_safe
@of_provider
def bodies(request, provider):
    """Show every destination with what waits and what is late."""
    lines = destination_lines(provider, timezone.localdate())
    used = [line for line in lines if line.total]
    context = {
        "provider": provider,
        "lines": used,
        "others": [line.place for line in lines if not line.total],
    }
    return render(request, "outcomes/cms/bodies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_provider
def body(request, provider, destination):
    """Show what waits for one destination, every problem, and the files; make a file."""
    formats = formats_for(destination)
    service = service_of(destination) is not None
    form = MakeForm(_posted(request), formats=formats, service=service)
    if request.method == "POST":
        answer = _make(request, provider, destination, form)
        if answer:
            return answer
    asked = form["format"].value() if form.is_bound else request.GET.get("format")
    chosen = next((each for each in formats if each.code == asked), formats[0])
    setup = setup_of(provider, destination)
    checked = check_reports(reports_to_check(provider, destination, MOST), chosen, setup, provider)
    blocking = [each for each in checked.told if each.is_blocking]
    context = _about(request, provider, destination) | {
        "line": line_for(provider, destination, timezone.localdate()),
        "formats": formats,
        "chosen": chosen,
        "columns": columns_for(chosen, setup),
        "checked": checked,
        "stops": checked.stops,
        "most": MOST,
        "told": Paginator([t for t in checked.told if t.report], A_PAGE).get_page(
            request.GET.get("problems")
        ),
        "blocking": len({each.report.pk for each in blocking if each.report}),
        "held": [(PROBLEMS[each], many) for each, many in problems_waiting(provider, destination)],
        "files": Paginator(exports_of(provider, destination), A_PAGE).get_page(
            request.GET.get("files")
        ),
        "answers": answers_of(provider, destination)[:A_PAGE],
        "service": service and any(each.code == BY_SERVICE for each in formats),
        "form": form,
    }
    return render(request, "outcomes/cms/body.html", context, status=422 if form.errors else 200)


def _make(request, provider, destination, form):
    if not can_make_files(request.user, provider):
        raise PermissionDenied
    if not form.is_valid():
        return None
    by_service = form.cleaned_data["way"] == "service"
    try:
        export = ask_for_export(
            provider=provider,
            destination=destination,
            form=FORMATS[BY_SERVICE if by_service else form.cleaned_data["format"]],
            waiting=line_for(provider, destination, timezone.localdate()).ready,
            by=request.user,
            at=timezone.now(),
            by_service=by_service,
        )
    except ExportRefused as refusal:
        form.add_error(None, refusal.message)
        return None
    if export.failure:
        messages.error(request, export.failure)
        return redirect("outcomes_body", provider.slug, destination)
    return redirect("outcomes_export", provider.slug, destination, export.pk)


@require_safe
@of_provider
def export(request, provider, destination, pk):
    """Show one file: what it holds, line by line, how far it is, and who fetched it."""
    found = _export(provider, destination, pk)
    context = _about(request, provider, destination) | {
        "export": found,
        "progress": progress_of(found) if found.is_under_way else None,
        "lines": Paginator(lines_in(found), A_PAGE).get_page(request.GET.get("page")),
        "downloads": found.downloads.select_related("by"),
    }
    response = render(request, "outcomes/cms/export.html", context)
    if found.is_under_way:
        response["Refresh"] = "5"
    return response


@require_POST
@of_provider
def export_file(request, provider, destination, pk):
    """Hand out a file and note who fetched it."""
    if not can_make_files(request.user, provider):
        raise PermissionDenied
    found = _export(provider, destination, pk)
    try:
        content = fetch_export(export=found, by=request.user, at=timezone.now())
    except ExportRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("outcomes_export", provider.slug, destination, pk)
    return download(BytesIO(content), name=found.file_name, content_type=found.form.content_type)


def _export(provider, destination, pk) -> Export:
    return get_object_or_404(exports_of(provider, destination), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@of_provider
def settings(request, provider, destination):
    """Change what the destination gave, and the columns of its formats."""
    _check_may_send(request, provider)
    setup = setup_of(provider, destination)
    form = None
    if destination == "ce_broker":
        form = ConstantsForm(_posted(request), initial=ConstantsForm.filled(setup.constants))
    if form is not None and form.is_valid() and _keep(request, provider, destination, form):
        messages.success(request, "Saved. What waited for it can be sent.")
        return redirect("outcomes_body", provider.slug, destination)
    context = _about(request, provider, destination) | {
        "form": form,
        "mapped": [(each, each.code in setup.columns) for each in maps_for(destination)],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "outcomes/cms/settings.html", context, status=status)


def _keep(request, provider, destination, form) -> bool:
    try:
        setup = save_constants(
            provider=provider,
            destination=destination,
            constants=form.constants,
            by=request.user,
            at=timezone.now(),
        )
    except SetupRefused as refusal:
        form.add_error(form.field_of(refusal.name), refusal.message)
        return False
    log(setup, "outcomes.setup", data={"what": "settings"})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@of_provider
def columns(request, provider, destination, code):
    """Change the columns of one map."""
    _check_may_send(request, provider)
    chosen = next((each for each in maps_for(destination) if each.code == code), None)
    if chosen is None:
        raise Http404
    setup = setup_of(provider, destination)
    shown = ColumnsForm.filled(columns_for(chosen, setup))
    form = ColumnsForm(_posted(request), fields=chosen.fields, initial=shown)
    if form.is_valid():
        rows = form.cleaned_data["columns"]
        setup = save_columns(
            provider=provider,
            destination=destination,
            sheet=chosen,
            rows=[] if rows == written_map(chosen.columns) else rows,
            by=request.user,
            at=timezone.now(),
        )
        log(setup, "outcomes.setup", data={"what": f"columns of {chosen.name}"})
        messages.success(request, "Saved. The next file has these columns.")
        return redirect("outcomes_setup", provider.slug, destination)
    context = _about(request, provider, destination) | {
        "form": form,
        "chosen": chosen,
        "known": list(chosen.fields.items()),
    }
    status = 422 if form.errors else 200
    return render(request, "outcomes/cms/columns.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@of_provider
def answers(request, provider, destination):
    """Take a file of answers, show what it would change, and change it once that is confirmed."""
    _check_may_send(request, provider)
    if "confirm" in request.POST:
        return _read_in(request, provider, destination)
    form = AnswersForm(_posted(request), request.FILES or None)
    context: dict[str, Any] = _about(request, provider, destination) | {"form": form}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "outcomes/cms/answers.html", context, status=status)
    is_final = form.cleaned_data["is_final"] == "yes"
    matched = match_answers(provider, destination, form.said, is_final=is_final)
    context |= {
        "matched": matched,
        "name": form.cleaned_data["file"].name,
        "carried": carried(
            form.said,
            is_final=is_final,
            name=form.cleaned_data["file"].name,
            sha256=sha256(form.content).hexdigest(),
            place=[provider.pk, destination],
        ),
    }
    return render(request, "outcomes/cms/answers_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_provider
def again(request, provider, destination):
    """Put everything that was rejected back into the queue, once that is confirmed."""
    _check_may_send(request, provider)
    if request.method == "POST":
        many = send_all_again(
            provider=provider, destination=destination, by=request.user, at=timezone.now()
        )
        messages.success(request, f"{many} report{'' if many == 1 else 's'} put back.")
        return redirect("outcomes_body", provider.slug, destination)
    line = line_for(provider, destination, timezone.localdate())
    context = _about(request, provider, destination) | {"line": line}
    return render(request, "outcomes/cms/again.html", context)


def _read_in(request, provider, destination):
    told = handed_on(request.POST["confirm"])
    back = redirect("outcomes_answers", provider.slug, destination)
    if told is None or told.pop("place") != [provider.pk, destination]:
        messages.error(request, "This preview is too old. Choose the file again.")
        return back
    try:
        matched = read_in(
            provider=provider,
            destination=destination,
            by=request.user,
            at=timezone.now(),
            **told,
        )
    except AnswersRefused as refusal:
        messages.error(request, refusal.message)
        return back
    many = len(matched.steps)
    messages.success(request, f"{many} report{'' if many == 1 else 's'} changed.")
    return redirect("outcomes_body", provider.slug, destination)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _check_may_send(request, provider) -> None:
    if not can_send_reports(request.user, provider):
        raise PermissionDenied


def _about(request, provider, destination) -> dict[str, Any]:
    return {
        "provider": provider,
        "place": DESTINATIONS[destination],
        "title": capfirst(DESTINATIONS[destination].name),
        "may_send": can_send_reports(request.user, provider),
        "may_make": can_make_files(request.user, provider),
        "queue": f"{reverse('credit-reports:index')}?destination={destination}&provider={provider.pk}",
    }
