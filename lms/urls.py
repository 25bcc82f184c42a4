"""Every address of the project."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic.base import RedirectView
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_document_urls

from common import pages
from lms import health, keys, media

handler400, handler403 = "lms.failures.bad_request", "lms.failures.forbidden"
handler404, handler500 = "lms.failures.not_found", "lms.failures.failed"

admin.site.site_header = admin.site.site_title = f"{settings.SITE_NAME} administration"

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path(".well-known/jwks.json", keys.public_keys, name="public_keys"),
    path("", include("learners.urls")),
    path("", include("credits.urls")),
    path("", include("accounts.urls")),
    path("", include("assessments.urls")),
    path("", include("courses.urls")),
    path("", include("outcomes.urls")),
    path("", include(pages.urlpatterns)),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("api.v1.urls")),
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtail_admin_urls)),
    path(
        "django-admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)
    ),
    path(
        "django-admin/password_change/",
        RedirectView.as_view(pattern_name="account_change_password"),
    ),
    path("django-admin/", admin.site.urls),
    path("documents/", include(wagtail_document_urls)),
    path("media/<path:path>", media.serve, name="media"),
]

if settings.DEBUG:
    urlpatterns += pages.gallery_urlpatterns
