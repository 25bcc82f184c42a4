"""The public check: four outcomes, nothing but what is printed, and no guessing."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from credits.domain.codes import new_code
from credits.services import adjust_claim, reverse_credit
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person

FEW = 3


@pytest.fixture
def certificate():
    return a_certificate()


def check(client: Client, code: str, **headers):
    return client.get(f"/verify/{code}/", **headers)


def test_valid_certificate_shows_what_is_printed_and_no_more(client, certificate):
    response = check(client, certificate.code)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This certificate is genuine" in page
    for key in ("name", "title"):
        assert certificate.printed[key] in page
    learner = certificate.entry.learner
    for private in (learner.email, "points", "Post-test"):
        assert private not in page


def test_page_is_found_by_no_search_engine(client, certificate):
    for response in (client.get("/verify/"), check(client, certificate.code), check(client, "x")):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_withdrawn_certificate_says_since_when(client, certificate):
    reverse_credit(entry=certificate.entry, reason="Recorded in error", at=timezone.now())
    page = check(client, certificate.code).content.decode()
    assert f"was withdrawn on {timezone.localdate():%-d %B %Y}" in page
    assert "is genuine" not in page
    assert "Recorded in error" not in page


def test_replaced_certificate_leads_to_the_one_that_stands(client, certificate):
    claimed = adjust_claim(entry=certificate.entry, claim=Decimal("0.75"), at=timezone.now())
    page = check(client, certificate.code).content.decode()
    assert "This certificate was replaced on" in page
    assert "The current certificate is being made." in page
    between = a_certificate(claimed)
    last = a_certificate(adjust_claim(entry=claimed, claim=Decimal("0.50"), at=timezone.now()))
    for replaced in (certificate, between):
        page = check(client, replaced.code).content.decode()
        assert f'href="/verify/{last.code}/"' in page
    assert "is genuine" in check(client, last.code).content.decode()


def test_claim_withdrawn_later_withdraws_what_it_replaced(client, certificate):
    claimed = adjust_claim(entry=certificate.entry, claim=Decimal("0.75"), at=timezone.now())
    reverse_credit(entry=claimed, reason="Recorded in error", at=timezone.now())
    assert "Withdrawn" in check(client, certificate.code).content.decode()


def test_code_that_was_never_given_is_not_found(client):
    code = new_code(lambda below: 3)
    response = check(client, code)
    assert response.status_code == 404
    assert "No certificate has this code." in response.content.decode()


@pytest.mark.parametrize("typed", ["7Q4K-MX2P-9TR0", "OOOO", "x" * 3000, "%00", "<script>"])
def test_mistyped_code_says_what_to_look_at(client, typed):
    response = check(client, typed)
    assert response.status_code == 404
    assert "There is a problem" in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    asked = client.get("/verify/", {"code": typed})
    assert asked.status_code == 422


def test_code_may_be_typed_in_any_way(client, certificate):
    here = f"/verify/{certificate.code}/"
    for typed in (certificate.code.lower(), f" {certificate.code.replace('-', ' ')} "):
        assert client.get("/verify/", {"code": typed})["Location"] == here
    assert check(client, certificate.code.replace("-", "").lower())["Location"] == here


def test_empty_form_asks_for_a_code(client):
    assert client.get("/verify/").status_code == 200
    response = client.get("/verify/", {"code": ""})
    assert response.status_code == 422
    assert "Enter the code printed on the certificate." in response.content.decode()


def test_guessing_is_slowed_for_one_address_and_nobody_else(client, certificate):
    for number in range(20):
        check(client, new_code(lambda _below, n=number: n))
    refused = check(client, certificate.code)
    assert refused.status_code == 429
    assert "Try again in ten minutes." in refused.content.decode()
    assert check(client, certificate.code, REMOTE_ADDR="192.0.2.7").status_code == 200
    cache.clear()
    assert check(client, certificate.code).status_code == 200


def test_checking_what_exists_is_never_slowed(client, certificate):
    assert {check(client, certificate.code).status_code for _ in range(30)} == {200}


def test_behind_a_proxy_the_address_is_the_one_it_saw(client, certificate, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(20):
        code = new_code(lambda _below, n=number: n)
        check(client, code, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 192.0.2.9")
    same = check(client, certificate.code, HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.9")
    other = check(client, certificate.code, HTTP_X_FORWARDED_FOR="192.0.2.9, 203.0.113.1")
    assert (same.status_code, other.status_code) == (429, 200)


def test_check_costs_few_queries(client, django_assert_max_num_queries):
    entry = an_entry(a_person(profession="physician"))
    first = a_certificate(entry)
    for amount in ("0.75", "0.50", "0.25"):
        entry = adjust_claim(entry=entry, claim=Decimal(amount), at=timezone.now())
        a_certificate(entry)
    with django_assert_max_num_queries(FEW):
        check(client, first.code)
