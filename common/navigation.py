"""Which staff menus a person sees, noted at sign-in so that no page asks the database for them.

A menu is no permission: every page behind it asks for its own.
"""

from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

SESSION_KEY = "menus"
REPORTS_OPEN_TO = {"educator", "accreditation staff", "accreditor", "administrator"}


def note_menus(session: SessionBase, user: PermissionsMixin) -> None:
    """Keep in the session the menus that the person's groups and permissions open."""
    names = Group.objects.filter(user=user.pk).values_list("name", flat=True)
    groups = {name.lower() for name in names}
    opened = {
        "reports": user.is_superuser or bool(groups & REPORTS_OPEN_TO),
        "content": user.has_perm("wagtailadmin.access_admin"),
    }
    session[SESSION_KEY] = [menu for menu, is_open in opened.items() if is_open]


def menus_of(request: HttpRequest) -> list[str]:
    """Return what `note_menus` kept; nobody signed in has no menu."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY, []) if session is not None else []
