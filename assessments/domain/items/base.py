"""What every kind of question can do.

A kind is one module in this package with one subclass of `Item`. It names the one field of its
response (`response_field`), says how a value of that field is checked (`normalise`) and what it
is worth (`marks`); the base class does the rest, so that "unanswered scores 0" stands once.

A kind that asks each learner with other values also sets `draws_values`, draws them in `arrange` and
fills them in in `realised`. Whoever shows, checks, scores or reviews a question of a form asks the
form for it (`FormItem.asks`), so what was drawn at the start of an attempt holds to its end.

A kind that people mark (`marked_by_people`) has a rubric (`marking_guide`); what its answers are worth
comes from their marks, never from `marks`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeAlias, final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.cases.debrief import Debrief
from assessments.domain.cases.layout import Drawing
from assessments.domain.files import HeldFile
from assessments.domain.marking.rubric import Rubric
from assessments.domain.spread import SpreadRow

if TYPE_CHECKING:
    from assessments.domain.items.pictured import Drawing as Drawn

Response: TypeAlias = dict[str, Any]
Arrangement: TypeAlias = Mapping[str, list[str]]
Posted: TypeAlias = Mapping[str, list[str]]
State: TypeAlias = Literal["right", "partly", "wrong", "missed", "none"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
LeadIn = Annotated[str, StringConstraints(strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]

MOST_HINTS = 10
NOTHING = Fraction(0)
EVERYTHING = Fraction(1)
NO_ARRANGEMENT: Arrangement = {}
NO_TEXT = "The question has no text."
NO_LEAD_IN = "Write the question itself, in one line: the case does not say which of its words ask."


class ResponseInvalid(Exception):
    """A response that this question cannot hold; `message` is a sentence for the learner.

    `rest` are the other parts of the answer, by key, which can be kept.
    """

    def __init__(self, field: str, message: str, rest: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.rest = rest or {}


@dataclass(frozen=True)
class Choice:
    """One row of a distractor table; `correct` is None where it neither is right nor distracts.

    `credit` is what choosing it earns, for kinds where that is more than all or nothing.
    """

    key: str
    text: str
    correct: bool | None
    credit: Fraction | None = None


@dataclass(frozen=True)
class Worded:
    """An answer on offer as its author worded it; `correct` is None where it depends on more."""

    key: str
    text: str
    correct: bool | None = None
    rationale: str = ""


@dataclass(frozen=True)
class ReviewLine:
    """One option or statement as the result page shows it.

    `given` and `expected` carry words such as "True" where a line has more than chosen or not.
    A line that is no part of the question has no letter.
    """

    key: str
    text: str
    chosen: bool
    correct: bool
    rationale: str
    state: State
    given: str = ""
    expected: str = ""
    lettered: bool = True


@dataclass(frozen=True)
class Within:
    """A question inside another one; `share` is its part of the points."""

    key: str
    number: int
    item: "Item"
    share: Fraction

    def counted(self, chosen: Collection[str]) -> tuple[str, list[str]]:
        """Return the score that it earned, as text, and its own keys, of those of the whole."""
        mine = [key.removeprefix(self.key) for key in chosen if key.startswith(self.key)]
        scores = [key[1:] for key in mine if key[:1] == "="]
        return (scores or ["0"])[0], [key[1:] for key in mine if key[:1] == ":"]


@dataclass(frozen=True)
class ItemReview:
    """What the result page shows for one question.

    `given` and `expected` are sentences' worth of text for kinds without options; `feedback` is about
    the answer given. `spread` is for kinds that are scored by how others answered, `drawing` for
    answers that were given in a picture, `parts` are the reviews of the questions inside, `debrief`
    is a case played again.
    """

    score: Fraction
    rationale: str
    lines: tuple[ReviewLine, ...] = ()
    given: str = ""
    expected: str = ""
    feedback: str = ""
    spread: tuple[SpreadRow, ...] = ()
    parts: "tuple[tuple[Within, ItemReview], ...]" = ()
    debrief: Debrief | None = None
    drawing: "Drawn | None" = None


class Hint(BaseModel):
    """Help after a wrong try, as sanitised HTML; it may take the wrong parts of the answer away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    clear_wrong: bool = False


class Item(BaseModel, ABC):
    """A question as it was published: shown, answered, scored and reviewed from this alone.

    `stem` and `rationale` are sanitised HTML; `lead_in` and whatever options hold are plain text.
    `hints` are shown after wrong tries, one each, where an assessment allows several.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: ClassVar[str]
    graded: ClassVar[bool] = True
    draws_values: ClassVar[bool] = False
    order_is_asked: ClassVar[bool] = False
    optional: ClassVar[bool] = False
    stepwise: ClassVar[bool] = False  # answered step by step: pages show what is held
    marked_by_people: ClassVar[bool] = False
    takes_files: ClassVar[bool] = False  # its answers hold files, which are sent by themselves
    response_field: ClassVar[str]
    html_texts: ClassVar[tuple[str, ...]] = ("stem", "rationale")  # paths to all HTML but hints

    kind: str
    stem: str = ""
    lead_in: LeadIn = ""
    rationale: str = ""
    hints: Annotated[tuple[Hint, ...], Field(max_length=MOST_HINTS)] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lead_in and not self.stem.strip():
            raise ValueError(NO_TEXT)
        return self

    def lacks(self) -> list[str]:
        """Return what a sound draft still needs before anybody can be asked, as sentences."""
        return [] if self.lead_in else [NO_LEAD_IN]

    def advice(self) -> list[str]:
        """Return what the author should know or reconsider, as sentences; it keeps nothing back."""
        return []

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Return the order in which to show the parts, or {} if nothing is to be shuffled.

        A kind that draws values returns those, by name.
        """
        return {}

    def drawn(self, seed: int, salt: str, *, shuffle: bool) -> dict[str, list[str]]:
        """Return what a form keeps of a question; `shuffle` is whether options may be shuffled.

        Values are drawn, and steps to put in order shuffled, under any policy.
        """
        if not (shuffle or self.draws_values or self.order_is_asked):
            return {}
        return self.arrange(seed, salt)

    def realised(self, arrangement: Arrangement) -> "Item":
        """Return the question as an attempt asks it: itself, or with the values drawn for it."""
        return self

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Any]:
        """Return the options or statements in the arranged order."""
        return []

    def strikable(self) -> list[str]:
        """Return the keys of options that a learner may cross out while thinking; grading ignores it."""
        return []

    def worded(self) -> tuple[Worded, ...]:
        """Return the answers on offer, in the author's order, for the checks of their wording."""
        return ()

    def choices(self) -> list[Choice]:
        """Return every key that `chosen` can give, where they can be counted beforehand."""
        return []

    def choice_for(self, key: str) -> Choice:
        """Return the row of a table of answers for a key that `choices` could not foresee."""
        return Choice(key, key, self.score({self.response_field: key}) == EVERYTHING)

    def within(self) -> tuple[Within, ...]:
        """Return the questions inside this one that are counted by themselves too."""
        return ()

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return as JSON what else has to be shown, such as units; never what is right."""
        return {}

    def pictures(self) -> list[str]:
        """Return the addresses of pictures that stand in no text."""
        return []

    def with_pictures(self, addresses: Mapping[str, str]) -> "Item":
        """Return the question with such pictures under other addresses."""
        return self

    def read_form(self, posted: Posted, held: Response | None = None) -> Response | None:
        """Turn HTML form fields into a response; None means that the answer was cleared.

        `held` is what is saved, for a kind whose fields change that and do not give it whole.
        """
        return self.check({self.response_field: self.posted_value(posted)})

    def posted_value(self, posted: Posted) -> object:
        """Return what the form field `answer` holds."""
        values = [value for value in posted.get("answer", []) if value.strip()]
        if len(values) > 1:
            raise ResponseInvalid("answer", "Give one answer only.")
        return values[0] if values else None

    def as_posted(self, value: Any) -> dict[str, list[str]]:
        """Return the form fields that hold a normalised value, as `posted_value` reads them."""
        return {"answer": value if isinstance(value, list) else [str(value)]}

    @final
    def check(self, response: object) -> Response | None:
        """Return the response in its one stored form, or None if it answers nothing."""
        if response is None or response == {}:
            return None
        if not isinstance(response, dict) or set(response) != {self.response_field}:
            wanted = f"it has one field, “{self.response_field}”"
            raise ResponseInvalid("answer", f"This is not an answer to this question: {wanted}.")
        value = self.normalise(response[self.response_field])
        return None if value is None else {self.response_field: value}

    def follow(self, held: Response | None, response: Response | None) -> Response | None:
        """Return what to store of a checked response after `held`; raise `ResponseInvalid` if none."""
        return response

    def progress(
        self, response: object, arrangement: Arrangement = NO_ARRANGEMENT
    ) -> dict[str, Any]:
        """Return as JSON what has to be shown after this answer, and only after it."""
        return {}

    def drawing(self) -> "Drawing | None":
        """Return a drawing of the question for its author, None where there is nothing to draw."""
        return None

    @final
    def score(self, response: object) -> Fraction:
        """Return the exact share of the question's points, 0 to 1; unanswered is 0."""
        checked = self.check(response)
        return NOTHING if checked is None else self.marks(checked[self.response_field])

    @final
    def score_carried(self, response: object) -> Fraction:
        """Return the score of a stored response that was given to another version of the question."""
        given = response.get(self.response_field) if isinstance(response, dict) else None
        value = None if given is None else self.carried(given)
        return NOTHING if value is None else self.marks(value)

    @final
    def is_complete(self, response: object) -> bool:
        """Whether a response answers all that is asked, so that it can be checked."""
        checked = self.check(response)
        return checked is not None and self.is_whole(checked[self.response_field])

    def is_whole(self, value: Any) -> bool:
        """Whether a normalised value leaves nothing open."""
        return True

    @final
    def without_wrong(self, response: Response) -> Response | None:
        """Return a response without its wrong parts, None if nothing is left."""
        value = self.right_parts(response[self.response_field])
        return None if value is None else self.check({self.response_field: value})

    def right_parts(self, value: Any) -> Any:
        """Return what may stay of a normalised value when a hint clears what is wrong.

        An answer in one piece is wrong as a whole. A kind for which clearing would give the key away
        returns the value as it is.
        """
        return None

    def carried(self, value: Any) -> Any:
        """Return what is left here of a value given to another version, None if nothing is.

        What this version does not have counts as not picked.
        """
        try:
            return self.normalise(value)
        except ResponseInvalid:
            return None

    @final
    def chosen(self, response: object) -> list[str]:
        """Return the keys that a distractor table counts for this response."""
        checked = self.check(response)
        return [] if checked is None else self.keys_of(checked[self.response_field])

    @abstractmethod
    def normalise(self, value: Any) -> Any:
        """Return the value as stored, None if it is empty; raise `ResponseInvalid`."""

    def marks(self, value: Any) -> Fraction:
        """Return the score of a normalised value."""
        return NOTHING

    def keys_of(self, value: Any) -> list[str]:
        """Return the keys that a normalised value chose."""
        return []

    @property
    def graded_by_rule(self) -> bool:
        """Whether what an answer is worth follows from the answer alone, without anybody."""
        return self.graded and not self.marked_by_people

    def marking_guide(self) -> Rubric | None:
        """Return the rubric of a kind that people mark."""
        return None

    def measure(self, response: object) -> str:
        """Say how much an answer is, for those who mark it."""
        return ""

    def files(self, response: object) -> tuple[HeldFile, ...]:
        """Return the files that a response holds."""
        return ()

    def incomplete(self, value: Any) -> str:
        """Say what a normalised value lacks before it may be handed in, "" if nothing."""
        return ""

    @final
    def shortcoming(self, response: object) -> str:
        """Say what an answer lacks before it may be handed in, "" if nothing or nothing was answered."""
        checked = self.check(response)
        return "" if checked is None else self.incomplete(checked[self.response_field])

    def guess_score(self) -> Fraction | None:
        """Return the mean score of a random guess (docs/rules/statistics.md), None for no mean."""
        return None

    @abstractmethod
    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Return what to show once answers may be seen, lines in the order first shown."""


def state_of(*, chosen: bool, correct: bool) -> State:
    """Return how a line with a yes-or-no choice went."""
    if chosen:
        return "right" if correct else "wrong"
    return "missed" if correct else "none"
