"""How allauth meets our users."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from accounts.domain.roles import Role


class AccountAdapter(DefaultAccountAdapter):
    """Send people to their first useful page after signing in."""

    def get_login_redirect_url(self, request):
        if request.user.groups.filter(name=Role.ACCREDITOR).exists():
            return reverse("outcomes:providers")
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        if not hasattr(request.user, "profile") and not request.user.is_staff:
            return reverse("accounts:profile")
        return super().get_login_redirect_url(request)
