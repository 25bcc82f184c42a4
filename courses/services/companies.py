"""Writes about the registry of companies: what people type joins it, staff review and merge."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.locks import lock
from courses.models import Company, Provider


class CompanyRefused(Exception):
    """Something that cannot be done with a company; the message is a sentence for staff."""


def company_named(name: str, *, provider: Provider) -> Company:
    """Return the provider's company of this name, one that nobody has reviewed if it is new.

    The caller runs a transaction; the provider is locked in it, so that a name is written once.
    """
    provider = lock(provider)
    words = " ".join(name.split())
    found = Company.objects.filter(provider=provider, name__iexact=words).first()
    return found or Company.objects.create(provider=provider, name=words)


@transaction.atomic
def review_company(
    *, company: Company, eligibility: str, rationale: str, source: str, by: User, at: datetime
) -> None:
    """Record whether a company is an ineligible one, and why; raise `CompanyRefused`."""
    company = lock(company)
    if eligibility != Company.Eligibility.UNREVIEWED and not rationale.strip():
        raise CompanyRefused("Say what the company's primary business is.")
    company.eligibility, company.rationale, company.source = eligibility, rationale.strip(), source
    company.reviewed_on, company.reviewed_by = at.date(), by
    company.save()


@transaction.atomic
def merge_companies(*, company: Company, into: Company) -> None:
    """Let a company stand for another name of `into`; what people declared follows by itself.

    Raises `CompanyRefused`.
    """
    lock(company.provider)
    company, into = lock(company), lock(into)
    if company.pk == into.pk or into.merged_into_id:
        raise CompanyRefused("Choose another company, one that was not merged itself.")
    if company.provider_id != into.provider_id:
        raise CompanyRefused("Both belong to one registry.")
    Company.objects.filter(merged_into=company).update(merged_into=into)
    company.merged_into = into
    company.save(update_fields=["merged_into"])
