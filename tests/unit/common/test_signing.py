"""What the site signs, anybody can check; keys change and old signatures stay good."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import signing

MESSAGE = b"what was said"


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.SIGNING_KEYS, settings.RETIRED_PUBLIC_KEYS = ["first secret"], []


def test_a_signature_holds_for_its_message_alone():
    signature = signing.sign(MESSAGE).as_json()
    assert signing.is_signed(MESSAGE, signature)
    assert not signing.is_signed(MESSAGE + b".", signature)
    assert not signing.is_signed(MESSAGE, signature | {"value": signing.encoded(bytes(64))})


@pytest.mark.parametrize("broken", [{}, {"key": "nobody"}, {"value": "?"}, {"value": "é"}])
def test_what_is_no_signature_is_none(broken):
    signature = signing.sign(MESSAGE).as_json() | broken if broken else {}
    assert not signing.is_signed(MESSAGE, signature)


def test_a_new_key_signs_and_the_old_one_still_verifies(settings):
    old = signing.sign(MESSAGE).as_json()
    settings.SIGNING_KEYS = ["second secret", "first secret"]
    assert signing.sign(MESSAGE).key != old["key"]
    assert signing.is_signed(MESSAGE, old)
    settings.SIGNING_KEYS = ["second secret"]
    assert not signing.is_signed(MESSAGE, old)
    first = signing._private("first secret").public_key()
    settings.RETIRED_PUBLIC_KEYS = [signing.encoded(signing.raw(first))]
    assert signing.is_signed(MESSAGE, old)


def test_a_thumbprint_is_that_of_the_rfc():
    """RFC 8037, appendix A.3: the thumbprint of its example key."""
    seed = signing.decoded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    assert signing.as_jwk(key)["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert signing.thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_public_keys_are_published(client):
    answer = client.get("/.well-known/jwks.json")
    (key,) = answer.json()["keys"]
    assert key == signing.as_jwk(signing.signing_key().public_key()) | {
        "kid": signing.current_key(),
        "use": "sig",
        "alg": "EdDSA",
    }
    assert answer["Access-Control-Allow-Origin"] == "*"
