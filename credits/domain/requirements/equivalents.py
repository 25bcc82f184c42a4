"""What is no credit but counts as so much of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from credits.domain.requirements.cycles import Holding
from credits.domain.requirements.model import Equivalent, Requirement
from credits.domain.requirements.months import plus_months
from credits.domain.requirements.supply import Credit, Earned

NOTHING = Decimal(0)


def equivalent_credits(requirement: Requirement, holding: Holding, end: date) -> list[Credit]:
    """Return the credit that a holder's facts stand for, as if earned on the day the cycle ends."""
    return list(_credits(requirement, holding, end))


def _credits(requirement: Requirement, holding: Holding, end: date) -> Iterator[Credit]:
    for equivalent in requirement.equivalents:
        amount = _worth(equivalent, holding.facts.get(equivalent.fact), end)
        if amount > 0:
            earned = Earned(
                id=f"equivalent:{equivalent.key}",
                title=equivalent.title,
                earned_on=end,
                credit_type="",
                amount=amount,
            )
            yield Credit(earned, {equivalent.category: amount})


def _worth(equivalent: Equivalent, told: object, end: date) -> Decimal:
    if told is None or told is False:
        return NOTHING
    if equivalent.within_months is not None:
        day = told if isinstance(told, date) else date.fromisoformat(str(told))
        is_fresh = plus_months(end, -equivalent.within_months) < day <= end
        return equivalent.quantity if is_fresh else NOTHING
    times = Decimal(1) if told is True else Decimal(str(told))
    worth = equivalent.quantity * times
    return worth if equivalent.cap is None else min(worth, equivalent.cap)
