"""A way from the CMS to the outcome reports."""

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from common.navigation import menus_of


class ReportsItem(MenuItem):
    """Shown to those who see it in the site's own menu."""

    def is_shown(self, request):
        return "reports" in menus_of(request)


@hooks.register("register_admin_menu_item")
def outcome_reports():
    return ReportsItem("Outcome reports", "/reports/", icon_name="table", order=280)
