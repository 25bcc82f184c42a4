"""People in control of content, companies, and what was declared."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.utils import timezone

from accounts.models import User
from courses.domain.disclosure import Nature
from courses.models import Company, Declaration, DisclosureRequest, Person, Provider
from courses.services import Named, declare

_numbers = count(1)
DECLARED = datetime(2025, 12, 1, 12, tzinfo=UTC)


def somebody(provider: Provider, *, declared: bool = True, **fields) -> Person:
    """Make a person who declared a month ago to have no relationships."""
    number = next(_numbers)
    person = Person.objects.create(
        **{
            "provider": provider,
            "name": "Ann Author",
            "credentials": "MD",
            "email": f"person{number}@example.org",
            **fields,
        }
    )
    if declared:
        declares(person, at=timezone.now() - timedelta(days=30))
    return person


def a_request(person: Person, at: datetime = DECLARED, **fields) -> DisclosureRequest:
    return DisclosureRequest.objects.create(
        **{
            "person": person,
            "asked_at": at,
            "link_made_at": at,
            "link_expires_at": at + timedelta(days=60),
            **fields,
        }
    )


def declares(person: Person, *named: Named, at: datetime = DECLARED) -> Declaration:
    """Let a person declare through a request of their own."""
    return declare(request=a_request(person, at), relationships=named, signed_as="A", at=at)


def speaks_for(company: str = "Company X", *, ended: bool = False) -> Named:
    return Named(company, Nature.SPEAKER, ended)


def a_company(provider: Provider, by: User, name: str = "Company X", **fields) -> Company:
    """Make a company that staff found to be ineligible."""
    return Company.objects.create(
        **{
            "provider": provider,
            "name": name,
            "eligibility": "ineligible",
            "rationale": "Makes medicines.",
            "reviewed_by": by,
            "reviewed_on": date(2025, 12, 1),
            **fields,
        }
    )
