"""Writes about people: sign-up, profile, identifiers, consents, roles, keys."""

from accounts.services.closing import AccountClosed, erase_account
from accounts.services.consents import give_consent, revoke_consent
from accounts.services.identifiers import (
    disclose_each,
    disclose_identifiers,
    encrypt_anew,
    keep_identifier,
    remove_identifier,
    reveal_identifier,
)
from accounts.services.people import (
    NewToken,
    assign_role,
    create_api_token,
    digest_of,
    grant_accommodation,
    register,
    revoke_api_token,
    role_group,
    set_up_roles,
    settle_roles,
    update_profile,
    withdraw_accommodation,
)

__all__ = [
    "AccountClosed",
    "NewToken",
    "assign_role",
    "create_api_token",
    "digest_of",
    "disclose_each",
    "disclose_identifiers",
    "encrypt_anew",
    "erase_account",
    "give_consent",
    "grant_accommodation",
    "keep_identifier",
    "register",
    "remove_identifier",
    "reveal_identifier",
    "revoke_api_token",
    "revoke_consent",
    "role_group",
    "set_up_roles",
    "settle_roles",
    "update_profile",
    "withdraw_accommodation",
]
