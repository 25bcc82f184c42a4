"""The CMS pages on which past results of a faulty question are corrected."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin import messages

from accounts.models import User
from assessments.domain.rulings import RulingChoice
from assessments.models import Question
from assessments.permissions import can_rule_on
from assessments.queries import decision_of, ruling_in_force, rulings_on
from assessments.services import rule_on_question
from common.cms import in_place, policy_of
from common.spreadsheets import csv_response
from learners import services
from learners.forms import CorrectionForm, LoweringForm
from learners.models import Regrade
from learners.queries.regrade_preview import preview
from learners.queries.regrading import attempts_met, counts_of
from learners.tables import LINE_HEADER, PREVIEW_HEADER, line_row, preview_row

ON_A_PAGE = 25
SEES_NAMES = "assessments.view_grade"


def corrections(request, pk):
    """Show what was decided on a question, and how far each regrade is."""
    return _placed(_corrections, request, pk)


def correct(request, pk):
    """Choose how past answers are graded, see what would change, and do it."""
    return _placed(_correct, request, pk)


def regrade_report(request, pk):
    """Show what a regrade did; whoever was spared can be lowered from here."""
    rows = Regrade.objects.select_related("ruling__question_version__question", "asked_by")
    regrade = get_object_or_404(rows, pk=pk)
    return _placed(_report, request, regrade.ruling.question_version.question_id, regrade=regrade)


def _placed(view, request, pk, **found):
    """Call a view with a question of the person's own places that they may publish."""

    def checked(request, pk):
        question = Question.objects.get(pk=pk)
        if not can_rule_on(request.user, question):
            raise PermissionDenied
        return view(request, question, **found)

    return in_place(checked, policy_of(Question))(request, pk=pk)


def _corrections(request, question):
    context = {"question": question, "rulings": rulings_on(question).prefetch_related("regrades")}
    return render(request, "learners/cms/corrections.html", context)


def _correct(request, question):
    asked = request.POST if request.method == "POST" else request.GET
    form = CorrectionForm(question, asked if "choice" in asked or "reason" in asked else None)
    rulings = form.rulings(by=request.user, at=timezone.now()) if form.is_valid() else []
    if rulings and request.method == "POST":
        return _carry_out(request, question, rulings)
    context = {"question": question, "form": form}
    if rulings:
        found = preview(
            {row.question_version_id: decision_of(row) for row in rulings}, timezone.now()
        )
        if "csv" in request.GET:
            return _preview_file(request, question, found)
        page = _page(request, found.changes)
        names = _names(request, [change.attempt.learner_id for change in page])
        rows = [preview_row(change, found.person(change), names) for change in page]
        context |= {"preview": found, "page": page, "header": PREVIEW_HEADER, "rows": rows}
    return render(request, "learners/cms/correct.html", context)


@transaction.atomic
def _carry_out(request, question, rulings):
    at = timezone.now()
    for drafted in rulings:
        ruling = rule_on_question(
            question_version=drafted.question_version,
            choice=RulingChoice(drafted.choice),
            against=drafted.against,
            reason=drafted.reason,
            by=request.user,
            at=at,
        )
        services.ask_for_regrade(ruling=ruling, by=request.user, at=at)
    messages.success(request, "Past results are being corrected; nobody is lowered.")
    return redirect("learners_corrections", question.pk)


def _report(request, question, regrade):
    form = LoweringForm(request.user, request.POST if request.method == "POST" else None)
    counts = counts_of(regrade)
    may_lower = (
        counts.held_back > 0
        and not regrade.lowers
        and ruling_in_force(regrade.ruling.question_version_id) == regrade.ruling
    )
    if may_lower and request.method == "POST" and form.is_valid():
        return _lower(request, regrade, form.cleaned_data["reason"])
    lines = regrade.lines.select_related("attempt", "grade").order_by("attempt")
    if "csv" in request.GET:
        names = _names(request, lines.values_list("attempt__learner", flat=True))
        rows = (line_row(line, names) for line in lines)
        return csv_response(f"regrade-{regrade.pk}", LINE_HEADER, rows)
    page = _page(request, lines)
    names = _names(request, [line.attempt.learner_id for line in page])
    met = attempts_met([regrade.ruling.question_version_id])
    context = {
        "question": question,
        "regrade": regrade,
        "counts": counts,
        "looked_at": met.filter(pk__lte=regrade.last_attempt).count(),
        "attempts": met.count(),
        "page": page,
        "header": LINE_HEADER,
        "rows": [line_row(line, names) for line in page],
        "form": form if may_lower else None,
    }
    return render(request, "learners/cms/regrade.html", context)


def _lower(request, regrade, reason):
    lowering = services.ask_for_regrade(
        ruling=regrade.ruling, by=request.user, at=timezone.now(), lowers=True, reason=reason
    )
    messages.success(request, "The results that were held back are being lowered.")
    return redirect("learners_regrade", lowering.pk)


def _preview_file(request, question, found):
    names = _names(request, [change.attempt.learner_id for change in found.changes])
    rows = (preview_row(change, found.person(change), names) for change in found.changes)
    return csv_response(f"dry-run-question-{question.pk}", PREVIEW_HEADER, rows)


def _page(request, rows):
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))


def _names(request, learners):
    """Return people's names for those who may see grades, none for others."""
    if not request.user.has_perm(SEES_NAMES):
        return {}
    return {pk: str(user) for pk, user in User.objects.in_bulk(set(learners)).items()}
