"""The log of identifiers in the CMS: who wrote or read whose, when, and why; never a value."""

import django_filters
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import IdentifierEvent
from common.cells import harmless
from common.cms import EveryWordSearch

SCREENS = {"index", "index_results"}


class EventFilterSet(WagtailFilterSet):
    """What was done, to which kind of number, and when."""

    at = django_filters.DateFromToRangeFilter(label="When", widget=DateRangePickerWidget)

    class Meta:
        model = IdentifierEvent
        fields = ["action", "kind"]


class EventIndexView(EveryWordSearch, generic.IndexView):
    """Every line of the log, newest first."""

    def get_base_queryset(self):
        return IdentifierEvent.objects.select_related("person", "by")

    def get_edit_url(self, instance):
        return None

    def get_preprocess_function(self, field, value, export_format):
        """Write cells that no spreadsheet takes for a formula."""
        found = super().get_preprocess_function(field, value, export_format)
        return lambda cell: harmless(found(cell) if found else cell)


def by_whom(event):
    """Return who did it; what nobody did, the system did."""
    return event.by or "The system"


class IdentifierLogViewSet(ModelViewSet):
    """The log, for administrators to read."""

    model = IdentifierEvent
    name = "identifier-log"
    icon = "history"
    menu_label = "Identifier log"
    menu_order = 263
    add_to_admin_menu = True
    index_view_class = EventIndexView
    copy_view_enabled = False
    filterset_class = EventFilterSet
    list_per_page = 50
    ordering = ["-at", "-pk"]
    list_display = [
        DateColumn("at", label="When", sort_key="at"),
        Column("person", label="Whose", accessor="person", sort_key="person__last_name"),
        Column("title", label="Identifier"),
        Column("action", label="What", accessor="get_action_display", sort_key="action"),
        Column("by", label="By", accessor=by_whom, sort_key="by__last_name"),
        Column("reason", label="Why", accessor="reason"),
    ]
    list_export = ["at", "person", "title", "get_action_display", "by", "reason"]
    export_headings = {
        "at": "When",
        "person": "Whose",
        "title": "Identifier",
        "get_action_display": "What",
        "by": "By",
        "reason": "Why",
    }
    export_filename = "identifier-log"
    search_fields = [
        "person__email",
        "person__first_name",
        "person__last_name",
        "by__email",
        "by__first_name",
        "by__last_name",
        "reason",
    ]

    def get_form_class(self, for_update=False):
        return None

    def get_urlpatterns(self):
        return [each for each in super().get_urlpatterns() if each.name in SCREENS]
