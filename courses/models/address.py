"""Pages that the site's own views serve: Wagtail keeps the tree, not the addresses."""

from django.conf import settings


class ServedByViews:
    """A page mixin; `address` is the path at which a view shows the page."""

    address: str

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        return parts and (parts[0], settings.BASE_URL, self.address)
