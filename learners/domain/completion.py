"""When an activity is complete: every lesson finished, every required assessment done."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum


class Need(StrEnum):
    """What an assessment asks of a learner."""

    PASS = "pass"  # noqa: S105 - no password
    SUBMIT = "submit"


@dataclass(frozen=True)
class Requirements:
    """What an activity asks: lessons by id, and what each required assessment needs, by placement.

    Both in the order in which the learner meets them.
    """

    lessons: tuple[int, ...] = ()
    assessments: Mapping[int, Need] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What a learner did: lessons finished, placements submitted and, among those, passed."""

    lessons: AbstractSet[int] = frozenset()
    submitted: AbstractSet[int] = frozenset()
    passed: AbstractSet[int] = frozenset()


@dataclass(frozen=True)
class Remaining:
    """What is still missing, in order; false when nothing is.

    `is_unset` says that the activity asks for nothing yet, which nobody can have done.
    """

    lessons: tuple[int, ...] = ()
    to_submit: tuple[int, ...] = ()
    to_pass: tuple[int, ...] = ()
    is_unset: bool = False

    def __bool__(self) -> bool:
        return self.is_unset or self.steps > 0

    @property
    def steps(self) -> int:
        """How many things are missing."""
        return len(self.lessons) + len(self.to_submit) + len(self.to_pass)


def remaining(requirements: Requirements, done: Done) -> Remaining:
    """Return what the learner still has to do.

    Lessons and assessments that the activity no longer asks for neither help nor hinder.
    """
    needs = requirements.assessments
    return Remaining(
        lessons=tuple(lesson for lesson in requirements.lessons if lesson not in done.lessons),
        to_submit=_missing(needs, Need.SUBMIT, done.submitted | done.passed),
        to_pass=_missing(needs, Need.PASS, done.passed),
        is_unset=not requirements.lessons and not needs,
    )


def _missing(needs: Mapping[int, Need], need: Need, fulfilled: AbstractSet[int]) -> tuple[int, ...]:
    return tuple(
        placement
        for placement, asked in needs.items()
        if asked is need and placement not in fulfilled
    )


def progress(requirements: Requirements, done: Done) -> int:
    """Return the percentage done, rounded down so that 100 means complete."""
    asked = len(requirements.lessons) + len(requirements.assessments)
    return 100 * (asked - remaining(requirements, done).steps) // asked if asked else 0
