"""What is encrypted opens with the right key, at its own place, and nowhere else."""

import pytest
from hypothesis import given, strategies as st

from common.encryption import CannotDecrypt, decrypt, encrypt, is_current


@given(text=st.text(), place=st.text())
def test_what_was_encrypted_comes_back(text, place):
    sealed = encrypt(text, place=place)
    assert decrypt(sealed, place=place) == text
    assert encrypt(text, place=place) != sealed


def test_moved_to_another_place_it_does_not_open():
    sealed = encrypt("1234567893", place="identifier:1:npi:")
    with pytest.raises(CannotDecrypt):
        decrypt(sealed, place="identifier:2:npi:")


@pytest.mark.parametrize("broken", ["", "x", "AAAA", "é", "QUJD" * 20])
def test_what_is_no_ciphertext_does_not_open(broken):
    with pytest.raises(CannotDecrypt):
        decrypt(broken, place="")


def test_changed_text_does_not_open():
    sealed = encrypt("1234567893", place="here")
    with pytest.raises(CannotDecrypt):
        decrypt(
            sealed[:-6] + ("AAAA" if sealed[-6:-2] != "AAAA" else "BBBB") + sealed[-2:],
            place="here",
        )


def test_keys_change_without_loss(settings):
    settings.ENCRYPTION_KEYS = ["old"]
    sealed = encrypt("text", place="here")
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert decrypt(sealed, place="here") == "text"
    assert not is_current(sealed)
    anew = encrypt("text", place="here")
    assert is_current(anew)
    settings.ENCRYPTION_KEYS = ["new"]
    assert decrypt(anew, place="here") == "text"
    with pytest.raises(CannotDecrypt):
        decrypt(sealed, place="here")
