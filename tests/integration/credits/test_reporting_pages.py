"""The pages on which a learner allows reports: what is asked, what is refused, whose it is."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.domain.identifiers import Kind
from accounts.models import Consent
from accounts.queries import consents_of, identifier_events_of, identifiers_of
from accounts.services import keep_identifier
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import Status
from credits.models import Entry
from credits.queries import reports_of
from credits.services import allow_reporting, move_report
from tests.factories.authoring import signed_in
from tests.factories.certificates import an_entry
from tests.factories.outcomes import a_person

PROFILE = "/profile/reporting/"
BORN = {"id-month": "04", "id-day": "12"}
NPI = "1234567893"
BUDGET = 10


@pytest.fixture
def entry() -> Entry:
    return an_entry(a_person(profession="physician"))


@pytest.fixture
def browser(entry) -> Client:
    return signed_in(entry.learner)


def path(entry, rest="") -> str:
    return f"/credits/{entry.pk}/reporting/{rest}"


def send(browser, entry, **fields):
    return browser.post(path(entry), {"next": "/today/", **fields})


def allow(browser, entry):
    return send(browser, entry, **{"allow": "1", "allow-pars": "on"})


def tell(browser, entry, **fields):
    return send(browser, entry, tell="1", **fields)


def status_of(entry) -> str:
    return reports_of(entry.learner).get().status


def test_transcript_claim_and_profile_say_where_the_report_stands(browser, entry):
    for page in ("/transcript/", f"/credits/{entry.pk}/claim/"):
        text = browser.get(page).content.decode()
        assert "Waiting for your consent" in text
        assert f"{path(entry)}?next={page}" in text
    assert "Nothing so far." in browser.get(PROFILE).content.decode()


def test_nothing_is_ticked_and_nothing_asked_before_consent(browser, entry):
    page = browser.get(path(entry)).content.decode()
    [box] = [part for part in page.split("<input") if 'name="allow-pars"' in part]
    assert "checked" not in box.split(">")[0]
    assert escape(DESTINATIONS["pars"].wording) in page
    assert "NPI" not in page.replace(escape(DESTINATIONS["pars"].wording), "")


def test_consent_then_identity_then_queued(browser, entry):
    answer = allow(browser, entry)
    assert answer["Location"] == f"{path(entry)}?next=/today/"
    page = browser.get(answer["Location"]).content.decode()
    assert 'name="id-npi"' in page
    assert status_of(entry) == "missing_identity"
    answer = tell(browser, entry, **BORN, **{"id-npi": NPI})
    assert answer["Location"] == "/today/"
    assert status_of(entry) == "queued"
    given = consents_of(entry.learner).get()
    assert (given.wording, given.wording_version) == (DESTINATIONS["pars"].wording, 1)


def test_only_what_is_missing_is_asked(browser, entry):
    keep_identifier(
        person=entry.learner,
        kind=Kind.NPI,
        value=NPI,
        by=entry.learner,
        at=timezone.now(),
    )
    allow(browser, entry)
    page = browser.get(path(entry)).content.decode()
    assert 'name="id-month"' in page
    assert 'name="id-npi"' not in page


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({**BORN, "id-npi": "1234567890"}, "npi", "its last digit does not fit"),
        ({**BORN, "id-npi": "123"}, "npi", "An NPI has 10 digits."),
        ({"id-month": "02", "id-day": "30", "id-npi": NPI}, "day", "That month has no such day."),
        ({"id-month": "02", "id-npi": NPI}, "day", "Day of birth is missing."),
        (BORN, "npi", "Give NPI or state licence or board ID."),
        ({**BORN, "id-licence": "ME1"}, "licence_issuer", "Fill in both"),
        ({**BORN, "id-licence_issuer": "FL"}, "licence", "Fill in both"),
        ({**BORN, "id-licence_issuer": "XX", "id-licence": "1"}, "licence_issuer", "valid choice"),
        ({**BORN, "id-board_id_issuer": "ABIM", "id-board_id": "é"}, "board_id", "letters"),
        ({**BORN, "id-npi": "1" * 5000}, "npi", "at most 40 characters"),
        ({**BORN, "id-npi": "\x00"}, "npi", "Null characters"),
    ],
)
def test_mistake_is_told_at_its_field_and_nothing_is_kept(browser, entry, fields, field, sentence):
    allow(browser, entry)
    answer = tell(browser, entry, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_id-{field}_error"' in page
    assert sentence in page
    assert not identifiers_of(entry.learner)
    assert status_of(entry) == "missing_identity"


def test_allowing_nothing_is_told(browser, entry):
    answer = send(browser, entry, allow="1")
    assert answer.status_code == 422
    assert "choose “Not now”" in answer.content.decode()
    assert not Consent.objects.exists()


def test_form_sent_twice_changes_nothing_more(browser, entry):
    for _ in range(2):
        allow(browser, entry)
    for _ in range(2):
        assert tell(browser, entry, **BORN, **{"id-npi": NPI}).status_code in {302, 200}
    assert Consent.objects.count() == 1
    assert identifiers_of(entry.learner).count() == 2


def test_way_on_stays_on_the_site(browser, entry):
    page = browser.get(path(entry), {"next": "https://evil.example/"}).content.decode()
    assert "evil.example" not in page


def test_strangers_find_nothing(client, entry, browser):
    assert client.get(path(entry))["Location"].startswith("/accounts/login/")
    assert client.get(PROFILE)["Location"].startswith("/accounts/login/")
    stranger = signed_in(a_person(profession="physician"))
    assert stranger.get(path(entry)).status_code == 404
    assert allow(stranger, entry).status_code == 404
    tell_it = {"tell": "1", **BORN, "id-npi": NPI}
    assert browser.post(PROFILE, tell_it).status_code == 302
    row = identifiers_of(entry.learner).get(kind="npi")
    for rest in ("show", "remove"):
        assert stranger.post(f"{PROFILE}identifiers/{row.pk}/{rest}/").status_code == 404
    assert NPI in browser.post(f"{PROFILE}identifiers/{row.pk}/show/").content.decode()
    assert browser.get(f"{PROFILE}identifiers/{row.pk}/show/").status_code == 405
    assert browser.post(f"{PROFILE}nowhere/stop/").status_code == 404


def test_profile_masks_shows_once_and_removes(browser, entry):
    browser.post(PROFILE, {"tell": "1", **BORN, "id-npi": NPI})
    page = browser.get(PROFILE).content.decode()
    assert "•••••••893" in page
    assert NPI not in page
    npi = identifiers_of(entry.learner).get(kind="npi")
    assert NPI in browser.post(f"{PROFILE}identifiers/{npi.pk}/show/").content.decode()
    page = browser.get(PROFILE).content.decode()
    assert NPI not in page
    assert "NPI: Shown in full" in page
    browser.post(f"{PROFILE}identifiers/{npi.pk}/remove/")
    assert identifier_events_of(entry.learner)[0].action == "removed"
    assert "NPI: Removed" in browser.get(PROFILE).content.decode()


def test_revocation_says_what_was_sent(browser, entry):
    allow(browser, entry)
    tell(browser, entry, **BORN, **{"id-npi": NPI})
    report = reports_of(entry.learner).get()
    move_report(report=report, status=Status.EXPORTED, at=timezone.now())
    answer = browser.post(f"{PROFILE}pars/stop/", follow=True)
    page = answer.content.decode()
    assert "One report was sent before" in page
    assert "taken back" in page
    assert status_of(entry) == "exported"


def test_profession_without_destination_is_told(client):
    student = signed_in(a_person(profession="student"))
    page = student.get(PROFILE).content.decode()
    assert "No body takes reports about your profession." in page


@pytest.mark.parametrize("many", [1, 30])
def test_pages_cost_the_same_however_much_there_is(
    browser, entry, many, django_assert_max_num_queries
):
    allow_reporting(learner=entry.learner, places=[DESTINATIONS["pars"]], at=timezone.now())
    for number in range(many):
        keep_identifier(
            person=entry.learner,
            kind=Kind.LICENCE,
            issuer="FL",
            value=f"ME{number}",
            by=entry.learner,
            at=timezone.now(),
        )
    for page in (PROFILE, path(entry)):
        browser.get(page)
        with django_assert_max_num_queries(BUDGET):
            assert browser.get(page).status_code == 200
