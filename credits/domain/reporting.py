"""Where a report stands on its way to a destination, and which steps there are.

The flow is told in docs/rules/reporting.md. Nobody who is not eligible is ever queued.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from credits.domain.destinations import Destination, Known, listed


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

UNSENT = frozenset({Status.CONSENT_MISSING, Status.MISSING_IDENTITY, Status.QUEUED})
SENT = frozenset({Status.EXPORTED, Status.PENDING_CONFIRMATION, Status.ACCEPTED})

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


def may_become(status: Status, other: Status) -> bool:
    """Whether a report may take this step."""
    return other in TRANSITIONS[status]


@dataclass(frozen=True)
class Due:
    """Where a report that was not sent stands, and why in words."""

    status: Status
    reason: str = ""


def due(
    destination: Destination,
    *,
    profession: str,
    subjects: Collection[str],
    has_name: bool,
    known: Known,
) -> Due:
    """Return where an unsent report stands: eligible, then allowed, then identified."""
    if profession not in destination.professions:
        return Due(Status.NOT_ELIGIBLE, f"{destination.name} takes no reports of this profession.")
    if destination.subject not in subjects:
        return Due(Status.CONSENT_MISSING, f"No consent to {destination.name}.")
    missing = listed(destination.missing(known))
    if not has_name:
        missing = "; ".join(filter(None, ["first and last name", missing]))
    if missing:
        return Due(Status.MISSING_IDENTITY, f"Missing: {missing}.")
    return Due(Status.QUEUED)
