"""A way from the CMS to the outcome reports, and the pages that report to bodies."""

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from common.navigation import menus_of
from credits.permissions import can_see_reports
from outcomes import export_views


class ReportsItem(MenuItem):
    """Shown to those who see it in the site's own menu."""

    def is_shown(self, request):
        return "reports" in menus_of(request)


@hooks.register("register_admin_menu_item")
def outcome_reports():
    return ReportsItem("Outcome reports", "/reports/", icon_name="table", order=280)


class BodiesItem(MenuItem):
    """Shown to those who look after reports to bodies."""

    def is_shown(self, request):
        return can_see_reports(request.user)


@hooks.register("register_admin_menu_item")
def reports_to_bodies():
    address = reverse_lazy("outcomes_bodies_all")
    return BodiesItem("Reports to bodies", address, icon_name="mail", order=264)


@hooks.register("register_admin_urls")
def pages_about_bodies():
    one = "reports-to-bodies/<slug:slug>/"
    body = one + "<slug:destination>/"
    file = body + "files/<int:pk>/"
    return [
        path("reports-to-bodies/", export_views.providers, name="outcomes_bodies_all"),
        path(one, export_views.bodies, name="outcomes_bodies"),
        path(body, export_views.body, name="outcomes_body"),
        path(body + "settings/", export_views.settings, name="outcomes_setup"),
        path(body + "settings/<slug:code>/", export_views.columns, name="outcomes_columns"),
        path(body + "again/", export_views.again, name="outcomes_again"),
        path(body + "answers/", export_views.answers, name="outcomes_answers"),
        path(file, export_views.export, name="outcomes_export"),
        path(file + "download/", export_views.export_file, name="outcomes_export_file"),
    ]


@hooks.register("register_log_actions")
def set_up(actions):
    @actions.register_action("outcomes.setup")
    class SetUp(LogFormatter):
        label = "Reporting settings"

        def format_message(self, entry):
            return f"Changed: {entry.data['what']}"
