"""The learner's transcript, on a page and as a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from common.spreadsheets import csv_response
from credits.documents.transcript import transcript_pdf
from credits.models import Entry
from credits.queries import (
    awaiting_list_of,
    entries_of,
    kinds_of,
    narrowed,
    newest_credit_of,
    totals_in,
    totals_of,
)
from credits.queries.yearly import transcript_of
from credits.views.lines import Line, lines_of

A_PAGE = 50
YEAR = re.compile(r"[1-9][0-9]{3}")
CODE = re.compile(r"[\w-]{1,40}")
SORTS = {"completed": "earned_on", "activity": "facts__activity__title", "amount": "amount"}
NEWEST_FIRST = "-completed"
COLUMNS = [
    "Completed",
    "Activity",
    "Activity code",
    "Provider",
    "Credit type",
    "Amount",
    "Unit",
    "Status",
    "Explanation",
    "Recorded at",
    "Certificate code",
    "Check at",
    "Entry",
]


@dataclass(frozen=True)
class Choice:
    """What the reader asked to see; anything unknown counts as not asked."""

    year: int | None
    credit_type: str
    sort: str
    everything: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        asked = request.GET
        year, kind, sort = (asked.get(name, "") for name in ("year", "type", "sort"))
        return cls(
            year=int(year) if YEAR.fullmatch(year) else None,
            credit_type=kind if CODE.fullmatch(kind) else "",
            sort=sort if sort.removeprefix("-") in SORTS else NEWEST_FIRST,
            everything=asked.get("show") == "all",
        )

    @property
    def is_narrow(self) -> bool:
        return self.year is not None or bool(self.credit_type)

    @property
    def is_usual(self) -> bool:
        """Whether nothing was asked but the transcript."""
        return not self.is_narrow and not self.everything and self.sort == NEWEST_FIRST

    @property
    def order(self) -> list[str]:
        name = self.sort.removeprefix("-")
        direction = self.sort.removesuffix(name)
        return [direction + SORTS[name], "-earned_on", "-pk"]

    def of_ledger(self, learner: User) -> QuerySet[Entry]:
        return narrowed(entries_of(learner), year=self.year, credit_type=self.credit_type)


@dataclass(frozen=True)
class Heading:
    """A column that sorts: its present order for `aria-sort` and what a click asks for."""

    name: str
    title: str
    sort: str

    @property
    def order(self) -> str:
        if self.sort.removeprefix("-") != self.name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"

    @property
    def icon(self) -> str:
        return "arrow-down" if self.order == "descending" else "arrow-up"

    @property
    def next(self) -> str:
        if self.order:
            return self.name if self.order == "descending" else f"-{self.name}"
        return self.name if self.name == "activity" else f"-{self.name}"


@login_required
@require_safe
@never_cache
def transcript(request):
    """Show totals and entries, narrowed and sorted as asked."""
    choice = Choice.of(request)
    kinds, awaiting = kinds_of(request.user), awaiting_list_of(request.user)
    if not kinds:
        context = {"is_empty": True, "awaiting": awaiting}
        return render(request, "credits/transcript.html", context)
    ledger = choice.of_ledger(request.user)
    given = ledger.filter(reverses=None).order_by(*choice.order)
    pages = Paginator(_on_one_page(choice, request.user) or given, A_PAGE)
    page = pages.page(1) if choice.everything else pages.get_page(request.GET.get("page"))
    return render(
        request,
        "credits/transcript.html",
        {
            "choice": choice,
            "awaiting": awaiting,
            "totals": totals_in(ledger) if choice.is_narrow else totals_of(request.user),
            "years": sorted({year for year, _code, _name in kinds}, reverse=True),
            "types": sorted({(name, code) for _year, code, name in kinds}),
            "headings": [Heading(name, name.capitalize(), choice.sort) for name in SORTS],
            "page": page,
            "lines": lines_of(given if choice.everything else page.object_list),
            "print": request.GET.get("print") == "yes",
        },
    )


def _on_one_page(choice: Choice, learner: User) -> list[Entry]:
    """Return what most learners see: all their credit on one page, which need not be counted."""
    newest = newest_credit_of(learner) if choice.is_usual else []
    return newest if len(newest) <= A_PAGE else []


@login_required
@require_safe
@never_cache
def transcript_csv(request):
    """Send every line of the ledger that the filters leave, reversals with their sign."""
    choice = Choice.of(request)
    entries = list(choice.of_ledger(request.user).order_by("-earned_on", "-pk"))
    given = {line.entry.pk: line for line in lines_of(e for e in entries if e.reverses_id is None)}
    name = f"transcript-{timezone.localdate():%Y-%m-%d}"
    # Written out here: once the response streams, the reader's time zone is no longer active.
    return csv_response(name, COLUMNS, list(_rows(entries, given)))


@login_required
@require_safe
@never_cache
def transcript_file(request):
    """Send the credit that counts as a PDF, with totals by type; `?paper=letter` for that paper."""
    choice, today = Choice.of(request), timezone.localdate()
    paper = "letter" if request.GET.get("paper") == "letter" else "a4"
    printed = transcript_of(
        request.user, year=choice.year, credit_type=choice.credit_type, made_on=today
    )
    response = HttpResponse(transcript_pdf(printed, paper=paper), content_type="application/pdf")
    period = choice.year or "all"
    response["Content-Disposition"] = f'attachment; filename="transcript-{period}.pdf"'
    return response


def _rows(entries: list[Entry], given: dict[int, Line]) -> Iterator[list[Any]]:
    for entry in entries:
        line = given[entry.reverses_id or entry.pk]
        yield [
            entry.earned_on.isoformat(),
            line.activity["title"],
            line.activity["code"],
            line.activity["provider"],
            entry.credit_type.name,
            entry.amount,
            entry.credit_type.unit_plural,
            "Taken back" if entry.reverses_id else line.label,
            entry.reason if entry.reverses_id else line.status.words,
            timezone.localtime(entry.awarded_at).isoformat(timespec="seconds"),
            *_check(None if entry.reverses_id else line),
            entry.pk,
        ]


def _check(line: Line | None) -> tuple[str, str]:
    if line is None or line.certificate is None:
        return "", ""
    return line.certificate.code, line.certificate.printed["verify_url"]
