"""Addresses of outcome reports."""

from django.urls import path

from outcomes import views

app_name = "outcomes"
ACTIVITY = "reports/<slug:provider_slug>/<slug:activity_code>/"
urlpatterns = [
    path("reports/", views.providers, name="providers"),
    path("reports/<slug:provider_slug>/", views.provider, name="provider"),
    path(
        "reports/<slug:provider_slug>/<slug:table>.csv", views.provider_file, name="provider_file"
    ),
    path(
        "reports/<slug:provider_slug>/activities.xlsx",
        views.provider_sheet,
        name="provider_sheet",
    ),
    path(ACTIVITY, views.activity, name="activity"),
    path(ACTIVITY + "metrics.xml", views.activity_metrics, name="activity_metrics"),
    path(ACTIVITY + "<slug:table>.csv", views.activity_file, name="activity_file"),
]
