"""The log of identifiers in the CMS."""

from wagtail import hooks

from accounts.log_viewset import IdentifierLogViewSet


@hooks.register("register_admin_viewset")
def identifier_log():
    return IdentifierLogViewSet()
