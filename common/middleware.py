"""What is done to every response: its content security policy, and a page for a bare refusal."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.functional import cached_property

CMS, API = "/cms/", "/api/"


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, with the policy of ordinary pages composed once instead of for each page."""

    @cached_property
    def usual(self) -> str:
        return str(build_policy())

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if self._is_special(request, response):
            return super().process_response(request, response)
        response[HEADER] = self.usual
        return response

    def _is_special(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether anything but the settings had a say."""
        excluded = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])
        return (
            settings.DEBUG
            or "_csp_nonce" in vars(request)
            or any(name.startswith("_csp") for name in vars(response))
            or HEADER in response
            or request.path_info.startswith(excluded)
        )


class CMSPolicyMiddleware:
    """Let Wagtail's own pages run and style what they write inline; nothing else is looser.

    Stands inside django-csp's middleware, which writes the header.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(CMS):
            # As the decorators in csp.decorators do
            vars(response)["_csp_config"] = settings.CMS_CONTENT_SECURITY_POLICY
        return response


class NotAllowedMiddleware:
    """Say something where an address only takes what a form sends, instead of an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith(API):
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page
