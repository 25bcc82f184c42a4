"""Addresses of a panel's experts."""

from django.urls import path

from assessments import views

app_name = "assessments"

urlpatterns = [
    path("panels/<str:token>/", views.panel, name="panel"),
    path(
        "panels/<str:token>/questions/<int:position>/", views.panel_question, name="panel_question"
    ),
    path("panels/<str:token>/finish/", views.panel_finish, name="panel_finish"),
]
