"""The registry of companies in the CMS: what people typed is reviewed, and merged where it is the same."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import HeaderButton
from wagtail.snippets.views import snippets

from common.cms import PlacedFilterSet, PlacedViewSet
from courses.domain.disclosure import DEFINITION
from courses.forms import OfProviderForm
from courses.models import Company
from courses.places import AT_PROVIDER, company_policy
from courses.services import CompanyRefused, merge_companies, review_company


class CompanyForm(OfProviderForm):
    """A review needs a rationale; who and when is noted by itself."""

    def clean(self):
        cleaned = super().clean()
        is_reviewed = cleaned.get("eligibility") != Company.Eligibility.UNREVIEWED
        if is_reviewed and not (cleaned.get("rationale") or "").strip():
            self.add_error("rationale", "Say what the company's primary business is.")
        return cleaned

    def save(self, commit=True):
        found = self.cleaned_data
        company = super().save(commit=False)
        company.eligibility = Company.Eligibility.UNREVIEWED
        company.save()
        review_company(
            company=company,
            eligibility=found["eligibility"],
            rationale=found["rationale"],
            source=found["source"],
            by=self.for_user,
            at=timezone.now(),
        )
        company.refresh_from_db()
        return company


class CompanyFilterSet(PlacedFilterSet):
    """Companies by what was found."""

    class Meta:
        model = Company
        fields = ["eligibility", "provider"]


class CompanyEditView(snippets.EditView):
    """With a way to say that two names mean one company."""

    @property
    def header_more_buttons(self):
        url = reverse("courses_merge_company", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            HeaderButton("Same as another", url=url, icon_name="link"),
        ]


class CompanyViewSet(PlacedViewSet):
    """Companies, for those who decide on relationships."""

    model = Company
    through = AT_PROVIDER
    icon = "site"
    menu_label = "Companies"
    menu_order = 97
    edit_view_class = CompanyEditView
    filterset_class = CompanyFilterSet
    list_display = [
        "name",
        Column("eligibility", label="Found", accessor="get_eligibility_display"),
        Column("reviewed_on", label="Reviewed", sort_key="reviewed_on"),
        Column("merged_into", label="Same as"),
    ]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            HelpPanel(f"<p>{DEFINITION}</p>"),
            FieldPanel("provider"),
            FieldPanel("name"),
            FieldPanel("eligibility"),
            FieldPanel("rationale"),
            FieldPanel("source"),
        ],
        base_form_class=CompanyForm,
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("merged_into", "provider")


class MergeForm(forms.Form):
    """Which company of the same registry is meant."""

    into = forms.ModelChoiceField(
        Company.objects.none(),
        label="It is the same company as",
        help_text="Relationships that people named with it count as relationships with that one.",
    )

    def __init__(self, *args, company, **kwargs):
        super().__init__(*args, **kwargs)
        others = Company.objects.filter(provider=company.provider, merged_into=None)
        self.company = company
        self.fields["into"].queryset = others.exclude(pk=company.pk)

    def clean(self):
        cleaned = super().clean()
        if into := cleaned.get("into"):
            try:
                merge_companies(company=self.company, into=into)
            except CompanyRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, pk):
    """Say that a company is another one of the registry."""
    company = get_object_or_404(Company.objects.select_related("provider"), pk=pk)
    if not company_policy.user_has_permission_for_instance(request.user, "change", company):
        raise Http404
    form = MergeForm(request.POST or None, company=company)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"“{company}” stands for “{form.cleaned_data['into']}” now.")
        return redirect(Company.snippet_viewset.get_url_name("list"))
    context = {"form": form, "company": company}
    status = 422 if form.errors else 200
    return render(request, "courses/cms/merge.html", context, status=status)
