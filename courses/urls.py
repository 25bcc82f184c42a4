"""Addresses of those who declare by a link."""

from django.urls import path

from courses import views

app_name = "courses"

urlpatterns = [path("disclosures/<str:token>/", views.declare_by_link, name="declare")]
