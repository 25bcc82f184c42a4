"""Pages that everybody may open, and what a page costs beyond its own content."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import ERROR
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path
from django.views.generic import View

from accounts.models import User
from common import pages
from lms.urls import urlpatterns as site_urls


class Breaks(View):
    def get(self, request):
        raise RuntimeError


urlpatterns = [*site_urls, *pages.gallery_urlpatterns, path("breaks/", Breaks.as_view())]
NARROW = "tests.integration.common.test_pages"


@pytest.fixture
def person():
    return User.objects.create_user(
        "ada@hospital.example", "a", first_name="Ada", last_name="Learner"
    )


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("name", pages.PAGES)
def test_plain_page_answers_without_a_query(client, django_assert_num_queries, name):
    with django_assert_num_queries(0):
        response = client.get(f"/about/{name}/")
    page = soup(response)
    assert response.status_code == 200
    assert page.h1
    assert page.select_one("main#main")
    assert page.title.get_text() == f"{page.h1.get_text()} – Attend"
    assert f"/about/{name}/" in [a["href"] for a in page.select("footer a")]


def test_contact_page_gives_the_address(client, settings):
    settings.CONTACT_EMAIL = "help@cme.example"
    assert "mailto:help@cme.example" in client.get("/about/contact/").content.decode()


@pytest.mark.urls(NARROW)
def test_gallery_renders_every_component(client):
    page = soup(client.get("/components/"))
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for name in ("btn", "tag", "notice", "card", "steps", "stats", "seal", "opt", "pages", "empty"):
        assert page.select_one(f".{name}"), name


def test_gallery_is_closed_outside_debug(client):
    assert client.get("/components/").status_code == 404


def test_page_of_somebody_signed_in_costs_session_and_person(
    client, django_assert_max_num_queries, person
):
    client.force_login(person)
    client.get("/about/contact/")
    with django_assert_max_num_queries(1):
        page = soup(client.get("/about/contact/"))
    assert page.select_one(".avatar").get_text() == "AL"
    assert [a.get_text() for a in page.select(".nav a")] == [
        "Today",
        "Catalogue",
        "Requirements",
        "Transcript",
    ]


@pytest.mark.parametrize(("role", "menus"), [("Learner", []), ("Accreditor", ["Reports"])])
def test_reports_are_in_the_menu_of_those_who_read_them(client, person, role, menus):
    person.groups.add(Group.objects.get_or_create(name=role)[0])
    client.force_login(person)
    nav = soup(client.get("/about/contact/")).select(".nav a")
    assert [a.get_text() for a in nav][4:] == menus


def test_content_is_in_the_menu_of_those_who_may_write(client, person):
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    nav = soup(client.get("/about/contact/")).select(".nav a")
    assert [a.get_text() for a in nav][4:] == ["Content"]


def test_superuser_sees_every_menu(client):
    client.force_login(User.objects.create_superuser("root@cme.example", "a"))
    nav = soup(client.get("/about/contact/")).select(".nav a")
    assert [a.get_text() for a in nav][4:] == ["Reports", "Content"]


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><script>', None)]
)
def test_chosen_colours_come_with_the_page(client, cookie, theme):
    client.cookies["theme"] = cookie
    assert soup(client.get("/about/contact/")).html.get("data-theme") == theme


def test_messages_are_shown_as_notices():
    request = RequestFactory().get("/")
    message = Message(ERROR, "<b>No</b>")
    html = render_to_string("components/messages.html", {"messages": [message]}, request)
    notice = BeautifulSoup(html, "html.parser").select_one(".notice.bad")
    assert notice["role"] == "alert"
    assert notice.get_text(strip=True) == "<b>No</b>"


def test_missing_page_says_so_in_our_words(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert soup(response).h1.get_text() == "There is no page here"


@pytest.mark.urls(NARROW)
def test_broken_page_needs_nothing_else(client, django_assert_num_queries):
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/breaks/")
    assert response.status_code == 500
    assert soup(response).h1.get_text() == "Something broke here"


def test_forged_form_is_refused_in_our_words(person):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "too old" in soup(response).h1.get_text()
