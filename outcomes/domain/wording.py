"""The sentences that open a report: exact, and fit to be quoted."""

from dataclasses import dataclass

from assessments.domain.statistics import TENTATIVE_BELOW, Footing
from outcomes.domain.changes import Change
from outcomes.domain.participation import Participation, Stage

EVEN = 0.05


@dataclass(frozen=True)
class Finding:
    """What the report found; `gain` is the part to set in bold, "" where no gain is claimed."""

    opening: str
    gain: str = ""

    def __str__(self) -> str:
        return f"{self.opening} {self.gain}.".strip() if self.gain else self.opening


def finding(participation: Participation, change: Change, *, has_pre_test: bool) -> Finding:
    """Return the opening sentences; a change is claimed only if enough took both tests."""
    opening = counts(participation)
    if participation[Stage.ENROLLED] == 0:
        return Finding(opening)
    if not has_pre_test:
        return Finding(
            f"{opening} There is no pre-test, so a change in knowledge was not measured."
        )
    if change.footing is not Footing.SOLID or change.change is None or change.interval is None:
        return Finding(
            f"{opening} {people(change.matched)} took both tests: fewer than {TENTATIVE_BELOW}, too "
            "few to quote a change in knowledge."
        )
    opening = (
        f"{opening} Among the {number(change.matched)} who took both tests, the mean score "
        f"{_moved(change, change.change)},"
    )
    interval = f"95% CI {points(change.interval.low)} to {points(change.interval.high)}"
    kind = "gain" if change.change >= 0 else "loss"
    return Finding(opening, f"a {kind} of {points(abs(change.change))} points ({interval})")


def counts(participation: Participation) -> str:
    """Say how many enrolled, finished and completed."""
    enrolled = participation[Stage.ENROLLED]
    if not enrolled:
        return "Nobody has enrolled."
    finished, completed = participation[Stage.FINISHED], participation[Stage.COMPLETED]
    return (
        f"Of {people(enrolled).lower()} who enrolled, {number(finished)} finished the content and "
        f"{number(completed)} completed every requirement."
    )


def _moved(change: Change, by: float) -> str:
    before, after = f"{change.before:.1f}%", f"{change.after:.1f}%"
    if abs(by) < EVEN:
        return f"stayed at {after}"
    return f"{'rose' if by > 0 else 'fell'} from {before} to {after}"


def number(count: int) -> str:
    """Write a count as 1,248."""
    return f"{count:,}"


def people(count: int) -> str:
    """Write how many people."""
    return "1 person" if count == 1 else f"{number(count)} people"


def points(value: float) -> str:
    """Write points of percent with one decimal and a true minus sign."""
    return f"{value:.1f}".replace("-", "−")
