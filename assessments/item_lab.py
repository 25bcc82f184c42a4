"""The CMS pages of the item check: findings while typing, accepting one, a report over a bank."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.panels import get_edit_handler

from assessments.domain.flaws import FLAWS
from assessments.forms import AcceptanceForm
from assessments.models import Question, QuestionBank
from assessments.panels import told_of
from assessments.queries.findings import (
    check_draft,
    check_wording,
    newest_draft,
    open_findings_in,
    open_findings_of,
    told,
    with_open_findings,
)
from assessments.services import FindingGone, accept_finding, take_back_acceptance
from common.cms import in_place, policy_of
from common.spreadsheets import csv_response

ON_A_PAGE = 25
FILE_HEADER = ["Bank", "Question", "Flaw", "Where", "What was found"]


@require_POST
def check(request, pk=None):
    """Check what stands in the editor, saved or not, and answer with the list of findings."""
    if pk is None:
        if not policy_of(Question).user_has_permission(request.user, "add"):
            raise PermissionDenied
        return _check(request, Question(live=False))

    def checked(request, pk):
        return _check(request, newest_draft(_for_change(request, pk)))

    return in_place(checked, policy_of(Question))(request, pk=pk)


def _check(request, question):
    form_class = get_edit_handler(Question).get_form_class()
    form = form_class(request.POST, instance=question, for_user=request.user)
    form.defer_required_fields()
    try:
        form.is_valid()  # what does not fit yet is the form's business; check what there is
    except (KeyError, ValueError):
        raise BadRequest("This is no question's form.") from None
    entered = form.cleaned_data
    checked = check_wording(
        form.instance,
        has_objective=bool(entered.get("objective")),
        has_reference=bool(entered.get("references")),
    )
    return render(request, "assessments/cms/_findings.html", told_of(question, checked))


def accept(request, pk, fingerprint):
    """Say why a finding of the saved draft may stand."""

    def placed(request, pk):
        return _accept(request, _for_change(request, pk), fingerprint)

    return in_place(placed, policy_of(Question))(request, pk=pk)


def _accept(request, question, fingerprint):
    row = _told(question, fingerprint)
    if row is None:
        return _gone(request, question)
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accept_finding(
            question=question,
            fingerprint=fingerprint,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"Accepted: “{row.flaw.title}”. It returns if the words change.")
        return redirect(_editor(question))
    context = {"question": question, "row": row, "form": form, "editor": _editor(question)}
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/accept.html", context, status=status)


@require_POST
def take_back(request, pk, fingerprint):
    """Open an accepted finding again."""

    def placed(request, pk):
        question = _for_change(request, pk)
        try:
            take_back_acceptance(
                question=question, fingerprint=fingerprint, by=request.user, at=timezone.now()
            )
        except FindingGone:
            return _gone(request, question)
        messages.success(request, "The finding is open again.")
        return redirect(_editor(question))

    return in_place(placed, policy_of(Question))(request, pk=pk)


def _told(question, fingerprint):
    rows = told(question.pk, check_draft(newest_draft(question)).findings)
    return next((row for row in rows if row.finding.fingerprint == fingerprint), None)


def _gone(request, question):
    messages.info(request, "The wording has changed since, and this finding is gone with it.")
    return redirect(_editor(question))


def _for_change(request, pk):
    question = Question.objects.select_related("bank__collection", "latest_revision").get(pk=pk)
    policy = policy_of(Question)
    if not policy.user_has_permission_for_instance(request.user, "change", question):
        raise PermissionDenied
    return question


def _editor(question):
    return reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])


@require_GET
def findings_report(request):
    """Show how many findings the banks that one may see have, and in which questions."""
    policy = policy_of(Question)
    if not policy.user_has_permission(request.user, "view"):
        raise PermissionDenied
    banks = list(policy_of(QuestionBank).visible_to(request.user).order_by("name"))
    bank = _chosen(banks, request.GET.get("bank", ""))
    questions = Question.objects.filter(bank__in=[bank] if bank else banks)
    worst = with_open_findings(questions).filter(open_findings__gt=0).select_related("bank")
    worst = worst.order_by("-open_findings", "title", "pk")
    if "csv" in request.GET:
        return _file(worst)
    page = Paginator(worst, ON_A_PAGE).get_page(request.GET.get("p"))
    found = {}
    for each in open_findings_of(question.pk for question in page):
        found.setdefault(each.question_id, []).append(each)
    counts = open_findings_in(questions)
    context = {
        "banks": banks,
        "bank": bank,
        "counts": counts,
        "total": sum(row["open"] for row in counts),
        "page": page,
        "rows": [(question, _titled(found.get(question.pk, ()))) for question in page],
    }
    return render(request, "assessments/cms/findings_report.html", context)


def _chosen(banks, asked):
    if not asked:
        return None
    bank = next((bank for bank in banks if str(bank.pk) == asked), None)
    if bank is None:
        raise Http404
    return bank


def _titled(found):
    return [(FLAWS[each.flaw].title, each.said) for each in found if each.flaw in FLAWS]


def _file(questions):
    banks = {question.pk: (question.bank.name, question.title) for question in questions}
    rows = (
        [*banks[each.question_id], FLAWS[each.flaw].title, each.place, each.said]
        for each in open_findings_of(banks)
        if each.flaw in FLAWS
    )
    return csv_response("item-check", FILE_HEADER, rows)
