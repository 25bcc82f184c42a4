"""Whatever is sent to a sitting, the server answers with a sentence and stores no nonsense."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, Attempt
from tests.factories.items import one_of_each
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.integration.learners.test_sitting_budgets import JSON

DEEP = "[" * 500 + "]" * 500
VALUES = [
    "null", '""', '"a\\u0000b"', '"\\ud800"', '"' + "x" * 70_000 + '"', "true", "-1", "1e400", "NaN",
    "-Infinity", "1" * 4400, "[]", "{}", '["a", "a"]', '[["a"]]', "[null]", '{"a": {"a": "a"}}',
    '{"": "a"}', '{"a\\u0000": "a"}', '["a\\u0000"]', '{"a": "\\u0000"}', '{"a": ["\\ud800"]}', DEEP,
    json.dumps({f"k{number}": "a" for number in range(2000)}),
]  # fmt: skip
TYPED = [
    "a\0b",
    "\ud800".encode("utf-8", "surrogatepass"),
    "x" * 70_000,
    "٣",
    "1e999999999",
    "٪",
    "-0",
    "²",
]


@pytest.fixture
def learner(client):
    person = a_person(profession="physician")
    client.force_login(person)
    return person


@pytest.fixture
def sitting(learner):
    return a_stage(one_of_each(), certainty=False).ready(learner)


def fields_of(item):
    return [item.response_field, "choice", "value", "text"]


def test_api_answers_every_value_with_a_sentence(client, sitting):
    client.raise_request_exception = False
    failed = []
    asked = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()["questions"]
    for row in asked:
        address = reverse("api_v1:answer", args=[sitting.attempt_id, row["position"]])
        for value in VALUES:
            body = f'{{"operation": "{uuid4()}", "response": {{"{row["answer_field"]}": {value}}}}}'
            answer = client.put(address, body, content_type="application/json")
            if answer.status_code >= 500:
                failed.append((row["kind"], value[:40], answer.status_code))
    assert not failed
    for answer in Answer.objects.all():
        assert "\\u0000" not in json.dumps(answer.response)


def test_form_answers_every_value_with_a_page(client, sitting):
    client.raise_request_exception = False
    failed = []
    asked = client.get(reverse("api_v1:attempt", args=[sitting.attempt_id])).json()["questions"]
    for row in asked:
        address = reverse("learners:question", args=[sitting.pk, row["position"]])
        names = [
            "answer",
            "answer-step",
            "answer.a",
            "answer-a",
            "answer-1",
            "answer-unit",
            "answer-g1",
        ]
        for value in TYPED:
            for sent in (dict.fromkeys(names, value), {"answer": [value, value]}):
                answer = client.post(address, sent, **JSON)
                if answer.status_code >= 500:
                    failed.append((row["kind"], value[:20], answer.status_code))
    assert not failed


@pytest.mark.parametrize(
    "extra",
    [
        {"certainty": "²"}, {"certainty": "9"}, {"certainty": ["1", "2"]}, {"certainty": "\0"},
        {"operation": "\0"}, {"tab": "\0"}, {"tab": "é" * 36}, {"next": "9" * 5000}, {"next": "\0"},
        {"next": "²"}, {"flag": "\0"}, {"struck": "\0"}, {"struck": "a " * 50_000}, {"strike": "zz"},
        {"strike": "\0"}, {"seen": "\0", "page": "\0", "step": "\0"}, {"keep": "1"}, {"take": "1"},
        {"reading": "1", "next": "-1"}, {"check": "1"}, {"again": "1"}, {"leave": "1"}, {"stay": "\0"},
    ],
)  # fmt: skip
def test_forged_fields_beside_an_answer_break_nothing(client, learner, extra):
    client.raise_request_exception = False
    sitting = a_stage(shuffle_options=False).ready(learner)
    address = reverse("learners:question", args=[sitting.pk, 1])
    for headers in (JSON, {}):
        answer = client.post(address, {"answer": "a", **extra}, **headers)
        assert answer.status_code < 500, answer.content[:200]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"answer=%ff%fe&operation=%00", "application/x-www-form-urlencoded"),
        (b"answer=a" + b"&x=1" * 5000, "application/x-www-form-urlencoded"),
        (b"no boundary", "multipart/form-data"),
        (b"{", "application/json"),
        (b"", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
def test_broken_requests_are_refused(client, learner, body, kind):
    client.raise_request_exception = False
    sitting = a_stage().ready(learner)
    for name in ("learners:question", "api_v1:answer"):
        pk = sitting.pk if name.startswith("learners") else sitting.attempt_id
        method = "POST" if name.startswith("learners") else "PUT"
        answer = client.generic(method, reverse(name, args=[pk, 1]), body, content_type=kind)
        assert answer.status_code < 500, (name, answer.content[:300])


def test_no_door_of_a_sitting_opens_without_the_token_of_its_forms(learner):
    sitting = a_stage().ready(learner)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    for name, *more in [("question", 1), ("questions",), ("submit",), ("break",)]:
        address = reverse(f"learners:{name}", args=[sitting.pk, *more])
        assert browser.post(address, {"answer": "a"}).status_code == 403
    api = reverse("api_v1:answer", args=[sitting.attempt_id, 1])
    sent = {"operation": str(uuid4()), "response": {"choice": "a"}}
    assert browser.put(api, sent, content_type="application/json").status_code == 403
    assert not Answer.objects.exists()


def test_anothers_sitting_is_closed_on_every_door(client, learner):
    theirs = a_stage(time_limit_minutes=60).ready(a_person(profession="physician"))
    names = [
        ("question", 1),
        ("questions",),
        ("review",),
        ("submit",),
        ("break",),
        ("result",),
        ("receipt",),
    ]
    for name, *more in [*names, ("receipt_file",)]:
        address = reverse(f"learners:{name}", args=[theirs.pk, *more])
        assert client.get(address).status_code in {302, 404}
        if name not in {"result", "receipt", "receipt_file", "review"}:
            assert (
                client.post(address, {"answer": "a", "take": "1", "tab": str(uuid4())}).status_code
                == 404
            )
    for name, method, *more in [
        ("attempt", "get"), ("answer", "put", 1), ("check", "post", 1), ("again", "post", 1),
        ("struck", "put", 1), ("pass_question", "post", 1), ("break", "post"), ("break", "delete"),
        ("submit", "post"),
    ]:  # fmt: skip
        address = reverse(f"api_v1:{name}", args=[theirs.attempt_id, *more])
        sent = {"operation": str(uuid4()), "response": {"choice": "a"}, "options": []}
        answer = getattr(client, method)(address, sent, content_type="application/json")
        assert answer.status_code == 404, name
    assert not Answer.objects.exists()
    assert Attempt.objects.get().holder == ""


def test_a_device_that_only_reads_cannot_pass_a_question_for_good(client, learner):
    sitting = a_stage(navigation="one_way").ready(learner)
    desk, phone = str(uuid4()), str(uuid4())
    sent = {"operation": str(uuid4()), "response": {"choice": "a"}, "tab": desk}
    client.put(
        reverse("api_v1:answer", args=[sitting.attempt_id, 1]),
        sent,
        content_type="application/json",
    )
    onward = reverse("api_v1:pass_question", args=[sitting.attempt_id, 1])
    for tab in (phone, None):
        refused = client.post(onward, {"tab": tab}, content_type="application/json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "elsewhere")
    assert Attempt.objects.get().reached == 1
    assert client.post(onward, {"tab": desk}, content_type="application/json").status_code == 200
    assert Attempt.objects.get().reached == 2


def test_passwords_are_no_easier_to_guess_over_the_api(client, learner):
    stage = a_stage(password="ward 7")
    stage.read(stage.enrol(learner))
    address = reverse("api_v1:attempts")

    def start(password):
        sent = {
            "activity": stage.activity.code,
            "placement": stage.places["post_test"],
            "password": password,
        }
        answer = client.post(address, sent, content_type="application/json")
        return answer.status_code, answer.json()["error"]["code"]

    for _ in range(20):
        assert start("guess") == (409, "password")
    assert start("ward 7") == (409, "too_many_tries")
    page = reverse("learners:assessment", args=[stage.activity.code, stage.places["post_test"]])
    assert client.post(page, {"password": "ward 7"}).status_code == 409, "one allowance for both"
    assert not Attempt.objects.exists()
