"""What stands on a certificate, word for word (docs/rules/credit.md).

`printed` gathers it once, when the certificate is issued. Paper, public check page and every later
copy are made from that, so none of them changes when a profile, a provider or a site does.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from credits.domain.statements import award_for, identifiers, wording_for

LAYOUT = 1  # the form's own version: raise it when the layout changes

JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Award:
    """What was given: an entry of the ledger with the words of its credit type."""

    credit_type: str
    name: str
    amount: Decimal
    unit: str
    unit_plural: str
    completed_on: date
    note: str = ""


def printed(
    *,
    award: Award,
    facts: Mapping[str, Any],
    provider: Mapping[str, Any],
    name: str,
    format_name: str,
    code: str,
    issued_on: date,
    base_url: str,
    board_id: str = "",
) -> dict[str, Any]:
    """Return everything that a certificate says, as JSON.

    `facts` are those of the entry, `provider` those of the activity's version, `board_id` the
    learner's number at the board whose points these are: masked, but for the paper itself.
    """
    activity, offer = facts["activity"], facts["offer"]
    said = wording_for(award.credit_type)
    unit = award.unit if award.amount == 1 else award.unit_plural
    return {
        "layout": LAYOUT,
        "code": code,
        "name": printable(name),
        "title": printable(activity["title"]),
        "amount": f"{award.amount:.2f}",
        "unit": unit,
        "credit": award_for(award.credit_type, award.amount, award.name, unit),
        "format": format_name,
        "completed_on": award.completed_on.isoformat(),
        "issued_on": issued_on.isoformat(),
        "heading": said.heading,
        "action": said.action.format(format=format_name),
        "granting": said.granting,
        "statements": _statements(award, facts, board_id),
        "activity": {
            "code": activity["code"],
            "version": activity["version"],
            "valid_from": offer["valid_from"],
            "valid_until": offer["valid_until"],
        },
        "provider": {
            "name": printable(provider["name"]),
            "address": printable(", ".join(provider["address"].splitlines())),
            "website": _without_scheme(provider["website"]),
        },
        "verify_url": f"{base_url}/verify/{code}/",
        "verify_at": f"{_without_scheme(base_url)}/verify",
    }


def _statements(award: Award, facts: Mapping[str, Any], board_id: str) -> list[str]:
    """Return accreditation, designation, numbers and note, each alone, then the activity's line."""
    activity, offer = facts["activity"], facts["offer"]
    valid = f"{_day(offer['valid_from'])} to {_day(offer['valid_until'])}"
    lines = [
        activity["accreditation_statement"],
        offer["statement"],
        _topics(award.amount, offer),
        identifiers(facts, board_id),
        award.note,
        f"Activity {activity['code']}, version {activity['version']}, valid for credit {valid}.",
    ]
    return [printable(line) for line in lines if line]


def _topics(amount: Decimal, offer: Mapping[str, Any]) -> str:
    """Name the part on a topic; who claims less may have left out just that part."""
    if amount != Decimal(offer["amount"]):
        return ""
    parts = [f"{Decimal(row['amount']):.2f} is on {row['topic']}" for row in offer["topics"]]
    return f"Of the amount awarded, {' and '.join(parts)}." if parts else ""


def printable(text: str) -> str:
    """Return text in composed form on one line, without characters that only steer others.

    Direction overrides could make a name read otherwise than it is written; joiners stay, because
    Persian and Indic names need them.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(sign for sign in composed if sign in JOINERS or not _steers(sign))


def _steers(sign: str) -> bool:
    return unicodedata.category(sign).startswith("C") or 0xFE00 <= ord(sign) <= 0xFE0F


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%-d %B %Y}"


def _without_scheme(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/") if parts.scheme else url
