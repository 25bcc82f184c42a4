"""People make and revoke their own API keys."""

import re

from accounts.models import ApiToken
from tests.factories.outcomes import a_person

URL = "/profile/keys/"


def test_key_is_shown_once_and_works(client):
    client.force_login(a_person(profession="nurse"))
    page = client.post(URL, {"name": "Reader <b>", "days": "30"}).content.decode()
    key = re.search(r"<code>(att_[^<]+)</code>", page)[1]
    assert "Reader <b>" not in page
    assert key not in client.get(URL).content.decode()
    client.logout()
    said = client.get("/api/v1/transcript/", headers={"Authorization": f"Bearer {key}"})
    assert said.status_code == 200


def test_revoked_key_is_gone(client):
    client.force_login(a_person(profession="nurse"))
    client.post(URL, {"name": "Reader", "days": "30"})
    token = ApiToken.objects.get()
    assert client.post(f"{URL}{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at
    assert "Reader" not in client.get(URL).content.decode().partition("Your keys")[2]


def test_bad_input_is_said_at_the_field(client):
    client.force_login(a_person(profession="nurse"))
    answer = client.post(URL, {"name": "", "days": "9999"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "days"}
    assert not ApiToken.objects.exists()


def test_keys_of_others_are_out_of_reach(client):
    client.force_login(a_person(profession="nurse"))
    client.post(URL, {"name": "Mine", "days": "30"})
    token = ApiToken.objects.get()
    client.force_login(a_person(profession="nurse"))
    assert "Mine" not in client.get(URL).content.decode()
    assert client.post(f"{URL}{token.pk}/revoke/").status_code == 404
    assert client.get(f"{URL}{token.pk}/revoke/").status_code == 405
    client.logout()
    assert client.get(URL).status_code == 302
