"""Short texts: marked by comparing normal forms, never by likeness."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.answers import near_misses, patterns, words
from assessments.domain.answers.typed import (
    EVERYTHING,
    NOTHING,
    WORTHLESS,
    Judgement,
    Unreadable,
    storable,
)

LONGEST = 200
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class AcceptedText(BaseModel):
    """Words that earn `credit`; a `*` in them stands for any words, or for any ending of a word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Words
    credit: Annotated[Fraction, Field(gt=0, le=1)] = EVERYTHING


class RejectedText(BaseModel):
    """Words that earn nothing whatever else accepts them, and what to tell who gave them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Words
    feedback: str = ""


class TextMarking(BaseModel):
    """How a typed text is marked: rejected first, then as accepted, by pattern, at last as a slip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepted: tuple[AcceptedText, ...] = Field(min_length=1, max_length=50)
    rejected: tuple[RejectedText, ...] = Field(default=(), max_length=50)
    case_matters: bool = False
    accents_matter: bool = False
    punctuation_matters: bool = False
    forgives_slips: bool = False

    @model_validator(mode="after")
    def _texts_are_sound(self) -> Self:
        for text in [*(a.text for a in self.accepted), *(r.text for r in self.rejected)]:
            if not self.normal(text):
                raise ValueError(f"“{text}” holds no words to compare.")
            if problem := patterns.problem_of(self.normal(text)):
                raise ValueError(problem)
        seen: set[str] = set()
        for accepted in self.accepted:
            if self.normal(accepted.text) in seen:
                raise ValueError(f"“{accepted.text}” is accepted twice.")
            seen.add(self.normal(accepted.text))
            if self._rejection(self.normal(accepted.text)):
                raise ValueError(f"“{accepted.text}” is both accepted and rejected.")
        if all(accepted.credit < EVERYTHING for accepted in self.accepted):
            raise ValueError("Give at least one accepted answer the whole credit.")
        return self

    def normal(self, text: str) -> str:
        """Return the form in which answers are compared."""
        return words.normal(
            text,
            case=self.case_matters,
            accents=self.accents_matter,
            punctuation=self.punctuation_matters,
        )

    def read_text(self, text: str) -> str | None:
        """Return typed words as they are stored, on one line; raise `Unreadable` if too many."""
        line = " ".join(storable(text).split())
        if len(line) > LONGEST:
            raise Unreadable(f"Shorten your answer to {LONGEST} characters (now {len(line)}).")
        return line or None

    def judged_text(self, text: str) -> Judgement:
        """Return what stored words are worth."""
        typed = self.normal(text)
        if not typed:
            return WORTHLESS
        if rejected := self._rejection(typed):
            return Judgement(NOTHING, rejected.feedback)
        exact = self._credits.get(typed, NOTHING)
        if exact:
            return Judgement(exact)
        fitting = [a.credit for a in self._patterns if _fits(self.normal(a.text), typed)]
        return Judgement(max(fitting)) if fitting else self._slip(typed)

    def _rejection(self, typed: str) -> RejectedText | None:
        """Return the rejected answer that these words are, pattern or not."""
        for rejected in self.rejected:
            wanted = self.normal(rejected.text)
            fits = patterns.is_pattern(wanted) and patterns.matches(wanted, typed)
            if fits or wanted == typed:
                return rejected
        return None

    def _slip(self, typed: str) -> Judgement:
        """Forgive one slip of the fingers, unless it comes near a rejected answer."""
        if not self.forgives_slips:
            return WORTHLESS
        if any(near_misses.is_near(typed, self.normal(r.text)) for r in self.rejected):
            return WORTHLESS
        meant = [
            (credit, wanted)
            for wanted, credit in self._credits.items()
            if near_misses.is_slip(typed, wanted, words=self._words)
        ]
        if not meant:
            return WORTHLESS
        credit, wanted = min(meant)
        return Judgement(credit, f"Counted as “{wanted}” in spite of the spelling.")

    @cached_property
    def _patterns(self) -> tuple[AcceptedText, ...]:
        return tuple(a for a in self.accepted if patterns.is_pattern(self.normal(a.text)))

    @cached_property
    def _credits(self) -> dict[str, Fraction]:
        """The credit of each answer that is no pattern, by its normal form."""
        plain = (a for a in self.accepted if a not in self._patterns)
        return {self.normal(accepted.text): accepted.credit for accepted in plain}

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word that the question's own answers hold: none of them is a misspelling."""
        texts = [*(a.text for a in self.accepted), *(r.text for r in self.rejected)]
        return frozenset(word for text in texts for word in self.normal(text).split())

    @property
    def expected_text(self) -> str:
        """Every answer that earns the whole credit, as the author wrote it."""
        return " or ".join(a.text.replace(patterns.ANY, "…") for a in self._whole)

    @property
    def _whole(self) -> list[AcceptedText]:
        whole = [a for a in self.accepted if a.credit == EVERYTHING]
        return [a for a in whole if a not in self._patterns] or whole

    @property
    def credit_for_anything(self) -> Fraction:
        """What any words at all would earn: the credit of a lone `*`."""
        lone = [a.credit for a in self._patterns if self.normal(a.text) == patterns.ANY]
        return max(lone, default=NOTHING)


def _fits(pattern: str, typed: str) -> bool:
    return patterns.matches(pattern, typed) and not patterns.denies(pattern, typed)
