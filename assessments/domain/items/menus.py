"""A question of a key-feature case that is answered from a short menu."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from math import comb
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from assessments.domain.answers.typed import Unreadable
from assessments.domain.items.base import EVERYTHING, NOTHING, Posted
from assessments.domain.items.features import (
    HARMFUL,
    OVER,
    SCOPES,
    Feature,
    Guess,
    Harm,
    Marked,
    MenuOption,
)
from assessments.domain.items.options import alike, arranged, check_keys_differ
from assessments.domain.seeded import shuffled


class Amount(StrEnum):
    """How many options may be picked."""

    ONE = "one"
    UP_TO = "up_to"
    ANY = "any"


class Scheme(StrEnum):
    """How picks become a score; see docs/rules/grading.md."""

    SHARE = "share"
    LESS_WRONG = "less_wrong"
    ALL_OR_NOTHING = "all_or_nothing"


class Menu(Feature):
    """A short menu of which one, up to so many, or as many as apply are picked."""

    type: Literal["menu"] = "menu"
    options: tuple[MenuOption, ...] = Field(min_length=6, max_length=40)
    amount: Amount = Amount.ONE
    most_picks: Annotated[int, Field(ge=2, le=39)] | None = None
    scheme: Scheme = Scheme.SHARE
    shuffle: bool = False

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        check_keys_differ(self.options)
        if not self._weights:
            raise ValueError(f"“{self.text}”: mark at least one option as right.")
        if (self.amount is Amount.UP_TO) != (self.most_picks is not None):
            raise ValueError(
                f"“{self.text}”: say how many options may be picked, for “up to” alone."
            )
        if self.most_picks is not None and self.most_picks >= len(self.options):
            raise ValueError(f"“{self.text}”: the limit must leave out some of the options.")
        if self.amount is Amount.ANY and self.scheme is Scheme.SHARE:
            raise ValueError(
                f"“{self.text}”: without a limit, picking everything would score in full; let wrong "
                "picks cost something."
            )
        return self

    def lacks(self) -> list[str]:
        """Return which options read alike."""
        return alike(option.text for option in self.options)

    @property
    def _weights(self) -> list[int]:
        return sorted((option.weight for option in self.options if option.correct), reverse=True)

    @property
    def most(self) -> int | None:
        """One, the limit, or none."""
        return 1 if self.amount is Amount.ONE else self.most_picks

    @property
    def _full(self) -> list[int]:
        """The weights of the keys that can be picked together."""
        return self._weights[: self.most]

    @property
    def wanted(self) -> str:
        """The keys, as a menu reads."""
        return "; ".join(option.text for option in self.options if option.correct)

    def posted(self, posted: Posted) -> list[str]:
        """Return every option that is ticked."""
        return [value for value in posted.get(self.field, []) if value.strip()]

    def as_posted(self, given: Sequence[str]) -> dict[str, list[str]]:
        """Return the one field."""
        return {self.field: list(given)} if given else {}

    def kept(self, given: object) -> list[str]:
        """Keep the options that are on the menu, each once, as the menu lists them."""
        if not isinstance(given, list):
            raise Unreadable("choose among the options shown.")
        return [option.key for option in self.options if option.key in given]

    def read(self, given: object) -> list[str]:
        """Accept options of the menu, no more than may be picked."""
        picks = self.kept([] if given is None else given)
        if isinstance(given, list) and any(key not in picks for key in given):
            raise Unreadable("choose among the options shown.")
        if self.most is not None and len(picks) > self.most:
            noun = "option" if self.most == 1 else "options"
            raise Unreadable(f"choose at most {self.most} {noun}.")
        return picks

    def marked(self, given: Sequence[str]) -> Marked:
        """Return the weights of the keys picked over the weights that can be picked."""
        picked = [option for option in self.options if option.key in given]
        told = tuple(f"{option.text}: {option.rationale}" for option in picked if option.rationale)
        if self.most is not None and len(picked) > self.most:
            return Marked(NOTHING, told=(OVER.format(most=self.most), *told))
        harms = [option for option in picked if option.harm]
        if harms:
            warned = (HARMFUL.format(text=o.text, scope=SCOPES[o.harm]) for o in harms)
            worst = Harm.CASE if any(o.harm is Harm.CASE for o in harms) else Harm.QUESTION
            return Marked(NOTHING, worst, (*warned, *told))
        return Marked(self._worth(picked), told=told)

    def _worth(self, picked: Sequence[MenuOption]) -> Fraction:
        right = sum(option.weight for option in picked if option.correct)
        wrong = sum(not option.correct for option in picked)
        share = Fraction(right, sum(self._full))
        if self.scheme is Scheme.ALL_OR_NOTHING:
            return EVERYTHING if share == EVERYTHING and not wrong else NOTHING
        if self.scheme is Scheme.LESS_WRONG:
            share -= Fraction(wrong, len(self._full))
        return max(NOTHING, share)

    def shown(self, given: Sequence[str]) -> str:
        """Return the texts of the picks."""
        return "; ".join(option.text for option in self.options if option.key in given)

    def counted(self) -> list[tuple[str, str, bool | None]]:
        """Return the options, marked where they are harmful."""
        return [
            (o.key, f"{o.text} (harmful)" if o.harm else o.text, o.correct) for o in self.options
        ]

    def guess(self) -> Guess | None:
        """Return the mean over all ways to choose as many as may be picked.

        Where wrong picks cost something and more than one may be picked, nobody knows how many a
        guesser would pick.
        """
        number, most = len(self.options), self.most
        if most is None or (most > 1 and self.scheme is Scheme.LESS_WRONG):
            return None
        ways = comb(number, most)
        fatal = sum(option.harm is Harm.CASE for option in self.options)
        spared = Fraction(comb(number - fatal, most), ways)
        if self.scheme is Scheme.ALL_OR_NOTHING:
            return Guess(Fraction(self._full_ways, ways), spared)
        harmless = number - sum(bool(option.harm) for option in self.options)
        each = Fraction(comb(harmless - 1, most - 1), ways)
        return Guess(sum(self._weights) * each / sum(self._full), spared)

    @property
    def _full_ways(self) -> int:
        """In how many ways keys alone, as many as may be picked, earn everything."""
        if (self.most or 0) > len(self._weights):
            return 0
        least = self._full[-1]
        tied, needed = self._weights.count(least), self._full.count(least)
        return comb(tied, needed)

    def order(self, seed: int, salt: str) -> list[str]:
        """Shuffle the menu, unless its order carries meaning, as the alphabet does."""
        return shuffled((o.key for o in self.options), seed=seed, salt=salt) if self.shuffle else []

    def offered(self, order: Sequence[str] | None) -> list[MenuOption]:
        """Return the options in the arranged order."""
        return arranged(self.options, order)

    def details(self, order: Sequence[str] | None) -> dict[str, Any]:
        """Return the menu too."""
        menu = [{"key": option.key, "text": option.text} for option in self.offered(order)]
        return {**super().details(order), "options": menu}
