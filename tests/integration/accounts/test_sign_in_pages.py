"""allauth's pages and letters wear our clothes: each has one heading, a landmark and plain words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from bs4 import BeautifulSoup
from django.core import mail

from accounts.models import User

ADDRESS = "ada@hospital.example"
PASSWORD = "correct horse battery"
OPEN = [
    "login",
    "signup",
    "password/reset",
    "password/reset/done",
    "password/reset/key/done",
    "inactive",
]
OWN = ["email", "password/change", "logout", "2fa", "2fa/webauthn", "reauthenticate"]


@pytest.fixture
def learner():
    user = User.objects.create_user(ADDRESS, PASSWORD, first_name="Ada", last_name="Learner")
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True, verified=True)
    return user


def assert_ours(response):
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.html["lang"] == "en-GB"
    assert len(page.select("main#main h1")) == 1
    assert len(page.select("h1")) == 1
    assert page.title.get_text().endswith(" – Attend")
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", OPEN)
def test_page_on_the_way_in(client, path):
    assert_ours(client.get(f"/accounts/{path}/"))


@pytest.mark.parametrize("path", OWN)
def test_page_of_the_account(client, learner, path):
    client.force_login(learner)
    assert_ours(client.get(f"/accounts/{path}/"))


@pytest.mark.parametrize("path", OWN)
def test_page_of_the_account_asks_strangers_to_sign_in(client, path):
    response = client.get(f"/accounts/{path}/")
    assert response.status_code == 302


def test_page_of_a_password_reset_key_that_is_wrong(client):
    assert_ours(client.get("/accounts/password/reset/key/1-wrong/"))


def test_profile_page(client, learner):
    client.force_login(learner)
    assert_ours(client.get("/profile/"))


def test_wrong_address_and_wrong_password_get_the_same_words(client, learner):
    def said(**given):
        page = client.post("/accounts/login/", given).content
        return BeautifulSoup(page, "html.parser").select_one(".errors").get_text()

    wrong = said(login=ADDRESS, password="wrong")
    assert wrong == said(login="nobody@hospital.example", password="wrong")


def test_letter_with_the_reset_link_works_once(client, learner):
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    (letter,) = mail.outbox
    link = re.search(r"http\S+/accounts/password/reset/key/\S+", letter.body)[0]
    assert letter.subject == "Reset your password"
    page = client.get(link, follow=True)
    assert_ours(page)
    new = dict.fromkeys(("password1", "password2"), "a new horse battery")
    client.post(page.redirect_chain[-1][0], new)
    learner.refresh_from_db()
    assert learner.check_password("a new horse battery")
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_letter_to_an_unknown_address_says_so(client):
    client.post("/accounts/password/reset/", {"email": "nobody@hospital.example"})
    assert mail.outbox[0].subject == "No account with this email address"
    assert "/accounts/signup/" in mail.outbox[0].body


def test_letter_to_somebody_who_has_an_account_already(client, learner):
    answers = {"email": ADDRESS, "first_name": "A", "last_name": "B", "profession": "nurse"}
    client.post("/accounts/signup/", {**answers, "password1": PASSWORD})
    assert mail.outbox[0].subject == "You already have an account"


def test_letter_tells_of_a_changed_password(client, learner):
    client.force_login(learner)
    answers = {
        "oldpassword": PASSWORD,
        "password1": "a new horse battery",
        "password2": "a new horse battery",
    }
    client.post("/accounts/password/change/", answers)
    (letter,) = mail.outbox
    assert letter.subject == "Your password was changed"
    assert "reset your password now" in letter.body
    assert "&" not in letter.body


@pytest.mark.parametrize(("seconds", "counts"), [(0, True), (30, True), (60, False)])
def test_code_of_an_app_counts_while_it_is_read_and_typed(
    client, learner, time_machine, seconds, counts
):
    secret, now = generate_totp_secret(), datetime(2026, 5, 12, 10, 40, 29, tzinfo=UTC)
    TOTP.activate(learner, secret)
    code = f"{hotp_value(secret, int(now.timestamp()) // 30):06d}"
    time_machine.move_to(now + timedelta(seconds=seconds), tick=False)
    client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert ("_auth_user_id" in client.session) is counts
