"""What the report page shows, row by row, in the words it uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.domain.distractors import ChoiceFigures
from assessments.domain.readings import KEEP_FROM, difficulty, discrimination
from assessments.domain.statistics import Footing, ItemFigures
from common.charts import LIKERT_FILLS
from outcomes.domain.changes import Change, ObjectiveChange, QuestionChange
from outcomes.domain.credit import CreditLine, totals
from outcomes.domain.evaluation import Evaluation
from outcomes.domain.item_analysis import ChoiceRow, Measured, QuestionReport
from outcomes.domain.learning_gain import Transition
from outcomes.domain.participation import LABELS, MEANINGS, Participation, Stage
from outcomes.queries import OutcomeReport

SCALE = (0, 50, 100)


@dataclass(frozen=True)
class StageRow:
    """One stage of the funnel."""

    label: str
    meaning: str
    people: int
    share: float | None


def funnel(reached: Participation) -> list[StageRow]:
    """Return the stages in order."""
    return [
        StageRow(LABELS[stage], MEANINGS[stage], reached[stage], reached.share(stage))
        for stage in Stage
    ]


@dataclass(frozen=True)
class MonthRow:
    """Completions of one month; `most` is the longest bar."""

    month: datetime
    people: int
    most: int


def months(report: OutcomeReport) -> list[MonthRow]:
    """Return the months from the first completion to the last."""
    most = max((people for _month, people in report.months), default=0)
    return [MonthRow(month, people, most) for month, people in report.months]


def credit_totals(report: OutcomeReport) -> list[CreditLine]:
    """Return the sum of each credit type."""
    return totals(report.credit)


@dataclass(frozen=True)
class Tag:
    """A short remark on a question."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class ChoiceLine:
    """One choice as picked before and after."""

    text: str
    is_right: bool
    flag: str
    before: ChoiceFigures | None
    after: ChoiceFigures | None

    @property
    def share(self) -> float | None:
        """The share to draw: afterwards, or else before."""
        known = self.after or self.before
        return known.share if known else None

    @property
    def r(self) -> float | None:
        """The correlation of picking it with the rest of that test."""
        known = self.after or self.before
        return known.point_biserial if known else None


@dataclass(frozen=True)
class ItemRow:
    """One question of the item table."""

    number: int
    title: str
    lead_in: str
    report: QuestionReport
    tags: Sequence[Tag]
    choices: Sequence[ChoiceLine]

    @property
    def p_before(self) -> float | None:
        """The share of its points earned before."""
        return _p(self.report.before)

    @property
    def p_after(self) -> float | None:
        """The share of its points earned afterwards."""
        return _p(self.report.after)

    @property
    def p(self) -> float | None:
        """The share to draw."""
        return self.p_before if self.p_after is None else self.p_after

    @property
    def r(self) -> float | None:
        """The corrected point-biserial correlation, judged afterwards where possible."""
        known = known_figures(self.report)
        return known.point_biserial if known else None

    @property
    def upper_lower(self) -> float | None:
        """How much more the best 27 % earned than the weakest."""
        known = known_figures(self.report)
        return known.upper_lower if known else None

    @property
    def discrimination(self) -> str:
        """What that says in a word."""
        known = known_figures(self.report)
        return discrimination(known) if known else ""


def _p(part: Measured | None) -> float | None:
    return part.figures.facility if part and part.figures else None


def item_rows(report: OutcomeReport) -> list[ItemRow]:
    """Return the questions with what they need to be looked at for."""
    questions = report.items.questions if report.items else ()
    return [
        ItemRow(
            number=number,
            title=report.questions[row.question].title,
            lead_in=report.questions[row.question].lead_in,
            report=row,
            tags=_tags(row),
            choices=[_choice(line, is_open=row.is_open) for line in row.choices],
        )
        for number, row in enumerate(questions, start=1)
    ]


def _choice(row: ChoiceRow, *, is_open: bool) -> ChoiceLine:
    return ChoiceLine(
        text=row.choice.text,
        is_right=bool(row.choice.correct),
        flag="" if is_open else row.flag,
        before=row.before,
        after=row.after,
    )


def known_figures(row: QuestionReport) -> ItemFigures | None:
    """Return the later test's figures if it has any, else the earlier one's."""
    return next((p.figures for p in (row.after, row.before) if p and p.figures), None)


def _tags(row: QuestionReport) -> list[Tag]:
    known = known_figures(row)
    if known is None:
        return [Tag("n < 10")]
    tags = [Tag("n < 30")] if row.footing is Footing.TENTATIVE else []
    if row.before and row.before.figures:
        tags.append(Tag(f"{difficulty(row.before.figures).capitalize()} before"))
    if (known.point_biserial or KEEP_FROM) < KEEP_FROM:
        tags.append(Tag("r under 0.20", "warn"))
    if row.idle and row.before and row.before.figures and not row.is_open:
        tags.append(Tag(f"{row.idle} idle distractor{'s' if row.idle > 1 else ''}", "warn"))
    if row.advice:
        tags.append(Tag("Review", "warn"))
    return tags


@dataclass(frozen=True)
class TestRow:
    """The whole test: mean scores and the reliability of the later one."""

    before: float | None
    after: float | None
    alpha: float | None


def test_row(report: OutcomeReport) -> TestRow | None:
    """Return the scores of both tests, None where item statistics are withheld."""
    if report.items is None:
        return None
    before, after = report.items.before, report.items.after
    return TestRow(
        before=before.mean if before else None,
        after=after.mean if after else None,
        alpha=after.alpha if after else None,
    )


@dataclass(frozen=True)
class QuestionRow:
    """How one question that was asked twice went."""

    title: str
    row: QuestionChange

    @property
    def transitions(self) -> list[tuple[str, int]]:
        """Learned, reinforced, lost and missed, with how many people each."""
        counts = self.row.change.counts
        return [(kind.capitalize(), counts[kind]) for kind in Transition]


def question_rows(report: OutcomeReport) -> list[QuestionRow]:
    """Return the questions that the same people met before and after."""
    return [QuestionRow(report.questions[r.question].title, r) for r in report.learning.questions]


@dataclass(frozen=True)
class ObjectiveRow:
    """How one objective went."""

    text: str
    questions: int
    change: Change


def objective_rows(report: OutcomeReport) -> list[ObjectiveRow]:
    """Return the objectives that questions asked twice belong to."""
    rows: Sequence[ObjectiveChange] = report.learning.objectives
    return [ObjectiveRow(report.objectives[r.objective], r.questions, r.change) for r in rows]


@dataclass(frozen=True)
class Key:
    """A part of a rating's bar and what it stands for."""

    fill: str
    text: str


def rating_keys(evaluation: Evaluation) -> list[Key]:
    """Return what the parts of the bars mean, "" words where the scales differ."""
    scales = {tuple(row.scale) for row in evaluation.ratings if row.favourable is not None}
    if len(scales) == 1:
        return [Key(*pair) for pair in zip(LIKERT_FILLS, scales.pop(), strict=True)]
    return [Key(LIKERT_FILLS[0], "Lowest"), Key(LIKERT_FILLS[-1], "Highest")] if scales else []


@dataclass(frozen=True)
class Check:
    """One check of independence with what was found."""

    name: str
    finding: str
    is_met: bool


def checks(report: OutcomeReport) -> list[Check]:
    """Return what the published facts say about independence."""
    facts: Mapping[str, Any] = report.activity.facts
    told = facts["contributors"]
    related = [each for each in told if each["relationships"]]
    mitigated = [each for each in related if each["mitigation"]]
    return [
        Check("Commercial support", facts["commercial_support"], bool(facts["commercial_support"])),
        Check(
            "Disclosure by people in control of content",
            _disclosed(told, related),
            bool(told) and all(each.get("has_declared", True) for each in told),
        ),
        Check(
            "Relevant relationships mitigated",
            f"{len(mitigated)} of {len(related)}" if related else "None to mitigate",
            len(mitigated) == len(related),
        ),
        Check(
            "Disclosed to learners beforehand",
            f"{report.acknowledged:,} of {report.enrolled:,} acknowledged what was shown",
            report.acknowledged == report.enrolled,
        ),
    ]


def _disclosed(told: Sequence[Any], related: Sequence[Any]) -> str:
    people = "1 person" if len(told) == 1 else f"{len(told)} people"
    names = ", ".join(dict.fromkeys(each["name"] for each in related))
    return f"{people} named; {len(related)} with relationships" + (f" ({names})" if names else "")
