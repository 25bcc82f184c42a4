"""What became of a credit, in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """Where an amount of credit stands."""

    RECORDED = "recorded"
    CLAIMED = "claimed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def counts(self) -> bool:
        """Whether the amount is part of the balance."""
        return self in {State.RECORDED, State.CLAIMED}


@dataclass(frozen=True)
class Status:
    """A state with the sentence that explains it, "" where nothing needs explaining."""

    state: State
    words: str = ""


def standing(amount: Decimal, *, designated: Decimal, is_claim: bool) -> Status:
    """Say how credit that counts came about."""
    if not is_claim:
        return Status(State.RECORDED)
    return Status(State.CLAIMED, f"You claimed {amount:.2f} of {designated:.2f}.")


def taken_back(
    on: date, *, claimed: Decimal | None, reason: str, is_reissue: bool = False
) -> Status:
    """Say why credit no longer counts: claimed anew, issued anew, or withdrawn."""
    day = f"{on:%-d %B %Y}"
    if is_reissue:
        return Status(State.REPLACED, f"Issued anew on {day}: {reason.rstrip('.')}.")
    if claimed is not None:
        return Status(State.REPLACED, f"On {day} you claimed {claimed:.2f} instead.")
    return Status(State.WITHDRAWN, f"Taken back on {day}: {reason.rstrip('.')}.")
