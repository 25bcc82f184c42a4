"""What has to be put right before a file is made: every problem of every record, in one list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from outcomes.domain.reports import ce_broker
from outcomes.domain.reports.clean import clean, holds_forbidden
from outcomes.domain.reports.columns import Constants
from outcomes.domain.reports.formats import Format
from outcomes.domain.reports.record import DELETE, NABP_PROFILE, ReportedCredit

QUARTER = Decimal("0.25")


@dataclass(frozen=True)
class Finding:
    """Something about one record, or about all ("" as CreditID); what blocks keeps it out."""

    credit_id: str
    message: str
    is_blocking: bool = True


def preflight(
    records: Sequence[ReportedCredit], form: Format, constants: Constants
) -> list[Finding]:
    """Return all that stands against sending these records in this format."""
    found = [Finding("", message) for message in preflight_setup(form, constants)]
    for record in records:
        found += preflight_record(record, form, constants)
    counts = Counter((record.credit_id, record.action) for record in records)
    return found + [
        Finding(credit, f"It is there {times} times.")
        for (credit, _action), times in counts.items()
        if times > 1
    ]


def preflight_setup(form: Format, constants: Constants) -> list[str]:
    """Return what the whole file lacks."""
    if form.code == "ce_broker_xlsx" and not constants.get(ce_broker.PROVIDER):
        return ["CE Broker's number of the provider is missing: give it in the settings."]
    return []


def preflight_record(record: ReportedCredit, form: Format, constants: Constants) -> list[Finding]:
    """Return all that stands against one record, what blocks it first."""
    blocks = [Finding(record.credit_id, message) for message in _of(record, form, constants)]
    odd = [Finding(record.credit_id, message, is_blocking=False) for message in _odd(record)]
    return blocks + odd


def _of(record: ReportedCredit, form: Format, constants: Constants) -> Iterator[str]:
    named = clean(record.person.given_name) and clean(record.person.family_name)
    if not named and record.action != DELETE:
        yield "First or last name is missing."
    if record.amount <= 0:
        yield "The amount is not more than nothing."
    if record.action == DELETE and not form.holds_deletions:
        yield "This format cannot delete: correct it there by hand, then note here that it is done."
    if form.code == "ce_broker_xlsx":
        yield from _of_roster(record, constants)
    if form.code == "pars_json":
        yield from _of_draft(record)
    fields = {column.field for column in form.columns} if form.code == "cpe_csv" else set()
    if "uan" in fields and not record.activity.uan:
        yield "The offer has no universal activity number."
    if "nabp_profile" in fields and NABP_PROFILE not in record.person.identifiers:
        yield "The NABP e-Profile ID is missing."


def _of_roster(record: ReportedCredit, constants: Constants) -> Iterator[str]:
    if not record.person.licences:
        yield "There is no state licence."
    if not ce_broker.profession_of(record.person, constants):
        yield f"CE Broker's code for the profession “{record.person.profession}” is missing."
    if record.is_partial and not constants.get(ce_broker.SUBJECT):
        yield "Partial credit needs CE Broker's code of the subject area."


def _of_draft(record: ReportedCredit) -> Iterator[str]:
    if not record.activity.pars_id:
        yield "The activity has no PARS ID."
    if not record.provider.number:
        yield "ACCME's number of the provider is missing."
    if record.amount % QUARTER:
        yield "The amount is no multiple of 0.25."


def _odd(record: ReportedCredit) -> Iterator[str]:
    person, about = record.person, record.activity
    texts = {
        "the name": person.given_name + person.family_name,
        "the title": about.title,
        "an identifier": "".join(person.identifiers.values()),
    }
    for what, text in texts.items():
        if holds_forbidden(text):
            yield f"Characters that no file can hold were left out of {what}."


def blocking(findings: Sequence[Finding]) -> set[str]:
    """Return the CreditIDs that have to stay behind."""
    return {each.credit_id for each in findings if each.is_blocking and each.credit_id}
