"""Multiple response: pick every option that applies, scored by one of six published schemes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    ItemReview,
    ResponseInvalid,
)
from assessments.domain.items.options import Option, OptionsItem

MOST_POINTS = 100
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
Dock = Annotated[Fraction, Field(gt=0, le=1)]


class Scheme(StrEnum):
    """How picks become a score; see docs/rules/grading.md.

    Counting right picks alone is not on offer: there, picking everything would score in full.
    """

    RIGHT_MINUS_WRONG = "right_minus_wrong"
    FIXED_DOCK = "fixed_dock"
    HALVES = "halves"
    ALL_OR_NOTHING = "all_or_nothing"
    EVERY_DECISION = "every_decision"
    OPTION_POINTS = "option_points"


class PointedOption(Option):
    """An option with points of its own, for being ticked and for being left blank."""

    ticked: Points = 0
    blank: Points = 0

    @property
    def best(self) -> int:
        """The points of the right decision."""
        return self.ticked if self.correct else self.blank

    @property
    def worst(self) -> int:
        """The points of the wrong decision."""
        return self.blank if self.correct else self.ticked


@dataclass(frozen=True)
class Picks:
    """What a learner picked: counts only, and what a wrong pick costs where that is fixed."""

    options: int
    keyed: int
    right: int
    wrong: int
    dock: Fraction

    @property
    def errors(self) -> int:
        """Wrong picks and right options left out."""
        return self.wrong + self.keyed - self.right


def _right_minus_wrong(picks: Picks) -> Fraction:
    return max(NOTHING, Fraction(picks.right - picks.wrong, picks.keyed))


def _fixed_dock(picks: Picks) -> Fraction:
    return max(NOTHING, Fraction(picks.right, picks.keyed) - picks.wrong * picks.dock)


def _halves(picks: Picks) -> Fraction:
    if picks.errors == 1 and picks.options >= 3:
        return Fraction(1, 2)
    if picks.errors == 2 and picks.options >= 5:
        return Fraction(1, 4)
    return _all_or_nothing(picks)


def _all_or_nothing(picks: Picks) -> Fraction:
    return NOTHING if picks.errors else EVERYTHING


def _every_decision(picks: Picks) -> Fraction:
    return Fraction(picks.options - picks.errors, picks.options)


BY_COUNT: Mapping[Scheme, Callable[[Picks], Fraction]] = {
    Scheme.RIGHT_MINUS_WRONG: _right_minus_wrong,
    Scheme.FIXED_DOCK: _fixed_dock,
    Scheme.HALVES: _halves,
    Scheme.ALL_OR_NOTHING: _all_or_nothing,
    Scheme.EVERY_DECISION: _every_decision,
}


class MultipleResponse(OptionsItem):
    """Several options may be right; `max_choices` limits how many can be picked.

    `dock` is the share of the points that a wrong pick costs under the scheme of a fixed dock.
    """

    label: ClassVar[str] = "Multiple response"
    response_field: ClassVar[str] = "choices"

    kind: Literal["multiple_response"] = "multiple_response"
    options: tuple[PointedOption, ...] = Field(min_length=2, max_length=26)
    scheme: Scheme = Scheme.RIGHT_MINUS_WRONG
    dock: Dock = Fraction(1, 4)
    max_choices: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if not self.correct_keys:
            message = "Mark at least one option as right."
            raise ValueError(message)
        if self.max_choices is not None and self.max_choices < len(self.correct_keys):
            message = "Learners must be allowed to pick at least as many options as are right."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _points_favour_the_key(self) -> Self:
        """Hold that the full answer alone earns everything, so that ticking every box never pays."""
        if self.scheme is not Scheme.OPTION_POINTS:
            return self
        for option in self.options:
            if option.best <= option.worst:
                more, less = ("ticked", "blank") if option.correct else ("blank", "ticked")
                message = f"“{option.text}” must earn more points {more} than {less}."
                raise ValueError(message)
        if sum(option.best for option in self.options) <= 0:
            message = "The full answer must earn points."
            raise ValueError(message)
        return self

    def posted_value(self, posted: Mapping[str, list[str]]) -> list[str]:
        """Return every ticked box."""
        return [value for value in posted.get("answer", []) if value.strip()]

    def normalise(self, value: object) -> list[str] | None:
        """Accept keys of options, each counted once, kept sorted."""
        if value is None:
            return None
        if not isinstance(value, list) or not all(self.has_option(key) for key in value):
            raise ResponseInvalid("answer", "Choose among the options shown.")
        picked = sorted(set(value))
        if self.max_choices is not None and len(picked) > self.max_choices:
            noun = "option" if self.max_choices == 1 else "options"
            raise ResponseInvalid("answer", f"Choose at most {self.max_choices} {noun}.")
        return picked or None

    def carried(self, value: list[str]) -> list[str] | None:
        """Keep the picks that are options here, however many may be picked now."""
        return [key for key in value if self.has_option(key)] or None

    def marks(self, value: list[str]) -> Fraction:
        """Return the score under this question's scheme."""
        if self.scheme is Scheme.OPTION_POINTS:
            return self._points(value)
        right = len(self.correct_keys.intersection(value))
        return self._worth(right, len(value) - right)

    def _worth(self, right: int, wrong: int) -> Fraction:
        picks = Picks(len(self.options), len(self.correct_keys), right, wrong, self.dock)
        return BY_COUNT[self.scheme](picks)

    def _points(self, value: list[str]) -> Fraction:
        earned = sum(o.ticked if o.key in value else o.blank for o in self.options)
        return max(NOTHING, Fraction(earned, sum(option.best for option in self.options)))

    def right_parts(self, value: list[str]) -> list[str]:
        """Keep the right picks; with more picks than right options it would tell how many there are."""
        right = self.correct_keys
        return value if len(value) > len(right) else [key for key in value if key in right]

    def keys_of(self, value: list[str]) -> list[str]:
        """Return every pick."""
        return value

    def guess_score(self) -> Fraction | None:
        """Return the mean over all picks of k options, if k are right and no more may be picked.

        Points of single options have none: it would take a look at every pick.
        """
        options, keyed = len(self.options), len(self.correct_keys)
        if self.max_choices != keyed or self.scheme not in BY_COUNT:
            return None
        ways = (
            comb(keyed, right)
            * comb(options - keyed, keyed - right)
            * self._worth(right, keyed - right)
            for right in range(keyed + 1)
        )
        return sum(ways, NOTHING) / comb(options, keyed)

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every option with its own rationale."""
        lines = self.lines(self.chosen(response), arrangement)
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)
