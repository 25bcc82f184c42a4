"""MedBiquitous Activity Report, version 2, of 29 November 2018: credit that learners earned.

One `ActivityReport` a credit. What the schema has no place for, whether a record is added or
deleted, stands in its extension point under a namespace of ours.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from outcomes.domain.reports.record import Person, ReportedCredit
from outcomes.domain.reports.xml import (
    HEALTHCARE,
    MEMBER,
    NAME,
    OURS,
    REPORT,
    Node,
    document,
    moment,
    root,
)

ACCME = "idd:accme.org"
DOMAINS: Mapping[str, str] = {
    "npi": f"{ACCME}:NPI",
    "nabp_profile": "idd:nabp.pharmacy:e-Profile",
}
NO_YEAR = 2000  # is a leap year, and `accuracy` says that it means nothing
CERTIFICATIONS: Mapping[str, str] = {"ama_pra_1": "AMA PRA Category 1"}
KINDS: Mapping[str, tuple[str, str]] = {
    "ama_pra_1": ("CME", "Credit"),
    "ancc": ("CNE", "Contact Hour"),
    "acpe": ("CPE", "Contact Hour"),
    "acpe_t": ("CPE", "Contact Hour"),
}
POINTS = ("CME", "Point")


def write(records: Sequence[ReportedCredit], *, name: str, at: datetime) -> bytes:
    """Write a document of at least one record; `name` names it, as `arid:<site>:<number>`."""
    if not records:
        raise ValueError("An activity report reports at least one credit.")
    reports = root(REPORT, "ActivityReports", arid=name)
    reports.add(REPORT, "DateTimeCreated", moment(at))
    days = [record.completed_on for record in records]
    reports.add(REPORT, "ReportingStartDate", min(days))
    reports.add(REPORT, "ReportingEndDate", max(days))
    for record in records:
        _report(reports, record)
    return document(reports)


def _report(reports: Node, record: ReportedCredit) -> None:
    report = reports.add(REPORT, "ActivityReport")
    report.add(REPORT, "ReportingOrganization", record.provider.name)
    _member(report, record.person)
    _activity(report, record)
    extra = report.add(REPORT, "XtensibleInfo")
    extra.maybe(OURS, "ProviderID", record.provider.number)
    extra.add(OURS, "LearnerRecordAction", record.action)


def _member(report: Node, person: Person) -> None:
    member = report.add(REPORT, "Member")
    for kind, issuer, value in person.numbered:
        domain = DOMAINS.get(kind, f"{ACCME}:{issuer}")
        member.add(MEMBER, "UniqueID", value, domain=domain)
    name = member.add(MEMBER, "Name")
    name.maybe(NAME, "GivenName", person.given_name)
    name.maybe(NAME, "FamilyName", person.family_name)
    if person.birth_month:
        day = date(NO_YEAR, int(person.birth_month), int(person.birth_day))
        about = member.add(MEMBER, "PersonalInfo")
        about.add(MEMBER, "BirthDate", day, accuracy="DayMonth")


def _activity(report: Node, record: ReportedCredit) -> None:
    about = record.activity
    number = about.pars_id or about.code
    activity = report.add(REPORT, "Activity", activityID=number)
    activity.add(REPORT, "ProviderOrganization", record.provider.name)
    activity.add(REPORT, "ActivityName", about.title)
    activity.add(REPORT, "Status", "Completed")
    module = activity.add(REPORT, "Module")
    module.add(REPORT, "ModuleName", about.title, moduleID=number)
    module.add(REPORT, "Status", "Completed")
    module.add(REPORT, "CompletedDateTime", f"{record.completed_on}T00:00:00")
    certificate = module.add(REPORT, "CreditCertificate")
    _credit(certificate.add(REPORT, "CreditReceived"), record)
    certificate.add(REPORT, "CreditID", record.credit_id)


def _credit(credit: Node, record: ReportedCredit) -> None:
    code = record.credit_code
    credit.add(HEALTHCARE, "activityCertification", CERTIFICATIONS.get(code, record.credit_name))
    kind, unit = POINTS if code.endswith("_moc") else KINDS.get(code, ("", ""))
    credit.maybe(HEALTHCARE, "creditType", kind)
    credit.maybe(HEALTHCARE, "creditUnit", unit)
    credit.maybe(HEALTHCARE, "accreditedProvider", record.provider.name)
    credit.add(HEALTHCARE, "numberOfCredits", record.amount)
    for topic in record.topics:
        focus = credit.add(REPORT, "CreditFocus")
        focus.add(REPORT, "Description", topic.name)
        focus.add(REPORT, "NumberOfCredits", topic.amount)
