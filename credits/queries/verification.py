"""What anybody may learn about a certificate from its code: what is printed on it, no more."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from credits.domain.codes import CodeMistyped, read_code
from credits.models import Badge, Certificate, Entry
from credits.queries.ledger import REISSUED, RESTORED, was_reversed


class Outcome(StrEnum):
    """What became of a certificate."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    NOT_FOUND = "not_found"


@dataclass(frozen=True)
class Verdict:
    """The answer to a check; `hint` helps somebody who mistyped.

    `printed` is what stands on the certificate, `changed_at` when it was replaced or withdrawn,
    `current_code` the code of the one that replaced it, "" until that is issued.
    """

    outcome: Outcome
    code: str = ""
    printed: dict[str, Any] | None = None
    changed_at: datetime | None = None
    current_code: str = ""
    hint: str = ""
    entry: Entry | None = None


def certificate_by_code(code: str) -> Certificate | None:
    """Return the certificate that carries the code, None if there is none; for anybody.

    Case, spaces and dashes do not matter.
    """
    try:
        printed = read_code(code)
    except CodeMistyped:
        return None
    related = ("badge", "entry__credit_type", "entry__learner", "entry__reversed_by")
    return Certificate.objects.select_related(*related).filter(code=printed).first()


def badge_for(activity: str, version: int, kind: str) -> Badge | None:
    """Return a badge for a version of an activity and a credit type, None if nobody has one."""
    return Badge.objects.filter(
        certificate__entry__credit_type__code=kind,
        certificate__entry__offer__activity__code=activity,
        certificate__entry__facts__activity__version=version,
    ).first()


def verify(code: str) -> Verdict:
    """Return what became of the certificate with this code, in at most two queries."""
    try:
        code = read_code(code)
    except CodeMistyped as mistake:
        return Verdict(Outcome.NOT_FOUND, code=code, hint=mistake.message)
    certificate = certificate_by_code(code)
    if certificate is None:
        return Verdict(Outcome.NOT_FOUND, code=code)
    return _verdict(certificate)


def _verdict(certificate: Certificate) -> Verdict:
    entry = certificate.entry
    if not was_reversed(entry):
        return Verdict(Outcome.VALID, certificate.code, certificate.printed, entry=entry)
    current = _current(entry)
    return Verdict(
        Outcome.REPLACED if current else Outcome.WITHDRAWN,
        certificate.code,
        certificate.printed,
        changed_at=entry.reversed_by.awarded_at,
        current_code=_code_of(current) if current else "",
        entry=entry,
    )


def _current(entry: Entry) -> Entry | None:
    """Return what stands in place of an entry taken back, however often that changed."""
    rows = Entry.objects.filter(learner=entry.learner_id, offer=entry.offer_id)
    by_source = {
        row.source: row for row in rows.select_related("reversed_by", "certificate").order_by("pk")
    }
    step: Entry | None = entry
    while step is not None and was_reversed(step):
        reversal = step.reversed_by.pk
        found = (by_source.get(f"{how}:{reversal}") for how in ("claim", RESTORED, REISSUED))
        step = next((row for row in found if row), None)
    return step


def _code_of(entry: Entry) -> str:
    certificate = getattr(entry, "certificate", None)
    return certificate.code if certificate else ""
