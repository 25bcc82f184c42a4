"""Files as answers over HTTP with a key: sent, held, taken away, handed back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.services import create_api_token
from assessments.models import Upload
from learners.services import submit
from tests.factories.items import file_answer, single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.integration.common.test_documents import PDF


def with_key(person):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_token(user=person, name='t').key}")
    return client


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def client(learner):
    return with_key(learner)


@pytest.fixture
def sitting(learner):
    items = [file_answer(max_files=2), single_best_answer()]
    return a_stage(items, shuffle_options=False).ready(learner)


def answer_at(sitting, position=1):
    return f"/api/v1/attempts/{sitting.attempt_id}/answers/{position}/"


def send(client, sitting, *contents, position=1, **fields):
    files = [SimpleUploadedFile("a.pdf", content) for content in contents]
    sent = {"operation": str(uuid4()), "files": files, **fields}
    return client.post(f"{answer_at(sitting, position)}files/", sent, format="multipart")


def test_files_are_sent_held_taken_away_and_handed_back(client, sitting):
    operation = str(uuid4())
    for _again in range(2):
        sent = send(client, sitting, PDF, b"Note.", operation=operation)
        assert sent.status_code == 200, sent.content
    first, second = sent.json()["response"]["files"]
    assert (first["format"], second["format"]) == ("pdf", "text")
    assert sent.json()["details"]["accepts"] == ["pdf", "text"]
    got = client.get(f"{answer_at(sitting)}files/{first['sha256']}/")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    fewer = {"operation": str(uuid4()), "response": {"files": [second]}}
    assert client.put(answer_at(sitting), fewer, format="json").status_code == 200
    attempt = client.get(f"/api/v1/attempts/{sitting.attempt_id}/").json()
    assert attempt["questions"][0]["response"] == {"files": [second]}


@pytest.mark.parametrize(
    ("contents", "position", "said"),
    [
        ([b""], 1, "is empty"),
        ([b"MZ\x90\x00"], 1, "is none of what can be sent here"),
        ([b"1", b"2", b"3"], 1, "2 files at most"),
        ([PDF], 2, "takes no files"),
        ([PDF], 9, "no such question"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(client, sitting, contents, position, said):
    refused = send(client, sitting, *contents, position=position)
    assert refused.status_code == 400
    assert said in refused.json()["error"]["fields"]["response"][0]
    assert not Upload.objects.exists()


def test_a_request_without_files_or_in_json_is_refused(client, sitting):
    assert "files" in send(client, sitting).json()["error"]["fields"]
    address = f"{answer_at(sitting)}files/"
    assert client.post(address, {"operation": str(uuid4())}, format="json").status_code == 415


def test_other_devices_late_files_and_strangers_are_refused(client, learner, sitting):
    tab = str(uuid4())
    assert send(client, sitting, PDF, tab=tab).status_code == 200
    assert send(client, sitting, b"Note.", tab=str(uuid4())).json()["error"]["code"] == "elsewhere"
    submit(sitting=sitting, at=timezone.now())
    assert send(client, sitting, b"Note.", tab=tab).json()["error"]["code"] == "attempt_closed"
    stranger = with_key(a_person())
    assert send(stranger, sitting, PDF).status_code == 404
    digest = Upload.objects.get().sha256
    assert stranger.get(f"{answer_at(sitting)}files/{digest}/").status_code == 404
    assert client.get(f"{answer_at(sitting, 2)}files/{digest}/").status_code == 404
