"""Receipts: what the server held of an attempt, save after save, in a chain that can be checked.

The link of a save is the SHA-256 of the link before it and of the hash of its content, written in
hexadecimal one after the other; the first link is the hash of the attempt (docs/rules/receipts.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from assessments.domain.items import canonical, content_hash

TYPE = "attend-receipt/1"
SAVE_FIELDS = frozenset({"sequence", "position", "operation", "saved_at", "content", "link"})


class ReceiptBroken(Exception):
    """This is no receipt, or not as it was issued; `message` says what is wrong."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class SaveRecord:
    """One save as stored."""

    sequence: int
    position: int
    operation: str
    saved_at: str
    response: Any
    certainty: int | None
    try_number: int | None

    @property
    def content(self) -> str:
        """The hash of everything that was saved."""
        return content_hash(
            {
                "sequence": self.sequence,
                "position": self.position,
                "operation": self.operation,
                "saved_at": self.saved_at,
                "response": self.response,
                "certainty": self.certainty,
                "try": self.try_number,
            }
        )


def chained(attempt: Mapping[str, Any], saves: Iterable[SaveRecord]) -> list[dict[str, Any]]:
    """Return the saves of an attempt, each with its content's hash and its link."""
    link, rows = content_hash(attempt), []
    for save in saves:
        link = _next(link, save.content)
        rows.append(
            {
                "sequence": save.sequence,
                "position": save.position,
                "operation": save.operation,
                "saved_at": save.saved_at,
                "content": save.content,
                "link": link,
            }
        )
    return rows


def _next(link: str, content: str) -> str:
    return sha256(f"{link}{content}".encode()).hexdigest()


def signed_bytes(receipt: Mapping[str, Any]) -> bytes:
    """Return what the signature is made of: everything but itself, canonical."""
    return canonical({key: value for key, value in receipt.items() if key != "signature"})


def check_chain(receipt: Any) -> None:
    """Raise `ReceiptBroken` unless it has the shape of a receipt and every link follows."""
    if not isinstance(receipt, dict) or receipt.get("type") != TYPE:
        raise ReceiptBroken("This is not a receipt of this kind of system.")
    attempt, saves = receipt.get("attempt"), receipt.get("saves")
    if not isinstance(attempt, dict) or not isinstance(saves, list):
        raise ReceiptBroken("This receipt has no attempt or no saves.")
    link = content_hash(attempt)
    for number, save in enumerate(saves, start=1):
        if not isinstance(save, dict) or save.keys() != SAVE_FIELDS:
            raise ReceiptBroken(f"Save {number} is not complete.")
        link = _next(link, str(save["content"]))
        if save["link"] != link:
            raise ReceiptBroken(f"The chain breaks at save {number}: something was changed.")
