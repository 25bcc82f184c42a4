"""The CMS page on which educators see how the questions of an assessment version behave."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.domain.readings import KEEP_FROM, difficulty, discrimination
from assessments.domain.statistics import Footing, ItemFigures
from assessments.domain.version_report import QuestionFigures, load_report
from assessments.models import Assessment, VersionStatistics
from assessments.queries import FrozenQuestion, frozen_assessment
from common.cms import in_place, policy_of


@require_GET
def item_statistics(request, pk, number=None):
    """Show the stored statistics of a version, the newest if none is named; compute nothing."""
    return in_place(_item_statistics, policy_of(Assessment))(request, pk=pk, number=number)


def _item_statistics(request, pk, number):
    assessment = Assessment.objects.get(pk=pk)
    versions = list(assessment.versions.order_by("-number").values_list("number", "pk"))
    found = next((row for row in versions if number in {None, row[0]}), None)
    if found is None:
        raise Http404
    stored = VersionStatistics.objects.filter(version=found[1])
    statistics = stored.only("report", "computed_at").first()
    report = load_report(statistics.report) if statistics else None
    context = {
        "assessment": assessment,
        "number": found[0],
        "numbers": [row[0] for row in versions],
        "statistics": statistics,
        "report": report,
        "rows": _rows(report, frozen_assessment(found[1]).questions) if report else [],
    }
    return render(request, "assessments/cms/statistics.html", context)


@dataclass(frozen=True)
class Row:
    """A question of the table."""

    number: int
    question: FrozenQuestion
    report: QuestionFigures

    @property
    def figures(self) -> ItemFigures | None:
        """Its figures, None below ten attempts."""
        return self.report.figures

    @property
    def title(self) -> str:
        """What authors call it."""
        return self.question.context.get("title", "")

    @property
    def facts(self) -> str:
        """How many met it, and how."""
        unanswered = self.report.attempts - self.report.answered
        said = [f"n = {self.report.attempts:,}"]
        if unanswered:
            said.append(f"{unanswered:,} without an answer")
        if self.report.is_drawn:
            said.append("drawn")
        return ", ".join(said)

    @property
    def has_credits(self) -> bool:
        """Whether choices earn more than all or nothing."""
        return any(line.choice.credit is not None for line in self.report.table.rows)

    @property
    def badges(self) -> list[str]:
        """What to know before reading its figures, and what to look at."""
        return list(_badges(self.report))


def _rows(report, questions):
    return [
        Row(number, questions[row.question], row)
        for number, row in enumerate(report.questions, start=1)
    ]


def _badges(report: QuestionFigures) -> Iterator[str]:
    figures = report.figures
    if figures is None:
        yield "n < 10: not shown"
        return
    if figures.footing is Footing.TENTATIVE:
        yield "n < 30: tentative"
    yield from (word.capitalize() for word in [difficulty(figures)] if word)
    if word := discrimination(figures):
        yield f"{word.capitalize()} discrimination"
    if (figures.point_biserial or KEEP_FROM) < KEEP_FROM:
        yield f"r under {KEEP_FROM:.2f}"
    if figures.negative_covariance:
        yield "Negative covariance with the total"
    if report.is_uneven:
        yield "Different points in different slots"
    if idle := sum(row.is_idle for row in report.table.rows if not report.is_open):
        yield f"{idle} idle distractor{'s' if idle > 1 else ''}"
