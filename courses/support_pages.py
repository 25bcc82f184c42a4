"""The CMS pages on which staff keep commercial support: agreements, and the account of the money."""

from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.domain.support import IN_KIND, InKind
from courses.models import Company, SupportAgreement, SupportLine
from courses.places import support_policy
from courses.queries import activities_in
from courses.queries.support import balance_of, support_problems, support_told
from courses.services import (
    Booking,
    SupportRefused,
    Terms,
    book,
    end_agreement,
    record_agreement,
    reverse_line,
)

ON_A_PAGE = 25
DAY = {"type": "date"}


class AgreementForm(forms.Form):
    """What a signed agreement says, and the PDF."""

    company = forms.ModelChoiceField(
        Company.objects.none(),
        label="Supporter",
        help_text="A company of the registry: add it under Companies first.",
    )
    signed_on = forms.DateField(
        label="Signed by both on",
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text="Before the release date of the activity.",
    )
    amount = forms.DecimalField(
        label="Money, in US dollars", min_value=0, max_digits=12, decimal_places=2, initial=0
    )
    in_kind = forms.TypedMultipleChoiceField(
        label="In kind",
        choices=[(e.value, words) for e, words in IN_KIND.items()],
        coerce=InKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    nature = forms.CharField(
        label="In-kind support in words",
        max_length=200,
        required=False,
        help_text="As learners read it, without products or brands. No estimate of its worth.",
    )
    file = forms.FileField(label="Signed agreement, PDF", help_text="Only staff can open it.")

    def __init__(self, *args, provider, **kwargs):
        super().__init__(*args, **kwargs)
        found = Company.objects.filter(provider=provider, merged_into=None)
        self.fields["company"].queryset = found


class BookingForm(forms.Form):
    """A line of the account."""

    kind = forms.TypedChoiceField(
        label="What happened", choices=SupportLine.Kind.choices, coerce=SupportLine.Kind
    )
    amount = forms.DecimalField(
        label="US dollars", min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    purpose = forms.CharField(label="What it was for", max_length=200)
    day = forms.DateField(label="Day", widget=forms.DateInput(DAY, format="%Y-%m-%d"))


class ReasonForm(forms.Form):
    """Why something is ended or taken back."""

    reason = forms.CharField(label="Reason", max_length=200)


def may_keep_support(user):
    """Whether somebody keeps agreements anywhere."""
    return support_policy.user_has_permission(user, "add")


def kept_by(user):
    """Return the activities whose support somebody keeps."""
    return activities_in(support_policy.collections_user_has_permission_for(user, "add"))


def _agreement_or_404(request, pk):
    found = SupportAgreement.objects.filter(activity__in=kept_by(request.user))
    return get_object_or_404(found.select_related("activity", "company"), pk=pk)


def supported(request):
    """List activities with their agreements."""
    if not may_keep_support(request.user):
        raise PermissionDenied
    standing = Count("agreements", filter=Q(agreements__ended_at=None))
    found = kept_by(request.user).annotate(standing=standing).order_by("title", "pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/cms/supported.html", {"page": page})


def support(request, pk):
    """Show an activity's agreements with their accounts, and what learners read."""
    activity = get_object_or_404(kept_by(request.user), pk=pk)
    agreements = activity.agreements.select_related("company__merged_into", "recorded_by")
    context = {
        "activity": activity,
        "agreements": [
            (each, balance_of(each), each.lines.select_related("recorded_by", "reversed_by"))
            for each in agreements
        ],
        "told": support_told(activity),
        "problems": support_problems(activity),
    }
    return render(request, "courses/cms/support.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_agreement(request, pk):
    """Record a signed agreement."""
    activity = get_object_or_404(kept_by(request.user), pk=pk)
    form = AgreementForm(request.POST or None, request.FILES or None, provider=activity.provider)
    if request.method == "POST" and form.is_valid():
        found = dict(form.cleaned_data)
        file = found.pop("file")
        try:
            record_agreement(
                activity=activity,
                terms=Terms(**found),
                file=file,
                name=file.name,
                by=request.user,
                at=timezone.now(),
            )
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The agreement is recorded. Publish the activity again.")
            return redirect("courses_support", pk)
    context = {"activity": activity, "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/cms/agreement.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def book_line(request, pk):
    """Add a line to the account of an agreement."""
    agreement = _agreement_or_404(request, pk)
    form = BookingForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            book(
                agreement=agreement,
                booking=Booking(**form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The line is in the account.")
            return redirect("courses_support", agreement.activity_id)
    return _ask(request, agreement, form, "Add a line", "Add the line")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk):
    """Let an agreement count no more."""
    agreement = _agreement_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            end_agreement(agreement=agreement, reason=reason, by=request.user, at=timezone.now())
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The agreement counts no more; it stays on record.")
            return redirect("courses_support", agreement.activity_id)
    return _ask(request, agreement, form, "End the agreement", "End it")


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request, pk, line):
    """Take a line of the account back by one of its own."""
    agreement = _agreement_or_404(request, pk)
    row = get_object_or_404(agreement.lines, pk=line)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reverse_line(line=row, reason=reason, by=request.user, at=timezone.now())
        except SupportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The line is taken back by one of its own.")
            return redirect("courses_support", agreement.activity_id)
    return _ask(request, agreement, form, f"Take back: {row}", "Take it back")


def _ask(request, agreement, form, title, deed):
    context = {"agreement": agreement, "form": form, "title": title, "deed": deed}
    status = 422 if form.errors else 200
    return render(request, "courses/cms/support_deed.html", context, status=status)


def file(request, pk):
    """Hand out the signed agreement, to be saved."""
    agreement = _agreement_or_404(request, pk)
    content = agreement.file.open("rb")
    answer = FileResponse(content, as_attachment=True, filename=agreement.file_name)
    answer["Content-Type"] = "application/pdf"
    answer["Cache-Control"] = "private, no-store"
    return answer
