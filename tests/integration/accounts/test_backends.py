"""Who a session belongs to."""

import pytest

from accounts.backends import Backend
from tests.factories.outcomes import a_person


def test_a_session_belongs_to_its_person(client, django_assert_num_queries):
    person = a_person()
    client.force_login(person)
    with django_assert_num_queries(1):
        assert client.get("/about/privacy/").wsgi_request.user == person


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "changed"}])
def test_a_session_ends_with_the_account_or_its_password(client, change):
    person = a_person()
    client.force_login(person)
    assert client.get("/about/privacy/").wsgi_request.user.is_authenticated
    type(person).objects.filter(pk=person.pk).update(**change)
    assert not client.get("/about/privacy/").wsgi_request.user.is_authenticated


def test_nobody_has_an_unknown_key():
    assert Backend().get_user(0) is None
