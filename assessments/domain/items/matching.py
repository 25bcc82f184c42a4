"""Matching: several stems answered from one shared list of options (extended matching, R-type)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from fractions import Fraction
from math import comb, prod
from typing import Annotated, ClassVar, Literal, Self

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
    Posted,
    ResponseInvalid,
    ReviewLine,
    State,
    Text,
    Worded,
)
from assessments.domain.items.options import arranged, check_keys_differ
from assessments.domain.seeded import shuffled

Matches = dict[str, list[str]]


class Scheme(StrEnum):
    """How matched stems become a score; see docs/rules/grading.md."""

    PER_ANSWER = "per_answer"
    ALL_OR_NOTHING = "all_or_nothing"


class OptionOrder(StrEnum):
    """How the shared list is shown; the lists of extended matching are alphabetical by custom."""

    SHUFFLED = "shuffled"
    ALPHABETICAL = "alphabetical"
    AUTHORED = "authored"


class SharedOption(BaseModel):
    """One answer of the shared list; `text` is plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text


class Stem(BaseModel):
    """One thing to match, with the keys of its answers; the learner is told how many they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text
    answers: Annotated[tuple[Key, ...], Field(min_length=1)]
    rationale: str = ""

    @property
    def count(self) -> int:
        """How many answers to choose."""
        return len(self.answers)

    @property
    def fields(self) -> list[str]:
        """The names of its form fields, one an answer."""
        first = f"answer-{self.key}"
        return [first, *(f"{first}:{number}" for number in range(2, self.count + 1))]


class Matching(Item):
    """Stems in their authored order; with `reuse`, an option may answer more than one of them."""

    label: ClassVar[str] = "Matching"
    response_field: ClassVar[str] = "matches"

    kind: Literal["matching"] = "matching"
    options: tuple[SharedOption, ...] = Field(min_length=2, max_length=26)
    stems: tuple[Stem, ...] = Field(min_length=1, max_length=20)
    scheme: Scheme = Scheme.PER_ANSWER
    reuse: bool = True
    option_order: OptionOrder = OptionOrder.SHUFFLED

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        check_keys_differ(self.options)
        check_keys_differ(self.stems)
        if alike := _twice(option.text.casefold() for option in self.options):
            message = f"The option “{alike}” stands twice."
            raise ValueError(message)
        for stem in self.stems:
            if not set(stem.answers) <= set(self._texts) or _twice(stem.answers):
                message = f"Choose the answers to “{stem.text}” among the options, each once."
                raise ValueError(message)
        if not self.reuse and (twice := _twice(key for s in self.stems for key in s.answers)):
            message = f"“{self._texts[twice]}” answers two stems: let options be used again."
            raise ValueError(message)
        return self

    @property
    def _texts(self) -> dict[str, str]:
        return {option.key: option.text for option in self.options}

    @property
    def _answers(self) -> int:
        return sum(stem.count for stem in self.stems)

    def worded(self) -> tuple[Worded, ...]:
        """Return the shared options; which is right depends on the stem."""
        return tuple(Worded(option.key, option.text) for option in self.options)

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the options, unless their order is the author's or the alphabet's."""
        if self.option_order is not OptionOrder.SHUFFLED:
            return {}
        return {"options": shuffled((o.key for o in self.options), seed=seed, salt=salt)}

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[SharedOption]:
        """Return the shared list in the arranged order."""
        if self.option_order is OptionOrder.ALPHABETICAL:
            return sorted(self.options, key=lambda option: option.text.casefold())
        return arranged(self.options, arrangement.get("options"))

    def strikable(self) -> list[str]:
        """Return the keys of the shared options."""
        return [option.key for option in self.options]

    def choices(self) -> list[Choice]:
        """Return every option for every stem."""
        return [
            Choice(f"{s.key}:{o.key}", f"{s.text}: {o.text}", o.key in s.answers)
            for s in self.stems
            for o in self.options
        ]

    def posted_value(self, posted: Posted) -> Matches:
        """Return what the fields of each stem hold, `answer-<stem key>` and so on."""
        return {
            stem.key: [key for name in stem.fields if (key := posted.get(name, [""])[-1].strip())]
            for stem in self.stems
        }

    def as_posted(self, value: Matches) -> dict[str, list[str]]:
        """Return a field an answer."""
        return {
            name: [key]
            for stem in self.stems
            for name, key in zip(stem.fields, value.get(stem.key, []), strict=False)
        }

    def normalise(self, value: object) -> Matches | None:
        """Accept answers to some or all stems: a list of option keys each, kept in one order."""
        if value is None:
            return None
        if not isinstance(value, dict) or not {stem.key for stem in self.stems} >= value.keys():
            raise ResponseInvalid("answer", "Answer the items shown.")
        matches: Matches = {}
        used: set[str] = set()
        for number, stem in enumerate(self.stems, start=1):
            if picked := self._read(number, stem, value.get(stem.key)):
                matches[stem.key] = picked
            if not self.reuse and (again := used.intersection(picked)):
                message = f"Item {number}: “{self._texts[min(again)]}” is used before."
                raise ResponseInvalid(stem.fields[0], message)
            used.update(picked)
        return matches or None

    def carried(self, value: Matches) -> Matches | None:
        """Keep the options that stand here, for the items that stand here."""
        known = {option.key for option in self.options}
        stems = {stem.key for stem in self.stems}
        kept = {
            stem: [key for key in picked if key in known]
            for stem, picked in value.items()
            if stem in stems
        }
        left: Matches | None = super().carried(kept)
        return left

    def _read(self, number: int, stem: Stem, given: object) -> list[str]:
        if given is None:
            return []
        known = [option.key for option in self.options]
        if not isinstance(given, list) or not all(key in known for key in given):
            raise ResponseInvalid(stem.fields[0], "Choose among the options shown.")
        if len(given) > stem.count:
            noun = "option" if stem.count == 1 else "options"
            raise ResponseInvalid(stem.fields[0], f"Item {number}: choose {stem.count} {noun}.")
        if _twice(given):
            raise ResponseInvalid(stem.fields[-1], f"Item {number}: choose different options.")
        return [key for key in known if key in given]

    def marks(self, value: Matches) -> Fraction:
        """Return the share of all right answers that were chosen; a limit guards each stem."""
        right = sum(len(set(stem.answers) & set(value.get(stem.key, ()))) for stem in self.stems)
        share = Fraction(right, self._answers)
        return share if share == EVERYTHING or self.scheme is Scheme.PER_ANSWER else NOTHING

    def is_whole(self, value: Matches) -> bool:
        """Whether every stem has all its answers."""
        return all(len(value.get(stem.key, ())) == stem.count for stem in self.stems)

    def right_parts(self, value: Matches) -> Matches:
        """Keep the options that answer their stem."""
        return {
            stem.key: [key for key in value.get(stem.key, ()) if key in stem.answers]
            for stem in self.stems
        }

    def keys_of(self, value: Matches) -> list[str]:
        """Return stem and option as one key, `a:x`."""
        return [f"{stem}:{key}" for stem, picked in value.items() for key in picked]

    def guess_score(self) -> Fraction:
        """Return the mean over all ways to answer every stem, whether options are reused or not."""
        if self.scheme is Scheme.ALL_OR_NOTHING:
            return Fraction(1, prod(self._ways()))
        right = Fraction(sum(stem.count**2 for stem in self.stems), len(self.options))
        return right / self._answers

    def _ways(self) -> Iterator[int]:
        """In how many ways each stem can be answered after those before it."""
        left = len(self.options)
        for stem in self.stems:
            yield comb(left, stem.count)
            left -= 0 if self.reuse else stem.count

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every stem with the options given and the right ones."""
        checked = self.check(response)
        matches: Matches = checked["matches"] if checked else {}
        lines = tuple(self._line(stem, matches.get(stem.key, [])) for stem in self.stems)
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)

    def _line(self, stem: Stem, picked: list[str]) -> ReviewLine:
        right = set(picked) == set(stem.answers)
        state: State = "right" if right else "wrong" if picked else "missed"
        return ReviewLine(
            key=stem.key,
            text=stem.text,
            chosen=bool(picked),
            correct=True,
            rationale=stem.rationale,
            state=state,
            given=self._named(picked),
            expected=self._named(stem.answers),
        )

    def _named(self, keys: Collection[str]) -> str:
        return " and ".join(option.text for option in self.options if option.key in keys)


def _twice(keys: Iterable[str]) -> str:
    """Return a key that stands twice, "" if none does."""
    return next((key for key, times in Counter(keys).items() if times > 1), "")
