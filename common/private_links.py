"""Pages behind a link that is a permission by itself."""

from django.http import HttpResponseBase
from django.utils.cache import add_never_cache_headers


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Keep no copy of the page and no track of its address, in caches, search engines and logs."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django would log the link itself
    return response
