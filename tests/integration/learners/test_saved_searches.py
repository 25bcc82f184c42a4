"""Searches that learners keep: save, run, rename, delete, each their own."""

import pytest
from django.utils import timezone

from learners.models import SavedSearch
from learners.services import SearchRefused, anonymise, save_search
from learners.services.searching import AT_MOST
from tests.factories.authoring import signed_in
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

WITHIN = 4
SAVE = "/searches/save/?topic=pain&q=dose&unheard=1"
NOW = timezone.now()


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def browser(learner):
    return signed_in(learner)


def kept(learner, name="Pain", query="q=pain"):
    return save_search(learner=learner, name=name, query=query, at=NOW)


def test_a_search_is_kept_under_a_name_and_runs_again(browser, learner):
    offered = browser.get("/activities/?topic=pain&q=dose").content.decode()
    assert 'href="/searches/save/?q=dose&amp;topic=pain"' in offered
    assert 'value="“dose”, Pain"' in browser.get(SAVE).content.decode()

    answer = browser.post(SAVE, {"name": " Doses "})

    assert (answer.status_code, answer["Location"]) == (302, "/activities/?q=dose&topic=pain")
    search = SavedSearch.objects.get()
    assert (search.learner, search.name, search.query) == (learner, "Doses", "q=dose&topic=pain")
    listed = browser.get("/searches/").content.decode()
    assert '<a class="grow b" href="/activities/?q=dose&amp;topic=pain">Doses</a>' in listed


def test_the_whole_catalogue_is_no_search(browser):
    assert "/searches/save/" not in browser.get("/activities/?sort=title").content.decode()
    answer = browser.post("/searches/save/?sort=title", {"name": "All"})
    assert answer.status_code == 422
    assert "this is the whole catalogue" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "name", "words"),
    [
        ("?q=pain", "Again", "You keep this search already, as “Pain”."),
        ("?q=fever", "pain", "Another search of yours is called “pain”."),
        ("?q=fever", " ", "Name is missing."),
        ("?q=fever", "x" * 81, "at most 80 characters"),
        ("?" + "&".join(f"topic={'é' * 90}{n}" for n in range(9)), "Long", "too many filters"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_the_field(browser, learner, address, name, words):
    kept(learner)

    answer = browser.post(f"/searches/save/{address}", {"name": name})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert SavedSearch.objects.count() == 1


def test_a_name_is_shown_as_text(browser):
    browser.post(SAVE, {"name": "<script>alert(1)</script>"})

    for path in ("/searches/", f"/searches/{SavedSearch.objects.get().pk}/delete/"):
        assert "<script>alert" not in browser.get(path).content.decode()


def test_there_is_a_most(learner):
    for number in range(AT_MOST):
        kept(learner, name=f"Number {number}", query=f"q={number}")
    with pytest.raises(SearchRefused, match="the most there can be"):
        kept(learner)
    kept(a_person())


def test_a_search_gets_another_name(browser, learner):
    search = kept(learner)
    kept(learner, name="Fever", query="q=fever")
    path = f"/searches/{search.pk}/"

    assert browser.post(path, {"name": "FEVER"}).status_code == 422
    assert browser.post(path, {"name": "PAIN"}).status_code == 302
    search.refresh_from_db()
    assert search.name == "PAIN"


def test_a_search_is_deleted_once_that_is_confirmed(browser, learner):
    path = f"/searches/{kept(learner).pk}/delete/"

    assert "Delete “Pain”?" in browser.get(path).content.decode()
    assert SavedSearch.objects.exists()
    assert browser.post(path).status_code == 302
    assert not SavedSearch.objects.exists()
    assert "No searches yet" in browser.get("/searches/").content.decode()
    assert browser.post(path).status_code == 404


def test_searches_are_their_learner_s_own(client, learner):
    search = kept(learner)
    for path in ("/searches/", SAVE, f"/searches/{search.pk}/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
    other = signed_in(a_person())
    assert "Pain" not in other.get("/searches/").content.decode()
    for path in (f"/searches/{search.pk}/", f"/searches/{search.pk}/delete/"):
        assert other.post(path, {"name": "Mine"}).status_code == 404
    assert SavedSearch.objects.get() == search


def test_whoever_leaves_takes_their_searches_along(learner):
    kept(learner)
    anonymise(person=learner, by=learner, at=NOW)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("count", [1, AT_MOST])
def test_the_list_costs_the_same_with_many(browser, learner, count, django_assert_max_num_queries):
    a_stage()
    for number in range(count):
        kept(learner, name=f"Number {number}", query=f"q={number}")
    with django_assert_max_num_queries(WITHIN):
        browser.get("/searches/")
