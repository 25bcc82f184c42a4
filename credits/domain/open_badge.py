"""Open Badges 3.0: a credit as a verifiable credential that no wallet has to ask us about.

1EdTech Open Badges 3.0 on the W3C Verifiable Credentials Data Model 2.0. What it says is what the
certificate says; nothing is gathered anew.
"""

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
MEDIA_TYPE = "application/vc+ld+json"
STATUS_LIST_HOLDS = (
    131_072  # the least that the Bitstring Status List allows, for privacy in a crowd
)
FIRST_SECOND = "T00:00:00Z"


def did_of(base_url: str, provider_id: int) -> str:
    """Return the name of an issuer: did:web of the place where its key document stands."""
    host = quote(urlsplit(base_url).netloc, safe=".")
    return f"did:web:{host}:issuers:{provider_id}"


def moment(at: datetime) -> str:
    """Write a moment as credentials do, to the second in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def issuer_profile(base_url: str, provider: Mapping[str, Any]) -> dict[str, Any]:
    """Return who grants a badge, `provider` by id, name and website."""
    profile = {
        "id": did_of(base_url, provider["id"]),
        "type": ["Profile"],
        "name": provider["name"],
    }
    return profile | ({"url": provider["website"]} if provider["website"] else {})


def key_document(did: str, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the DID document of an issuer; `keys` are multibase public keys by name."""
    methods = [
        {
            "id": f"{did}#{name}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multibase,
        }
        for name, multibase in keys.items()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def unsigned_badge(
    *,
    printed: Mapping[str, Any],
    provider: Mapping[str, Any],
    kind: str,
    statement: str,
    amounts: tuple[Decimal, Decimal],
    email: str,
    salt: str,
    number: int,
    issued_at: datetime,
    base_url: str,
) -> dict[str, Any]:
    """Return a credential without its proofs.

    `printed` as `credits.domain.certificate` wrote it, `kind` the code of the credit type, `amounts` what was earned and what could be,
    `number` its place in the status list.
    """
    address, activity = f"{base_url}/credentials/{printed['code']}.json", printed["activity"]
    earned, available = amounts
    return {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{printed['heading']}: {printed['title']}",
        "issuer": issuer_profile(base_url, provider),
        "validFrom": moment(issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                _identity("name", printed["name"]),
                _identity("emailAddress", email, salt),
            ],
            "activityEndDate": printed["completed_on"] + FIRST_SECOND,
            "creditsEarned": _number(earned),
            "achievement": {
                "id": f"{base_url}/achievements/{activity['code']}/{activity['version']}/{kind}.json",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": printed["title"],
                "description": f"{printed['granting']} {printed['credit']}".replace("*", ""),
                "criteria": {"narrative": statement},
                "creditsAvailable": _number(available),
            },
        },
        "credentialStatus": status_entry(base_url, provider["id"], number),
    }


def _identity(kind: str, value: str, salt: str = "") -> dict[str, Any]:
    """Say whose it is: in words, or hashed so that only who knows the value can compare it."""
    if not salt:
        return {
            "type": "IdentityObject",
            "identityType": kind,
            "hashed": False,
            "identityHash": value,
        }
    digest = sha256((value.lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "identityType": kind,
        "hashed": True,
        "salt": salt,
        "identityHash": f"sha256${digest}",
    }


def _number(amount: Decimal) -> int | float:
    """Return an amount as JSON writes numbers; two decimals are exact enough as a float."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def status_list_url(base_url: str, provider_id: int, number: int) -> str:
    """Return where the status list stands that holds a badge; each issuer signs its own."""
    return f"{base_url}/issuers/{provider_id}/status/{number // STATUS_LIST_HOLDS}.json"


def status_entry(base_url: str, provider_id: int, number: int) -> dict[str, str]:
    """Return where to look whether a badge was revoked (W3C Bitstring Status List 1.0)."""
    place, address = number % STATUS_LIST_HOLDS, status_list_url(base_url, provider_id, number)
    return {
        "id": f"{address}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place),
        "statusListCredential": address,
    }


def unsigned_status_list(
    *, base_url: str, provider_id: int, page: int, revoked: Collection[int], at: datetime
) -> dict[str, Any]:
    """Return a status list without its proof; `revoked` are numbers of badges."""
    address = status_list_url(base_url, provider_id, page * STATUS_LIST_HOLDS)
    return {
        "@context": [CONTEXTS[0]],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(base_url, provider_id),
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list({n - page * STATUS_LIST_HOLDS for n in revoked}),
        },
    }


def encoded_list(places: Collection[int]) -> str:
    """Return a compressed string of bits, those at the places set; the first bit is the leftmost."""
    bits = bytearray(STATUS_LIST_HOLDS // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + urlsafe_b64encode(packed).rstrip(b"=").decode()
