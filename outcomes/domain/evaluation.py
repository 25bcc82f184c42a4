"""What people replied to an evaluation, as far as enough replied to hide each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.domain.disclosure import groups_shown, is_shown

AGREEMENT_STEPS = 5
AGREE_FROM = 3


@dataclass(frozen=True)
class Rating:
    """How many people chose each step of a scale, from the lowest to the highest."""

    question: int
    text: str
    scale: Sequence[str]
    counts: Sequence[int]

    @property
    def people(self) -> int:
        """How many rated."""
        return sum(self.counts)

    @property
    def is_shown(self) -> bool:
        """Whether enough rated to show how."""
        return is_shown(self.people)

    @property
    def steps(self) -> list[tuple[str, int]]:
        """Each step with its count."""
        return list(zip(self.scale, self.counts, strict=True))

    @property
    def favourable(self) -> float | None:
        """The part that chose one of the two highest of five steps, None for other scales."""
        if len(self.scale) != AGREEMENT_STEPS or not self.people:
            return None
        return sum(self.counts[AGREE_FROM:]) / self.people


@dataclass(frozen=True)
class Comments:
    """What people wrote in answer to a question, in no order of time; equal texts once."""

    question: int
    text: str
    comments: Sequence[tuple[str, int]]

    @property
    def people(self) -> int:
        """How many wrote something."""
        return sum(times for _comment, times in self.comments)


@dataclass(frozen=True)
class Evaluation:
    """The replies of everybody or of one profession; empty where too few replied."""

    replied: int
    is_shown: bool
    ratings: Sequence[Rating] = ()
    comments: Sequence[Comments] = ()


def may_show(replied: Mapping[str, int], profession: str) -> bool:
    """Whether the replies may be shown; `replied` counts people by profession.

    A profession's must not give away, by subtraction, what a handful of others replied.
    """
    if not profession:
        return is_shown(sum(replied.values()))
    return profession in groups_shown(replied)
