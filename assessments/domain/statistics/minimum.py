"""How many attempts figures need before they are shown (docs/rules/statistics.md)."""

from enum import StrEnum

NOTHING_BELOW = 10
TENTATIVE_BELOW = 30


class Footing(StrEnum):
    """How much a number of attempts can carry."""

    NONE = "none"
    TENTATIVE = "tentative"
    SOLID = "solid"


def footing(attempts: int) -> Footing:
    """Return whether figures are shown (from 10 attempts) and whether with a badge (below 30)."""
    if attempts < NOTHING_BELOW:
        return Footing.NONE
    return Footing.TENTATIVE if attempts < TENTATIVE_BELOW else Footing.SOLID
