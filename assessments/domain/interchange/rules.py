"""The rules of an assessment on its way, by the names and defaults of its draft, and in words."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.decimals import PlainDecimal, plain
from assessments.domain.marking.rules import Agreed
from assessments.domain.policy import Expiry, KeptGrade, Navigation
from assessments.domain.review import ReviewMatrix
from assessments.domain.tries import Checking, Shown

Percent = Annotated[PlainDecimal, Field(ge=0, le=100, decimal_places=2)]
Penalty = Annotated[PlainDecimal, Field(ge=0, le=100, decimal_places=5)]
Count = Annotated[int, Field(ge=1, le=32_767)]


Review: TypeAlias = Literal["after_submit", "after_pass", "never", "custom"]


class Rules(BaseModel):
    """Everything that a draft of an assessment says besides its title, instructions and slots."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pass_mark: Percent | None = None
    time_limit_minutes: Count | None = None
    expiry: Expiry = Expiry.AUTOSUBMIT
    grace_minutes: int = Field(default=0, ge=0, le=32_767)
    attempts_allowed: Count | None = None
    wait_minutes: int = Field(default=0, ge=0, le=2_147_483_647)
    stop_after_pass: bool = True
    kept_grade: KeptGrade = KeptGrade.BEST
    password: Annotated[str, StringConstraints(max_length=60)] = ""
    honour_statement: Annotated[str, StringConstraints(max_length=600)] = ""
    certainty: bool = False
    checking: Checking = Checking.NONE
    check_shows: Shown = Shown.FEEDBACK
    penalty_percent: Penalty = Decimal("33.33333")
    navigation: Navigation = Navigation.FREE
    shuffle_questions: bool = True
    shuffle_options: bool = True
    review: Review = "after_submit"
    review_matrix: ReviewMatrix = ReviewMatrix()
    second_marking: Percent = Decimal(0)
    near_fail: Percent | None = None
    marking_tolerance: Percent = Decimal(10)
    agreed_mark: Agreed = Agreed.MEAN
    marking_days: Annotated[int, Field(ge=1, le=365)] = 14
    anonymous_marking: bool = True

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if (self.expiry is Expiry.GRACE) != (self.grace_minutes > 0):
            raise ValueError("Minutes to hand in afterwards go with a time of grace.")
        if self.certainty and self.checking in {Checking.HINTS, Checking.ADAPTIVE}:
            raise ValueError("How sure learners are is asked only where each question has one try.")
        return self


WORDS: Mapping[str, str] = {
    "pass_mark": "the pass mark of {} %",
    "time_limit_minutes": "the time limit of {} minutes",
    "expiry": "what becomes of an attempt when time is over",
    "grace_minutes": "{} minutes to hand in afterwards",
    "attempts_allowed": "that {} attempts are allowed",
    "wait_minutes": "the wait of {} minutes between attempts",
    "stop_after_pass": "that attempts go on after a pass",
    "kept_grade": "that of several attempts the {} counts",
    "password": "the password",
    "honour_statement": "the honour statement",
    "certainty": "that learners are asked how sure they are",
    "checking": "that learners may check an answer",
    "check_shows": "what a check shows",
    "penalty_percent": "the cost of {} % of each earlier try",
    "navigation": "that learners go one way through it",
    "shuffle_questions": "that the questions keep their order",
    "shuffle_options": "that the options keep their order",
    "review": "what learners see again after handing in",
    "review_matrix": "",
    "second_marking": "that {} % of the answers are marked twice",
    "near_fail": "that near fails are marked twice",
    "marking_tolerance": "by how much markers may differ",
    "agreed_mark": "which mark counts where markers agree",
    "marking_days": "the days within which it is marked",
    "anonymous_marking": "that markers see names",
}


def told(rules: Rules, *, said: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield in words what differs from the defaults and is not `said` by a format."""
    for name, words in WORDS.items():
        value, field = getattr(rules, name), Rules.model_fields[name]
        idle = name in {"check_shows", "penalty_percent"} and rules.checking is Checking.NONE
        if words and value != field.default and name not in said and not idle:
            yield words.format(plain(value) if isinstance(value, Decimal) else value)
