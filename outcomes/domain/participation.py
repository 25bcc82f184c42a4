"""How far people came, in the words of the Outcomes Standardization Project (outcomesince.org).

The bare word "participant" is avoided: three different counts of learners are in use, so a
report names all three (docs/rules/outcomes.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """Stages of the funnel, in the order of the journey."""

    ENROLLED = "enrolled"
    STARTED = "started"
    FINISHED = "finished"
    PASSED = "passed"
    EVALUATED = "evaluated"
    COMPLETED = "completed"
    CREDITED = "credited"


LABELS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.ENROLLED: "Enrolled",
        Stage.STARTED: "Started",
        Stage.FINISHED: "Finished the content",
        Stage.PASSED: "Passed the post-test",
        Stage.EVALUATED: "Evaluated",
        Stage.COMPLETED: "Completed",
        Stage.CREDITED: "Credited",
    }
)

MEANINGS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.ENROLLED: "Read and acknowledged the front matter",
        Stage.STARTED: "Went past the front matter and the pre-test (OSP learner)",
        Stage.FINISHED: "Finished every lesson, whatever came of the tests (OSP completer)",
        Stage.PASSED: "Passed a post-test, at any attempt",
        Stage.EVALUATED: "Submitted the evaluation",
        Stage.COMPLETED: "Fulfilled every requirement of the activity",
        Stage.CREDITED: "Holds credit that was not taken back",
    }
)


@dataclass(frozen=True)
class Trace:
    """What one person did; `took_part` means a lesson finished or an assessment after them begun."""

    lessons_finished: int = 0
    started: bool = False
    took_part: bool = False
    passed: bool = False
    evaluated: bool = False
    completed: bool = False
    credited: bool = False


@dataclass(frozen=True)
class Group:
    """So many people of a profession who did the same."""

    profession: str
    trace: Trace
    people: int


def stages(trace: Trace, lessons: int) -> set[Stage]:
    """Return the stages that somebody reached in an activity of so many lessons.

    Whoever completed an earlier version of the activity finished what its content then was.
    """
    started = trace.started or trace.completed
    reached = {
        Stage.ENROLLED: True,
        Stage.STARTED: started,
        Stage.FINISHED: trace.completed or (started and trace.lessons_finished >= lessons),
        Stage.PASSED: trace.passed,
        Stage.EVALUATED: trace.evaluated,
        Stage.COMPLETED: trace.completed,
        Stage.CREDITED: trace.credited,
    }
    return {stage for stage, is_reached in reached.items() if is_reached}


@dataclass(frozen=True)
class Participation:
    """How many people reached each stage, and the three counts of learners."""

    people: Mapping[Stage, int]
    took_part: int

    def __getitem__(self, stage: Stage) -> int:
        return self.people[stage]

    def share(self, stage: Stage) -> float | None:
        """Return the part of all enrolled that reached a stage, None if nobody enrolled."""
        enrolled = self.people[Stage.ENROLLED]
        return self.people[stage] / enrolled if enrolled else None

    @property
    def osp_learners(self) -> int:
        """Unique people who started (Outcomes Standardization Project)."""
        return self.people[Stage.STARTED]

    @property
    def pars_learners(self) -> int:
        """Unique people who completed all or part of the activity (ACCME, PARS)."""
        return self.took_part

    @property
    def credit_earners(self) -> int:
        """Unique people who hold credit."""
        return self.people[Stage.CREDITED]

    @property
    def completion_rate(self) -> float | None:
        """The part of those who started that finished the content, None if nobody started."""
        started = self.people[Stage.STARTED]
        return self.people[Stage.FINISHED] / started if started else None


def participation(groups: Iterable[Group], lessons: int) -> Participation:
    """Add up groups of people in an activity of so many lessons."""
    people: Counter[Stage] = Counter()
    took_part = 0
    for group in groups:
        for stage in stages(group.trace, lessons):
            people[stage] += group.people
        if group.trace.took_part or group.trace.completed:
            took_part += group.people
    return Participation({stage: people[stage] for stage in Stage}, took_part)


def total(parts: Iterable[Participation]) -> Participation:
    """Add up several activities; somebody in two of them counts twice."""
    parts = list(parts)
    return Participation(
        {stage: sum(part[stage] for part in parts) for stage in Stage},
        sum(part.took_part for part in parts),
    )


def by_profession(groups: Iterable[Group], lessons: int) -> dict[str, Participation]:
    """Return the counts of each profession that occurs."""
    sorted_out: dict[str, list[Group]] = {}
    for group in groups:
        sorted_out.setdefault(group.profession, []).append(group)
    return {name: participation(part, lessons) for name, part in sorted_out.items()}
