"""What a learner still owes: every licence with its clauses, and the questions that decide them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from credits.domain.requirements import Allocated, Finding, Status
from credits.licence_forms import FactsForm, questions_form
from credits.queries import Owed, Supply, licences_of, reckoned, supply_of
from credits.services import LicenceRefused, answer_questions

TONES = {
    Status.MET: ("ok", "check"),
    Status.SHORT: ("warn", "triangle-alert"),
    Status.UNKNOWN: ("info", "info"),
    Status.NOT_APPLICABLE: ("", "circle"),
}
SOON = 90


@dataclass(frozen=True)
class Line:
    """A clause as a row of the table."""

    finding: Finding
    today: date
    is_part: bool = False

    @property
    def tone(self) -> str:
        return "bad" if self.is_overdue else TONES[self.finding.status][0]

    @property
    def icon(self) -> str:
        return TONES[self.finding.status][1]

    @property
    def label(self) -> str:
        return "Overdue" if self.is_overdue else self.finding.label

    @property
    def is_overdue(self) -> bool:
        return self.finding.is_overdue(self.today)

    @property
    def has_amount(self) -> bool:
        return self.finding.needed > 0 and not self.finding.parts


@dataclass(frozen=True)
class Panel:
    """One licence as the page shows it."""

    owed: Owed
    supply: Supply
    form: FactsForm | None

    @property
    def asked(self) -> list[Line]:
        """The clauses that are asked, each choice followed by its parts."""
        return [
            line
            for finding in self.owed.findings
            if finding.status is not Status.NOT_APPLICABLE
            for line in self._lines(finding)
        ]

    def _lines(self, finding: Finding) -> Iterable[Line]:
        parts = finding.parts if finding.status is Status.SHORT else ()
        today = self.owed.today
        return [Line(finding, today), *(Line(part, today, is_part=True) for part in parts)]

    @property
    def not_asked(self) -> list[Finding]:
        return [each for each in self.owed.findings if each.status is Status.NOT_APPLICABLE]

    @property
    def counted(self) -> list[tuple[Finding, list[tuple[Allocated, bool]]]]:
        """What was counted for which clause, and whether only the learner says so."""
        reported = self.supply.self_reported
        return [
            (leaf, [(each, each.credit in reported) for each in leaf.allocated])
            for leaf in self.owed.leaves
            if leaf.allocated
        ]

    @property
    def rests_on_reports(self) -> bool:
        return any(reported for _leaf, rows in self.counted for _each, reported in rows)

    @property
    def state(self) -> tuple[str, str, str]:
        """Tone, icon and words of the whole licence."""
        found = [finding.status for finding in self.owed.findings]
        short, unknown = found.count(Status.SHORT), found.count(Status.UNKNOWN)
        if any(finding.is_overdue(self.owed.today) for finding in self.owed.findings):
            return "bad", "circle-x", "Overdue"
        if short:
            return "warn", "triangle-alert", f"{short} short"
        if unknown:
            return "info", "info", f"{unknown} not known yet"
        return "ok", "check", "Nothing owed"

    @property
    def next_due(self) -> date | None:
        return self.owed.next_due

    @property
    def days_left(self) -> int | None:
        return (self.next_due - self.owed.today).days if self.next_due else None

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= SOON


def today_of(request: HttpRequest) -> date:
    """Return the day it is where the reader lives."""
    return timezone.now().astimezone(request.user.zone).date()


def panels_of(request: HttpRequest, bound: FactsForm | None = None, pk: int = 0) -> list[Panel]:
    """Return every licence of the reader; `bound` is the form sent for the licence `pk`."""
    licences = licences_of(request.user)
    if not licences:
        return []
    supply = supply_of(request.user)
    return [
        Panel(owed, supply, bound if bound and owed.licence.pk == pk else _form(owed))
        for owed in reckoned(licences, supply, today_of(request))
    ]


def _form(owed: Owed) -> FactsForm | None:
    return questions_form(owed) if owed.questions else None


def owed_of(request: HttpRequest, pk: int) -> Owed:
    """Return one licence of the reader and how it stands; anybody else's is not there."""
    mine = [licence for licence in licences_of(request.user) if licence.pk == pk]
    if not mine:
        raise Http404
    return reckoned(mine, supply_of(request.user), today_of(request))[0]


@login_required
@require_safe
@never_cache
def owed(request):
    """Show what is still owed, licence by licence."""
    return _page(request, panels_of(request))


@login_required
@require_POST
@never_cache
def answers(request, pk):
    """Keep what was answered; what cannot be read is said beside its question."""
    form = questions_form(owed_of(request, pk), request.POST)
    if form.is_valid():
        told = {name: fact for name, fact in form.facts.items() if fact is not None}
        licence = next(each for each in licences_of(request.user) if each.pk == pk)
        try:
            answer_questions(licence=licence, facts=told, at=timezone.now())
        except LicenceRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            if told:
                messages.success(request, _thanks(len(told)))
            return redirect(f"{reverse('credits:owed')}#licence{pk}")
    return _page(request, panels_of(request, form, pk), form, 422)


def _thanks(number: int) -> str:
    return f"{'One answer is' if number == 1 else f'{number} answers are'} kept."


def _page(
    request: HttpRequest, panels: list[Panel], form: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "panels": panels,
        "form": form,
        "today": today_of(request),
        "are_short": any(panel.owed.short for panel in panels),
        "print": request.GET.get("print") == "yes",
    }
    return render(request, "credits/owed.html", context, status=status)
