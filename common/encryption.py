"""Secrets at rest: AES-256-GCM under keys that live in the settings and not in the database.

The first of `ENCRYPTION_KEYS` encrypts, all of them decrypt, so that keys can be changed. A text is
bound to its place: put beside another row it no longer opens.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_OF = b"attend encryption key 1\n"
NAME, NONCE = 4, 12  # bytes in front of the ciphertext: which key, and the number used once


class CannotDecrypt(Exception):
    """The text was made with a key that is gone, for another place, or was tampered with."""


def encrypt(text: str, *, place: str) -> str:
    """Return the text as only this site can read it, and only at this place."""
    return urlsafe_b64encode(encrypt_bytes(text.encode(), place=place)).decode()


def encrypt_bytes(content: bytes, *, place: str) -> bytes:
    """Return a file's content as only this site can read it, and only at this place."""
    name, key = _key(settings.ENCRYPTION_KEYS[0])
    nonce = os.urandom(NONCE)
    return name + nonce + key.encrypt(nonce, content, place.encode())


def decrypt(sealed: str, *, place: str) -> str:
    """Return what was encrypted for this place; raise `CannotDecrypt`."""
    try:
        return decrypt_bytes(urlsafe_b64decode(sealed), place=place).decode()
    except ValueError as error:
        raise CannotDecrypt("This is no encrypted text.") from error


def decrypt_bytes(raw: bytes, *, place: str) -> bytes:
    """Return a file's content that was encrypted for this place; raise `CannotDecrypt`."""
    name, nonce, rest = raw[:NAME], raw[NAME : NAME + NONCE], raw[NAME + NONCE :]
    for secret in settings.ENCRYPTION_KEYS:
        known, key = _key(secret)
        if known == name:
            return _opened(key, nonce, rest, place)
    raise CannotDecrypt("The key that encrypted this is not among ENCRYPTION_KEYS.")


def is_current(sealed: str) -> bool:
    """Whether the key that encrypts now made this text."""
    return urlsafe_b64decode(sealed)[:NAME] == _key(settings.ENCRYPTION_KEYS[0])[0]


def _opened(key: AESGCM, nonce: bytes, rest: bytes, place: str) -> bytes:
    try:
        return key.decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt("This was encrypted for another place, or changed.") from error


@lru_cache(maxsize=16)
def _key(secret: str) -> tuple[bytes, AESGCM]:
    """Return the key that a secret stands for, and its short name."""
    raw = sha256(KEY_OF + secret.encode()).digest()
    return sha256(raw).digest()[:NAME], AESGCM(raw)
