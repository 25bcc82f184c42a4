"""A learner downloads a receipt; anybody can check it."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from learners import services
from tests.factories.items import single_best_answer
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage, answer_all

VERIFY = "/receipts/verify/"


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def sitting(learner):
    found = a_stage([single_best_answer()] * 3).ready(learner)
    answer_all(found)
    return found


@pytest.fixture
def receipt(client, sitting):
    answer = client.get(reverse("learners:receipt_file", args=[sitting.pk]))
    assert "attachment" in answer["Content-Disposition"]
    return answer.json()


def check(client, receipt):
    return client.post(VERIFY, {"text": json.dumps(receipt)})


def test_receipt_lists_every_save_and_no_answer(client, sitting, receipt):
    assert [save["sequence"] for save in receipt["saves"]] == [1, 2, 3]
    assert "choice" not in json.dumps(receipt)
    body = client.get(reverse("learners:receipt", args=[sitting.pk])).content.decode()
    for save in receipt["saves"]:
        assert save["operation"] in body
        assert save["content"] in body
    assert receipt["signature"]["key"] in body


def test_anybody_can_check_it_even_after_handing_in(client, sitting, receipt):
    services.submit(sitting=sitting, at=timezone.now())
    client.logout()
    assert "Check a receipt" in client.get(VERIFY).content.decode()
    answer = check(client, receipt)
    assert answer.status_code == 200
    assert "Genuine, and the server still holds exactly these saves." in answer.content.decode()
    file = SimpleUploadedFile("receipt.json", json.dumps(receipt, indent=3).encode())
    assert "Genuine" in client.post(VERIFY, {"file": file}).content.decode()


def test_a_receipt_taken_earlier_stays_genuine(client, learner):
    sitting = a_stage([single_best_answer()] * 3).ready(learner)
    early = client.get(reverse("learners:receipt_file", args=[sitting.pk])).json()
    answer_all(sitting)
    assert "Genuine" in check(client, early).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: r["saves"].pop(), "signature does not fit"),
        (lambda r: r["saves"][0].update(content="0" * 64), "chain breaks at save 1"),
        (lambda r: r["saves"][1].update(saved_at="2020"), "signature does not fit"),
        (lambda r: r["attempt"].update(number=2), "chain breaks"),
        (lambda r: r.update(issued_at="2020"), "signature does not fit"),
        (lambda r: r.pop("signature"), "not signed"),
        (lambda r: r["signature"].update(key="other"), "signature does not fit"),
        (lambda r: r.update(type="other"), "not a receipt"),
    ],
    ids=["left out", "content", "time", "attempt", "issue", "unsigned", "key", "type"],
)
def test_whatever_is_changed_is_found(client, receipt, change, words):
    change(receipt)
    answer = check(client, receipt)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[" * 100000, "1", "null"],
    ids=["empty", "words", "deep", "number", "null"],
)
def test_nonsense_is_refused_with_a_sentence(client, text):
    answer = client.post(VERIFY, {"text": text})
    assert answer.status_code == 422


def test_command_checks_a_file(tmp_path, receipt):
    file, told = tmp_path / "receipt.json", io.StringIO()
    file.write_text(json.dumps(receipt))
    call_command("verify_receipt", file, stdout=told)
    assert "Sound: 3 saves" in told.getvalue()
    file.write_text(json.dumps(receipt | {"issued_at": "2020"}))
    with pytest.raises(CommandError, match="signature"):
        call_command("verify_receipt", file)
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("verify_receipt", tmp_path / "none.json")


def test_a_stranger_gets_no_receipt(client, sitting):
    client.force_login(a_person())
    for name in ("receipt", "receipt_file"):
        assert client.get(reverse(f"learners:{name}", args=[sitting.pk])).status_code == 404


@pytest.mark.parametrize("size", [1, 40])
def test_receipt_costs_the_same_with_many_saves(
    client, learner, django_assert_max_num_queries, size
):
    sitting = a_stage([single_best_answer()] * size).ready(learner)
    answer_all(sitting)
    client.get(reverse("learners:receipt", args=[sitting.pk]))
    with django_assert_max_num_queries(7):
        client.get(reverse("learners:receipt", args=[sitting.pk]))
