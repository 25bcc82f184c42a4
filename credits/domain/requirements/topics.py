"""How much of credit is surely on a topic."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)


def sure_topics(
    parts: Iterable[Mapping[str, Any]], *, designated: Decimal, claimed: Decimal
) -> dict[str, Decimal]:
    """Return the part of a claim on each topic, of parts that were designated.

    Who claims less may have left out just that part: docs/rules/requirements.md.
    """
    told: dict[str, Decimal] = defaultdict(Decimal)
    for part in parts:
        told[str(part["topic"])] += Decimal(str(part["amount"]))
    left_out = max(designated - claimed, NOTHING)
    sure = {topic: min(amount, designated) - left_out for topic, amount in told.items()}
    return {topic: amount for topic, amount in sure.items() if amount > 0}
