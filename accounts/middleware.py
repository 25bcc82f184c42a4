"""Show every time in the reader's own time zone, and staff pages to staff alone."""

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.utils import timezone


class TimeZoneMiddleware:
    """Activate the signed-in person's time zone, without a query of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.get(SESSION_KEY) and request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


class StaffPagesMiddleware:
    """Tell somebody who is signed in that staff pages are not theirs.

    Wagtail and Django would send them to sign in, and signing in would send them back, for ever.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _is_refused(request):
            raise PermissionDenied
        return self.get_response(request)


def _is_refused(request):
    if not request.path.startswith(("/cms/", "/django-admin/")):
        return False
    user = request.user
    if not user.is_authenticated:
        return False
    if request.path.startswith("/django-admin/"):
        return not user.is_staff
    return not user.has_perm("wagtailadmin.access_admin")
