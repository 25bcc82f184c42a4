"""Script concordance: how a new finding changes a judgement, scored by what a panel of experts said."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.answers.typed import storable
from assessments.domain.concordance import (
    SIGNS,
    STEPS,
    advice_on,
    credits_of,
    guess_of,
)
from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    ItemReview,
    Posted,
    Response,
    ResponseInvalid,
    Text,
)
from assessments.domain.items.panelled import PanelledItem, Told
from assessments.domain.spread import SpreadRow

Judged = dict[str, str]
OUTSIDE = "outside"
OUTSIDE_WORDS = "Outside my field of competence"
ABOUT_OUTSIDE = "It earns what a point chosen at random would earn on average."
LONGEST_REASON = 2000
MOST_EXPERTS = 1000
Count = Annotated[int, Field(ge=0, le=MOST_EXPERTS)]
Five = Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
Day = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
NO_PANEL = (
    "A script concordance question needs the answers of a panel of experts before it can be "
    "published: collect a panel and use it, or type its counts."
)


class Task(StrEnum):
    """What is judged; the words of the scale follow it."""

    DIAGNOSIS = "diagnosis"
    INVESTIGATION = "investigation"
    TREATMENT = "treatment"


ANCHORS = {
    Task.DIAGNOSIS: (
        "Ruled out or almost ruled out",
        "Less likely",
        "Neither more nor less likely",
        "More likely",
        "Certain or almost certain",
    ),
    Task.INVESTIGATION: (
        "Useless or harmful",
        "Less useful",
        "Neither more nor less useful",
        "More useful",
        "Indispensable",
    ),
    Task.TREATMENT: (
        "Contraindicated",
        "Less indicated",
        "Neither more nor less indicated",
        "More indicated",
        "Strongly indicated",
    ),
}


class Reason(BaseModel):
    """What an expert who chose a point said, without a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Annotated[int, Field(ge=-2, le=2)]
    text: Text


class Panel(BaseModel):
    """How many experts chose each point, from -2 to +2, and where that comes from.

    With `are_shares`, the counts only say what each point is worth; how many experts there were is
    not known. `answers_hash` is that of the answers as they were collected here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: Annotated[tuple[Count, ...], Field(min_length=5, max_length=5)]
    are_shares: bool = False
    outside: Count = 0
    source: str = ""
    collected_on: Day = ""
    answers_hash: str = ""
    reasons: tuple[Reason, ...] = ()

    @model_validator(mode="after")
    def _somebody_answered(self) -> Self:
        if not any(self.counts):
            message = "At least one expert must have chosen a point of the scale."
            raise ValueError(message)
        return self


class ScriptConcordance(PanelledItem):
    """A hypothesis or plan, new information, and five points to say what that changes.

    The case is the stem. `scale` holds the words of the points from -2 to +2.
    """

    label: ClassVar[str] = "Script concordance"
    response_field: ClassVar[str] = "judgement"

    kind: Literal["script_concordance"] = "script_concordance"
    task: Task = Task.DIAGNOSIS
    hypothesis: Text
    finding: Text
    scale: Five = ANCHORS[Task.DIAGNOSIS]
    allow_outside: bool = False
    ask_reason: bool = False
    show_reasons: bool = False
    panel: Panel | None = None

    def lacks(self) -> list[str]:
        """Return that a panel is missing, too."""
        return super().lacks() + ([] if self.panel else [NO_PANEL])

    def advice(self) -> list[str]:
        """Say whether the panel is small, of one mind or of two."""
        if self.panel is None:
            return []
        return advice_on(self.panel.counts, are_shares=self.panel.are_shares)

    @property
    def heading(self) -> str:
        """Hypothesis and finding, as they are asked."""
        return f"If you were thinking of {self.hypothesis} and then you find {self.finding}"

    @property
    def points(self) -> tuple[str, ...]:
        """The five points in words."""
        return tuple(f"{sign} {words}" for sign, words in zip(SIGNS, self.scale, strict=True))

    def for_experts(self) -> Self:
        """Return the question with no panel and no rationale; experts may pass, and say why."""
        asked = {"panel": None, "rationale": "", "show_reasons": False}
        return self.model_copy(update={**asked, "allow_outside": True, "ask_reason": True})

    def told(self, response: Response) -> Told:
        """Return the point that an expert chose and their reason."""
        value = response[self.response_field]
        step = None if value["answer"] == OUTSIDE else int(value["answer"])
        return Told(step, value.get("reason", ""))

    def answered_with(self, told: Told) -> Response:
        """Return point and reason as a response."""
        answer = OUTSIDE if told.step is None else str(told.step)
        reason = {"reason": told.reason} if told.reason else {}
        return {self.response_field: {"answer": answer, **reason}}

    def with_panel(self, panel: Mapping[str, Any]) -> Self:
        """Return the question with what a panel answered."""
        return self.model_copy(update={"panel": Panel.model_validate(panel)})

    @property
    def credits(self) -> dict[str, Fraction]:
        """What each point earns, by its key."""
        counts = self.panel.counts if self.panel else (0,) * len(STEPS)
        return dict(zip(map(str, STEPS), credits_of(counts), strict=True))

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Choice]:
        """Return the points from -2 to +2, then the way out where there is one."""
        points = [
            Choice(str(step), f"{sign} {words}", None)
            for step, sign, words in zip(STEPS, SIGNS, self.scale, strict=True)
        ]
        return [*points, Choice(OUTSIDE, OUTSIDE_WORDS, None)] if self.allow_outside else points

    def choices(self) -> list[Choice]:
        """Return the points with what each earns; those that the panel split on do not distract."""
        return [
            Choice(each.key, each.text, True if credit == EVERYTHING else None, credit)
            for each in self.options_shown()
            for credit in [self._worth(each.key)]
        ]

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return hypothesis and finding, and whether a reason is asked for."""
        return {
            "task": self.task.value,
            "hypothesis": self.hypothesis,
            "finding": self.finding,
            "ask_reason": self.ask_reason,
        }

    def posted_value(self, posted: Posted) -> Judged:
        """Return the point chosen and the reason beside it."""
        given = {"answer": super().posted_value(posted)}
        if self.ask_reason:
            given["reason"] = posted.get("answer-reason", [""])[-1]
        return {name: str(value) for name, value in given.items() if value}

    def as_posted(self, value: Judged) -> dict[str, list[str]]:
        """Return the fields of point and reason."""
        fields = {"answer": [value["answer"]]}
        return fields | {f"answer-{name}": [value[name]] for name in ("reason",) if name in value}

    def normalise(self, value: object) -> Judged | None:
        """Accept the key of a point, or `outside` where that is on offer, and words about it."""
        if value is None:
            return None
        if not isinstance(value, dict) or not {"answer", "reason"} >= value.keys():
            raise ResponseInvalid("answer", "Choose one of the points shown.")
        answer, reason = value.get("answer"), self._read_reason(value.get("reason"))
        if answer is None or answer == "":
            if reason:
                raise ResponseInvalid("answer", "Choose a point on the scale beside your reason.")
            return None
        answer = str(answer) if type(answer) is int else answer
        if answer not in [option.key for option in self.options_shown()]:
            raise ResponseInvalid("answer", "Choose one of the points shown.")
        return {"answer": answer, **({"reason": reason} if reason else {})}

    def _read_reason(self, given: object) -> str:
        if given is None or given == "":
            return ""
        if not isinstance(given, str) or not self.ask_reason:
            raise ResponseInvalid("answer-reason", "This question takes no reason.")
        reason = storable(given).strip()
        if len(reason) > LONGEST_REASON:
            message = f"Shorten your reason to {LONGEST_REASON} characters (now {len(reason)})."
            raise ResponseInvalid("answer-reason", message)
        return reason

    def carried(self, value: Judged) -> Judged | None:
        """Keep the point; a reason counts for nothing and may have nowhere to stand."""
        kept: Judged | None = super().carried({"answer": value.get("answer", "")})
        return kept

    def marks(self, value: Judged) -> Fraction:
        """Return the credit of the point."""
        return self._worth(value["answer"])

    def _worth(self, key: str) -> Fraction:
        """Return what a point earns; to say that it is outside one's field, what a guess does.

        A guess must pay no better than honesty, and honesty no better than a guess.
        """
        return self.guess_score() if key == OUTSIDE else self.credits[key]

    def keys_of(self, value: Judged) -> list[str]:
        """Return the key of the point."""
        return [value["answer"]]

    def guess_score(self) -> Fraction:
        """Return the mean credit of the five points."""
        return guess_of(self.panel.counts) if self.panel else NOTHING

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show how the panel answered beside the point chosen."""
        checked = self.check(response)
        value: Judged = checked[self.response_field] if checked else {}
        chosen = value.get("answer", "")
        texts = {option.key: option.text for option in self.options_shown()}
        told = [ABOUT_OUTSIDE] if chosen == OUTSIDE else []
        if "reason" in value:
            told.append(f"Your reason: {value['reason']}")
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            given=texts.get(chosen, ""),
            feedback="\n".join(told),
            expected="" if self.panel else "No panel has answered yet.",
            spread=tuple(
                self._row(self.panel, *each, chosen) for each in zip(STEPS, SIGNS, strict=True)
            )
            if self.panel
            else (),
        )

    def _row(self, panel: Panel, step: int, sign: str, chosen: str) -> SpreadRow:
        place = STEPS.index(step)
        told = panel.reasons if self.show_reasons else ()
        return SpreadRow(
            label=f"{sign} {self.scale[place]}",
            count=None if panel.are_shares else panel.counts[place],
            credit=self.credits[str(step)],
            chosen=str(step) == chosen,
            reasons=tuple(reason.text for reason in told if reason.step == step),
        )
