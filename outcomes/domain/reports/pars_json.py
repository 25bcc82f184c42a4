"""ACCME's learner report as JSON. A draft: names out of a schema that ACCME has not published as final."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from outcomes.domain.reports.activity_report import CERTIFICATIONS
from outcomes.domain.reports.record import ReportedCredit
from outcomes.domain.reports.xml import moment

UNIT = "Point"


def write(records: Sequence[ReportedCredit], *, at: datetime) -> bytes:
    """Write records under `ACCMELearnerReports`, marked as a draft."""
    reports = {
        "DateTimeCreated": moment(at),
        "ActivityReport": [report(record) for record in records],
    }
    whole = {
        "draftFormat": "Names follow ACCME's draft schema v0.5; check against the current one.",
        "ACCMELearnerReports": {"ActivityReports": reports},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def report(record: ReportedCredit) -> dict[str, Any]:
    """Return one record; a web service takes them one at a time."""
    person, about = record.person, record.activity
    member: dict[str, Any] = {
        "Name": {"GivenName": person.given_name, "FamilyName": person.family_name}
    }
    if person.birth_month:
        member["PersonalInfo"] = {"BirthDate": f"{person.birth_month}/{person.birth_day}"}
    module = {
        "ModuleName": {"value": about.title, "moduleID": about.pars_id},
        "Status": "Completed",
        "CompletedDateTime": f"{record.completed_on}T00:00:00",
        "CreditCertificate": [
            {"UniqueID": number, "CreditReceived": _credit(record), "CreditID": record.credit_id}
            for number in _numbers(record)
        ],
    }
    return {
        "ReportingOrganization": record.provider.name,
        "Member": member,
        "Activity": {"ProviderOrganization": record.provider.number, "Module": module},
        "XtensibleInfo": {
            "ProviderID": record.provider.number,
            "LearnerRecordAction": record.action,
        },
    }


def _numbers(record: ReportedCredit) -> list[dict[str, str]]:
    """Return the one number that tells the person apart: the board's, the NPI, a licence's."""
    order = ["board_id", "npi", "licence"]
    found = [row for row in record.person.numbered if row[0] in order]
    found.sort(key=lambda row: order.index(row[0]))
    return [{"value": value, "domain": issuer or "NPI"} for _kind, issuer, value in found[:1]]


def _credit(record: ReportedCredit) -> Mapping[str, Any]:
    return {
        "activityCertification": CERTIFICATIONS.get(record.credit_code, record.credit_name),
        "creditUnit": UNIT,
        "numberOfCredits": float(record.amount),
    }
