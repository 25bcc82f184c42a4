"""The CMS page that shows an activity's preflight, and on which findings are waived."""

from typing import NamedTuple

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from assessments.models import Assessment, Objective, Question
from courses.models import ActivityPage, LessonPage, Person, Provider, Waiver
from courses.permissions import GrantRefused, can_grant, is_staff_of, own_activity
from courses.queries import checklist_of
from courses.services import WaiverRefused, ask_waiver, end_waiver, grant_waiver
from evidence.models import Reference

MODELS = {
    "activity": ActivityPage,
    "assessment": Assessment,
    "lesson": LessonPage,
    "objective": Objective,
    "person": Person,
    "provider": Provider,
    "reference": Reference,
}
TABS = {
    "contributors": "people",
    "commercial_support": "people",
    "placements": "assessments",
    "references": "references",
}
QUESTION = "question-"


class Found(NamedTuple):
    """A finding as it is shown: where it is mended, and what was asked about it."""

    finding: object
    url: str
    waiver: Waiver | None
    may_grant: bool


def preflight(request, pk):
    """Show how the rules stand for the newest draft; take requests for waivers and their answers."""
    activity = own_activity(request.user, pk)
    if request.method == "POST":
        _act(request, activity)
        return redirect("courses_preflight", activity.pk)
    draft = activity.get_latest_revision_as_object()
    checklist = checklist_of(draft)
    waivers = {
        row.key: row
        for row in Waiver.objects.filter(activity=activity, ended_at=None).select_related(
            "asked_by", "granted_by"
        )
    }
    finder = AdminURLFinder(request.user)

    def found(finding):
        waiver = waivers.get(finding.key)
        may_grant = bool(waiver and not waiver.granted_at and can_grant(request.user, waiver))
        return Found(finding, _address(finder, finding.target), waiver, may_grant)

    lines = [
        {
            "line": line,
            "findings": [found(each) for each in line.findings],
            "waived": [found(each.finding) for each in line.waived],
        }
        for line in checklist.lines
    ]
    return render(
        request,
        "courses/cms/preflight.html",
        {
            "activity": draft,
            "checklist": checklist,
            "lines": lines,
            "may_end": is_staff_of(request.user, activity),
        },
    )


def _act(request, activity):
    now, posted = timezone.now(), request.POST
    try:
        if posted.get("deed") == "ask":
            ask_waiver(
                activity=activity,
                key=posted.get("key", ""),
                reason=posted.get("reason", ""),
                by=request.user,
                at=now,
            )
            messages.success(request, "Somebody of the accreditation staff has to grant this now.")
            return
        waiver = get_object_or_404(Waiver, pk=_number(posted.get("waiver")), activity=activity)
        if posted.get("deed") == "grant":
            grant_waiver(waiver=waiver, by=request.user, at=now)
            messages.success(request, "Granted: the finding may stand.")
        elif waiver.asked_by == request.user or is_staff_of(request.user, activity):
            end_waiver(waiver=waiver, at=now)
            messages.success(request, "Ended: the finding counts again.")
    except (WaiverRefused, GrantRefused) as refusal:
        messages.error(request, str(refusal))


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _address(finder, target):
    """Return where a finding is mended, "" where the person has no access."""
    if target.kind == "offers":
        return reverse("credit-offers:add")
    if target.field.startswith(QUESTION):
        pk = int(target.field.removeprefix(QUESTION))
        return finder.get_edit_url(Question.objects.filter(pk=pk).first()) or ""
    instance = MODELS[target.kind].objects.filter(pk=target.pk).first()
    url = finder.get_edit_url(instance) if instance else None
    if url and target.kind == "activity":
        return f"{url}#tab-{TABS.get(target.field, 'front_matter')}"
    return url or ""
