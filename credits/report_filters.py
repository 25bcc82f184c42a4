"""How accreditation staff narrow the list of reports."""

from typing import ClassVar

import django_filters
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from courses.models import ActivityPage, Provider
from courses.queries import activities_in
from credits.domain.reporting import FOR_STAFF, UNSENT
from credits.models import CreditReport
from credits.models.reporting import PLACES, TROUBLES
from credits.places import report_policy
from credits.queries import late_reports

SOME, LATE = "any", "late"
PROBLEM_CHOICES = [
    (SOME, "Any problem"),
    *TROUBLES,
    (LATE, "Past its deadline and not sent"),
]


class ReportFilterSet(WagtailFilterSet):
    """Destination, status, provider, activity, period of completion, problem."""

    destination = django_filters.MultipleChoiceFilter(choices=PLACES, widget=CheckboxSelectMultiple)
    status = django_filters.MultipleChoiceFilter(
        choices=[(each.value, words) for each, words in FOR_STAFF.items()],
        widget=CheckboxSelectMultiple,
    )
    problem = django_filters.ChoiceFilter(choices=PROBLEM_CHOICES, method="with_problem")
    provider = django_filters.ModelChoiceFilter(
        label="Provider", queryset=Provider.objects.none(), method="of_provider"
    )
    activity = django_filters.ModelChoiceFilter(
        label="Activity",
        queryset=ActivityPage.objects.none(),
        field_name="entry__offer__activity",
    )
    completed = django_filters.DateFromToRangeFilter(
        label="Completed", field_name="entry__earned_on", widget=DateRangePickerWidget
    )

    class Meta:
        model = CreditReport
        fields: ClassVar[list[str]] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        collections = report_policy.collections_for(self.request.user)
        self.filters["provider"].queryset = Provider.objects.filter(collection__in=collections)
        self.filters["activity"].queryset = activities_in(collections)

    def with_problem(self, rows, _name, value):
        if value == SOME:
            return rows.exclude(problem="")
        if value == LATE:
            return late_reports(rows.filter(status__in=UNSENT), timezone.localdate())
        return rows.filter(problem=value)

    def of_provider(self, rows, _name, provider):
        return rows.filter(entry__offer__activity__in=activities_in([provider.collection]))
