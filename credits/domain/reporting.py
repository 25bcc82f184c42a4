"""Where a report stands on its way to a destination, and which steps there are.

The flow is told in docs/rules/reporting.md. Nobody who is not eligible is ever queued.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from credits.domain.destinations import Destination, Known, listed
from credits.domain.rules import ClaimRefused, check_claim


class Status(StrEnum):
    """What became of one entry at one destination."""

    NOT_ELIGIBLE = "not_eligible"
    CONSENT_MISSING = "consent_missing"
    MISSING_IDENTITY = "missing_identity"
    QUEUED = "queued"
    EXPORTED = "exported"
    PENDING_CONFIRMATION = "pending_confirmation"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


LABELS: Mapping[Status, str] = {
    Status.NOT_ELIGIBLE: "Not reported for your profession",
    Status.CONSENT_MISSING: "Waiting for your consent",
    Status.MISSING_IDENTITY: "Waiting for your identifiers",
    Status.QUEUED: "Ready to be sent",
    Status.EXPORTED: "Sent",
    Status.PENDING_CONFIRMATION: "Sent, not yet confirmed",
    Status.ACCEPTED: "Accepted",
    Status.REJECTED: "Rejected",
    Status.WITHDRAWN: "Not reported",
}

FOR_STAFF: Mapping[Status, str] = {
    **LABELS,
    Status.NOT_ELIGIBLE: "Not reported for this profession",
    Status.CONSENT_MISSING: "Waiting for the learner's consent",
    Status.MISSING_IDENTITY: "Waiting for the learner's identifiers",
}


class Problem(StrEnum):
    """Why a report is not sent although its learner has done everything."""

    HELD = "held"
    NO_ACTIVITY_ID = "no_activity_id"
    OUTSIDE_DATES = "outside_dates"
    AFTER_CLAIM_DATE = "after_claim_date"
    AMOUNT = "amount"


PROBLEMS: Mapping[Problem, str] = {
    Problem.HELD: "Held back by staff",
    Problem.NO_ACTIVITY_ID: "The activity has no PARS ID yet",
    Problem.OUTSIDE_DATES: "Completed outside the offer's dates",
    Problem.AFTER_CLAIM_DATE: "Completed after the last claim date",
    Problem.AMOUNT: "More than was designated, or not in its steps",
}
TOLD: Mapping[Problem, str] = {
    Problem.HELD: "The provider holds it back to look at it",
    Problem.NO_ACTIVITY_ID: "The provider has yet to register the activity there",
    Problem.OUTSIDE_DATES: "The activity was completed outside the dates that are reported",
    Problem.AFTER_CLAIM_DATE: "The activity was completed after the last day that is reported",
    Problem.AMOUNT: "The provider has to check the amount",
}
UNSENT = frozenset({Status.CONSENT_MISSING, Status.MISSING_IDENTITY, Status.QUEUED})
SENT = frozenset({Status.EXPORTED, Status.PENDING_CONFIRMATION, Status.ACCEPTED})
ANSWERABLE = SENT - {Status.ACCEPTED}

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.NOT_ELIGIBLE: frozenset(),
    Status.CONSENT_MISSING: frozenset({Status.MISSING_IDENTITY, Status.QUEUED, Status.WITHDRAWN}),
    Status.MISSING_IDENTITY: frozenset({Status.CONSENT_MISSING, Status.QUEUED, Status.WITHDRAWN}),
    Status.QUEUED: frozenset(
        {Status.CONSENT_MISSING, Status.MISSING_IDENTITY, Status.EXPORTED, Status.WITHDRAWN}
    ),
    Status.EXPORTED: frozenset({Status.PENDING_CONFIRMATION, Status.ACCEPTED, Status.REJECTED}),
    Status.PENDING_CONFIRMATION: frozenset({Status.ACCEPTED, Status.REJECTED}),
    Status.ACCEPTED: frozenset({Status.WITHDRAWN}),
    Status.REJECTED: UNSENT | {Status.WITHDRAWN},
    Status.WITHDRAWN: frozenset(),
}
# What staff may put right where they noted it wrongly by hand, with the reason.
BY_HAND = (Status.EXPORTED, Status.PENDING_CONFIRMATION, Status.ACCEPTED, Status.REJECTED)


def may_become(status: Status, other: Status) -> bool:
    """Whether a report may take this step."""
    return other in TRANSITIONS[status]


def is_answerable(status: Status, answer: Status) -> bool:
    """Whether an answer moves a report: it was sent, and no last word came so far."""
    return status in ANSWERABLE and may_become(status, answer)


@dataclass(frozen=True)
class Due:
    """Where a report that was not sent stands, and why in words."""

    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Reported:
    """The credit of a report and the offer under which it was given."""

    credit_type: str
    amount: Decimal
    completed_on: date
    designated: Decimal
    increment: Decimal
    valid_from: date
    valid_until: date
    pars_id: str = ""
    claim_until: date | None = None


def problem_with(destination: Destination, credit: Reported) -> Problem | None:
    """Return what the provider has to put right before a report can be sent (domain facts, pre-checks)."""
    if destination.needs_activity_id and not credit.pars_id:
        return Problem.NO_ACTIVITY_ID
    if not credit.valid_from <= credit.completed_on <= credit.valid_until:
        return Problem.OUTSIDE_DATES
    if credit.claim_until and credit.completed_on > credit.claim_until:
        return Problem.AFTER_CLAIM_DATE
    try:
        check_claim(credit.amount, designated=credit.designated, increment=credit.increment)
    except ClaimRefused:
        return Problem.AMOUNT
    return None


def due_on(destination: Destination, completed_on: date) -> date:
    """Return the last day on which the destination wants to hear of a completion."""
    return completed_on + timedelta(days=destination.days)


def credit_id(base_url: str, entry: int) -> str:
    """Return the name of a credit that no other report has: ccid:<site>:<entry>."""
    return f"ccid:{urlsplit(base_url).hostname}:{entry}"


def due(
    destination: Destination,
    *,
    credit: Reported,
    profession: str,
    subjects: Collection[str],
    has_name: bool,
    known: Known,
) -> Due:
    """Return where an unsent report stands: eligible, then allowed, then identified."""
    if credit.credit_type not in destination.takes:
        return Due(Status.NOT_ELIGIBLE, f"{destination.name} takes no such credit.")
    if profession not in destination.professions:
        return Due(Status.NOT_ELIGIBLE, f"{destination.name} takes no reports of this profession.")
    if destination.since and credit.valid_from < destination.since:
        begun = f"{destination.since:%-d %B %Y}"
        return Due(
            Status.NOT_ELIGIBLE, f"{destination.name} takes activities that began from {begun} on."
        )
    if destination.subject not in subjects:
        return Due(Status.CONSENT_MISSING, f"No consent to {destination.name}.")
    missing = listed(destination.missing(known))
    if not has_name:
        missing = "; ".join(filter(None, ["first and last name", missing]))
    if missing:
        return Due(Status.MISSING_IDENTITY, f"Missing: {missing}.")
    return Due(Status.QUEUED)
