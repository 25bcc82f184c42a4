"""Cloze: a text with gaps, each filled by words, a number or a choice, each with its own weight."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assessments.domain.answers.typed import EVERYTHING, NOTHING, WORTHLESS, Unreadable
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Posted,
    ResponseInvalid,
    ReviewLine,
    State,
    Text,
)
from assessments.domain.items.gaps import AnyGap, Gap
from assessments.domain.items.options import Option, alike, check_keys_differ

MARKER = re.compile(r"\[\[ *([A-Za-z0-9_]*) *\]\]")
WORDS_BESIDE = 4
STOPS = " ,.;:()"


@dataclass(frozen=True)
class Piece:
    """A run of text, or a gap with what names it to somebody who cannot see the text around it."""

    text: str = ""
    gap: Gap | None = None
    number: int = 0
    label: str = ""
    options: tuple[Option, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what a client has to show."""
        if self.gap is None:
            return {"text": self.text}
        return {
            "gap": self.gap.key,
            "type": self.gap.type,
            "label": self.label,
            "options": [{"key": option.key, "text": option.text} for option in self.options],
            **self.gap.details(),
        }


class Cloze(Item):
    """`text` is plain, with a marker such as [[1]] where each gap stands; a line is a paragraph."""

    label: ClassVar[str] = "Cloze"
    response_field: ClassVar[str] = "gaps"

    kind: Literal["cloze"] = "cloze"
    text: Text
    gaps: tuple[AnyGap, ...] = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """Let the text with the gaps be all that there is."""
        return self

    def lacks(self) -> list[str]:
        """Return which options of a gap read alike, too."""
        within = [
            f"Gap {gap.key}: {sentence}"
            for gap in self.gaps
            for sentence in alike(option.text for option in gap.offered(None))
        ]
        return super().lacks() + within

    @model_validator(mode="after")
    def _markers_fit_gaps(self) -> Self:
        check_keys_differ(self.gaps)
        keys = [gap.key for gap in self.gaps]
        if problems := [*problems_of_text(self.text, keys), *gaps_without_place(self.text, keys)]:
            raise ValueError(" ".join(problems))
        return self

    @cached_property
    def in_order(self) -> Mapping[str, Gap]:
        """The gaps by key, in the order of the text."""
        found = {gap.key: gap for gap in self.gaps}
        return {key: found[key] for key in markers_in(self.text)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What to call each gap: its number and the words beside it."""
        parts = MARKER.split(self.text)
        return {
            key: f"Gap {number}: {_beside(parts[2 * number - 2], parts[2 * number])}"
            for number, key in enumerate(self.in_order, start=1)
        }

    def _number(self, key: str) -> int:
        """Return the place of a gap in the text, from 1."""
        return [*self.in_order].index(key) + 1

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the options of each gap that allows it."""
        orders = {gap.key: gap.order(seed, f"{salt} {gap.key}") for gap in self.gaps}
        return {key: order for key, order in orders.items() if order}

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return the text in paragraphs of pieces, each a text or a gap."""
        lines = self.paragraphs(arrangement)
        return {"paragraphs": [[piece.as_json() for piece in line] for line in lines]}

    def paragraphs(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[list[Piece]]:
        """Return the lines of the text, each as its pieces."""
        lines = (line for line in self.text.splitlines() if line.strip())
        return [[*self._pieces(MARKER.split(line), arrangement)] for line in lines]

    def _pieces(self, parts: Sequence[str], arrangement: Arrangement) -> Iterator[Piece]:
        """Read what stands between markers and the markers' keys in turn."""
        for turn, part in enumerate(parts):
            if turn % 2:
                gap = self.in_order[part.lower()]
                options = gap.offered(arrangement.get(gap.key))
                number = self._number(gap.key)
                yield Piece(gap=gap, number=number, label=self.names[gap.key], options=options)
            elif part:
                yield Piece(text=part)

    def posted_value(self, posted: Posted) -> dict[str, str]:
        """Return what each field `answer-<gap>` holds, with the unit chosen beside it."""
        return {key: _posted(posted, key) for key in self.in_order}

    def as_posted(self, value: Any) -> dict[str, list[str]]:
        """Return the fields of all gaps."""
        fields: dict[str, list[str]] = {}
        for key, given in value.items():
            typed = self.in_order[key].typed(given)
            fields |= {f"answer-{key}": [typed.number], f"answer-{key}-unit": [typed.unit]}
        return {name: values for name, values in fields.items() if values != [""]}

    def normalise(self, value: object) -> dict[str, str] | None:
        """Accept fillings of some or all gaps, as text."""
        if value is None:
            return None
        if not isinstance(value, dict) or not self.in_order.keys() >= value.keys():
            raise ResponseInvalid("answer", "Fill in the gaps of this text.")
        read = {key: self._read(key, value[key]) for key in self.in_order if key in value}
        return {key: filling for key, filling in read.items() if filling is not None} or None

    def carried(self, value: dict[str, str]) -> dict[str, str] | None:
        """Keep the fillings that the gaps here can hold."""
        kept = {}
        for key in value.keys() & self.in_order.keys():
            with suppress(ResponseInvalid):
                kept[key] = self._read(key, value[key])
        return {key: filling for key, filling in kept.items() if filling is not None} or None

    def _read(self, key: str, given: object) -> str | None:
        number = self._number(key)
        if given is not None and not isinstance(given, str):
            raise ResponseInvalid(f"answer-{key}", f"Gap {number}: give your answer as text.")
        try:
            return self.in_order[key].read(given or "")
        except Unreadable as problem:
            message = f"Gap {number}: {problem.message}"
            raise ResponseInvalid(f"answer-{key}", message) from problem

    def marks(self, value: dict[str, str]) -> Fraction:
        """Return the weighted mean of what the gaps earned; an open gap earns nothing."""
        return self._mean(
            {key: self.in_order[key].judged(given).credit for key, given in value.items()}
        )

    def _mean(self, credits_: Mapping[str, Fraction]) -> Fraction:
        weights = {gap.key: Fraction(gap.weight) for gap in self.gaps}
        earned = sum((credit * weights[key] for key, credit in credits_.items()), NOTHING)
        return earned / sum(weights.values())

    def is_whole(self, value: dict[str, str]) -> bool:
        """Whether every gap is filled in."""
        return len(value) == len(self.gaps)

    def right_parts(self, value: dict[str, str]) -> dict[str, str]:
        """Keep the fillings that earn everything."""
        judged = ((key, given, self.in_order[key].judged(given)) for key, given in value.items())
        return {key: given for key, given, found in judged if found.credit == EVERYTHING}

    def keys_of(self, value: dict[str, str]) -> list[str]:
        """Return gap and filling as one key, `1: heparin`."""
        return [f"{key}: {self.in_order[key].counted(given)}" for key, given in value.items()]

    def choice_for(self, key: str) -> Choice:
        """Return a filling as a row of a table; `key` as from `keys_of`."""
        place, _colon, filling = key.partition(": ")
        gap = self.in_order[place]
        number = self._number(place)
        right = gap.judged(filling).credit == EVERYTHING
        return Choice(key, f"Gap {number}: {gap.shown(filling)}", right)

    def guess_score(self) -> Fraction:
        """Return the weighted mean of what a guess earns in each gap."""
        return self._mean({gap.key: gap.guess() for gap in self.gaps})

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show each gap with what was filled in and what was wanted."""
        checked = self.check(response)
        filled: dict[str, str] = checked[self.response_field] if checked else {}
        lines = tuple(self._line(gap, filled.get(key)) for key, gap in self.in_order.items())
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)

    def _line(self, gap: Gap, given: str | None) -> ReviewLine:
        judged = WORTHLESS if given is None else gap.judged(given)
        return ReviewLine(
            key=gap.key,
            text=self.names[gap.key],
            chosen=given is not None,
            correct=judged.credit == EVERYTHING,
            rationale="\n".join(filter(None, (judged.feedback, gap.rationale))),
            state=_state(given, judged.credit),
            given="" if given is None else gap.shown(given),
            expected=gap.shown(given) if given and judged.credit == EVERYTHING else gap.wanted(),
        )


def markers_in(text: str) -> list[str]:
    """Return the gaps that a text names, in its order."""
    return [key.lower() for key in MARKER.findall(text)]


def problems_of_text(text: str, keys: Sequence[str]) -> list[str]:
    """Return what is wrong with the markers of a text, as sentences for the author."""
    counted = Counter(markers_in(text))
    twice = [f"[[{key}]] stands twice in the text." for key, n in counted.items() if n > 1]
    unknown = [f"There is no gap for [[{key}]]." for key in counted if key not in keys]
    return unknown + twice


def gaps_without_place(text: str, keys: Sequence[str]) -> list[str]:
    """Return sentences for gaps that no marker names."""
    placed = set(markers_in(text))
    return [f"The text has no marker [[{key}]]." for key in keys if key not in placed]


def _beside(before: str, after: str) -> str:
    """Return a few words of the text on both sides of a gap."""
    left = before.rpartition("\n")[2].strip(STOPS).split()[-WORDS_BESIDE:]
    right = after.partition("\n")[0].strip(STOPS).split()[:WORDS_BESIDE]
    return " ".join([*left, "…", *right])


def _posted(posted: Posted, key: str) -> str:
    filling, unit = (posted.get(f"answer-{name}", [""])[-1] for name in (key, f"{key}-unit"))
    return f"{filling.strip()} {unit.strip()}".strip()


def _state(given: str | None, credit: Fraction) -> State:
    if given is None:
        return "missed"
    if credit in {NOTHING, EVERYTHING}:
        return "right" if credit else "wrong"
    return "partly"
