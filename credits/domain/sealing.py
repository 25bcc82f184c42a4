"""Seals: entries that can no longer be changed, removed or back-dated without being found out.

A seal holds a Merkle tree over entries (RFC 6962), names the seal before it by its hash, and is
signed. Each leaf is the entry as it stands in the ledger and the hash of what it rests on. All of
it is written as canonical JSON (RFC 8785), so anybody can write it again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from credits.domain.merkle import inclusion_proof, leaf_hash, root_from, root_of

FORMAT = "attend-seal/1"


def digest(content: Any) -> str:
    """Return the SHA-256 of content as canonical JSON."""
    return sha256(rfc8785.dumps(content)).hexdigest()


def written(at: datetime) -> str:
    """Write a moment to the microsecond in UTC."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def leaf_of(entry: Mapping[str, Any], evidence: Any) -> bytes:
    """Return the hash of an entry together with what it rests on."""
    return leaf_hash(rfc8785.dumps({"entry": dict(entry), "evidence": digest(evidence)}))


@dataclass(frozen=True)
class Statement:
    """What a seal says: how many entries under which root, after which seal."""

    number: int
    previous: str | None
    size: int
    root: str
    sealed_at: str
    site: str

    @classmethod
    def over(
        cls, leaves: Sequence[bytes], *, number: int, previous: str | None, at: datetime, site: str
    ) -> "Statement":
        """Return the statement about some leaves."""
        return cls(number, previous, len(leaves), root_of(leaves).hex(), written(at), site)

    @property
    def text(self) -> str:
        """The statement as it is signed."""
        return rfc8785.dumps({"format": FORMAT, **vars(self)}).decode()

    @property
    def hash(self) -> str:
        """What the next seal calls it."""
        return sha256(self.text.encode()).hexdigest()


def read_statement(text: str) -> Statement:
    """Read a statement; raise `ValueError` for what is none or is not written canonically."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
        message = "This is no seal."
        raise ValueError(message)
    try:
        statement = Statement(**told)
    except TypeError as error:
        message = "This seal does not say what a seal says."
        raise ValueError(message) from error
    if statement.text != text:
        message = "This seal is not written canonically."
        raise ValueError(message)
    return statement


def check_chain(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield what is wrong with a chain of seals, from the first one on."""
    before: str | None = None
    for expected, statement in enumerate(statements, start=1):
        if statement.number != expected:
            yield f"seal {expected} is missing: seal {statement.number} stands in its place"
            return
        if statement.previous != before:
            yield f"seal {expected} does not follow seal {expected - 1}"
        before = statement.hash


@dataclass(frozen=True)
class Inclusion:
    """Where an entry stands in a seal, and the hashes that lead from it to the seal's root."""

    seal: int
    index: int
    size: int
    proof: tuple[str, ...]

    @classmethod
    def of(cls, leaves: Sequence[bytes], *, seal: int, index: int) -> "Inclusion":
        """Return the proof for one of a seal's leaves."""
        proof = tuple(step.hex() for step in inclusion_proof(leaves, index))
        return cls(seal, index, len(leaves), proof)

    def leads_to(self, root: str, leaf: bytes) -> bool:
        """Whether a leaf at this place is under a root."""
        try:
            steps = [bytes.fromhex(step) for step in self.proof]
        except ValueError:
            return False
        found = root_from(leaf, self.index, self.size, steps)
        return found is not None and found.hex() == root
