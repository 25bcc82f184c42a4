"""The main job over JSON: read, enrol, learn, be measured, see the credit."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.services import create_api_token, revoke_api_token
from assessments.models import Answer, Attempt, Grade
from credits.models import Entry
from lms.demo.responses import ANSWERS  # the one place that knows right answers of every kind
from tests.factories.outcomes import a_person, a_provider, a_world


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def client():
    return _client_of(a_person(profession="physician"))


def _client_of(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_token(user=user, name='test').key}")
    client.user = user
    return client


def _enrol(client, world):
    url = f"/api/v1/activities/{world.activity.code}/"
    shown = client.get(url).json()["front_matter_hash"]
    return client.post(
        "/api/v1/enrolments/",
        {"activity": world.activity.code, "acknowledged_hash": shown},
        format="json",
    )


def _placement(client, world, purpose):
    detail = client.get(f"/api/v1/activities/{world.activity.code}/").json()
    return next(place["id"] for place in detail["placements"] if place["purpose"] == purpose)


def _start(client, world, purpose):
    return client.post(
        "/api/v1/attempts/",
        {"activity": world.activity.code, "placement": _placement(client, world, purpose)},
        format="json",
    )


def _save(client, attempt_id, position, response, operation=None):
    return client.put(
        f"/api/v1/attempts/{attempt_id}/answers/{position}/",
        {"operation": str(operation or uuid4()), "response": response},
        format="json",
    )


def _take(client, world, purpose):
    attempt = _start(client, world, purpose).json()
    form = Attempt.objects.get(pk=attempt["id"]).form
    for question, place in zip(attempt["questions"], form, strict=True):
        item = world.items[place["question_version"]]
        right = ANSWERS[item.kind](item, True, _Dice())
        assert _save(client, attempt["id"], question["position"], right).status_code == 200
    return client.post(f"/api/v1/attempts/{attempt['id']}/submit/", format="json")


class _Dice:
    """Dice that always fall on the first."""

    def choice(self, rows):
        return rows[0]

    def choices(self, rows, _weights):
        return [rows[0]]


def _read_lessons(client, world):
    for lesson in world.lessons:
        url = f"/api/v1/enrolments/{world.activity.code}/lessons/{lesson.slug}/finish/"
        answer = client.post(url, format="json")
        assert answer.status_code == 200
    return answer


def test_journey_ends_in_credit(client, world):
    assert _enrol(client, world).status_code == 201
    assert _take(client, world, "pre_test").status_code == 200
    _read_lessons(client, world)
    result = _take(client, world, "post_test").json()
    assert (result["passed"], result["points"]) == (True, "10.0000")
    assert _take(client, world, "evaluation").status_code == 200
    [entry] = client.get("/api/v1/transcript/").json()["results"]
    assert (entry["credit_type"], entry["amount"]) == ("ama_pra_1", "1.50")
    [total] = client.get("/api/v1/transcript/totals/").json()
    assert total["total"] == "1.50"
    standing = client.get(f"/api/v1/enrolments/{world.activity.code}/").json()
    assert standing["percent"] == 100
    assert standing["completed_at"]


def test_submitting_again_gives_the_same_grade(client, world):
    _enrol(client, world)
    first = _take(client, world, "pre_test").json()
    again = client.post(f"/api/v1/attempts/{first['id']}/submit/", format="json").json()
    assert again == first
    assert Grade.objects.count() == 1


def test_questions_do_not_tell_the_answer(client, world):
    _enrol(client, world)
    body = _start(client, world, "pre_test").content.decode()
    assert "Option a" in body
    assert "correct" not in body
    assert "Because." not in body
    assert "On a." not in body


def test_saving_twice_with_one_operation_keeps_one_answer(client, world):
    _enrol(client, world)
    attempt = _start(client, world, "pre_test").json()
    position = attempt["questions"][0]["position"]
    key, other = (option["key"] for option in attempt["questions"][0]["options"][:2])
    operation = uuid4()
    first = _save(client, attempt["id"], position, {"choice": key}, operation).json()
    again = _save(client, attempt["id"], position, {"choice": key}, operation).json()
    assert first["sequence"] == again["sequence"]
    refused = _save(client, attempt["id"], position, {"choice": other}, operation)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "operation_reused")
    assert Answer.objects.get().response == {"choice": key}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"response": None}, "operation"),
        ({"operation": str(uuid4())}, "response"),
        ({"operation": "no", "response": None}, "operation"),
        ({"operation": str(uuid4()), "response": {"choice": "zzz"}}, "response"),
        ({"operation": str(uuid4()), "response": {"value": "3"}}, "response"),
        ({"operation": str(uuid4()), "response": ["a"]}, "response"),
    ],
)
def test_bad_answer_is_refused_at_the_field(client, world, sent, field):
    _enrol(client, world)
    attempt = _start(client, world, "pre_test").json()
    url = f"/api/v1/attempts/{attempt['id']}/answers/{attempt['questions'][0]['position']}/"
    answer = client.put(url, sent, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    assert Answer.objects.count() == 0


def test_closed_attempt_takes_no_answer(client, world):
    _enrol(client, world)
    done = _take(client, world, "pre_test").json()
    count = Answer.objects.count()
    refused = _save(client, done["id"], 1, None)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "attempt_closed"
    assert Answer.objects.count() == count


def test_post_test_waits_for_the_lessons(client, world):
    _enrol(client, world)
    refused = _start(client, world, "post_test")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "waiting"
    assert Attempt.objects.count() == 0


def test_enrolling_needs_what_was_shown(client, world):
    answer = client.post(
        "/api/v1/enrolments/",
        {"activity": world.activity.code, "acknowledged_hash": "0" * 64},
        format="json",
    )
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "changed"


def test_stranger_finds_nothing(client, world):
    _enrol(client, world)
    attempt = _start(client, world, "pre_test").json()
    assert client.get(f"/api/v1/attempts/{attempt['id']}/").status_code == 200
    stranger = _client_of(a_person(profession="nurse"))
    for answer in (
        stranger.get(f"/api/v1/attempts/{attempt['id']}/"),
        _save(stranger, attempt["id"], 1, None),
        stranger.post(f"/api/v1/attempts/{attempt['id']}/submit/", format="json"),
        stranger.get(f"/api/v1/enrolments/{world.activity.code}/"),
        stranger.get("/api/v1/no-such-thing/"),
    ):
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"
    assert stranger.get("/api/v1/transcript/").json()["results"] == []
    assert Entry.objects.count() == 0


def test_catalogue_needs_no_key_and_the_rest_does(world):
    anonymous = APIClient()
    assert anonymous.get("/api/v1/activities/").json()["count"] == 1
    assert anonymous.get("/api/v1/activities/no-such/").status_code == 404
    refused = anonymous.get("/api/v1/enrolments/")
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "not_authenticated"


def test_catalogue_is_searched_and_filtered_as_on_the_page(world):
    anonymous = APIClient()
    found = anonymous.get(
        "/api/v1/activities/?q=lesons&credit=ama_pra_1&length=7&owed=any&sort=credit"
    ).json()
    assert [row["code"] for row in found["results"]] == [world.activity.code]
    assert found["searched_for"] == "lesson"
    assert found["ignored"] == [
        {"parameter": "length", "value": "7"},
        {"parameter": "owed", "value": "any"},
    ]
    assert found["facets"]["credit"] == {"ama_pra_1": 1, "participation": 1}
    assert found["facets"]["amount"] == {"1-to-2": 1}
    nothing = anonymous.get("/api/v1/activities/?q=zebra&topic=none").json()
    assert (nothing["count"], nothing["facets"]) == (0, {})


def test_revoked_key_is_worth_nothing(client):
    assert client.get("/api/v1/enrolments/").status_code == 200
    revoke_api_token(token=client.user.api_tokens.get())
    assert client.get("/api/v1/enrolments/").status_code == 401


def test_session_needs_the_csrf_token(world):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(a_person(profession="nurse"))
    assert client.get("/api/v1/enrolments/").status_code == 200
    refused = client.post("/api/v1/enrolments/", {}, format="json")
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "permission_denied"


def test_lists_cost_the_same_with_one_row_and_with_many(client, django_assert_max_num_queries):
    for count in (1, 4):
        while client.get("/api/v1/enrolments/").json()["count"] < count:
            _enrol(client, a_world(a_provider(f"Academy {uuid4()}")))
        with django_assert_max_num_queries(9):
            client.get("/api/v1/enrolments/")
        with django_assert_max_num_queries(5):
            client.get("/api/v1/activities/")


def test_json_without_end_is_refused(client):
    refused = client.post("/api/v1/enrolments/", "[" * 100_000, content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "parse_error"
