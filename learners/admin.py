"""Enrolments, sittings and completions, to look at; a sitting that was never handed in is reopened."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from assessments.models import Attempt
from assessments.services import ReopeningRefused
from common.admin import ReadOnlyAdmin
from learners import services
from learners.forms import ReopenForm
from learners.models import Completion, Enrolment, Sitting

MAY_REOPEN = "assessments.change_attempt"


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Enrolments."""

    list_select_related = True
    search_fields = ["learner__email"]


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    """Completions."""

    list_select_related = True
    search_fields = ["enrolment__learner__email"]


@admin.register(Sitting)
class SittingAdmin(ReadOnlyAdmin):
    """Sittings, with what moved each attempt; one that was never handed in can be reopened."""

    list_display = ["id", "learner", "activity", "purpose", "state", "ended", "reopen_link"]
    list_filter = ["attempt__state", "purpose"]
    list_select_related = ["enrolment__learner", "enrolment__activity", "attempt"]
    search_fields = ["enrolment__learner__email", "enrolment__activity__title"]
    fields = ["learner", "activity", "purpose", "state", "ended", "history", "reopen_link"]
    readonly_fields = ["learner", "activity", "state", "ended", "history", "reopen_link"]

    @admin.display(ordering="enrolment__learner__email")
    def learner(self, sitting: Sitting) -> str:
        return str(sitting.enrolment.learner.email)

    @admin.display(ordering="enrolment__activity__title")
    def activity(self, sitting: Sitting) -> str:
        return str(sitting.enrolment.activity.title)

    @admin.display(ordering="attempt__state")
    def state(self, sitting: Sitting) -> str:
        return sitting.attempt.get_state_display()

    @admin.display(ordering="attempt__finished_at")
    def ended(self, sitting: Sitting) -> Any:
        return sitting.attempt.finished_at

    @admin.display(description="What happened")
    def history(self, sitting: Sitting) -> str:
        rows = sitting.attempt.transitions.select_related("by")
        return "; ".join(_told(row) for row in rows) or "Nothing yet."

    @admin.display(description="Reopen")
    def reopen_link(self, sitting: Sitting) -> str:
        if sitting.attempt.state != Attempt.State.ABANDONED:
            return "–"
        address = reverse("admin:learners_sitting_reopen", args=[sitting.pk])
        return format_html('<a href="{}">Reopen</a>', address)

    def get_urls(self) -> list[URLPattern]:
        reopen = self.admin_site.admin_view(self.reopen)
        name = "learners_sitting_reopen"
        return [path("<int:pk>/reopen/", reopen, name=name), *super().get_urls()]

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Ask for the reason, and let the attempt go on or be graded as of its deadline."""
        rows = Sitting.objects.select_related("attempt", "enrolment__learner")
        sitting = get_object_or_404(rows, pk=pk)
        if not request.user.has_perm(MAY_REOPEN):
            raise PermissionDenied
        form = ReopenForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                services.reopen(
                    sitting=sitting,
                    by=cast("User", request.user),
                    at=timezone.now(),
                    **form.cleaned_data,
                )
            except ReopeningRefused as refusal:
                form.add_error(None, refusal.message)
            else:
                return self._reopened(request, sitting, form.cleaned_data["reason"])
        context = {
            **self.admin_site.each_context(request),
            "title": "Reopen an attempt",
            "sitting": sitting,
            "form": form,
            "opts": Sitting._meta,
        }
        return render(request, "learners/cms/reopen.html", context)

    def _reopened(self, request: HttpRequest, sitting: Sitting, reason: str) -> HttpResponseBase:
        self.log_change(request, sitting, f"Reopened: {reason}")
        end = sitting.attempt.deadline_at
        if sitting.attempt.is_open:
            words = f"The attempt goes on{(end and f' until {end:%-d %B %Y, %H:%M} UTC') or ''}."
        else:
            words = "No time was left: what was saved is graded as of its deadline."
        messages.success(request, words)
        return redirect("admin:learners_sitting_change", sitting.pk)


def _told(row: Any) -> str:
    words = f"{row.at:%-d %B %Y %H:%M} UTC: {row.get_after_display()}"
    who = f", by {row.by}" if row.by else ", by time"
    return f"{words}{who}{f' ({row.reason})' if row.reason else ''}"
