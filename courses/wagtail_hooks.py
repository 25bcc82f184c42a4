"""Activities, lessons and recordings in the CMS."""

from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import HeaderButton
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from courses import company_viewset, disclosure_pages, people_viewset, support_pages
from courses.models import ActivityPage, LessonPage
from courses.permissions import may_see_everything, visible_pages
from courses.places import may_decide
from courses.preflight_page import preflight
from courses.queries import lapsed
from courses.services.disclosures import DECIDED, EXEMPTED
from courses.services.scheduling import REFUSED
from courses.services.support import SUPPORTED
from courses.versions_page import versions
from courses.viewsets import ActivityListing, ProviderViewSet

KEPT = "“{}” stays: learners' records rest on it. Unpublish it instead."
UNUSED_MENUS = {"help", "snippets"}
OVERSIGHT_MENUS = {"reports"}

register_snippet(people_viewset.PersonViewSet)
register_snippet(company_viewset.CompanyViewSet)


@hooks.register("register_admin_viewset")
def activity_listing():
    return ActivityListing()


@hooks.register("register_admin_viewset")
def provider_screens():
    return ProviderViewSet()


@hooks.register("register_admin_urls")
def pages_about_activities():
    return [
        path("activities/<int:pk>/preflight/", preflight, name="courses_preflight"),
        path("activities/<int:pk>/versions/", versions, name="courses_versions"),
        path("activities/<int:pk>/versions/<int:number>/", versions, name="courses_version"),
    ]


@hooks.register("register_page_header_buttons")
def buttons_of_activities(page, user, **_rest):
    """Lead from an activity to what keeps it from being published, and to what was published."""
    if isinstance(page, ActivityPage) and page.permissions_for_user(user).can_edit():
        url = reverse("courses_preflight", args=[page.pk])
        yield Button("Preflight", url, icon_name="clipboard-list", priority=15)
        url = reverse("courses_versions", args=[page.pk])
        yield Button("Published versions", url, icon_name="history", priority=16)


@hooks.register("register_admin_urls")
def disclosure_urls():
    one = "disclosures/<int:pk>/"
    return [
        path("people/ask/", people_viewset.ask_all, name="courses_ask_all"),
        path("people/<int:pk>/ask/", people_viewset.ask, name="courses_ask"),
        path("people/<int:pk>/take-back/", people_viewset.take_link_back, name="courses_take_back"),
        path("companies/<int:pk>/merge/", company_viewset.merge, name="courses_merge_company"),
        path("disclosures/", disclosure_pages.disclosures, name="courses_disclosures"),
        path(one, disclosure_pages.disclosures_of_activity, name="courses_activity_disclosures"),
        path(f"{one}exception/", disclosure_pages.exempt, name="courses_exempt"),
        path(
            f"{one}relationships/<int:relationship>/",
            disclosure_pages.decide,
            name="courses_decide",
        ),
    ]


@hooks.register("register_admin_urls")
def support_urls():
    one = "support/agreements/<int:pk>/"
    return [
        path("support/", support_pages.supported, name="courses_supported"),
        path("support/<int:pk>/", support_pages.support, name="courses_support"),
        path("support/<int:pk>/add/", support_pages.add_agreement, name="courses_add_agreement"),
        path(f"{one}file/", support_pages.file, name="courses_agreement_file"),
        path(f"{one}end/", support_pages.end, name="courses_end_agreement"),
        path(f"{one}book/", support_pages.book_line, name="courses_book"),
        path(
            f"{one}lines/<int:line>/take-back/",
            support_pages.take_back,
            name="courses_take_line_back",
        ),
    ]


class SupportItem(MenuItem):
    """Shown to those who keep agreements somewhere."""

    def is_shown(self, request):
        return support_pages.may_keep_support(request.user)


@hooks.register("register_admin_menu_item")
def support_item():
    url = reverse_lazy("courses_supported")
    return SupportItem("Commercial support", url, icon_name="form", order=98)


class DisclosuresItem(MenuItem):
    """Shown to those who decide on relationships somewhere."""

    def is_shown(self, request):
        return disclosure_pages.may_decide_anywhere(request.user)


@hooks.register("register_admin_menu_item")
def disclosures_item():
    url = reverse_lazy("courses_disclosures")
    return DisclosuresItem("Disclosures", url, icon_name="clipboard-list", order=96)


@hooks.register("register_page_header_buttons")
def disclosures_of_page(page, user, view_name, next_url=None):
    if isinstance(page, ActivityPage) and may_decide(user, page.provider):
        url = reverse("courses_activity_disclosures", args=[page.pk])
        yield HeaderButton("Disclosures", url=url, icon_name="clipboard-list", priority=60)


@hooks.register("construct_main_menu")
def name_and_prune_menu(request, items):
    """Call recordings by their name; leave out what knows no places or leads nowhere."""
    hidden = UNUSED_MENUS if may_see_everything(request.user) else UNUSED_MENUS | OVERSIGHT_MENUS
    items[:] = [item for item in items if item.name not in hidden]
    for item in items:
        if item.name == "media":
            item.label = "Recordings"


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages, request):
    return visible_pages(request.user, pages)


@hooks.register("before_copy_page")
def copy_without_alias(request, page):
    """An alias would share its source's code, and two activities cannot."""
    if request.POST.get("alias"):
        messages.error(request, "A page cannot stand in two places: copy it without “Alias”.")
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


@hooks.register("before_edit_page")
def tell_what_lapsed(request, page):
    """Tell authors which prerequisites keep nobody back any more, as they open an activity."""
    if request.method == "GET" and isinstance(page, ActivityPage):
        warn_of_lapsed(request, page.get_latest_revision_as_object())


@hooks.register("after_publish_page")
def warn_of_lapsed(request, page):
    if isinstance(page, ActivityPage):
        for sentence in lapsed(page.prerequisites.all(), timezone.localdate()):
            messages.warning(request, sentence)


@hooks.register("before_delete_page")
def keep_what_was_published(request, page):
    if was_published([page]):
        messages.error(request, KEPT.format(page))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_what_was_published_in_bulk(request, action_type, objects, action):
    if action_type == "delete" and was_published(objects):
        messages.error(request, KEPT.format("What was chosen"))
        return redirect("wagtailadmin_home")
    return None


def was_published(objects):
    """Whether any of the pages, or one below them, is an activity or lesson that was published."""
    pages = [each for each in objects if isinstance(each, Page)]
    return any(
        below.exclude(first_published_at=None).type(ActivityPage, LessonPage).exists()
        for below in (page.get_descendants(inclusive=True) for page in pages)
    )


@hooks.register("register_log_actions")
def decided(actions):
    @actions.register_action(DECIDED)
    class Decided(LogFormatter):
        label = "Relationship decided"

        def format_message(self, log_entry):
            return f"Decided on a relationship: {log_entry.data.get('about', '')}"

    @actions.register_action(SUPPORTED)
    class Supported(LogFormatter):
        label = "Commercial support"

        def format_message(self, log_entry):
            said = log_entry.data
            return f"Agreement with {said.get('with', '')} {said.get('step', '')}"

    @actions.register_action(EXEMPTED)
    class Exempted(LogFormatter):
        label = "Exception from disclosure"

        def format_message(self, log_entry):
            return f"Exception from the rules on relationships {log_entry.data.get('step', '')}"


@hooks.register("register_log_actions")
def refused_publication(actions):
    @actions.register_action(REFUSED)
    class RefusedPublication(LogFormatter):
        label = "Not published"

        def format_message(self, log_entry):
            return f"Not published as scheduled: {' '.join(log_entry.data.get('problems', []))}"
