"""The browser that a learner answers in: a cookie of its own, which no address carries along.

What holds an attempt is a tab of one browser. The tab's name stands in the address, so that it goes
from page to page without script; copied into another browser, it is the name of another tab.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

COOKIE = "device"
REMEMBERED = 365 * 24 * 3600


def in_device(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a page `request.device`, the name of the browser that asks for it."""

    @wraps(view)
    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        known = uuid_in(request.COOKIES.get(COOKIE, ""))
        request.device = known or uuid4()
        answer = view(request, *args, **kwargs)
        if known is None:
            answer.set_cookie(
                COOKIE,
                str(request.device),
                max_age=REMEMBERED,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer

    return named


def tab_of(request: HttpRequest) -> str:
    """Return the name of the tab that asks, "" for one that has none yet."""
    told = uuid_in(request.POST.get("tab") or request.GET.get("tab", ""))
    return str(told or "")


def holder_of(request: HttpRequest) -> str:
    """Return what may hold an attempt: the tab that asks, in its browser; "" without a tab."""
    return holder_named(request.device, tab_of(request))


def holder_named(device: UUID, tab: str) -> str:
    """Return the one name of a tab in a browser."""
    return str(uuid5(device, tab)) if tab else ""


def in_tab(address: str, tab: str) -> str:
    """Return an address that keeps the name of the tab, so that a page without script has it too."""
    return f"{address}?tab={tab}" if tab else address


def go(request: HttpRequest, route: str, *arguments: object) -> HttpResponseRedirect:
    """Lead to a page of the sitting in the tab that asks."""
    return HttpResponseRedirect(in_tab(reverse(route, args=arguments), tab_of(request)))


def uuid_in(told: str) -> UUID | None:
    """Return the name in a text from outside, None if it is none."""
    try:
        return UUID(told)
    except ValueError:
        return None
