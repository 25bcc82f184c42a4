"""Credit arithmetic: increments, claims, who may take what, and running totals.

Amounts are decimals. Rules with their sources and worked numbers: docs/rules/credit.md.
"""

from collections.abc import Collection, Iterable
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate

NOTHING = Decimal(0)
HOUR = 60


class Rounding(StrEnum):
    """How an amount becomes a whole number of increments."""

    NEAREST = "nearest"
    DOWN = "down"

    @property
    def label(self) -> str:
        return "to the nearest, halves up" if self is Rounding.NEAREST else "down"


class ClaimRefused(Exception):
    """A claim that the offer does not cover; `message` is a sentence for the learner."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class IncrementInvalid(ValueError):
    """A credit type whose smallest step is not a positive amount."""


def credit_for(
    minutes: int,
    *,
    increment: Decimal,
    minutes_per_credit: int = HOUR,
    rounding: str = Rounding.NEAREST,
) -> Decimal:
    """Return the credit that an activity of this length may be designated for.

    Rounded to the nearest increment, halves up: 52 minutes at quarter hours are 0.75.
    """
    return _in_steps(Fraction(minutes, minutes_per_credit), increment, rounding)


def most_beside(credit: Decimal, *, increment: Decimal, rounding: str) -> Decimal:
    """Return the most that may stand beside an amount of credit, such as a board's points.

    Points that round to whole numbers may exceed the credit by the rounding, others never do.
    """
    return _in_steps(Fraction(credit), increment, rounding)


def _in_steps(amount: Fraction, increment: Decimal, rounding: str) -> Decimal:
    steps = amount / Fraction(_checked(increment))
    return increment * (int(steps) if rounding == Rounding.DOWN else _nearest(steps))


def _checked(increment: Decimal) -> Decimal:
    if not increment.is_finite() or increment <= 0:
        raise IncrementInvalid(f"{increment} is no step that credit can be counted in.")
    return increment


def _nearest(steps: Fraction) -> int:
    return (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)


def is_multiple(amount: Decimal, increment: Decimal) -> bool:
    """Whether the amount is a whole number of increments."""
    return amount % _checked(increment) == 0


def check_claim(claim: Decimal, *, designated: Decimal, increment: Decimal) -> Decimal:
    """Return the claim if the offer covers it, else raise `ClaimRefused`.

    A learner claims what they took part in: more than nothing, at most what was designated, in
    whole increments. The designated maximum itself can always be claimed.
    """
    if not claim.is_finite() or claim <= 0:
        raise ClaimRefused("claim_not_positive", "Claim more than nothing.")
    if claim > designated:
        raise ClaimRefused("claim_too_high", f"At most {designated} can be claimed.")
    if claim != designated and not is_multiple(claim, increment):
        raise ClaimRefused("claim_off_step", f"Claim in steps of {increment}.")
    return claim


def claimable(designated: Decimal, increment: Decimal) -> list[Decimal]:
    """Return every amount that can be claimed, highest first."""
    steps = int((designated / _checked(increment)).to_integral_value(ROUND_DOWN))
    amounts = {increment * step for step in range(1, steps + 1)} | {designated}
    return sorted(amounts, reverse=True)


def correction(credited: Decimal, claim: Decimal) -> list[Decimal]:
    """Return what to append so that a credit becomes the claim: a reversal, then the new entry."""
    return [] if claim == credited else [-credited, claim]


def may_take(profession: str, professions: Collection[str]) -> bool:
    """Whether a credit type open to these professions is open to this one; none named, open to all.

    AMA PRA credit is for physicians only; others receive what their own bodies grant.
    """
    return not professions or profession in professions


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of signed entries."""
    return sum(amounts, NOTHING)


def running_totals(amounts: Iterable[Decimal]) -> list[Decimal]:
    """Return the total after each signed entry."""
    return list(accumulate(amounts))
