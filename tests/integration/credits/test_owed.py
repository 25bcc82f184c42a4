"""What do I still owe: licences, their clauses with reasons, questions, and whose they are."""

from datetime import timedelta
from decimal import Decimal

import pytest

from credits.models import Licence
from credits.queries import owed_by
from credits.services import adjust_claim
from tests.factories.authoring import signed_in
from tests.factories.certificates import an_entry
from tests.factories.licences import (
    NOW,
    TODAY,
    a_licence,
    a_requirement,
    a_seeded,
    an_external,
    facts_of,
)
from tests.factories.outcomes import a_person

BUDGET = 8


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def browser(learner):
    return signed_in(learner)


def page_of(browser) -> str:
    answer = browser.get("/owed/")
    assert answer.status_code == 200
    return answer.content.decode()


def only(learner):
    return {finding.key: finding for finding in owed_by(learner, TODAY)[0].findings}


def test_nothing_held_says_what_to_do(browser):
    page = page_of(browser)
    assert "No licences yet" in page
    assert 'href="/owed/licences/add/"' in page


def test_learner_adds_a_licence_and_reads_what_it_asks(browser, learner):
    requirement = a_requirement(note="Read the small print.")
    chosen = browser.get("/owed/licences/add/").content.decode()
    assert "Example Board: Example licence" in chosen
    answer = browser.post(
        "/owed/licences/add/",
        {
            "requirement": requirement.pk,
            "number": "X-1",
            "issued_on": "2015-01-31",
            "expires_on": str(TODAY + timedelta(days=50)),
        },
    )
    licence = Licence.objects.get(learner=learner)
    assert answer["Location"] == f"/owed/#licence{licence.pk}"
    page = page_of(browser)
    assert "10 more hours needed: 0 of 10 in this cycle." in page
    assert "Do you prescribe medicines?" in page
    assert "in 50 days" in page
    assert "Read the small print." in page
    assert "Verified with the source: Example statute 1. Checked on 1 January 2026." in page
    assert "your board decides" in page
    assert "You have them all" in browser.get("/owed/licences/add/").content.decode()


def test_answer_decides_and_is_kept_for_every_licence(browser, learner):
    licence = a_licence(learner)
    other = a_licence(learner, a_requirement("other"))
    path, field = f"/owed/licences/{licence.pk}/answers/", f"licence{licence.pk}-prescribes"
    assert only(learner)["opioid"].status == "unknown"
    browser.post(path, {field: "yes"})
    assert only(learner)["opioid"].status == "short"
    other.refresh_from_db()
    assert other.facts == {"prescribes": True}
    assert "Do you prescribe" not in page_of(browser)
    browser.post(
        f"/owed/licences/{licence.pk}/",
        {"number": "", "expires_on": str(licence.expires_on), "facts-prescribes": "no"},
    )
    assert only(learner)["opioid"].status == "not_applicable"
    assert "Not asked of you now (1)" in page_of(browser)


def test_unsound_answer_is_said_beside_its_question(browser, learner):
    licence = a_licence(learner, expires_on=None)
    path, field = f"/owed/licences/{licence.pk}/answers/", f"licence{licence.pk}-expires_on"
    answer = browser.post(path, {field: "31 June"})
    assert answer.status_code == 422
    assert "Write the day with the year first" in answer.content.decode()
    assert browser.post(path, {field: "1999-01-01"}).status_code == 422
    assert browser.post(path, {field: str(TODAY + timedelta(days=9))}).status_code == 302
    licence.refresh_from_db()
    assert licence.expires_on == TODAY + timedelta(days=9)


def test_birthday_is_read_as_people_write_it(browser, learner):
    licence = a_licence(learner, a_seeded("us-ar-md"), expires_on=None)
    path, field = f"/owed/licences/{licence.pk}/answers/", f"licence{licence.pk}-birthday"
    assert browser.post(path, {field: "31 February"}).status_code == 422
    assert browser.post(path, {field: "29 Feb"}).status_code == 302
    licence.refresh_from_db()
    assert licence.facts["birthday"] == "02-29"
    assert "29 February" in browser.get(f"/owed/licences/{licence.pk}/").content.decode()


def test_credit_of_ours_and_from_elsewhere_is_counted_and_told_apart(browser, learner):
    entry = an_entry(learner)
    a_licence(learner, facts={"prescribes": True})
    an_external(
        learner, amount=Decimal(4), topics=[{"topic": "opioid prescribing", "amount": "2.00"}]
    )
    found = only(learner)
    assert found["total"].counted == entry.amount + 4
    assert found["opioid"].status == "met"
    page = page_of(browser)
    assert "some of it self-reported" in page
    assert entry.facts["activity"]["title"] in page


def test_claim_of_less_counts_only_what_is_surely_on_a_topic(learner):
    entry = an_entry(learner)
    a_licence(learner, facts={"prescribes": True})
    part = [{"topic": "opioid prescribing", "amount": "0.75"}]
    _rewrite(entry, part)
    assert only(learner)["opioid"].counted == Decimal("0.75")
    adjust_claim(entry=entry, claim=Decimal("0.50"), at=NOW)
    assert only(learner)["opioid"].counted == Decimal("0.25")


def _rewrite(entry, topics):
    """Replace the entry by one whose offer spoke of topics; the ledger itself is append-only."""
    from credits.services import reverse_credit

    reverse_credit(entry=entry, reason="Test", at=NOW)
    entry.pk, entry.source, entry.facts["offer"]["topics"] = None, "test:1", topics
    entry.save(force_insert=True)


@pytest.mark.parametrize("path", ["", "remove/", "answers/"])
def test_licence_of_a_stranger_is_not_there(browser, path):
    theirs = a_licence()
    address = f"/owed/licences/{theirs.pk}/{path}"
    assert signed_in(theirs.learner).post(address, {"number": "1"}).status_code in {302, 422}
    theirs.save(force_insert=not Licence.objects.filter(pk=theirs.pk).exists())
    assert browser.post(address, {"number": "2"}).status_code == 404
    assert Licence.objects.filter(pk=theirs.pk).exists()


def test_strangers_are_asked_to_sign_in(client):
    for path in ("/owed/", "/owed/plan/", "/owed/credit/", "/owed/reminders/"):
        assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_licence_is_removed_after_a_question(browser, learner):
    licence = a_licence(learner)
    path = f"/owed/licences/{licence.pk}/remove/"
    assert "Your credit stays" in browser.get(path).content.decode()
    browser.post(path)
    assert "No licences yet" in page_of(browser)


def test_rules_that_nobody_keeps_for_today_say_so(browser, learner):
    requirement = a_requirement("old", **{**facts_of(), "effective_to": TODAY - timedelta(days=1)})
    a_licence(learner, requirement)
    assert "No version of these requirements is kept for today" in page_of(browser)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"requirement": "0"}, "requirement"),
        ({"issued_on": "2999-01-01"}, "issued_on"),
        ({"issued_on": "2020-01-01", "expires_on": "2019-01-01"}, "expires_on"),
    ],
)
def test_unsound_licence_is_refused_at_its_field(browser, change, field):
    requirement = a_requirement()
    answer = browser.post("/owed/licences/add/", {"requirement": requirement.pk, **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.parametrize("size", [1, 6])
def test_page_costs_few_queries(learner, browser, size, django_assert_max_num_queries):
    an_entry(learner)
    for number in range(size):
        a_licence(learner, a_requirement(f"board-{number}"))
        for turn in range(size):
            an_external(learner, title=f"Credit {number} {turn}")
    page_of(browser)
    with django_assert_max_num_queries(BUDGET):
        page_of(browser)
    with django_assert_max_num_queries(20):
        assert browser.get("/today/").status_code == 200
