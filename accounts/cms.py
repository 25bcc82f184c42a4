"""The CMS's users app, with our forms."""

from wagtail.users.apps import WagtailUsersAppConfig


class CMSUsersConfig(WagtailUsersAppConfig):
    """Wagtail's own app; users sign in by e-mail and take roles."""

    user_viewset = "accounts.viewsets.UserViewSet"
