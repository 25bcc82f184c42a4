"""Addresses of `accounts`; sign-in and sign-up come from allauth."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/keys/", views.keys, name="keys"),
    path("profile/keys/<int:pk>/revoke/", views.revoke, name="revoke_key"),
]
