"""Reads about studies of a pass mark: what is judged, by whom, and what it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from assessments.domain.decimals import rounded
from assessments.domain.rulings import RulingChoice
from assessments.domain.standard_setting import (
    Difficulty,
    Importance,
    ItemStandard,
    Rating as Judgement,
    Round,
    angoff,
)
from assessments.models import Judge, Rating, Ruling, Study, StudyItem
from assessments.queries.frozen import FrozenQuestion, frozen_questions

HUNDRED = 100
FAR_OUT = 2  # standard deviations of the judges' cut scores
CELLS = [(difficulty, importance) for importance in Importance for difficulty in Difficulty]


def cell_name(difficulty: str, importance: str) -> str:
    """Return the name under which a study's grid holds a cell."""
    return f"{difficulty}/{importance}"


def study_items(study: Study) -> list[tuple[StudyItem, FrozenQuestion]]:
    """Return what is judged, in the order of the assessment."""
    rows = list(study.items.all())
    questions = frozen_questions(row.question_version_id for row in rows)
    return [(row, questions[row.question_version_id]) for row in rows]


def ruled_out(study: Study) -> set[int]:
    """Return the items whose question version does not count any more."""
    rows = study.items.values_list("pk", "question_version")
    versions = {version: pk for pk, version in rows}
    rulings = Ruling.objects.filter(question_version__in=versions).order_by("pk")
    newest = dict(rulings.values_list("question_version", "choice"))
    return {versions[v] for v, choice in newest.items() if choice == RulingChoice.EXCLUDE}


def ratings_of(judge: Judge) -> dict[int, Rating]:
    """Return what a judge's ratings say now, by item; older rounds stand until they are changed."""
    return {row.item_id: row for row in judge.ratings.order_by("round", "pk")}


def expected_of(rating: Rating, grid: Mapping[str, int]) -> Fraction | None:
    """Return the share that a rating expects, None for a cell of which the grid says nothing."""
    percent = rating.percent
    if percent is None:
        percent = grid.get(cell_name(rating.difficulty, rating.importance))
    return None if percent is None else Fraction(percent, HUNDRED)


def judgements(study: Study) -> list[Judgement]:
    """Return the ratings of those who still judge, the newest of each round."""
    rows = Rating.objects.filter(judge__study=study, judge__left_at=None).order_by("pk")
    newest = {(row.judge_id, row.item_id, row.round): row for row in rows}
    shares = [(row, expected_of(row, study.grid)) for row in newest.values()]
    return [
        Judgement(row.judge_id, row.item_id, share, row.round)
        for row, share in shares
        if share is not None
    ]


@dataclass(frozen=True)
class JudgeLine:
    """Where a judge stands: how many questions are rated, their own cut score, round by round."""

    judge: Judge
    rated: int
    of: int
    cuts: list[Decimal | None]
    is_far_out: bool

    @property
    def is_done(self) -> bool:
        """Whether every question is rated."""
        return self.rated >= self.of


@dataclass(frozen=True)
class ItemLine:
    """What the judges expect of a question after the newest round."""

    item: StudyItem
    question: FrozenQuestion
    standard: ItemStandard | None
    is_excluded: bool

    @property
    def title(self) -> str:
        """What authors call it."""
        return str(self.question.context.get("title", ""))


@dataclass(frozen=True)
class Result:
    """What a study comes to so far."""

    study: Study
    rounds: list[Round]
    items: list[tuple[StudyItem, FrozenQuestion]]
    excluded: set[int]
    judges: list[Judge]

    @property
    def newest(self) -> Round | None:
        """The round that counts."""
        return self.rounds[-1] if self.rounds else None

    @property
    def cut(self) -> Decimal | None:
        """The cut score in percent, rounded down so that nobody fails by a rounded digit."""
        return percent(self.newest.cut) if self.newest else None

    @property
    def low(self) -> Decimal | None:
        """The lowest cut score of a judge."""
        return percent(min(self.newest.judges.values(), default=None)) if self.newest else None

    @property
    def high(self) -> Decimal | None:
        """The highest cut score of a judge."""
        return percent(max(self.newest.judges.values(), default=None)) if self.newest else None

    @property
    def sd(self) -> float | None:
        """The spread of the judges' cut scores, in points of percent."""
        return None if self.newest is None or self.newest.sd is None else HUNDRED * self.newest.sd

    @property
    def standard_error(self) -> float | None:
        """How far the cut score would move with other judges, in points of percent."""
        found = self.newest.standard_error if self.newest else None
        return None if found is None else HUNDRED * found

    @property
    def standards(self) -> dict[str, str]:
        """What is expected of each question version, exact, as it is adopted."""
        known = self.newest.standards if self.newest else {}
        return {
            str(item.question_version_id): str(known[item.pk])
            for item, _question in self.items
            if item.pk in known
        }

    @cached_property
    def item_lines(self) -> list[ItemLine]:
        """The questions, one a line."""
        known = self.newest.items if self.newest else {}
        return [
            ItemLine(item, question, known.get(item.pk), item.pk in self.excluded)
            for item, question in self.items
        ]

    @property
    def disputed(self) -> int:
        """How many questions the judges should talk about."""
        return len(self.newest.disputed) if self.newest else 0

    @property
    def round_lines(self) -> list[tuple[Round, Decimal | None, float | None]]:
        """Each round with its cut score and spread in percent."""
        return [
            (each, percent(each.cut), None if each.sd is None else HUNDRED * each.sd)
            for each in self.rounds
        ]


def result_of(study: Study) -> Result:
    """Return what a study comes to, without the questions that were ruled out since."""
    items = study_items(study)
    excluded = ruled_out(study)
    points = {item.pk: item.weight for item, _question in items}
    rounds = angoff(judgements(study), points, excluded=excluded)
    judges = list(study.judges.filter(left_at=None).select_related("user"))
    return Result(study, rounds, items, excluded, judges)


def judge_lines(result: Result) -> list[JudgeLine]:
    """Return the judges of a study with their progress."""
    counted = Rating.objects.filter(judge__in=[judge.pk for judge in result.judges])
    rows = counted.values_list("judge").annotate(Count("item", distinct=True))
    rated = dict(rows.order_by())
    return [
        JudgeLine(
            judge=judge,
            rated=rated.get(judge.pk, 0),
            of=len(result.items),
            cuts=[percent(each.judges.get(judge.pk)) for each in result.rounds],
            is_far_out=_is_far_out(result.newest, judge.pk),
        )
        for judge in result.judges
    ]


def _is_far_out(found: Round | None, judge: int) -> bool:
    """Whether a judge's cut score is far from the mean of the others."""
    if found is None or judge not in found.judges or len(found.judges) < 4 or not found.sd:
        return False
    mean = sum(found.judges.values(), Fraction(0)) / len(found.judges)
    return abs(float(found.judges[judge] - mean)) > FAR_OUT * found.sd


def percent(share: Fraction | None) -> Decimal | None:
    """Return a share in percent, rounded down to two places."""
    return None if share is None else rounded(share * HUNDRED, 2, ROUND_DOWN)


def seat_of(user: User, study_id: int) -> Judge | None:
    """Return somebody's seat in a study, None if they were not asked or have left."""
    rows = Judge.objects.filter(user=user, study=study_id, left_at=None)
    return rows.select_related("study__assessment__bank").first()


def studies_to_rate(user: User) -> QuerySet[Judge]:
    """Return the seats of somebody in open studies with questions that they have not rated yet."""
    seats = Judge.objects.filter(user=user, left_at=None, study__closed_at=None)
    counted = seats.annotate(
        asked=Count("study__items", distinct=True),
        rated=Count("ratings__item", distinct=True, filter=Q(ratings__round=F("study__round"))),
    )
    return counted.filter(rated__lt=F("asked")).select_related("study__assessment")


def first_unrated(items: Iterable[StudyItem], known: Mapping[int, Rating], number: int) -> int:
    """Return the position to go on with: the first not rated in this round, else the first."""
    rows = list(items)
    waiting = [row for row in rows if row.pk not in known or known[row.pk].round < number]
    found = waiting or rows
    return found[0].position if found else 0
