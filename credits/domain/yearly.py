"""What stands on a transcript, as JSON: who, when, totals by type, and every entry that counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from credits.domain.certificate import printable

EXPLANATION = "Only credit that counts is listed; what was replaced or taken back is left out."


@dataclass(frozen=True)
class Credited:
    """An entry that counts, as a transcript lists it."""

    completed_on: date
    title: str
    provider: str
    kind: str
    name: str
    unit: str
    amount: Decimal
    code: str


def transcript(
    entries: Iterable[Credited], *, name: str, year: int | None, made_on: date, verify_at: str
) -> dict[str, Any]:
    """Return a transcript; `year` None is all years. Totals are those of the entries listed."""
    rows = sorted(entries, key=lambda row: (row.completed_on, row.title, row.kind))
    return {
        "name": printable(name),
        "period": f"Completed in {year}" if year else "All years",
        "explanation": EXPLANATION if rows else "No credit counts in this period.",
        "made_on": made_on.isoformat(),
        "verify_at": verify_at,
        "totals": totals(rows),
        "rows": [
            {
                "completed_on": row.completed_on.isoformat(),
                "title": printable(row.title),
                "provider": printable(row.provider),
                "kind": row.kind,
                "amount": f"{row.amount:.2f}",
                "code": row.code or "follows",
            }
            for row in rows
        ],
    }


def totals(rows: Iterable[Credited]) -> list[dict[str, str]]:
    """Return the sum of each type of credit, by name."""
    sums: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        key = (row.name, row.unit)
        sums[key] = sums.get(key, Decimal(0)) + row.amount
    return [
        {"name": name, "unit": unit, "total": f"{total:.2f}"}
        for (name, unit), total in sorted(sums.items())
    ]
