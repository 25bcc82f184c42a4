"""Reads about panels of experts: who comes in by a link, what they said, what of it counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core import signing
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from assessments.domain import items
from assessments.domain.concordance import (
    FAR,
    SIGNS,
    STEPS,
    PanelistFigures,
    Spread,
    counted,
    distance,
    figures_of,
    modes_of,
    without,
)
from assessments.domain.items.panelled import PanelledItem, Told
from assessments.models import (
    ExpertPanel,
    PanelAnswer,
    PanelDecision,
    Panelist,
    PanelQuestion,
    PanelUse,
    Question,
    QuestionBank,
)

SALT = "assessments.panel"


class Refusal(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"


class LinkRefused(Exception):
    """A link that opens nothing; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def link_token(panelist: Panelist) -> str:
    """Return what stands in the panelist's link: who and which link, signed."""
    return signing.dumps([panelist.pk, panelist.link_number], salt=SALT)


def panelist_by(token: str, *, at: datetime) -> Panelist:
    """Return whom a link lets in, with their panel; raise `LinkRefused`."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkRefused(Refusal.UNKNOWN) from error
    panelist = Panelist.objects.select_related("panel").filter(pk=pk).first()
    if panelist is None:
        raise LinkRefused(Refusal.UNKNOWN)
    if refusal := _refusal(panelist, number, at):
        raise LinkRefused(refusal)
    return panelist


def _refusal(panelist: Panelist, number: int, at: datetime) -> Refusal | None:
    if panelist.link_number != number:
        return Refusal.REPLACED
    if panelist.revoked_at:
        return Refusal.REVOKED
    if panelist.link_expires_at <= at:
        return Refusal.EXPIRED
    return Refusal.CLOSED if panelist.panel.closed_at else None


def item_of(asked: PanelQuestion) -> PanelledItem:
    """Return the question as the experts are asked it."""
    item = items.load(asked.content)
    assert isinstance(item, PanelledItem)  # noqa: S101 - as `open_panel` wrote it
    return item


@dataclass(frozen=True)
class Asked:
    """A question to a panelist, and what they said to it so far."""

    row: PanelQuestion
    item: PanelledItem
    told: Told | None


def asked_of(panelist: Panelist) -> list[Asked]:
    """Return the panel's questions in their order with the panelist's newest answers."""
    newest = PanelAnswer.objects.filter(panelist=panelist, asked=OuterRef("pk")).order_by("-pk")
    rows = PanelQuestion.objects.filter(panel=panelist.panel_id).annotate(
        newest=Subquery(newest.values("pk")[:1]),
        newest_step=Subquery(newest.values("step")[:1]),
        newest_reason=Subquery(newest.values("reason")[:1]),
    )
    return [
        Asked(row, item_of(row), Told(row.newest_step, row.newest_reason) if row.newest else None)
        for row in rows.order_by("position")
    ]


def panels_in(banks: QuerySet[QuestionBank]) -> Any:
    """Return the panels of these banks, newest first, with their sizes."""
    done = Q(panelists__finished_at__isnull=False)
    return (
        ExpertPanel.objects.filter(bank__in=banks)
        .select_related("bank")
        .annotate(
            experts=Count("panelists", distinct=True),
            finished=Count("panelists", filter=done, distinct=True),
            asks=Count("questions", distinct=True),
        )
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Line:
    """One expert's newest answer to a question, how far it is from the mode, whether it counts."""

    panelist: Panelist
    step: int | None
    reason: str
    away: int | None
    left_out: PanelDecision | None

    @property
    def sign(self) -> str:
        """The point as the scale writes it, "" for none."""
        return "" if self.step is None else SIGNS[STEPS.index(self.step)]

    @property
    def is_far(self) -> bool:
        """Whether it is far from the mode."""
        return (self.away or 0) >= FAR

    @property
    def is_counted(self) -> bool:
        """Whether it enters the credits."""
        return self.left_out is None and self.step is not None


@dataclass(frozen=True)
class QuestionFindings:
    """What the panel said to a question."""

    asked: PanelQuestion
    item: PanelledItem
    lines: tuple[Line, ...]
    spread: Spread
    outside: int

    @property
    def answers(self) -> list[tuple[int, int | None]]:
        """Who chose what, of what counts; for the hash of a use."""
        return [(line.panelist.pk, line.step) for line in self.lines if line.left_out is None]


@dataclass(frozen=True)
class PanelistFindings:
    """An expert, how far they came, how they agree with the others, whether they are left out."""

    panelist: Panelist
    figures: PanelistFigures
    answered: int
    left_out: PanelDecision | None


@dataclass(frozen=True)
class PanelFindings:
    """Everything that a panel said, in four reads however large it is."""

    questions: tuple[QuestionFindings, ...]
    panelists: tuple[PanelistFindings, ...]

    @property
    def experts(self) -> int:
        """The number of experts behind the question that has the fewest."""
        return min((each.spread.experts for each in self.questions), default=0)


def last_uses(panel: ExpertPanel) -> dict[int, PanelUse]:
    """Return the newest use of each question's counts, by the question as it was asked."""
    rows = PanelUse.objects.filter(asked__panel=panel).select_related("used_by").order_by("pk")
    return {row.asked_id: row for row in rows}


def panelled_questions(bank: QuestionBank) -> QuerySet[Question]:
    """Return the questions of a bank that are scored by a panel."""
    rows = Question.objects.filter(bank=bank)
    kinds = ((row.pk, items.KINDS.get(row.kind)) for row in rows)
    found = [pk for pk, kind in kinds if kind is not None and issubclass(kind, PanelledItem)]
    return rows.filter(pk__in=found).order_by("title")


Decisions = Mapping[tuple[int, int | None], PanelDecision]
Answers = Mapping[int, Mapping[int, PanelAnswer]]


def findings_of(panel: ExpertPanel) -> PanelFindings:
    """Return what a panel's experts said and what of it counts."""
    asked = list(panel.questions.select_related("question").order_by("position"))
    panelists = list(panel.panelists.order_by("name", "pk"))
    answers = _newest_answers(panel)
    decisions = _standing_decisions(panel)
    questions = tuple(_question(row, panelists, answers[row.pk], decisions) for row in asked)
    return PanelFindings(
        questions, tuple(_panelist(each, questions, decisions) for each in panelists)
    )


def _newest_answers(panel: ExpertPanel) -> Answers:
    found: dict[int, dict[int, PanelAnswer]] = defaultdict(dict)
    rows = PanelAnswer.objects.filter(panelist__panel=panel)
    for row in rows.order_by("asked_id", "panelist_id", "-pk").distinct("asked_id", "panelist_id"):
        found[row.asked_id][row.panelist_id] = row
    return found


def _standing_decisions(panel: ExpertPanel) -> Decisions:
    rows = PanelDecision.objects.filter(panelist__panel=panel).select_related("decided_by")
    newest = {(row.panelist_id, row.asked_id): row for row in rows.order_by("pk")}
    return {place: row for place, row in newest.items() if row.leaves_out}


def _question(
    asked: PanelQuestion,
    panelists: Iterable[Panelist],
    answers: Mapping[int, PanelAnswer],
    decisions: Decisions,
) -> QuestionFindings:
    told = [(each, answers[each.pk]) for each in panelists if each.pk in answers]
    out = {
        each.pk: decisions.get((each.pk, None)) or decisions.get((each.pk, asked.pk))
        for each, _answer in told
    }
    kept = [answer.step for each, answer in told if out[each.pk] is None]
    counts = counted([step for step in kept if step is not None])
    modes = modes_of(counts)
    lines = tuple(
        Line(
            panelist=each,
            step=answer.step,
            reason=answer.reason,
            away=None if answer.step is None else distance(answer.step, modes),
            left_out=out[each.pk],
        )
        for each, answer in told
    )
    return QuestionFindings(asked, item_of(asked), lines, Spread(counts), kept.count(None))


def _panelist(
    panelist: Panelist, questions: Iterable[QuestionFindings], decisions: Decisions
) -> PanelistFindings:
    own: dict[int, int] = {}
    others: dict[int, Sequence[int]] = {}
    answered = 0
    for each in questions:
        line = next((line for line in each.lines if line.panelist == panelist), None)
        answered += line is not None
        if line is not None and line.step is not None:
            own[each.asked.pk] = line.step
            mine = [line.step] if line.is_counted else []
            others[each.asked.pk] = without(each.spread.counts, mine)
    return PanelistFindings(
        panelist, figures_of(own, others), answered, decisions.get((panelist.pk, None))
    )
