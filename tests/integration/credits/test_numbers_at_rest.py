"""Numbers of licences and board certificates: encrypted, masked on every page, in full on own paper alone."""

import io
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Identifier, IdentifierEvent
from accounts.queries import identifier_events_of, identifiers_of
from accounts.services.identifiers import opened
from credits.models import Certificate, Diplomate, Licence
from credits.services import issue_certificate, name_board
from tests.factories.authoring import signed_in
from tests.factories.credits import a_stage_of
from tests.factories.licences import a_licence, a_requirement
from tests.factories.outcomes import a_person
from tests.stored import everything_stored

NUMBER = "QX7741902"
moved = import_module("credits.migrations.0009_numbers_encrypted")


@pytest.fixture
def learner():
    return a_person(profession="physician")


def test_licence_number_is_kept_encrypted_shown_masked_and_goes_with_the_licence(learner):
    browser, requirement = signed_in(learner), a_requirement()
    told = {"requirement": requirement.pk, "number": NUMBER, "expires_on": "2099-01-01"}
    browser.post("/owed/licences/add/", told)
    licence = Licence.objects.get()
    assert opened(identifiers_of(learner).get(kind="held", issuer="example")) == NUMBER
    assert NUMBER not in everything_stored()
    for page in ("/owed/", f"/owed/licences/{licence.pk}/", "/profile/reporting/"):
        text = browser.get(page).content.decode()
        assert NUMBER not in text
        assert "902" in text
    kept = {"number": "", "expires_on": "2099-01-01"}
    assert browser.post(f"/owed/licences/{licence.pk}/", kept).status_code == 302
    assert identifiers_of(learner).count() == 1
    browser.post(f"/owed/licences/{licence.pk}/remove/")
    assert not identifiers_of(learner)
    assert identifier_events_of(learner)[0].action == "removed"


def test_number_of_a_state_licence_is_not_asked_again_for_reports(learner):
    browser = signed_in(learner)
    for slug, number in (("first", NUMBER), ("second", "B-2")):
        requirement = a_requirement(slug, jurisdiction="US-TX")
        told = {"requirement": requirement.pk, "number": number, "expires_on": "2099-01-01"}
        assert browser.post("/owed/licences/add/", told).status_code == 302
    assert opened(identifiers_of(learner).get(kind="licence", issuer="TX")) == NUMBER


@pytest.mark.parametrize("address", ["/owed/licences/add/", "/owed/licences/{}/"])
def test_number_that_can_be_none_is_told_at_its_field(learner, address):
    licence = a_licence(learner)
    other = a_requirement("other")
    told = {"requirement": other.pk, "number": "<b>", "expires_on": "2099-01-01"}
    answer = signed_in(learner).post(address.format(licence.pk), told)
    assert answer.status_code == 422
    assert "letters and digits, at most 30" in answer.content.decode()
    assert not identifiers_of(learner)


def test_board_number_stands_masked_everywhere_but_on_the_learners_own_paper(learner):
    browser = signed_in(learner)
    browser.post("/credits/boards/", {"board": "ABIM", "number": NUMBER})
    text = browser.get("/credits/boards/").content.decode()
    assert "••••••902" in text
    assert NUMBER not in text
    stage = a_stage_of("abim_moc")
    stage.pass_(stage.ready(learner))
    points = learner.entries.get(credit_type__code="abim_moc")
    certificate = issue_certificate(entry_id=points.pk, at=timezone.now())
    assert NUMBER not in everything_stored()
    assert any("ABIM ID ••••••902" in line for line in certificate.printed["statements"])
    for paper in ("", "?paper=letter"):
        answer = browser.get(f"/certificates/{certificate.code}.pdf{paper}")
        assert NUMBER in text_of(b"".join(answer.streaming_content))
    printed = IdentifierEvent.objects.filter(action="printed")
    assert {event.reason for event in printed} == {f"Certificate {certificate.code}"}
    for page in (f"/credits/{points.pk}/why/", f"/verify/{certificate.code}/"):
        assert NUMBER not in browser.get(page).content.decode()


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_paper_made_after_the_number_was_removed_shows_no_more_than_the_mask(learner):
    name_board(learner=learner, board="ABIM", number=NUMBER, at=timezone.now())
    stage = a_stage_of("abim_moc")
    stage.pass_(stage.ready(learner))
    points = learner.entries.get(credit_type__code="abim_moc")
    certificate = issue_certificate(entry_id=points.pk, at=timezone.now())
    browser = signed_in(learner)
    browser.post("/credits/boards/ABIM/remove/")
    assert not Diplomate.objects.exists()
    assert not Identifier.objects.exists()
    answer = browser.get(f"/certificates/{certificate.code}.pdf?paper=letter")
    assert NUMBER not in text_of(b"".join(answer.streaming_content))
    assert Certificate.objects.count() == 1


def test_older_rows_are_encrypted_as_the_service_would_and_noted(learner):
    told = {"person": learner.pk, "kind": "held", "issuer": "us-tx-md", "at": timezone.now()}
    moved.keep(apps, number=f" {NUMBER} ", **told)
    moved.keep(apps, number="another", **told)
    moved.keep(apps, number="", **{**told, "issuer": "us-fl-md"})
    [row] = identifiers_of(learner)
    assert (opened(row), row.masked) == (NUMBER, "••••••902")
    [event] = identifier_events_of(learner)
    assert (event.action, event.by, event.reason) == ("added", None, moved.WHY)
