"""Reads about a question through its versions: what changed, where it was asked, how it behaved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString

from assessments.domain.differences import Change, differences
from assessments.domain.question_report import ALARMS, Alarm, load_figures
from assessments.domain.statistics import Footing, ItemFigures
from assessments.domain.version_report import QuestionFigures
from assessments.models import (
    Assessment,
    Question,
    QuestionStatistics,
    QuestionVersion,
    Ruling,
    VersionQuestion,
)
from common import charts

COMPARED = ("title", "objective", "tags", "references", "difficulty")


@dataclass(frozen=True)
class Behaviour:
    """How a question version behaved in one assessment; `before` is what it did in older words."""

    assessment: Assessment
    statistics: QuestionStatistics
    report: QuestionFigures
    before: ItemFigures | None

    @property
    def figures(self) -> ItemFigures | None:
        """Its figures, None below ten attempts."""
        return self.report.figures

    @property
    def badge(self) -> str:
        """How much its figures can carry, "" if enough."""
        if self.figures is None:
            return "Too few to tell"
        return "Tentative" if self.figures.footing is Footing.TENTATIVE else ""

    @property
    def alarm(self) -> str:
        """Why its key may be wrong, in words."""
        return ALARMS[Alarm(self.statistics.alarm)] if self.statistics.alarm else ""

    @property
    def easier_by(self) -> float | None:
        """How much more of its points were earned than in the version before."""
        if self.before is None or self.figures is None:
            return None
        if self.before.facility is None or self.figures.facility is None:
            return None
        return self.figures.facility - self.before.facility


@dataclass(frozen=True)
class Stage:
    """A version of a question in its history."""

    version: QuestionVersion
    changes: list[Change]
    uses: list[VersionQuestion]
    behaviours: list[Behaviour]
    ruling: Ruling | None


@dataclass(frozen=True)
class Point:
    """The figures of one version in a trend."""

    version: QuestionVersion
    attempts: int
    facility: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Trend:
    """How a question's figures moved in one assessment from version to version, oldest first."""

    assessment: Assessment
    points: Sequence[Point]

    @property
    def chart(self) -> SafeString:
        """Facility as a line, discrimination dashed, over the days on which versions were frozen."""
        return charts.trend(
            [
                [point.facility for point in self.points],
                [point.discrimination for point in self.points],
            ],
            [point.version.frozen_at.timestamp() for point in self.points],
            [f"v{point.version.number}" for point in self.points],
            label=self.reading,
        )

    @property
    def reading(self) -> str:
        """Every figure of the chart in words."""
        told = (
            f"version {point.version.number}: facility {_figure(point.facility)}, "
            f"discrimination {_figure(point.discrimination)}"
            for point in self.points
        )
        return f"{self.assessment}, {'; '.join(told)}"


def _figure(value: float | None) -> str:
    return "not known" if value is None else f"{value:.2f}"


def trends_in(stages: Iterable[Stage]) -> list[Trend]:
    """Return the trend of each assessment in which at least two versions have figures to show."""
    found: dict[Assessment, list[Point]] = defaultdict(list)
    for stage in sorted(stages, key=lambda stage: stage.version.number):
        for row in stage.behaviours:
            if row.figures:
                found[row.assessment].append(
                    Point(
                        version=stage.version,
                        attempts=row.report.attempts,
                        facility=row.figures.facility,
                        discrimination=row.figures.upper_lower,
                    )
                )
    return [Trend(assessment, points) for assessment, points in found.items() if len(points) > 1]


def history_of(question: Question) -> list[Stage]:
    """Return every frozen version of a question, newest first."""
    versions = list(QuestionVersion.objects.filter(question=question).order_by("number"))
    ids = [version.pk for version in versions]
    uses = _by_version(
        VersionQuestion.objects.filter(question_version__in=ids)
        .select_related("version__assessment")
        .order_by("version__title", "version__number")
    )
    found = _by_version(
        QuestionStatistics.objects.filter(question_version__in=ids)
        .select_related("assessment")
        .order_by("assessment__title", "assessment")
    )
    rulings = Ruling.objects.filter(question_version__in=ids).select_related("decided_by")
    held = {row.question_version_id: row for row in rulings.order_by("pk")}
    stages: list[Stage] = []
    known: dict[int, ItemFigures] = {}
    before = None
    for version in versions:
        behaviours = [_behaviour(row, known) for row in found[version.pk]]
        stages.append(
            Stage(
                version=version,
                changes=differences(_told(before), _told(version)) if before else [],
                uses=uses[version.pk],
                behaviours=behaviours,
                ruling=held.get(version.pk),
            )
        )
        known |= {each.assessment.pk: each.figures for each in behaviours if each.figures}
        before = version
    return stages[::-1]


def _behaviour(row: QuestionStatistics, known: dict[int, ItemFigures]) -> Behaviour:
    report = load_figures(row.figures)
    return Behaviour(row.assessment, row, report, known.get(row.assessment_id))


def _by_version(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.question_version_id].append(row)
    return grouped


def _told(version: QuestionVersion) -> dict[str, Any]:
    context = {name: version.context.get(name) for name in COMPARED}
    return {**context, **version.content}


def alarms() -> QuerySet[QuestionStatistics]:
    """Return the figures that raise an alarm on a version that nobody ruled on."""
    ruled = Ruling.objects.filter(question_version=OuterRef("question_version"))
    return QuestionStatistics.objects.exclude(alarm="").filter(~Exists(ruled))


def with_alarm(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Annotate each question with `has_alarm`."""
    rows = alarms().filter(question_version__question=OuterRef("pk"))
    return questions.annotate(has_alarm=Exists(rows))


def idle_answers_of(question_id: int | None) -> frozenset[str]:
    """Return the wrong answers that hardly anybody took to the newest version, on solid footing."""
    rows = QuestionStatistics.objects.filter(question_version__question=question_id)
    newest = rows.order_by("-question_version__number", "-attempts").first()
    if newest is None:
        return frozenset()
    report = load_figures(newest.figures)
    if report.is_open or report.figures is None or report.figures.footing is not Footing.SOLID:
        return frozenset()
    return frozenset(row.choice.key for row in report.table.rows if row.is_idle)
