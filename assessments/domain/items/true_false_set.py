"""True/false set: statements under one stem, each judged true or false."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from math import comb
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Key,
    ResponseInvalid,
    ReviewLine,
    State,
    Text,
    Worded,
)
from assessments.domain.items.options import alike, arranged, check_keys_differ
from assessments.domain.seeded import shuffled

KPRIM_STATEMENTS = 4
WRITTEN = {"true": True, "false": False}


class Scheme(StrEnum):
    """How judged statements become a score; see docs/rules/grading.md."""

    PER_STATEMENT = "per_statement"
    ALL_OR_NOTHING = "all_or_nothing"
    KPRIM = "kprim"


class Statement(BaseModel):
    """One statement to judge; `text` and `rationale` are plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text
    is_true: bool
    rationale: str = ""


class TrueFalseSet(Item):
    """Judge each statement; the two verdicts may carry other words than True and False."""

    label: ClassVar[str] = "True/false set"
    response_field: ClassVar[str] = "statements"

    kind: Literal["true_false_set"] = "true_false_set"
    statements: tuple[Statement, ...] = Field(min_length=1, max_length=26)
    scheme: Scheme = Scheme.PER_STATEMENT
    true_label: Text = "True"
    false_label: Text = "False"
    shuffle: bool = True

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        check_keys_differ(self.statements)
        if self.scheme is Scheme.KPRIM and len(self.statements) != KPRIM_STATEMENTS:
            message = "K-prim scoring needs exactly four statements."
            raise ValueError(message)
        return self

    def lacks(self) -> list[str]:
        """Return which statements read alike, too."""
        return super().lacks() + alike(statement.text for statement in self.statements)

    def worded(self) -> tuple[Worded, ...]:
        """Return the statements; which verdict is right says nothing of one beside another."""
        return tuple(Worded(s.key, s.text, None, s.rationale) for s in self.statements)

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the statements, unless their authored order carries meaning."""
        if not self.shuffle:
            return {}
        return {"statements": shuffled((s.key for s in self.statements), seed=seed, salt=salt)}

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Statement]:
        """Return the statements in the arranged order."""
        return arranged(self.statements, arrangement.get("statements"))

    def verdict(self, is_true: bool) -> str:
        """Return the word for a verdict."""
        return self.true_label if is_true else self.false_label

    def choices(self) -> list[Choice]:
        """Return both verdicts on every statement."""
        return [
            Choice(f"{s.key}:{word}", f"{s.text} ({self.verdict(verdict)})", verdict == s.is_true)
            for s in self.statements
            for word, verdict in WRITTEN.items()
        ]

    def posted_value(self, posted: Mapping[str, list[str]]) -> dict[str, str]:
        """Return what each field `answer-<statement key>` holds."""
        return {s.key: posted.get(f"answer-{s.key}", [""])[-1] for s in self.statements}

    def as_posted(self, value: dict[str, bool]) -> dict[str, list[str]]:
        """Return a field a statement."""
        return {f"answer-{key}": [str(verdict).lower()] for key, verdict in value.items()}

    def normalise(self, value: object) -> dict[str, bool] | None:
        """Accept verdicts on some or all statements, as booleans or as the words true and false."""
        if value is None:
            return None
        keys = {statement.key for statement in self.statements}
        if not isinstance(value, dict) or not keys.issuperset(value):
            raise ResponseInvalid("answer", "Judge the statements shown.")
        judged = {key: self._read_verdict(key, value[key]) for key in sorted(value)}
        return {key: verdict for key, verdict in judged.items() if verdict is not None} or None

    def _read_verdict(self, key: str, given: object) -> bool | None:
        if given is None or given == "":
            return None
        if isinstance(given, str):
            given = WRITTEN.get(given)
        if not isinstance(given, bool):
            message = f"Answer {self.true_label} or {self.false_label}."
            raise ResponseInvalid(f"answer-{key}", message)
        return given

    def carried(self, value: dict[str, bool]) -> dict[str, bool] | None:
        """Keep the verdicts on statements that stand here."""
        keys = {statement.key for statement in self.statements}
        return {key: verdict for key, verdict in value.items() if key in keys} or None

    def marks(self, value: dict[str, bool]) -> Fraction:
        """Return the score; a statement left open counts as not right."""
        return self._worth(sum(value.get(s.key) == s.is_true for s in self.statements))

    def _worth(self, right: int) -> Fraction:
        share = Fraction(right, len(self.statements))
        if self.scheme is Scheme.PER_STATEMENT or share == EVERYTHING:
            return share
        if self.scheme is Scheme.KPRIM and right == KPRIM_STATEMENTS - 1:
            return Fraction(1, 2)
        return NOTHING

    def is_whole(self, value: dict[str, bool]) -> bool:
        """Whether every statement is judged."""
        return len(value) == len(self.statements)

    def right_parts(self, value: dict[str, bool]) -> dict[str, bool]:
        """Keep all: of two verdicts, the one that is taken away tells the other."""
        return value

    def keys_of(self, value: dict[str, bool]) -> list[str]:
        """Return statement and verdict as one key, `a:true`."""
        return [f"{key}:{'true' if verdict else 'false'}" for key, verdict in value.items()]

    def guess_score(self) -> Fraction:
        """Return the mean over all ways to judge every statement."""
        count = len(self.statements)
        return sum((comb(count, r) * self._worth(r) for r in range(count + 1)), NOTHING) / 2**count

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every statement with the verdict given and the right one."""
        checked = self.check(response)
        judged: dict[str, bool] = checked["statements"] if checked else {}
        lines = tuple(self._line(s, judged.get(s.key)) for s in self.options_shown(arrangement))
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)

    def _line(self, statement: Statement, judged: bool | None) -> ReviewLine:
        state: State = "missed" if judged is None else "wrong"
        if judged == statement.is_true:
            state = "right"
        return ReviewLine(
            key=statement.key,
            text=statement.text,
            chosen=judged is not None,
            correct=statement.is_true,
            rationale=statement.rationale,
            state=state,
            given="" if judged is None else self.verdict(judged),
            expected=self.verdict(statement.is_true),
        )
