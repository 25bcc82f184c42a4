"""The site's signature: Ed25519, verified by anybody with the published public key.

The first of `SIGNING_KEYS` signs; later ones, and `RETIRED_PUBLIC_KEYS`, only verify what they
signed once. A key is known by its JWK thumbprint (RFC 7638), so its name follows from the key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

ALGORITHM = "Ed25519"
FIELDS = {"algorithm", "key", "value"}
SEED_OF = b"attend signing key 1\n"


@dataclass(frozen=True)
class Signature:
    """A signature and the name of the key that made it."""

    key: str
    value: str

    def as_json(self) -> dict[str, str]:
        """Write it as JSON."""
        return {"algorithm": ALGORITHM, "key": self.key, "value": self.value}


def encoded(raw: bytes) -> str:
    """Write bytes as base64url without padding, as JSON Web Keys do."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url without padding; raise `ValueError` for anything else."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signing_key() -> Ed25519PrivateKey:
    """Return the key that signs now."""
    return _private(settings.SIGNING_KEYS[0])


def current_key() -> str:
    """Return the name of the key that signs now."""
    return thumbprint(signing_key().public_key())


def public_keys() -> dict[str, Ed25519PublicKey]:
    """Return every public key by its name, the one that signs now first."""
    own = [_private(secret).public_key() for secret in settings.SIGNING_KEYS]
    retired = [Ed25519PublicKey.from_public_bytes(decoded(x)) for x in settings.RETIRED_PUBLIC_KEYS]
    return {thumbprint(key): key for key in (*own, *retired)}


def sign(message: bytes) -> Signature:
    """Sign a message with the current key."""
    return Signature(current_key(), encoded(sign_raw(message)))


def sign_raw(message: bytes) -> bytes:
    """Return the 64 bytes of the current key's signature."""
    return signing_key().sign(message)


def is_signed(message: bytes, signature: Mapping[str, Any]) -> bool:
    """Whether a signature, as `Signature.as_json` writes it, is one of ours under this message."""
    key = public_keys().get(str(signature.get("key")))
    if key is None or set(signature) != FIELDS or signature["algorithm"] != ALGORITHM:
        return False
    try:
        key.verify(decoded(str(signature.get("value"))), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def raw(key: Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of a public key."""
    return key.public_bytes_raw()


def as_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """Write a public key as a JSON Web Key (RFC 8037)."""
    return {"crv": "Ed25519", "kty": "OKP", "x": encoded(raw(key))}


def thumbprint(key: Ed25519PublicKey) -> str:
    """Return the name of a key: the SHA-256 of its canonical JWK (RFC 7638)."""
    canonical = json.dumps(as_jwk(key), sort_keys=True, separators=(",", ":"))
    return encoded(sha256(canonical.encode()).digest())


def key_set() -> dict[str, list[dict[str, str]]]:
    """Return the published keys as a JSON Web Key Set."""
    return {
        "keys": [
            as_jwk(key) | {"kid": name, "use": "sig", "alg": "EdDSA"}
            for name, key in public_keys().items()
        ]
    }


@lru_cache(maxsize=16)
def _private(secret: str) -> Ed25519PrivateKey:
    """Return the key that a secret stands for: any long random text will do."""
    return Ed25519PrivateKey.from_private_bytes(sha256(SEED_OF + secret.encode()).digest())
