"""Licences by the seeded requirements, and credit from elsewhere."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from credits.models import AcceptanceRule, ExternalCredit, Licence, Requirement
from credits.services import ensure_requirements, establish_requirement
from tests.factories.outcomes import a_person

NOW = timezone.now()
TODAY = NOW.date()
BODY = {
    "cycle": {"months": 24, "anchor": "expiry"},
    "categories": ["cat1"],
    "clauses": [
        {"kind": "total", "key": "total", "title": "All credit", "quantity": 10},
        {
            "kind": "topic",
            "key": "opioid",
            "title": "Opioid prescribing",
            "quantity": 2,
            "credit": {"topics": ["opioid prescribing"]},
            "applies_if": {"fact": "prescribes", "is": True},
        },
    ],
}


def facts_of(**fields: Any) -> dict[str, Any]:
    return {
        "authority": "Example Board",
        "jurisdiction": "US-XX",
        "professions": ["physician"],
        "credential": "Example licence",
        "effective_from": date(2025, 1, 1),
        "effective_to": None,
        "body": BODY,
        "source": "Example statute 1",
        "checked_on": date(2026, 1, 1),
        "confidence": "verified",
        "note": "",
        **fields,
    }


def a_requirement(slug: str = "example", **fields: Any) -> Requirement:
    """Make a requirement of ten hours of category 1, two of them on opioids if one prescribes."""
    found = Requirement.objects.filter(slug=slug).first()
    if found:
        return found
    AcceptanceRule.objects.get_or_create(
        credit_type="ama_pra_1",
        category="cat1",
        defaults={"source": "Example statute 2", "checked_on": date(2026, 1, 1)},
    )
    fields.setdefault("credential", f"{slug.replace('-', ' ').capitalize()} licence")
    return establish_requirement(slug=slug, facts=facts_of(**fields), at=NOW)


def a_seeded(slug: str) -> Requirement:
    ensure_requirements(at=NOW)
    return Requirement.objects.get(slug=slug)


def a_licence(learner: User | None = None, requirement: Requirement | None = None, **fields: Any):
    return Licence.objects.create(
        **{
            "learner": learner or a_person(profession="physician"),
            "requirement": requirement or a_requirement(),
            "issued_on": TODAY - timedelta(days=4000),
            "expires_on": TODAY + timedelta(days=200),
            "added_at": NOW,
            "changed_at": NOW,
            **fields,
        }
    )


def an_external(learner: User | None = None, **fields: Any) -> ExternalCredit:
    return ExternalCredit.objects.create(
        **{
            "learner": learner or a_person(profession="physician"),
            "kind": "ama_pra_1",
            "title": "Grand rounds",
            "provider": "Elsewhere",
            "amount": Decimal("1.00"),
            "earned_on": TODAY - timedelta(days=20),
            "added_at": NOW,
            **fields,
        }
    )
