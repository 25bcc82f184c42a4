"""The CMS's list of activities, and the screens on which administrators keep providers."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from courses.models import ActivityPage, Provider
from courses.services import establish_provider, update_provider


class ActivityListing(PageListingViewSet):
    """Every activity of the branches where the person works."""

    model = ActivityPage
    name = "activities"
    icon = "openquote"
    menu_label = "Activities"
    menu_order = 90
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("code", label="Code", sort_key="code"),
        "strand",
        Column("expires_on", label="Ends", sort_key="expires_on"),
    ]
    list_filter = ["strand", "live"]


class ProviderCreateView(CreateView):
    """A new provider comes with its collection, its page and its teams."""

    def save_instance(self):
        return establish_provider(**self.form.cleaned_data)


class ProviderEditView(EditView):
    """A provider's new name reaches its places and teams."""

    def save_instance(self):
        return update_provider(provider=self.object, **self.form.cleaned_data)


class ProviderViewSet(ModelViewSet):
    """Accredited providers."""

    model = Provider
    name = "providers"
    icon = "group"
    menu_label = "Providers"
    add_to_settings_menu = True
    add_view_class = ProviderCreateView
    edit_view_class = ProviderEditView
    list_display = ["name", "accreditor", "accreditor_number"]
    search_fields = ["name"]
    copy_view_enabled = False
    form_fields = [
        "name",
        "slug",
        "accreditor",
        "accreditor_number",
        "accreditation_statement",
        "joint_statement",
        "contact_email",
        "website",
        "address",
    ]
