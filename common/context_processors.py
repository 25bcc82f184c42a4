"""What every page may say without a query of its own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from common.navigation import menus_of

THEMES = {"light", "dark"}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's name and address, the colours chosen and the staff menus to be seen."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "theme": theme if theme in THEMES else "",
        "menus": menus_of(request),
    }
