"""The CMS in the site's colours."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    """Return the link to the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms/brand.css"))
