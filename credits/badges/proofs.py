"""Proofs of credentials: Data Integrity EdDSA Cryptosuites 1.0, and VC-JWT.

Both suites sign the hash of the proof's options and the hash of the document, in that order; they
differ in how either is written before it is hashed: RDF canonicalisation or canonical JSON.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import base58
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

from common.signing import current_key, encoded, raw, sign_raw
from credits.domain.open_badge import CONTEXTS, moment

RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
ED25519_PUBLIC = b"\xed\x01"
FOLDER = Path(__file__).parent / "contexts"
FILES = dict(zip(CONTEXTS, ("credentials-v2.json", "open-badges-3.0.3.json"), strict=True))


def multibase_key(key: Ed25519PublicKey) -> str:
    """Write a public key as a Multikey does."""
    return "z" + base58.b58encode(ED25519_PUBLIC + raw(key)).decode()


def proved(document: Mapping[str, Any], *, issuer: str, at: datetime) -> dict[str, Any]:
    """Return a credential with both proofs; each holds for the document without the other."""
    proofs = [_proof(document, suite, issuer=issuer, at=at) for suite in (RDFC, JCS)]
    return {**document, "proof": proofs}


def _proof(document: Mapping[str, Any], suite: str, *, issuer: str, at: datetime) -> dict[str, Any]:
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": moment(at),
        "verificationMethod": f"{issuer}#{current_key()}",
        "proofPurpose": "assertionMethod",
    }
    with_context = {"@context": document["@context"], **options}
    written = _as_rdf if suite == RDFC else rfc8785.dumps
    digests = sha256(written(with_context)).digest() + sha256(written(dict(document))).digest()
    value = "z" + base58.b58encode(sign_raw(digests)).decode()
    kept = options if suite == RDFC else with_context
    return {**kept, "proofValue": value}


def as_jwt(document: Mapping[str, Any], *, issuer: str) -> str:
    """Return the credential as a signed token (Securing Verifiable Credentials using JOSE)."""
    header = {"alg": "EdDSA", "kid": f"{issuer}#{current_key()}", "typ": "vc+jwt", "cty": "vc"}
    claims = {**document, "iss": issuer, "jti": document["id"]}
    signed = ".".join(encoded(rfc8785.dumps(part)) for part in (header, claims))
    return f"{signed}.{encoded(sign_raw(signed.encode()))}"


def _as_rdf(document: Mapping[str, Any]) -> bytes:
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _load,
    }
    return str(jsonld.normalize(dict(document), options)).encode()


def _load(url: str, _options: object = None) -> dict[str, Any]:
    """Hand out the contexts kept here; any other is refused."""
    if url not in FILES:
        message = f"The context {url} is not kept here, and none is read from the network."
        raise ValueError(message)
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _context(url),
    }


@lru_cache(maxsize=len(FILES))
def _context(url: str) -> Any:
    return json.loads((FOLDER / FILES[url]).read_text())
