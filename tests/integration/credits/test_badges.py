"""Badges, judged by programs that are not ours: what we sign holds, and what was changed does not."""

import copy
import gzip
import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from common.signing import current_key, encoded, key_set
from credits.badges import carried
from credits.domain.codes import new_code
from credits.models import Badge
from credits.services import adjust_claim, issue_badge, issue_missing_badges, reverse_credit
from tests.factories.certificates import a_certificate, an_entry
from tests.outsiders import judged

SUITES = {"eddsa-rdfc-2022", "eddsa-jcs-2022"}


@pytest.fixture
def certificate():
    return a_certificate()


@pytest.fixture
def badge(certificate):
    return issue_badge(certificate_id=certificate.pk, at=timezone.now())


def published(client, badge):
    """Return the documents that a verifier looks up, by their addresses, as the site serves them."""
    did = badge["issuer"]["id"]
    found = {did: client.get(f"/issuers/{did.rsplit(':', 1)[1]}/did.json").json()}
    assert found[did]["id"] == did
    address = badge["credentialStatus"]["statusListCredential"]
    found[address] = client.get(address.removeprefix("http://localhost:8000")).json()
    return found


def verdict(client, credential, token="", documents=None):
    return judged(
        "verify_badge.mjs",
        {
            "credential": credential,
            "token": token,
            "documents": documents or published(client, credential),
            "jwks": key_set(),
        },
    )


def test_others_accept_both_proofs_the_token_and_the_status(client, certificate, badge):
    served = client.get(f"/credentials/{certificate.code}.json")
    assert served["Content-Type"] == "application/vc+ld+json"
    token = client.get(f"/credentials/{certificate.code}.jwt").content.decode()
    found = verdict(client, served.json(), token)
    assert found["proofs"] == {suite: {"verified": True} for suite in SUITES}
    assert found["status"] == {"verified": True, "revoked": False}
    assert found["token"]["verified"]
    assert found["token"]["header"]["kid"].endswith(f"#{current_key()}")
    claims = found["token"]["claims"]
    assert claims["credentialSubject"] == served.json()["credentialSubject"]


def changed(credential, place, value):
    copied = copy.deepcopy(credential)
    *path, last = place
    target = copied
    for step in path:
        target = target[step]
    target[last] = value
    return copied


CHANGES = [
    (("credentialSubject", "creditsEarned"), 100),
    (("credentialSubject", "achievement", "name"), "Something else"),
    (("credentialSubject", "identifier", 0, "identityHash"), "Somebody Else"),
    (("issuer", "name"), "Another provider"),
    (("validFrom",), "2001-01-01T00:00:00Z"),
    (("credentialStatus", "statusListIndex"), "77"),
]


def test_others_refuse_a_changed_badge(client, badge):
    documents = published(client, badge.credential)
    for place, value in CHANGES:
        found = verdict(client, changed(badge.credential, place, value), documents=documents)
        held = {suite: each["verified"] for suite, each in found["proofs"].items()}
        assert held == dict.fromkeys(SUITES, False), place


def test_others_refuse_a_changed_token_and_a_stranger_s_key(client, badge, settings):
    head, body, signature = badge.token.split(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    claims["credentialSubject"]["creditsEarned"] = 100
    forged = head, encoded(json.dumps(claims).encode()), signature
    assert not verdict(client, badge.credential, ".".join(forged))["token"]["verified"]
    settings.SIGNING_KEYS = ["a stranger's secret"]
    cache.clear()
    found = verdict(client, badge.credential, badge.token)
    assert not found["token"]["verified"]
    assert not any(each["verified"] for each in found["proofs"].values())


def _encoded(raw):
    from base64 import urlsafe_b64encode

    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("change", ["withdrawn", "claimed less"])
def test_others_see_that_a_badge_was_revoked(client, certificate, badge, change):
    if change == "withdrawn":
        reverse_credit(entry=certificate.entry, reason="In error", at=timezone.now())
    else:
        adjust_claim(entry=certificate.entry, claim=Decimal("0.25"), at=timezone.now())
    found = verdict(client, badge.credential)
    assert found["status"] == {"verified": True, "revoked": True}
    assert all(each["verified"] for each in found["proofs"].values()), "it was signed all the same"


def test_status_list_holds_one_bit_a_badge(client, certificate, badge):
    other = issue_badge(certificate_id=a_certificate(an_entry()).pk, at=timezone.now())
    reverse_credit(entry=certificate.entry, reason="In error", at=timezone.now())
    address = badge.credential["credentialStatus"]["statusListCredential"]
    path = address.removeprefix("http://localhost:8000")
    subject = client.get(path).json()["credentialSubject"]
    bits = gzip.decompress(urlsafe_b64decode(subject["encodedList"][1:] + "=="))
    assert subject["statusPurpose"] == "revocation"
    assert len(bits) * 8 == 131_072
    set_at = [n for n in range(len(bits) * 8) if bits[n // 8] & 0x80 >> n % 8]
    assert set_at == [certificate.pk]
    assert other.certificate_id not in set_at
    assert client.get(path.replace("/0.json", "/1.json")).status_code == 404


def test_badge_says_what_the_certificate_says_and_whose_it_is(badge):
    said, printed = badge.credential, badge.certificate.printed
    subject = said["credentialSubject"]
    learner = badge.certificate.entry.learner
    assert subject["achievement"]["name"] == printed["title"]
    assert subject["creditsEarned"] == float(printed["amount"])
    assert subject["identifier"][0]["identityHash"] == printed["name"]
    assert learner.email not in json.dumps(said), "only who knows the address can compare it"
    assert said["id"].endswith(f"/credentials/{printed['code']}.json")


def test_picture_carries_the_token(client, certificate, badge):
    answer = client.get(f"/credentials/{certificate.code}.png")
    assert answer["Content-Type"] == "image/png"
    assert carried(answer.content) == badge.token


def test_issuer_and_achievement_are_published(client, badge):
    issuer = badge.credential["issuer"]
    number = issuer["id"].rsplit(":", 1)[1]
    assert client.get(f"/issuers/{number}.json").json()["name"] == issuer["name"]
    achievement = badge.credential["credentialSubject"]["achievement"]
    path = achievement["id"].removeprefix("http://localhost:8000")
    assert client.get(path).json() == achievement


@pytest.mark.parametrize(
    "path",
    [
        "/issuers/999999/status/0.json",
        "/credentials/ABCD-EFGH-JKMN.json",
        "/credentials/x.png",
        "/credentials/x.jwt",
        "/issuers/999999.json",
        "/issuers/999999/did.json",
        "/achievements/nothing/1/ama_pra_1.json",
        "/verify/x/picture.png",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_certificate_has_one_badge_for_good(certificate, badge):
    again = issue_badge(certificate_id=certificate.pk, at=timezone.now() + timedelta(days=1))
    assert again == badge
    with pytest.raises(IntegrityError), transaction.atomic():
        Badge.objects.create(
            certificate=certificate, credential={}, token="", issued_at=timezone.now()
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Badge.objects.filter(pk=badge.pk).update(token="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Badge.objects.filter(pk=badge.pk).delete()


def test_sweep_signs_what_no_task_has_signed(certificate):
    gone = a_certificate(an_entry())
    reverse_credit(entry=gone.entry, reason="In error", at=timezone.now())
    assert issue_missing_badges(at=timezone.now()) == 1
    assert Badge.objects.get().certificate == certificate
    assert issue_missing_badges(at=timezone.now()) == 0


def test_first_reader_finds_a_badge_that_the_sweep_has_not_signed_yet(client, certificate):
    assert client.get(f"/credentials/{certificate.code}.json").status_code == 200
    assert Badge.objects.count() == 1


def test_check_page_shows_the_badge_and_its_holder_linkedin(client, certificate):
    path = f"/verify/{certificate.code}/"
    page = client.get(path).content.decode()
    assert f'href="/credentials/{certificate.code}.png"' in page
    assert f"/verify/{certificate.code}/picture.png" in page
    assert "linkedin.com" not in page
    client.force_login(certificate.entry.learner)
    page = client.get(path).content.decode()
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in page
    reverse_credit(entry=certificate.entry, reason="In error", at=timezone.now())
    assert "Badge (PNG)" not in client.get(path).content.decode()


def test_picture_for_networks_names_nobody(client, certificate):
    answer = client.get(f"/verify/{certificate.code}/picture.png")
    with Image.open(BytesIO(answer.content)) as picture:
        assert picture.size == (1200, 630)
    page = client.get(f"/verify/{certificate.code}/").content.decode()
    head = page.split("</head>")[0]
    assert certificate.printed["name"] not in head
    reverse_credit(entry=certificate.entry, reason="In error", at=timezone.now())
    assert client.get(f"/verify/{certificate.code}/picture.png").status_code == 404


def test_guesses_of_codes_cost_the_same_on_every_way_in(client, certificate):
    ways = ("/credentials/{}.json", "/credentials/{}.jwt", "/credentials/{}.png", "/verify/{}/")
    nobody_s = new_code(lambda _below: 1)
    for number in range(20):
        assert client.get(ways[number % 4].format(nobody_s)).status_code == 404
    for way in (*ways, "/verify/{}/picture.png"):
        refused = client.get(way.format(certificate.code))
        assert refused.status_code == 429, way
        assert "public" not in refused.headers.get("Cache-Control", ""), "nobody keeps the refusal"
