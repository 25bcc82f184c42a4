"""Anybody may check a certificate by its code."""

from datetime import UTC, datetime

import pytest

from credits.models import Entry
from credits.services import issue_certificate, record_credit, reverse_credit
from tests.factories.outcomes import a_person, a_world

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def certificate():
    world = a_world()
    learner = a_person(profession="physician")
    facts = {
        "activity": {
            "id": world.activity.pk,
            "code": world.activity.code,
            "title": world.activity.title,
            "version": world.version.number,
            "accreditation_statement": "",
        }
    }
    [entry] = record_credit(
        learner=learner,
        activity_id=world.activity.pk,
        profession="physician",
        completion_id=1,
        completed_at=NOW,
        facts=facts,
        at=NOW,
    )
    return issue_certificate(entry_id=entry.pk, at=NOW)


def test_certificate_is_valid_until_its_credit_is_taken_back(client, certificate):
    url = f"/api/v1/certificates/{certificate.code.lower()}/"
    said = client.get(url).json()
    assert (said["outcome"], said["amount"]) == ("valid", "1.50")
    reverse_credit(entry=Entry.objects.get(), reason="Recorded in error", at=NOW)
    assert client.get(url).json()["outcome"] == "withdrawn"


@pytest.mark.parametrize("code", ["0000-0000-0000", "x", "%00", "a" * 500])
def test_unknown_code_is_not_found(client, code):
    refused = client.get(f"/api/v1/certificates/{code}/")
    assert refused.status_code == 404
    assert refused.json()["error"]["code"] == "not_found"


def test_guessing_is_slowed(client):
    answers = {client.get("/api/v1/certificates/x/").status_code for _ in range(31)}
    assert answers == {404, 429}
