"""Reported credit as the formats take it, without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from outcomes.domain.reports.record import Activity, Person, Provider, ReportedCredit, Topic

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
IDENTIFIERS = {
    ("birth_day", ""): "0229",
    ("npi", ""): "1234567893",
    ("licence", "FL"): "RN0012345",
    ("board_id", "ABIM"): "012345",
    ("nabp_profile", ""): "0076543",
}


def a_reported_person(**fields: Any) -> Person:
    return Person(
        **{
            "given_name": "Ann",
            "family_name": "Author",
            "profession": "nurse",
            "identifiers": IDENTIFIERS,
            **fields,
        }
    )


def a_reported_activity(**fields: Any) -> Activity:
    return Activity(
        **{
            "title": "Hypertension in primary care",
            "code": "hypertension",
            "type": "IEM",
            "format": "enduring material",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2028, 1, 1),
            "pars_id": "204000001",
            "uan": "0999-0000-26-001-H01-P",
            **fields,
        }
    )


def a_credit(number: int = 1, **fields: Any) -> ReportedCredit:
    return ReportedCredit(
        **{
            "credit_id": f"ccid:cme.example:{number}",
            "action": "add",
            "person": a_reported_person(),
            "activity": a_reported_activity(),
            "provider": Provider("Harbour Academy", "1234567"),
            "credit_code": "ama_pra_1",
            "credit_name": "AMA PRA Category 1 Credit™",
            "unit": "credit",
            "amount": Decimal("1.00"),
            "designated": Decimal("1.00"),
            "completed_on": date(2026, 5, 12),
            "topics": (Topic("pharmacology", Decimal("0.50")),),
            **fields,
        }
    )
