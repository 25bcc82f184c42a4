"""A learner makes an account, protects it with a passkey and an app, and gets back in with each."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import hotp_value
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User

PASSWORD = "correct horse battery"
ADDRESS = "ada@hospital.example"


@pytest.fixture
def learner():
    user = User.objects.create_user(ADDRESS, PASSWORD, first_name="Ada", last_name="Learner")
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True, verified=True)
    user.groups.clear()
    return user


def code_of(secret):
    """Return what the app shows; it is good for another half a minute, should time move on."""
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def confirm_by_password(page):
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def with_authenticator(someone):
    """Give the browser a fingerprint reader that always recognises its owner."""
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_stranger_makes_an_account(visitor, axe):
    someone = visitor(phone=True)
    page = someone.open("/accounts/signup/")
    page.get_by_role("button", name="Create account").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".errors")).to_be_focused()
    axe(page)
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Learner")
    page.get_by_label("Profession").select_option("nurse")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").wait_for()
    axe(page)
    code = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("AL, account of Ada Learner").wait_for()
    user = User.objects.get(email=ADDRESS)
    assert user.profile.profession == "nurse"
    assert user.time_zone == page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")


def test_passkey_signs_in_without_a_password(visitor, learner, axe):
    someone = visitor(learner)
    with_authenticator(someone)
    page = someone.open("/accounts/2fa/")
    axe(page)
    page.get_by_role("link", name="Add a passkey").click()
    confirm_by_password(page)
    page.get_by_label("Name").fill("Ward phone")
    page.get_by_label("Sign in with it alone").check()
    axe(page)
    page.get_by_role("button", name="Add passkey").click()
    page.get_by_text("The passkey was added.").wait_for()
    someone.open("/accounts/2fa/webauthn/")
    axe(page)
    assert "Ward phone" in page.inner_text("main")
    someone.open("/accounts/logout/").locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").first.wait_for()
    someone.open("/accounts/login/").get_by_role("button", name="Use a passkey").click()
    page.get_by_label("AL, account of Ada Learner").wait_for()


def test_passkey_that_fails_is_explained(visitor):
    someone = visitor()
    page = someone.open("/accounts/login/")
    page.route("**/webauthn/login/", lambda route: route.abort("connectionfailed"))
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").get_by_text("No passkey was used.").wait_for()
    someone.forgive("Failed to load")


def test_app_asks_for_a_code_and_recovery_codes_stand_in(visitor, learner, axe):
    someone = visitor(learner)
    page = someone.open("/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    confirm_by_password(page)
    page.get_by_label("Authenticator code").wait_for()
    axe(page)
    page.get_by_label("Authenticator code").fill(code_of(page.inner_text(".secret")))
    page.get_by_role("button", name="Turn on").click()
    page.locator(".codes li").first.wait_for()
    axe(page)
    recovery = page.locator(".codes li").first.inner_text()
    stranger = visitor()
    door = stranger.open("/accounts/login/")
    door.get_by_label("Email").fill(ADDRESS)
    door.get_by_label("Password", exact=True).fill(PASSWORD)
    door.get_by_role("button", name="Sign in", exact=True).click()
    door.get_by_label("Code").wait_for()
    axe(door)
    door.get_by_label("Code").fill("000000")
    door.get_by_role("button", name="Sign in", exact=True).click()
    expect(door).to_have_title(re.compile("^Error: "))
    door.get_by_label("Code").fill(recovery)
    door.get_by_role("button", name="Sign in", exact=True).click()
    door.get_by_label("AL, account of Ada Learner").wait_for()


def test_password_can_be_shown_and_is_sent_hidden(visitor):
    page = visitor().open("/accounts/login/")
    field = page.locator("#id_password")
    field.fill("secret words")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


def test_sign_in_works_without_scripts(visitor, learner):
    someone = visitor(scripts=False)
    page = someone.open("/accounts/login/")
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("AL, account of Ada Learner").wait_for()
    page.locator("summary.btn").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").first.wait_for()
