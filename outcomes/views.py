"""Pages and files that show outcomes; every one reads, none writes."""

from datetime import UTC
from io import BytesIO
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.downloads import download
from common.spreadsheets import csv_response
from courses.queries import frozen_activity
from outcomes import exports, page
from outcomes.domain.reports import activities, metrics
from outcomes.domain.reports.formats import XLSX
from outcomes.domain.reports.maps import ACTIVITIES, PARS
from outcomes.forms import CohortForm
from outcomes.permissions import (
    can_read_reports,
    current_grants,
    reportable_providers,
)
from outcomes.queries import (
    HELD_FROM,
    activities_reported,
    columns_for,
    metrics_of,
    outcome_report,
    provider_lines,
    provider_report,
    reported_activities,
    setup_of,
)

A_PAGE = 50
SHEET = (
    "activities.xlsx",
    "Activities as ACCME's sheet asks for them; check against your template",
    "Excel",
)
METRICS = ("metrics.xml", "Medical Education Metrics (MedBiquitous MEMS 2)", "XML")


@login_required
@require_safe
@never_cache
def providers(request):
    """List the providers whose reports the person may read."""
    now = timezone.now()
    if not can_read_reports(request.user, now):
        raise Http404
    until = dict(current_grants(request.user, now).values_list("provider", "until"))
    lines = provider_lines(reportable_providers(request.user, now))
    rows = [{"line": line, "until": until.get(line.provider.pk)} for line in lines]
    return render(request, "outcomes/providers.html", {"rows": rows, "is_reviewer": bool(until)})


@login_required
@require_safe
@never_cache
def provider(request, provider_slug):
    """Show a provider's activities side by side."""
    provider = _provider(request, provider_slug)
    form = CohortForm(request.GET)
    if not form.is_valid():
        return _refused(request, form, provider=provider)
    report = provider_report(provider, form.cohort, at=timezone.now())
    context = {
        "report": report,
        "page": Paginator(report.lines, A_PAGE).get_page(request.GET.get("page")),
        "files": [(name, title) for name, (title, _) in exports.PROVIDER_TABLES.items()],
        "documents": [SHEET],
    }
    return render(request, "outcomes/provider.html", _about(request, form, provider) | context)


@login_required
@require_safe
@never_cache
def activity(request, provider_slug, activity_code):
    """Show the outcome report of an activity."""
    provider = _provider(request, provider_slug)
    frozen = _activity(provider, activity_code)
    form = CohortForm(request.GET)
    if not form.is_valid():
        return _refused(request, form, provider=provider, activity=frozen)
    report = outcome_report(frozen, form.cohort, at=timezone.now())
    context = {
        "activity": frozen,
        "report": report,
        "files": exports.tables_of(report),
        "documents": [METRICS],
        "funnel": page.funnel(report.participation),
        "months": page.months(report),
        "credit_totals": page.credit_totals(report),
        "objectives": page.objective_rows(report),
        "questions": page.question_rows(report),
        "items": page.item_rows(report),
        "whole_test": page.test_row(report),
        "scale": page.SCALE,
        "held_from": HELD_FROM,
        "evaluation_keys": page.rating_keys(report.evaluation),
        "follow_up_keys": page.rating_keys(report.follow_up),
        "checks": page.checks(report),
    }
    return render(request, "outcomes/activity.html", _about(request, form, provider) | context)


@login_required
@require_safe
@never_cache
def provider_file(request, provider_slug, table):
    """Send a table of the provider's page as CSV."""
    provider = _provider(request, provider_slug)
    if table not in exports.PROVIDER_TABLES:
        raise Http404
    report = provider_report(provider, _cohort(request), at=timezone.now())
    _title, export = exports.PROVIDER_TABLES[table]
    return _file(request, report, f"{provider.slug}-{table}", export(report))


@login_required
@require_safe
@never_cache
def activity_file(request, provider_slug, activity_code, table):
    """Send a table of the outcome report as CSV; what the page withholds is not there either."""
    frozen = _activity(_provider(request, provider_slug), activity_code)
    if table not in exports.ACTIVITY_TABLES:
        raise Http404
    report = outcome_report(frozen, _cohort(request), at=timezone.now())
    _title, export = exports.ACTIVITY_TABLES[table]
    return _file(request, report, f"{frozen.code}-{table}", export(report))


@login_required
@require_safe
@never_cache
def provider_sheet(request, provider_slug):
    """Send a provider's activities as PARS asks for them."""
    provider = _provider(request, provider_slug)
    report = provider_report(provider, _cohort(request), at=timezone.now())
    columns = columns_for(ACTIVITIES, setup_of(provider, PARS))
    content = activities.write(activities_reported(report), columns)
    name = f"{provider.slug}-activities-{_stamp(report)}.xlsx"
    return download(BytesIO(content), name=name, content_type=XLSX)


@login_required
@require_safe
@never_cache
def activity_metrics(request, provider_slug, activity_code):
    """Send the outcome report as MEMS; what the page withholds is not there either."""
    frozen = _activity(_provider(request, provider_slug), activity_code)
    report = outcome_report(frozen, _cohort(request), at=timezone.now())
    content = metrics.write(metrics_of(report))
    name = f"{frozen.code}-metrics-{_stamp(report)}.xml"
    return download(BytesIO(content), name=name, content_type="application/xml")


def _stamp(report) -> str:
    return f"{report.cut_off.astimezone(UTC):%Y%m%dT%H%MZ}"


def _provider(request, slug):
    open_to = reportable_providers(request.user, timezone.now())
    return get_object_or_404(open_to.select_related("page"), slug=slug)


def _activity(provider, code):
    found = get_object_or_404(reported_activities(provider), code=code)
    return frozen_activity(found.version_id)


def _cohort(request):
    form = CohortForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.cohort


def _about(request, form, provider):
    asked = form.cleaned_data
    return {
        "provider": provider,
        "form": form,
        "cohort": form.cohort,
        "included": exports.included(form.cohort),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
        "is_reviewer": current_grants(request.user, timezone.now())
        .filter(provider=provider)
        .exists(),
    }


def _refused(request, form, **about):
    """Show what is wrong with the filters, and no figures that could be taken for theirs."""
    return render(request, "outcomes/refused.html", {"form": form, **about}, status=422)


def _file(request, report, name, table):
    if table is None:
        raise Http404
    filed = exports.file_table(report, table)
    marked = request.GET.get("mark") == "yes"
    return csv_response(f"{name}-{_stamp(report)}", filed.header, filed.rows, marked=marked)
