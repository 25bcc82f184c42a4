"""The CMS pages on which staff decide about relationships, activity by activity."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.domain.disclosure import (
    EXEMPTIONS,
    INCLUSIONS,
    METHODS,
    Exemption,
    Inclusion,
    Method,
)
from courses.models import Relationship
from courses.places import decision_policy
from courses.queries import activities_in
from courses.queries.disclosures import disclosures_in
from courses.services import (
    DisclosureRefused,
    Verdict,
    approve_exemption,
    decide_on_relationship,
    propose_exemption,
    withdraw_exemption,
)

ON_A_PAGE = 25
DAY = {"type": "date"}


class DecisionForm(forms.Form):
    """Relevant or not; how it was mitigated; why."""

    is_relevant = forms.TypedChoiceField(
        label="Is the relationship relevant to this activity?",
        choices=[("no", "No: the content has nothing to do with the company’s business"),
                 ("yes", "Yes: it was mitigated as said below")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    method = forms.TypedChoiceField(
        label="How it was mitigated",
        choices=[("", "–"), *((e.value, METHODS[e]) for e in Method if e is not Method.AS_TOLD)],
        coerce=Method,
        empty_value=None,
        required=False,
        help_text="Only for a relevant relationship.",
    )
    done_on = forms.DateField(
        label="Mitigated on",
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text="Not later than the day on which the role starts.",
    )
    inclusion = forms.TypedChoiceField(
        label="Why an owner or employee may take part",
        choices=[("", "–"), *((e.value, words) for e, words in INCLUSIONS.items())],
        coerce=Inclusion,
        empty_value=None,
        required=False,
        help_text="Owners and employees of ineligible companies are excluded but for these.",
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was looked at and what was done: an accreditor reads this.",
    )


class ExemptionForm(forms.Form):
    """Why the rules on relationships do not apply."""

    kind = forms.TypedChoiceField(
        label="What kind of education it is",
        choices=[(e.value, words) for e, words in EXEMPTIONS.items()],
        coerce=Exemption,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say that there is no clinical content through which bias could enter.",
    )


def decided_by(user):
    """Return the activities for whose people somebody decides."""
    return activities_in(decision_policy.collections_user_has_permission_for(user, "add"))


def _activity_or_404(request, pk):
    return get_object_or_404(decided_by(request.user).select_related("latest_revision"), pk=pk)


def disclosures(request):
    """List activities with what is open about their people."""
    if not decision_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    found = decided_by(request.user).select_related("latest_revision").order_by("title", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = disclosures_in(page.object_list, on=timezone.localdate())
    return render(request, "courses/cms/disclosures.html", {"page": page, "rows": rows})


def disclosures_of_activity(request, pk):
    """Show everybody in control of an activity's content, and what is open."""
    activity = _activity_or_404(request, pk)
    ((_activity, found),) = disclosures_in([activity], on=timezone.localdate())
    version = activity.versions.order_by("-number").first() if activity.live else None
    return render(
        request,
        "courses/cms/activity_disclosures.html",
        {
            "activity": activity,
            "found": found,
            "version": version,
            "may_approve": found.exemption
            and not found.is_exempt
            and request.user.pk not in {found.exemption.proposed_by_id, activity.owner_id},
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk, relationship):
    """Decide whether a relationship is relevant to an activity, and say how it was mitigated."""
    activity = _activity_or_404(request, pk)
    row = get_object_or_404(
        Relationship.objects.select_related("declaration__person__provider", "company"),
        pk=relationship,
        declaration__person__provider=activity.provider,
    )
    ((_activity, found),) = disclosures_in([activity], on=timezone.localdate())
    standing = _standing_of(found, row)
    form = DecisionForm(request.POST or None, initial=_as_before(standing.decision))
    if request.method == "POST" and form.is_valid():
        try:
            decide_on_relationship(
                activity=activity,
                relationship=row,
                verdict=Verdict(**form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except DisclosureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your decision is recorded.")
            return redirect("courses_activity_disclosures", pk)
    context = {
        "activity": activity,
        "row": row,
        "standing": standing,
        "form": form,
        "history": activity.decisions.filter(relationship=row).select_related("decided_by"),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/cms/decide.html", context, status=status)


def _standing_of(found, row):
    ties = [tie for person in found.people for tie in person.ties]
    standing = next((tie for tie in ties if tie.relationship.pk == row.pk), None)
    if standing is None:
        raise Http404
    return standing


def _as_before(decision):
    if decision is None:
        return {}
    return {
        "is_relevant": "yes" if decision.is_relevant else "no",
        "method": decision.method,
        "done_on": decision.done_on,
        "inclusion": decision.inclusion,
        "reason": decision.reason,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request, pk):
    """Propose that the rules on relationships do not apply; approve it; take it back."""
    activity = _activity_or_404(request, pk)
    if "propose" not in request.POST and request.method == "POST":
        _act_on_exemption(request, activity)
        return redirect("courses_activity_disclosures", pk)
    form = ExemptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_exemption(
                activity=activity, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except DisclosureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Proposed. It holds once a second person approves it.")
            return redirect("courses_activity_disclosures", pk)
    status = 422 if form.errors else 200
    context = {"activity": activity, "form": form}
    return render(request, "courses/cms/exempt.html", context, status=status)


def _act_on_exemption(request, activity):
    exemption = get_object_or_404(activity.exemptions, withdrawn_at=None)
    now, user = timezone.now(), request.user
    try:
        if "approve" in request.POST:
            approve_exemption(exemption=exemption, by=user, at=now)
            messages.success(request, "Approved: the rules on relationships do not apply.")
        elif "withdraw" in request.POST:
            withdraw_exemption(exemption=exemption, by=user, at=now)
            messages.success(request, "Taken back: the rules on relationships apply.")
    except DisclosureRefused as refusal:
        messages.error(request, str(refusal))


def may_decide_anywhere(user):
    """Whether somebody decides on relationships anywhere."""
    return decision_policy.user_has_permission(user, "add")
