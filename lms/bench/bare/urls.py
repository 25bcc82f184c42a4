"""One page: a row, a number and a list, each its own query."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

ROWS = 20


def page(request: HttpRequest) -> HttpResponse:
    """Show them."""
    context = {
        "first": ContentType.objects.order_by("pk").first(),
        "groups": Group.objects.count(),
        "permissions": Permission.objects.order_by("pk")[:ROWS],
    }
    return render(request, "bare.html", context)


urlpatterns = [path("", page)]
