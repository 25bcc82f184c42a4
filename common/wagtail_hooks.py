"""The CMS in the site's colours, and with one save of a draft at a time."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def brand() -> SafeString:
    """Return the link to the style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/cms/brand.css"))


@hooks.register("insert_editor_js")
def drafts() -> SafeString:
    """Return the script that lets publishing wait for a draft that is being saved."""
    return format_html('<script type="module" src="{}"></script>', static("js/cms/drafts.js"))
