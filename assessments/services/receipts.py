"""Write a receipt of what the server holds of an attempt, and check one that somebody brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from assessments.domain.items import content_hash
from assessments.domain.receipts import (
    TYPE,
    ReceiptBroken,
    SaveRecord,
    chained,
    check_chain,
    signed_bytes,
)
from assessments.models import Answer, Attempt, Upload
from common.signing import is_signed, sign


@dataclass(frozen=True)
class Checked:
    """A receipt that is sound; `is_held` tells whether the server still holds exactly these saves."""

    receipt: Mapping[str, Any]
    is_held: bool

    @property
    def saves(self) -> int:
        return len(self.receipt["saves"])


def write_receipt(*, attempt: Attempt, at: datetime) -> dict[str, Any]:
    """Return the receipt of everything saved up to now, signed with the site's key."""
    about = _about(attempt)
    receipt = {
        "type": TYPE,
        "issued_by": settings.BASE_URL,
        "issued_at": at.isoformat(),
        "attempt": about,
        "saves": chained(about, _saves(attempt)),
    }
    if files := _files(attempt):
        receipt["files"] = files
    return receipt | {"signature": sign(signed_bytes(receipt)).as_json()}


def check_receipt(receipt: Any) -> Checked:
    """Check chain and signature; raise `ReceiptBroken` with a sentence for what does not hold."""
    check_chain(receipt)
    signature = receipt.get("signature")
    if not isinstance(signature, dict):
        raise ReceiptBroken("This receipt is not signed.")
    try:
        message = signed_bytes(receipt)
    except (TypeError, ValueError, UnicodeError):
        raise ReceiptBroken("This receipt holds what no receipt holds.") from None
    if not is_signed(message, signature):
        raise ReceiptBroken("The signature does not fit: it was changed, or not issued here.")
    return Checked(receipt, _is_held(receipt))


def _is_held(receipt: Mapping[str, Any]) -> bool:
    """Whether the first saves of the attempt are still the ones in a receipt that we signed."""
    attempt = Attempt.objects.filter(pk=receipt["attempt"]["id"]).first()
    if attempt is None:
        return False
    saves = receipt["saves"]
    held = chained(receipt["attempt"], _saves(attempt, last=len(saves)))
    files = _files(attempt)
    return bool(
        held == saves
        and _about(attempt) == receipt["attempt"]
        and all(each in files for each in receipt.get("files", ()))
    )


def _about(attempt: Attempt) -> dict[str, Any]:
    """Return what of an attempt never changes."""
    return {
        "id": attempt.pk,
        "number": attempt.number,
        "assessment": attempt.version.title,
        "version": attempt.version.number,
        "version_hash": attempt.version.content_hash,
        "form_hash": content_hash({"form": attempt.form}),
        "started_at": attempt.started_at.isoformat(),
    }


def _files(attempt: Attempt) -> list[dict[str, Any]]:
    """Return every file that was sent, those taken away again too."""
    rows = Upload.objects.filter(attempt=attempt).order_by("pk")
    return [
        {
            "position": row.position,
            "sha256": row.sha256,
            "size": row.size,
            "sent_at": row.uploaded_at.isoformat(),
        }
        for row in rows
    ]


def _saves(attempt: Attempt, last: int | None = None) -> list[SaveRecord]:
    rows = Answer.objects.filter(attempt=attempt).order_by("sequence")
    return [
        SaveRecord(
            sequence=row.sequence,
            position=row.position,
            operation=str(row.operation),
            saved_at=row.saved_at.isoformat(),
            response=row.response,
            certainty=row.certainty,
            try_number=row.try_number,
        )
        for row in rows[:last]
    ]
