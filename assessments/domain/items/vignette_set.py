"""Vignette set: one vignette and several questions about it, which stay together.

Each part is a question of another kind with all its own rules; this module only hands things on to
it and back: fields of forms, orders of options and errors carry the key of their part.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.decimals import PlainDecimal
from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Key,
    LeadIn,
    Posted,
    Response,
    ResponseInvalid,
    Within,
)
from assessments.domain.items.calculated import Calculated
from assessments.domain.items.cloze import Cloze
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.options import check_keys_differ
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import TrueFalseSet

AnyKind: TypeAlias = (
    SingleBestAnswer
    | MultipleResponse
    | TrueFalseSet
    | Matching
    | Ordering
    | Cloze
    | ShortText
    | Numeric
    | Calculated
)
Question: TypeAlias = Annotated[AnyKind, Field(discriminator="kind")]
INSIDE: tuple[str, ...] = tuple(kind.model_fields["kind"].default for kind in get_args(AnyKind))
FEWEST, MOST = 2, 12


class Part(BaseModel):
    """One question of the set; a part of weight 2 counts like two of weight 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    weight: Annotated[PlainDecimal, Field(gt=0, le=100)] = Decimal(1)
    question: Question

    def arrangement(self, whole: Arrangement) -> dict[str, list[str]]:
        """Return what of the set's arrangement belongs to this part."""
        mine = f"{self.key}."
        return {name.removeprefix(mine): v for name, v in whole.items() if name.startswith(mine)}

    def posted(self, whole: Posted) -> dict[str, list[str]]:
        """Return the form fields of this part under the names that its kind gives them."""
        mine = f".{self.key}"
        return {name.removesuffix(mine): v for name, v in whole.items() if name.endswith(mine)}

    def response(self, value: Any) -> Response | None:
        """Return a value of the set's response as a response to this part."""
        return None if value is None else {self.question.response_field: value}


class VignetteSet(Item):
    """`stem` is the vignette; a response holds the value of each part's response, by its key."""

    label: ClassVar[str] = "Vignette set"
    response_field: ClassVar[str] = "parts"
    html_texts: ClassVar[tuple[str, ...]] = (
        *Item.html_texts,
        "parts.question.stem",
        "parts.question.rationale",
    )

    kind: Literal["vignette_set"] = "vignette_set"
    lead_in: LeadIn = "Answer each question about this case."
    parts: tuple[Part, ...] = Field(min_length=FEWEST, max_length=MOST)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        check_keys_differ(self.parts)
        if not self.stem.strip():
            message = "Write the case that all questions are about."
            raise ValueError(message)
        return self

    @property
    def draws_values(self) -> bool:  # type: ignore[override]
        """Whether some part does."""
        return any(part.question.draws_values for part in self.parts)

    @cached_property
    def by_key(self) -> Mapping[str, Part]:
        """The parts by key, in the order of the set."""
        return {part.key: part for part in self.parts}

    def lacks(self) -> list[str]:
        """Return what the parts lack, too."""
        within = [
            f"Question {number}: {sentence}"
            for number, part in enumerate(self.parts, start=1)
            for sentence in part.question.lacks()
        ]
        return super().lacks() + within

    def _number(self, key: str) -> int:
        return [*self.by_key].index(key) + 1

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle inside the parts; they themselves stay in the order of the author."""
        return self.drawn(seed, salt, shuffle=True)

    def drawn(self, seed: int, salt: str, *, shuffle: bool) -> dict[str, list[str]]:
        """Return what a form keeps of each part."""
        return {
            f"{part.key}.{name}": kept
            for part in self.parts
            for name, kept in part.question.drawn(
                seed, f"{salt} {part.key}", shuffle=shuffle
            ).items()
        }

    def realised(self, arrangement: Arrangement) -> "VignetteSet":
        """Return the set with the values drawn in its parts."""
        if not self.draws_values:
            return self
        asked = tuple(
            part.model_copy(
                update={"question": part.question.realised(part.arrangement(arrangement))}
            )
            for part in self.parts
        )
        return VignetteSet.model_construct(**{**dict(self), "parts": asked})

    def within(self) -> tuple[Within, ...]:
        """Return the parts."""
        whole = sum(Fraction(part.weight) for part in self.parts)
        return tuple(
            Within(part.key, number, part.question, Fraction(part.weight) / whole)
            for number, part in enumerate(self.parts, start=1)
        )

    def choices(self) -> list[Choice]:
        """Return the choices of those parts that have some."""
        return [
            self._choice(part, choice) for part in self.parts for choice in part.question.choices()
        ]

    def choice_for(self, key: str) -> Choice:
        """Return what was answered to a part, or what it earned, as a row of a table."""
        place = next(place for place in self.by_key if key.startswith((f"{place}:", f"{place}=")))
        rest = key.removeprefix(place)
        if rest.startswith("="):
            return Choice(key, f"{self._number(place)}. earned {rest[1:]}", None)
        part = self.by_key[place]
        return self._choice(part, part.question.choice_for(rest[1:]))

    def _choice(self, part: Part, choice: Choice) -> Choice:
        number = self._number(part.key)
        return Choice(f"{part.key}:{choice.key}", f"{number}. {choice.text}", choice.correct)

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return the parts as a client has to show them."""
        return {"parts": [_described(part, part.arrangement(arrangement)) for part in self.parts]}

    def read_form(self, posted: Posted, held: Response | None = None) -> Response | None:
        """Read the parts one by one: what is wrong with one does not cost the others."""
        read: dict[str, Any] = {}
        problems = []
        for part in self.parts:
            try:
                response = part.question.read_form(part.posted(posted))
            except ResponseInvalid as problem:
                problems.append(self._placed(part, problem))
                continue
            if response is not None:
                read[part.key] = response[part.question.response_field]
        if problems:
            raise ResponseInvalid(problems[0].field, problems[0].message, read)
        return self.check({self.response_field: read})

    def posted_value(self, posted: Posted) -> dict[str, Any]:
        """Return what the fields of each part hold, answers or not."""
        return dict(self._typed(posted))

    def _typed(self, posted: Posted) -> Iterator[tuple[str, Any]]:
        for part in self.parts:
            try:
                yield part.key, part.question.posted_value(part.posted(posted))
            except ResponseInvalid:
                yield part.key, None

    def as_posted(self, value: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return the fields of all parts."""
        return {
            f"{name}.{key}": fields
            for key, given in value.items()
            for name, fields in self.by_key[key].question.as_posted(given).items()
        }

    def normalise(self, value: object) -> dict[str, Any] | None:
        """Accept answers to some or all parts."""
        if value is None:
            return None
        if not isinstance(value, dict) or not self.by_key.keys() >= value.keys():
            raise ResponseInvalid("answer", "Answer the questions of this set.")
        read = {
            key: self._read(self.by_key[key], value[key]) for key in self.by_key if key in value
        }
        return {key: given for key, given in read.items() if given is not None} or None

    def is_whole(self, value: dict[str, Any]) -> bool:
        """Whether every part is answered in whole."""
        return all(
            part.key in value and part.question.is_whole(value[part.key]) for part in self.parts
        )

    def right_parts(self, value: dict[str, Any]) -> dict[str, Any] | None:
        """Keep parts that are right, and what is right in the others."""
        kept = {
            key: given
            if self.by_key[key].question.marks(given) == EVERYTHING
            else self.by_key[key].question.right_parts(given)
            for key, given in value.items()
        }
        return {key: given for key, given in kept.items() if given is not None} or None

    def _read(self, part: Part, given: Any) -> Any:
        try:
            return part.question.normalise(given)
        except ResponseInvalid as problem:
            raise self._placed(part, problem) from problem

    def _placed(self, part: Part, problem: ResponseInvalid) -> ResponseInvalid:
        """Return a problem of a part as one of the set, at the field of the part."""
        message = f"Question {self._number(part.key)}: {problem.message}"
        return ResponseInvalid(f"{problem.field}.{part.key}", message)

    def carried(self, value: dict[str, Any]) -> dict[str, Any] | None:
        """Keep what the parts here can hold of answers to the parts of the same key."""
        kept = {
            key: part.question.carried(value[key])
            for key, part in self.by_key.items()
            if key in value
        }
        return {key: given for key, given in kept.items() if given is not None} or None

    def marks(self, value: dict[str, Any]) -> Fraction:
        """Return the weighted mean; a part without an answer earns nothing."""
        earned = (
            each.share * each.item.marks(value[each.key])
            for each in self.within()
            if each.key in value
        )
        return sum(earned, NOTHING)

    def keys_of(self, value: dict[str, Any]) -> list[str]:
        """Return of each part answered what it earned, `a=1/2`, and its keys, `a:key`."""
        keys = []
        for key, given in value.items():
            question = self.by_key[key].question
            keys += [f"{key}={question.marks(given)}"]
            keys += [f"{key}:{chosen}" for chosen in question.keys_of(given)]
        return keys

    def guess_score(self) -> Fraction | None:
        """Return the weighted mean of what guesses earn, None if one part has no mean."""
        earned = NOTHING
        for each in self.within():
            guess = each.item.guess_score()
            if guess is None:
                return None
            earned += each.share * guess
        return earned

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the review of each part."""
        checked = self.check(response)
        given: dict[str, Any] = checked[self.response_field] if checked else {}
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            parts=tuple(
                (each, self._reviewed(self.by_key[each.key], given, arrangement))
                for each in self.within()
            ),
        )

    def _reviewed(
        self, part: Part, given: Mapping[str, Any], arrangement: Arrangement
    ) -> ItemReview:
        response = part.response(given.get(part.key))
        return part.question.review(response, part.arrangement(arrangement))


def _described(part: Part, arrangement: Arrangement) -> dict[str, Any]:
    """Return a part as JSON: never what is right."""
    question = part.question
    return {
        "part": part.key,
        "weight": str(part.weight),
        "kind": question.kind,
        "stem": question.stem,
        "lead_in": question.lead_in,
        "answer_field": question.response_field,
        "options": [
            {"key": option.key, "text": option.text}
            for option in question.options_shown(arrangement)
        ],
        "stems": [
            {"key": stem.key, "text": stem.text, "answers": stem.count}
            for stem in getattr(question, "stems", ())
        ],
        "reuse": getattr(question, "reuse", True),
        "max_choices": getattr(question, "max_choices", None),
        "unit": getattr(question, "unit", ""),
        "details": question.details(arrangement),
    }
