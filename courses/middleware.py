"""The CMS as a place where everything happens or nothing, and everybody sees their own."""

from django.db import transaction
from django.db.models import ProtectedError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

from assessments.services import FreezeRefused
from courses.permissions import check_cms_view

CMS = "/cms/"


class AuthoringMiddleware:
    """Run every change in the CMS in one transaction; say what kept something from publishing.

    Wagtail publishes pages outside any transaction: a refusal to freeze would come after the page
    went live. The last middleware, because it calls the view itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path.startswith(CMS) or not request.user.is_authenticated:
            return None
        check_cms_view(request.user, request.resolver_match, request.GET)
        if request.method != "POST":
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except FreezeRefused as refusal:
            return _refused(request, f"Not published: {refusal}")
        except ProtectedError:
            return _refused(request, "Not deleted: other things rest on it.")


def _refused(request, sentence):
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse(
            {"success": False, "error_code": "not_publishable", "error_message": sentence},
            status=400,
        )
    messages.error(request, sentence)
    back = request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else "wagtailadmin_home")
