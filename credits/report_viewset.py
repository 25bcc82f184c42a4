"""Reports in the CMS: what is told to whom, where it stands, and what accreditation staff do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.domain.identifiers import Kind, readable
from accounts.models import Identifier
from accounts.permissions import can_reveal
from accounts.services import reveal_identifier
from common.cells import harmless
from common.cms import EveryWordSearch, in_place
from credits.domain.reporting import BY_HAND, UNSENT, Status, may_become
from credits.models import CreditReport
from credits.places import report_policy
from credits.queries import content_of, identifiers_needed
from credits.report_filters import ReportFilterSet
from credits.report_forms import (
    AnswerForm,
    CorrectionForm,
    NoteForm,
    ReasonForm,
    RejectionForm,
    RevealForm,
)
from credits.services import (
    ReportRefused,
    hold_report,
    move_report,
    put_right,
    release_report,
    send_again,
)

SCREENS = {"index", "index_results", "inspect"}
RELATED = (
    "entry__learner__profile",
    "entry__credit_type",
    "entry__offer__activity",
    "entry__reverses",
)
SECONDS_SHOWN = 60


@dataclass(frozen=True)
class Deed:
    """Something that staff do with a report: when it is offered, what is asked, what is done."""

    title: str
    form: type[forms.Form]
    is_offered: Callable[[CreditReport], bool]
    do: Callable[..., Any]
    warning: str = ""


def _step(status: Status) -> dict[str, Any]:
    return {
        "is_offered": lambda report: (
            may_become(Status(report.status), status) and not report.problem
        ),
        "do": partial(move_report, status=status),
    }


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it confirms."""


DEEDS = {
    "hold": Deed(
        "Hold back",
        ReasonForm,
        lambda report: report.status in UNSENT and not report.held_because,
        hold_report,
        "It is not sent until somebody releases it. The learner reads that you hold it back, not why.",
    ),
    "release": Deed(
        "Release",
        ConfirmForm,
        lambda report: bool(report.held_because),
        release_report,
    ),
    "sent": Deed("Mark as sent", NoteForm, **_step(Status.EXPORTED)),
    "pending": Deed("Mark as not yet confirmed", AnswerForm, **_step(Status.PENDING_CONFIRMATION)),
    "accepted": Deed("Mark as accepted", AnswerForm, **_step(Status.ACCEPTED)),
    "rejected": Deed("Mark as rejected", RejectionForm, **_step(Status.REJECTED)),
    "again": Deed(
        "Send again",
        ConfirmForm,
        lambda report: report.status == Status.REJECTED,
        send_again,
        "It goes back into the queue as far as the learner still allows it.",
    ),
    "correct": Deed(
        "Put right",
        CorrectionForm,
        lambda report: report.status in BY_HAND,
        put_right,
        "For what was noted here by mistake. What the destination holds does not change by this: to "
        "change the credit itself, use the ledger.",
    ),
}


def address_of(report: CreditReport) -> str:
    """Return where a report is looked after."""
    return reverse("credit-reports:inspect", args=[report.pk])


def completed_on(report: CreditReport) -> str:
    return f"{report.entry.earned_on:%-d %b %Y}"


def due_by(report: CreditReport) -> str:
    return f"{report.due_on:%-d %b %Y}"


class ReportIndexView(EveryWordSearch, generic.IndexView):
    """Reports of credit for activities whose providers the person works for."""

    def get_base_queryset(self):
        return report_policy.visible_to(self.request.user).select_related(*RELATED)

    def get_edit_url(self, instance):
        return reverse(self.inspect_url_name, args=[instance.pk])

    def get_preprocess_function(self, field, value, export_format):
        """Write cells that no spreadsheet takes for a formula."""
        found = super().get_preprocess_function(field, value, export_format)
        return lambda cell: harmless(found(cell) if found else cell)


class ReportView(generic.InspectView):
    """One report: what it says, of whom, its history, and what may be done."""

    page_title = "Credit report"
    template_name = "credits/cms/report.html"

    def get_object(self, queryset=None):
        return get_object_or_404(CreditReport.objects.select_related(*RELATED), pk=self.pk)

    def get_edit_url(self):
        return None

    def get_delete_url(self):
        return None

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | shown(self.request, self.object)


def shown(request, report: CreditReport) -> dict[str, Any]:
    """Return everything that the page of a report says."""
    may_act = report_policy.user_has_permission_for_instance(request.user, "change", report)
    return {
        "report": report,
        "content": content_of(report),
        "identifiers": identifiers_needed(report),
        "may_reveal": can_reveal(request.user),
        "events": report.events.select_related("by"),
        "deeds": [(name, deed) for name, deed in DEEDS.items() if deed.is_offered(report)]
        if may_act
        else [],
        "ledger": reverse("credit-ledger:inspect", args=[report.entry_id]),
        "numbers": reverse("credits_numbers", args=[report.entry.offer_id]),
        "is_late": report.status in UNSENT and report.due_on < timezone.localdate(),
    }


class ReportViewSet(ModelViewSet):
    """The queue of reports, for those who answer for it."""

    model = CreditReport
    name = "credit-reports"
    icon = "upload"
    menu_label = "Credit reports"
    menu_order = 262
    add_to_admin_menu = True
    permission_policy = report_policy
    index_view_class = ReportIndexView
    inspect_view_class = ReportView
    inspect_view_enabled = True
    copy_view_enabled = False
    filterset_class = ReportFilterSet
    list_per_page = 25
    ordering = ["-changed_at", "-pk"]
    list_display = [
        TitleColumn("learner", label="Learner", get_url=address_of, accessor="entry.learner", sort_key="entry__learner__last_name"),
        Column("destination", label="Destination", accessor="get_destination_display", sort_key="destination"),
        Column("activity", label="Activity", accessor="entry.offer.activity.title", sort_key="entry__offer__activity__title"),
        Column("credit", label="Credit", accessor="credit"),
        Column("completed", label="Completed", accessor=completed_on, sort_key="entry__earned_on"),
        Column("due_on", label="Due", accessor=due_by),
        Column("status", label="Status", accessor="for_staff", sort_key="status"),
        Column("problem", label="Problem", accessor="get_problem_display", sort_key="problem"),
    ]  # fmt: skip
    list_export = [
        "pk",
        "get_destination_display",
        "action",
        "entry.learner",
        "entry.offer.activity.title",
        "provider_name",
        "entry.credit_type",
        "entry.amount",
        "entry.earned_on",
        "due_on",
        "for_staff",
        "reason",
        "get_problem_display",
        "entry.offer.pars_id",
        "credit_id",
        "changed_at",
    ]
    export_headings = {
        "pk": "Report",
        "get_destination_display": "Destination",
        "action": "Action",
        "entry.learner": "Learner",
        "entry.offer.activity.title": "Activity",
        "provider_name": "Provider",
        "entry.credit_type": "Credit type",
        "entry.amount": "Amount",
        "entry.earned_on": "Completed",
        "due_on": "Due",
        "for_staff": "Status",
        "reason": "Reason",
        "get_problem_display": "Problem",
        "entry.offer.pars_id": "PARS ID",
        "credit_id": "Credit ID",
        "changed_at": "Changed",
    }
    export_filename = "credit-reports"
    search_fields = [
        "entry__learner__email",
        "entry__learner__first_name",
        "entry__learner__last_name",
        "entry__offer__activity__title",
        "credit_id",
    ]
    inspect_view_fields = ["destination"]

    def get_form_class(self, for_update=False):
        return NoteForm

    def construct_view(self, view_class, **kwargs):
        return in_place(super().construct_view(view_class, **kwargs), report_policy)

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name in SCREENS]


def act(request, pk, deed):
    """Ask for what a deed needs, and do it."""
    return in_place(_act, report_policy)(request, pk=pk, deed=deed)


@require_http_methods(["GET", "HEAD", "POST"])
def _act(request, pk, deed):
    report = CreditReport.objects.select_related(*RELATED).get(pk=pk)
    known = DEEDS.get(deed)
    if known is None:
        raise Http404
    if not report_policy.user_has_permission_for_instance(request.user, "change", report):
        raise PermissionDenied
    form = known.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            known.do(report=report, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ReportRefused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{known.title}: done.")
            return redirect("credit-reports:inspect", pk)
    context = {"report": report, "form": form, "deed": known}
    status = 422 if form.errors else 200
    return render(request, "credits/cms/report_act.html", context, status=status)


def reveal(request, pk, identifier):
    """Show one identifier that a report needs, for a reason, once and for a minute."""
    return in_place(_reveal, report_policy)(request, pk=pk, identifier=identifier)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _reveal(request, pk, identifier):
    report = CreditReport.objects.select_related(*RELATED).get(pk=pk)
    if not can_reveal(request.user):
        raise PermissionDenied
    row = _needed(report, identifier)
    form = RevealForm(request.POST if request.method == "POST" else None)
    back = reverse("credit-reports:inspect", args=[report.pk])
    context = {"report": report, "identifier": row, "form": form, "back": back}
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "credits/cms/reveal.html", context, status=status)
    reason = form.cleaned_data["reason"]
    value = reveal_identifier(identifier=row, by=request.user, at=timezone.now(), reason=reason)
    context |= {"value": readable(Kind(row.kind), value), "seconds": SECONDS_SHOWN}
    response = render(request, "credits/cms/reveal.html", context)
    response["Refresh"] = f"{SECONDS_SHOWN}; url={back}"
    return response


def _needed(report: CreditReport, pk: int) -> Identifier:
    """Return the identifier if the report needs it; whatever else the person has told is not there."""
    found = [row for row in identifiers_needed(report) if row.pk == pk]
    if not found:
        raise Http404
    return found[0]
