"""What the pages of a sitting show: its questions, what is saved of them, and the time."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest

from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.policy import AssessmentPolicy, Expiry
from assessments.domain.review import ANSWER_ALONE, Shown
from assessments.domain.tries import UNCHECKED, Checking, Progress, Told, told
from assessments.models import Attempt
from assessments.queries import (
    FrozenAssessment,
    SavedAnswers,
    form_of,
    frozen_assessment,
)
from assessments.services import Seen, is_held_elsewhere, is_one_way, may_break
from courses.queries import FrozenActivity
from learners.models import Sitting
from learners.queries import activity_of, answers_of
from learners.views.device import holder_named, tab_of

# A closing day further away than this is no time to watch.
WORTH_A_TIMER = timedelta(days=1)


def seconds_left(attempt: Attempt, at: datetime) -> int | None:
    """Return the time left, rounded up so that no clock ends early; None without a near end."""
    if not attempt.takes_answers or attempt.deadline_at is None:
        return None
    if attempt.deadline_at - at > WORTH_A_TIMER:
        return None
    return max(0, math.ceil((attempt.deadline_at - at).total_seconds()))


@dataclass(frozen=True)
class Heading:
    """The section that a question stands in; `is_new` at its first question."""

    number: int
    of: int
    title: str
    instructions: str
    is_new: bool


@dataclass(frozen=True)
class Asked:
    """One question of a sitting in its place; `struck` None where it has no options to rule out."""

    place: FormItem
    item: Item
    response: Mapping[str, Any] | None
    certainty: int | None
    saved_at: datetime | None
    flagged: bool
    progress: Progress = UNCHECKED
    struck: Collection[str] | None = None
    heading: Heading | None = None

    @property
    def position(self) -> int:
        return self.place.position

    @property
    def own(self) -> Shown:
        """What of a review shows the answer alone, and nothing of what it is worth."""
        return ANSWER_ALONE

    @property
    def strikes(self) -> Collection[str] | None:
        """The options ruled out, None where none can be now."""
        return None if self.progress.is_closed else self.struck

    @property
    def tries_allowed(self) -> int:
        """How many tries there are where each hint gives one more."""
        return len(self.item.hints) + 1

    @property
    def is_complete(self) -> bool:
        """Whether what is answered step by step came to its end, if it was begun."""
        if self.response is None or not self.item.stepwise:
            return True
        return self.item.is_complete(self.response)

    @property
    def state(self) -> str:
        """Say how far the learner is with it, as the map's accessible name does."""
        words = ["not answered" if self.response is None else "answered"]
        if not self.is_complete:
            words = ["not finished"]
        if self.progress.is_checked:
            words.append("checked" if self.progress.is_locked else "tried")
        if self.flagged:
            words.append("flagged")
        return ", ".join(words)


@dataclass(frozen=True)
class Paper:
    """A sitting as the learner sees it."""

    sitting: Sitting
    version: FrozenAssessment
    activity: FrozenActivity
    saved: SavedAnswers
    at: datetime
    tab: str = ""
    device: UUID | None = None
    seen: Seen | None = None

    @cached_property
    def basis(self) -> Seen:
        """What its answers come after: what is saved now, or what an invalid one came after."""
        return self.seen or Seen(self.saved.sequence, uuid4())

    @cached_property
    def own_tab(self) -> str:
        """The name of the tab that shows it; one that has none yet gets a new one."""
        return self.tab or str(uuid4())

    @property
    def in_tab(self) -> str:
        """What to add to an address so that it stays in this tab."""
        return f"?tab={self.tab}" if self.tab else ""

    @property
    def is_elsewhere(self) -> bool:
        """Whether another tab or device answers, so that here one can only read."""
        holder = holder_named(self.device, self.own_tab) if self.device else ""
        return is_held_elsewhere(self.attempt, holder)

    @cached_property
    def questions(self) -> list[Asked]:
        """The questions in the order of the form."""
        headings = headings_of(form_of(self.attempt), self.version.policy)
        return [
            Asked(
                place=place,
                item=(item := place.asks(self.version.items)),
                progress=self.saved.progress(place.position, item, self.version.policy),
                response=self.saved.responses.get(place.position),
                certainty=self.saved.certainties.get(place.position),
                saved_at=self.saved.saved_at.get(place.position),
                flagged=place.position in self.attempt.flagged,
                struck=self.attempt.struck.get(str(place.position), ())
                if item.strikable()
                else None,
                heading=headings.get(place.position),
            )
            for place in form_of(self.attempt)
        ]

    @property
    def attempt(self) -> Attempt:
        return self.sitting.attempt

    @property
    def title(self) -> str:
        """What is being sat: the post-test of which activity."""
        return f"{self.sitting.get_purpose_display()}: {self.activity.title}"

    @property
    def length(self) -> int:
        return len(self.questions)

    @property
    def answered(self) -> int:
        return self.saved.answered

    @property
    def flagged(self) -> int:
        return len(self.attempt.flagged)

    @property
    def may_break(self) -> bool:
        """Whether the learner may stop the clock for a while."""
        return may_break(self.attempt)

    @property
    def break_minutes(self) -> int:
        """How much is left of the breaks, rounded up."""
        return -(-self.attempt.break_seconds // 60)

    @cached_property
    def is_one_way(self) -> bool:
        """Whether there is no way back to a question that was passed."""
        return is_one_way(self.attempt)

    @property
    def unanswered(self) -> list[Asked]:
        """What has no answer, without what was passed where there is no way back."""
        return [
            asked for asked in self.questions if asked.response is None and self._is_ahead(asked)
        ]

    @property
    def passed_by(self) -> list[Asked]:
        """What was passed without an answer and cannot be answered any more."""
        unanswered = (asked for asked in self.questions if asked.response is None)
        return [asked for asked in unanswered if not self._is_ahead(asked)]

    @property
    def blank(self) -> int:
        """How many questions have no answer, whether or not they can still get one."""
        return self.length - self.answered

    @property
    def given(self) -> list[Asked]:
        return [asked for asked in self.questions if asked.response is not None]

    def _is_ahead(self, asked: Asked) -> bool:
        return not self.is_one_way or asked.position >= self.attempt.reached

    @property
    def hand_in_by(self) -> datetime | None:
        """How long it can still be handed in, though time is over; None before and without grace."""
        end, grace = self.attempt.deadline_at, self.version.policy.grace
        return end + grace if end and grace and self.at >= end else None

    @property
    def submits_itself(self) -> bool:
        """Whether what is saved is handed in once time is over."""
        return self.version.policy.expiry is Expiry.AUTOSUBMIT

    @property
    def seconds_left(self) -> int | None:
        return seconds_left(self.attempt, self.at)

    @property
    def saved_at(self) -> datetime | None:
        """When anything was last saved."""
        return max(self.saved.saved_at.values(), default=None)

    def checks(self, asked: Asked) -> bool:
        """Whether the learner may have an answer checked before handing in."""
        return self.version.policy.checking is not Checking.NONE and asked.item.graded_by_rule

    def told(self, asked: Asked) -> Told | None:
        """Return what may be told of a checked answer now."""
        return told(
            asked.item,
            asked.response,
            asked.progress,
            self.version.policy.check_shows,
            asked.place.arrangement,
        )

    def asks_certainty(self, asked: Asked) -> bool:
        """Whether the learner is to say how sure an answer is."""
        return self.version.policy.certainty and asked.item.graded_by_rule

    def newer_than(self, seen: Seen | None, asked: Asked) -> bool:
        """Whether an answer stands that a page has not seen."""
        return seen is not None and seen.misses(self.saved.origins.get(asked.position))

    def at_position(self, position: int) -> Asked | None:
        """Return a question by its place, None if the form has no such place."""
        return next((asked for asked in self.questions if asked.position == position), None)


def headings_of(form: Iterable[FormItem], policy: AssessmentPolicy) -> dict[int, Heading]:
    """Return the section of each position that stands in one."""
    found: dict[int, Heading] = {}
    newest = 0
    for place in form:
        number = policy.section_number(place.slot)
        if number:
            section = policy.sections[number - 1]
            found[place.position] = Heading(
                number=number,
                of=len(policy.sections),
                title=section.title,
                instructions=section.instructions,
                is_new=number != newest,
            )
        newest = number
    return found


def is_ungraded(attempt: Attempt) -> bool:
    """Whether nothing in the form can earn points: an evaluation, shown on one page."""
    return not attempt.max_points


def first_page(sitting: Sitting) -> tuple[Any, ...]:
    """Return the route of the page where a sitting begins or goes on."""
    if not sitting.attempt.takes_answers:
        return "learners:review", sitting.pk
    if is_ungraded(sitting.attempt):
        return "learners:questions", sitting.pk
    return "learners:question", sitting.pk, sitting.attempt.reached


def paper_of(
    sitting: Sitting,
    at: datetime,
    request: HttpRequest | None = None,
    *,
    seen: Seen | None = None,
) -> Paper:
    """Return a sitting's questions and answers; no query if `sitting_of` read it just now.

    `request` says which tab it is for, `seen` what a page had seen that comes again.
    """
    return Paper(
        sitting=sitting,
        version=frozen_assessment(sitting.attempt.version_id),
        activity=activity_of(sitting),
        saved=answers_of(sitting),
        at=at,
        tab=tab_of(request) if request else "",
        device=request.device if request else None,
        seen=seen,
    )
