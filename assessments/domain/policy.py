"""The rules of one assessment, frozen with its version."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assessments.domain.decimals import PlainDecimal, plain, rounded
from assessments.domain.form import FormItem
from assessments.domain.marking.rules import MarkingRules
from assessments.domain.review import PRESETS, ReviewMatrix
from assessments.domain.slots import FixedSlot, Slot, allot
from assessments.domain.standard_setting import NOBODY, cut_score
from assessments.domain.tries import DEFAULT_PENALTY, Checking, Shown

HUNDRED = 100
NO_STANDARD = "A pass mark from the questions drawn needs a standard for each question."
NO_MEAN = "Where each form has its own pass mark, the mean of all attempts cannot count."


class Expiry(StrEnum):
    """What becomes of an attempt that nobody handed in by its deadline."""

    AUTOSUBMIT = "autosubmit"
    GRACE = "grace"
    DROP = "drop"


class Navigation(StrEnum):
    """Whether a question can be looked at again once it was passed."""

    FREE = "free"
    ONE_WAY = "one_way"


class Section(BaseModel):
    """A run of slots under a heading, from its first slot to the next section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_slot: int = Field(ge=1)
    title: str = Field(min_length=1)
    instructions: str = ""


class KeptGrade(StrEnum):
    """Which attempt's grade stands for the learner."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"
    MEAN = "mean"


class AssessmentPolicy(BaseModel):
    """Limits, pass mark and questions; `pass_mark` None means that handing in is enough.

    An evaluation or a pre-test has no pass mark. The mark is a percentage of the form's points.
    With `pass_mark_from_form` each form has the cut score of its own questions: `standards` holds
    what experts expect of each question version, `standard_source` says who set them.
    Questions of a safety-critical slot must be right to pass, whatever the points come to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pass_mark: Annotated[PlainDecimal, Field(ge=0, le=100)] | None = None
    pass_mark_from_form: bool = False
    standards: dict[int, Fraction] = {}
    standard_source: str = ""
    time_limit_minutes: int | None = Field(default=None, ge=1)
    expiry: Expiry = Expiry.AUTOSUBMIT
    grace_minutes: int = Field(default=0, ge=0)
    attempts_allowed: int | None = Field(default=None, ge=1)
    wait_minutes: int = Field(default=0, ge=0)
    stop_after_pass: bool = True
    shuffle_questions: bool = False
    shuffle_options: bool = True
    review: ReviewMatrix = ReviewMatrix()
    kept_grade: KeptGrade = KeptGrade.BEST
    password: str = ""
    honour_statement: str = ""
    certainty: bool = False
    checking: Checking = Checking.NONE
    check_shows: Shown = Shown.FEEDBACK
    penalty: Annotated[Fraction, Field(ge=0, le=1)] = DEFAULT_PENALTY
    navigation: Navigation = Navigation.FREE
    sections: tuple[Section, ...] = ()
    marking: MarkingRules = MarkingRules()
    slots: tuple[Slot, ...] = ()

    @field_validator("review", mode="before")
    @classmethod
    def _preset_is_a_matrix(cls, value: Any) -> Any:
        """Read what was frozen when there were only three presets, by their names."""
        return PRESETS.get(value, value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _form_exists(self) -> Self:
        fixed = [slot.question_version for slot in self.slots if isinstance(slot, FixedSlot)]
        if len(set(fixed)) != len(fixed):
            message = "The same question stands in two places."
            raise ValueError(message)
        allot(self.slots)
        return self

    @model_validator(mode="after")
    def _certainty_goes_with_one_try(self) -> Self:
        if self.certainty and self.checking in {Checking.HINTS, Checking.ADAPTIVE}:
            message = "How sure learners are can be asked only where each question has one try."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _standards_are_whole(self) -> Self:
        if not self.pass_mark_from_form:
            return self
        if self.pass_mark is None or not self.question_versions & self.standards.keys():
            raise ValueError(NO_STANDARD)
        if self.kept_grade is KeptGrade.MEAN:
            raise ValueError(NO_MEAN)
        return self

    def pass_mark_of(
        self,
        form: Iterable[FormItem],
        *,
        excluded: Collection[int] = NOBODY,
    ) -> Decimal | None:
        """Return the pass mark of a form, in percent; `excluded` are positions that do not count.

        Questions that nobody marks have no standard. Rounded down, so that nobody fails by a
        rounded digit.
        """
        if not self.pass_mark_from_form:
            return self.pass_mark
        counted = [
            place
            for place in form
            if place.position not in excluded and place.question_version in self.standards
        ]
        cut = cut_score(
            {place.position: self.standards[place.question_version] for place in counted},
            {place.position: Fraction(place.points) for place in counted},
        )
        return self.pass_mark if cut is None else rounded(cut * HUNDRED, 2, ROUND_DOWN)

    @property
    def pass_mark_range(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest pass mark that a form can have, None where all have one.

        The pools are taken apart, so with pools that overlap the range may be a little too wide.
        """
        if not self.pass_mark_from_form:
            return None
        low, high = self._extremes
        return None if low == high else (low, high)

    @property
    def pass_mark_words(self) -> str:
        """Tell learners beforehand what passes, "" where handing in is enough."""
        if self.pass_mark is None:
            return ""
        low, high = self._extremes if self.pass_mark_from_form else (self.pass_mark,) * 2
        if low == high:
            return f"{plain(low)}%"
        return f"{plain(low)}% to {plain(high)}%, by the questions drawn"

    @property
    def _extremes(self) -> tuple[Decimal, Decimal]:
        return self._extreme(highest=False), self._extreme(highest=True)

    def _extreme(self, *, highest: bool) -> Decimal:
        earned = available = Fraction(0)
        for slot in self.slots:
            known = [self.standards[q] for q in slot.pool if q in self.standards]
            drawn = sorted(known, reverse=highest)[: slot.count]
            earned += Fraction(slot.points) * sum(drawn, Fraction(0))
            available += Fraction(slot.points) * len(drawn)
        share = earned / available if available else Fraction(0)
        return rounded(share * HUNDRED, 2, ROUND_DOWN)

    @model_validator(mode="after")
    def _grace_has_a_length(self) -> Self:
        if (self.expiry is Expiry.GRACE) != (self.grace_minutes > 0):
            message = "Say how many minutes learners have to hand in after time is over."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _sections_stand_in_order(self) -> Self:
        begin = [section.first_slot for section in self.sections]
        if begin != sorted(set(begin)) or any(slot > len(self.slots) for slot in begin):
            message = "Sections begin one after another, each with a slot of its own."
            raise ValueError(message)
        return self

    def section_number(self, slot: int) -> int:
        """Return which section a slot stands in, counted from 1; 0 before the first."""
        return sum(section.first_slot <= slot for section in self.sections)

    @property
    def grace(self) -> timedelta:
        """How long after the deadline an attempt may still be handed in, without new answers."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def length(self) -> int:
        """How many questions a form has."""
        return sum(slot.count for slot in self.slots)

    @property
    def safety_critical_slots(self) -> frozenset[int]:
        """The numbers of the slots whose questions must be right."""
        numbered = enumerate(self.slots, start=1)
        return frozenset(number for number, slot in numbered if slot.safety_critical)

    @property
    def safety_critical_count(self) -> int:
        """How many questions of a form must be right."""
        return sum(slot.count for slot in self.slots if slot.safety_critical)

    @property
    def question_versions(self) -> frozenset[int]:
        """Every question version that a form may hold."""
        return frozenset(version for slot in self.slots for version in slot.pool)
