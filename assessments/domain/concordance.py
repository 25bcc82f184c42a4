"""What a panel of experts said on the five points of a scale, and what that is worth.

Counts run from -2 to +2. Scores are those of the aggregate method (docs/rules/grading.md): a point
earns the experts who chose it over the experts who chose the modal point, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

STEPS = (-2, -1, 0, 1, 2)
SIGNS = ("−2", "−1", "0", "+1", "+2")
FEWEST, ENOUGH, PLENTY = 10, 15, 20
FAR = 3
RELIABILITY = (
    "Published resampling found a reliability of .62 with 5 experts, .70 with 10, .74 with 20 "
    "and .76 with 38."
)
UNANIMOUS = (
    "All experts chose the same point, so this is no script concordance question: ask it as a "
    "single best answer, or change the finding."
)
DROP_ANSWERS = (
    "With fewer than 15 experts a deviant answer moves the credits: rather leave out single "
    "answers far from the mode than whole panelists."
)
DEVIANTS_MATTER_LITTLE = "With 15 experts and more, deviant answers matter little: keep them."

Counts = Sequence[int]


def credits_of(counts: Counts) -> tuple[Fraction, ...]:
    """Return what each point earns; nothing at all where nobody answered."""
    most = max(counts)
    return tuple(Fraction(count, most) if most else Fraction(0) for count in counts)


def guess_of(counts: Counts) -> Fraction:
    """Return what a point chosen at random earns on average."""
    return sum(credits_of(counts), Fraction(0)) / len(counts)


def modes_of(counts: Counts) -> tuple[int, ...]:
    """Return the points that most experts chose, () where nobody answered."""
    most = max(counts)
    return tuple(s for s, n in zip(STEPS, counts, strict=True) if n == most) if most else ()


def distance(step: int, modes: Sequence[int]) -> int | None:
    """Return how far a point is from the nearest mode, None where there is none."""
    return min((abs(step - mode) for mode in modes), default=None)


def counted(steps: Sequence[int]) -> tuple[int, ...]:
    """Return how often each point was chosen."""
    return tuple(steps.count(step) for step in STEPS)


@dataclass(frozen=True)
class Spread:
    """How the experts spread over the scale in one question."""

    counts: tuple[int, ...]

    @property
    def experts(self) -> int:
        """How many chose a point."""
        return sum(self.counts)

    @property
    def is_unanimous(self) -> bool:
        """Whether two experts or more all chose the same point."""
        return self.experts > 1 and max(self.counts) == self.experts

    @property
    def agreement(self) -> float | None:
        """The share that chose the mode."""
        return max(self.counts) / self.experts if self.experts else None

    @property
    def variance(self) -> float | None:
        """The variance of the points, over n - 1."""
        if self.experts < 2:
            return None
        pairs = list(zip(STEPS, self.counts, strict=True))
        mean = sum(step * count for step, count in pairs) / self.experts
        return sum(count * (step - mean) ** 2 for step, count in pairs) / (self.experts - 1)

    @property
    def entropy(self) -> float | None:
        """The entropy in bits: 0 where all agree, 2.32 where the five points share evenly."""
        if not self.experts:
            return None
        shares = (count / self.experts for count in self.counts if count)
        return abs(sum(share * log2(share) for share in shares))

    @property
    def camps(self) -> tuple[int, int] | None:
        """Two points with a trough between them that each drew two experts and half the mode's."""
        least = max(2.0, max(self.counts) / 2)
        tall = [place for place, count in enumerate(self.counts) if count >= least]
        for first in tall:
            for last in reversed(tall):
                lower = min(self.counts[first], self.counts[last])
                if any(count < lower for count in self.counts[first + 1 : last]):
                    return STEPS[first], STEPS[last]
        return None


@dataclass(frozen=True)
class PanelistFigures:
    """How one expert answered, beside the modes of all the others."""

    answers: int
    compared: int
    agreeing: int
    far: int
    distance: float | None

    @property
    def agreement(self) -> float | None:
        """The share of answers that are a mode of the others."""
        return self.agreeing / self.compared if self.compared else None


def without(counts: Counts, steps: Sequence[int]) -> tuple[int, ...]:
    """Return the counts that are left when some answers are taken out."""
    return tuple(n - steps.count(step) for step, n in zip(STEPS, counts, strict=True))


def figures_of(own: Mapping[int, int], others: Mapping[int, Counts]) -> PanelistFigures:
    """Return one expert's figures: `own` answers and the counts of all the others, by question."""
    distances = (distance(step, modes_of(others[question])) for question, step in own.items())
    found = [away for away in distances if away is not None]
    return PanelistFigures(
        answers=len(own),
        compared=len(found),
        agreeing=found.count(0),
        far=sum(each >= FAR for each in found),
        distance=sum(found) / len(found) if found else None,
    )


def advice_on(counts: Counts, *, are_shares: bool = False) -> list[str]:
    """Return what the author of a question should know about its panel, as sentences."""
    spread = Spread(tuple(counts))
    found = [UNANIMOUS] if max(counts) == sum(counts) else []
    if are_shares:
        found.append("How many experts the panel had is not known.")
    elif spread.experts < FEWEST:
        noun = "expert" if spread.experts == 1 else "experts"
        found.append(
            f"The panel has {spread.experts} {noun}: 10 to 15 are recommended. {RELIABILITY}"
        )
    if camps := spread.camps:
        low, high = (SIGNS[STEPS.index(step)] for step in camps)
        found.append(f"The panel falls into two camps, {low} and {high}: look at the wording.")
    return found


def advice_on_panel(experts: int) -> list[str]:
    """Return what whoever collects a panel should know about its size, as sentences."""
    if experts >= PLENTY:
        return []
    answered = "1 expert has answered" if experts == 1 else f"{experts} experts have answered"
    wanted = "; 10 to 15 are recommended" if experts < ENOUGH else ""
    size = f"{answered}{wanted}. {RELIABILITY}"
    return [size, DROP_ANSWERS if experts < ENOUGH else DEVIANTS_MATTER_LITTLE]
