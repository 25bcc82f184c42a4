"""Key features: a case and up to four questions about its decisive steps, marked key by key."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from assessments.domain.answers.typed import Unreadable
from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Posted,
    ResponseInvalid,
    ReviewLine,
    State,
)
from assessments.domain.items.boxes import WriteIn
from assessments.domain.items.features import Feature, Harm, Marked
from assessments.domain.items.menus import Menu
from assessments.domain.items.options import check_keys_differ

AnyFeature: TypeAlias = Annotated[Menu | WriteIn, Field(discriminator="type")]
Given = dict[str, list[str]]
CASE_LOST = "A harmful answer makes the whole case worth nothing."


class KeyFeature(Item):
    """The case is the stem; all its questions stand together below it.

    The score is the mean of the questions by their weights; a harmful answer can make its question
    or the whole case worth nothing.
    """

    label: ClassVar[str] = "Key features"
    response_field: ClassVar[str] = "features"

    kind: Literal["key_feature"] = "key_feature"
    questions: tuple[AnyFeature, ...] = Field(min_length=1, max_length=4)

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        check_keys_differ(self.questions)
        return self

    def lacks(self) -> list[str]:
        """Return what the questions lack, too."""
        within = [
            f"Question {number}: {sentence}"
            for number, question in enumerate(self.questions, start=1)
            for sentence in question.lacks()
        ]
        return super().lacks() + within

    @cached_property
    def by_key(self) -> Mapping[str, Feature]:
        """The questions by their keys."""
        return {question.key: question for question in self.questions}

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the menus that their author lets be shuffled."""
        orders = {each.key: each.order(seed, f"{salt} {each.key}") for each in self.questions}
        return {key: order for key, order in orders.items() if order}

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return each question with its menu or the number of its boxes."""
        told = [each.details(arrangement.get(each.key)) for each in self.questions]
        return {"questions": told}

    def choices(self) -> list[Choice]:
        """Return every option, and every key of a write-in question with what misses all of them."""
        return [
            Choice(f"{each.key}:{key}", f"{number}. {text}", right)
            for number, each in enumerate(self.questions, start=1)
            for key, text, right in each.counted()
        ]

    def posted_value(self, posted: Posted) -> Given:
        """Return what the fields of each question hold."""
        return {each.key: each.posted(posted) for each in self.questions}

    def as_posted(self, value: Given) -> dict[str, list[str]]:
        """Return the fields of every question."""
        fields: dict[str, list[str]] = {}
        for each in self.questions:
            fields |= each.as_posted(value.get(each.key, []))
        return fields

    def normalise(self, value: object) -> Given | None:
        """Accept picks and words for some or all questions; more than may be picked is refused."""
        if value is None:
            return None
        if not isinstance(value, dict) or not self.by_key.keys() >= value.keys():
            raise ResponseInvalid("answer", "Answer the questions shown.")
        read = {
            each.key: self._read(number, each, value.get(each.key))
            for number, each in enumerate(self.questions, start=1)
        }
        return {key: given for key, given in read.items() if given} or None

    def _read(self, number: int, question: Feature, given: object) -> list[str]:
        try:
            return question.read(given)
        except Unreadable as problem:
            message = f"Question {number}: {problem.message}"
            raise ResponseInvalid(question.field, message) from problem

    def carried(self, value: Given) -> Given | None:
        """Keep what the questions here know, even if it is more than may be picked here."""
        kept = {}
        for key in value.keys() & self.by_key.keys():
            with suppress(Unreadable):
                kept[key] = self.by_key[key].kept(value[key])
        return {each.key: kept[each.key] for each in self.questions if kept.get(each.key)} or None

    def marks(self, value: Given) -> Fraction:
        """Return the weighted mean of the questions, nothing where an answer spoils the case."""
        return self._mean([each.marked(value.get(each.key, [])) for each in self.questions])

    def _mean(self, marked: Sequence[Marked]) -> Fraction:
        if any(each.harm is Harm.CASE for each in marked):
            return NOTHING
        scored = zip(self.questions, marked, strict=True)
        earned = sum((Fraction(q.weight) * each.score for q, each in scored), NOTHING)
        return earned / self._weights

    @property
    def _weights(self) -> Fraction:
        return sum((Fraction(question.weight) for question in self.questions), NOTHING)

    def keys_of(self, value: Given) -> list[str]:
        """Return question and option, or question and key met, as one key each: `q1:a`."""
        return [*self._keys_of(value)]

    def _keys_of(self, value: Given) -> Iterator[str]:
        for question, given in value.items():
            yield from (f"{question}:{key}" for key in self.by_key[question].keys_met(given))

    def guess_score(self) -> Fraction | None:
        """Return the mean over all ways to pick as many as may be picked, None where nothing says so.

        A question counts only where no other one spoils the case.
        """
        guesses = [question.guess() for question in self.questions]
        known = [guess for guess in guesses if guess is not None]
        if len(known) < len(guesses):
            return None
        found = NOTHING
        for place, question in enumerate(self.questions):
            spared = prod(guess.spared for at, guess in enumerate(known) if at != place)
            found += Fraction(question.weight) * known[place].score * spared
        return found / self._weights

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show each question with what was answered, what was wanted and what was harmful."""
        checked = self.check(response)
        value: Given = checked[self.response_field] if checked else {}
        given = [value.get(each.key, []) for each in self.questions]
        marked = [q.marked(each) for q, each in zip(self.questions, given, strict=True)]
        return ItemReview(
            score=self._mean(marked),
            rationale=self.rationale,
            lines=tuple(map(_line, self.questions, given, marked)),
            feedback=CASE_LOST if any(each.harm is Harm.CASE for each in marked) else "",
        )


def _line(question: Feature, given: list[str], marked: Marked) -> ReviewLine:
    said = question.shown(given)
    right = marked.score == EVERYTHING
    return ReviewLine(
        key=question.key,
        text=question.text,
        chosen=bool(given),
        correct=right,
        rationale="\n".join(filter(None, (*marked.told, question.rationale))),
        state=_state(given, marked.score),
        given=said,
        expected=said if right else question.wanted,
    )


def _state(given: list[str], score: Fraction) -> State:
    if not given:
        return "missed"
    if score in {NOTHING, EVERYTHING}:
        return "right" if score else "wrong"
    return "partly"
