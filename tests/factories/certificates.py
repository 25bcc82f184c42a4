"""What a certificate prints, without a database, and entries with certificates, with one."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from credits.domain.certificate import Award, printed
from credits.models import Certificate, Entry
from credits.services import ensure_credit_types, issue_certificate
from tests.factories.sittings import Stage, a_stage

ACTIVITY = {
    "code": "hypertension",
    "title": "Hypertension in primary care: measure, decide, treat, review",
    "version": 3,
    "accreditation_statement": "Harbour Academy is accredited.",
}
OFFER = {
    "amount": "1.00",
    "topics": [{"topic": "pharmacology", "amount": "0.50"}],
    "statement": "Designated for a maximum of 1.00 AMA PRA Category 1 Credit(s)™.",
    "valid_from": "2025-03-03",
    "valid_until": "2028-03-02",
}
PROVIDER = {
    "name": "Harbour Academy",
    "address": "1 Example Street\nSampletown",
    "website": "https://harbour.example/cme/",
}


def an_award(**fields: Any) -> Award:
    return Award(
        **{
            "credit_type": "ama_pra_1",
            "name": "AMA PRA Category 1 Credit™",
            "amount": Decimal("1.00"),
            "unit": "credit",
            "unit_plural": "credits",
            "completed_on": date(2026, 5, 12),
            "note": "A note.",
            **fields,
        }
    )


def printed_for(**fields: Any) -> dict[str, Any]:
    return printed(
        **{
            "award": an_award(),
            "facts": {"activity": ACTIVITY, "offer": OFFER},
            "provider": PROVIDER,
            "name": "Ann Author, MD",
            "format_name": "enduring material",
            "code": "7Q4K-MX2P-9TRD",
            "issued_on": date(2026, 5, 13),
            "base_url": "https://cme.example",
            **fields,
        }
    )


def an_entry(learner: User | None = None, *, stage: Stage | None = None) -> Entry:
    """Let a physician earn credit by taking an activity."""
    ensure_credit_types()
    stage = stage or a_stage()
    sitting = stage.ready(learner)
    stage.pass_(sitting)
    return Entry.objects.get(
        learner=sitting.enrolment.learner, facts__activity__id=stage.activity.activity_id
    )


def a_certificate(entry: Entry | None = None) -> Certificate:
    entry = entry or an_entry()
    certificate = issue_certificate(entry_id=entry.pk, at=timezone.now())
    assert certificate is not None
    return certificate
