"""The CMS pages on which staff collect the answers of experts and put them to use."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin import messages

from assessments.domain.concordance import SIGNS, advice_on, advice_on_panel
from assessments.forms import DecisionForm, InviteForm, PanelForm
from assessments.models import ExpertPanel, Panelist, PanelQuestion, Question, QuestionBank
from assessments.queries.panels import findings_of, last_uses, panels_in
from assessments.services.panels import (
    PanelRefused,
    close_panel,
    decide_on_answers,
    has_changed,
    invite_experts,
    open_panel,
    renew_link,
    reopen_panel,
    revoke_link,
    use_panel,
)
from common.cms import policy_of

ON_A_PAGE = 25


def banks_of(user):
    """Return the banks whose questions somebody may change, and so put to experts."""
    places = policy_of(Question).collections_user_has_permission_for(user, "change")
    return QuestionBank.objects.filter(collection__in=places)


def may_collect(user):
    """Whether somebody may put questions to experts anywhere."""
    return policy_of(Question).user_has_permission(user, "change")


def panels(request):
    """List the panels, newest first."""
    if not may_collect(request.user):
        raise PermissionDenied
    banks = banks_of(request.user)
    page = Paginator(panels_in(banks), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/cms/panels.html", {"page": page, "banks": banks})


def new_panel(request, bank):
    """Choose questions of a bank and open a panel on them."""
    bank = get_object_or_404(banks_of(request.user), pk=bank)
    form = PanelForm(request.POST or None, bank=bank)
    if request.method == "POST" and form.is_valid():
        try:
            panel = open_panel(bank=bank, at=timezone.now(), by=request.user, **form.cleaned_data)
        except PanelRefused as refusal:
            form.add_error("questions", str(refusal))
        else:
            messages.success(request, f"“{panel}” is open. Invite its experts.")
            return redirect("assessments_panel", panel.pk)
    context = {"form": form, "bank": bank}
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/panel_new.html", context, status=status)


def panel(request, pk):
    """Show how far a panel is and what it says; invite, renew, revoke, close."""
    panel = _panel_or_404(request, pk)
    form = InviteForm()
    if request.method == "POST":
        form = InviteForm(request.POST) if "invite" in request.POST else form
        if not form.is_bound or form.is_valid():
            _do(request, panel, form)
            return redirect("assessments_panel", pk)
    found = findings_of(panel)
    context = {
        "panel": panel,
        "found": found,
        "form": form,
        "advice": advice_on_panel(found.experts),
        "uses": last_uses(panel),
        "signs": SIGNS,
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/panel.html", context, status=status)


def _do(request, panel, form):
    """Carry out what a button of the page asks for, and say what came of it."""
    at, asked = timezone.now(), request.POST
    try:
        if "invite" in asked:
            made = invite_experts(panel=panel, people=form.cleaned_data["people"], at=at)
            messages.success(
                request, f"{_experts(len(made))} invited; the letters are on their way."
            )
        elif "renew" in asked:
            panelist = _panelist_or_404(panel, asked["renew"])
            renew_link(panelist=panelist, at=at)
            messages.success(request, f"{panelist} is sent a new link; the old one opens nothing.")
        elif "revoke" in asked:
            panelist = _panelist_or_404(panel, asked["revoke"])
            revoke_link(panelist=panelist, at=at)
            messages.success(request, f"The link of {panelist} opens nothing any more.")
        elif "close" in asked:
            close_panel(panel=panel, at=at)
            messages.success(request, "The panel is closed: it takes no more answers.")
        elif "reopen" in asked:
            reopen_panel(panel=panel)
            messages.success(request, "The panel takes answers again.")
    except PanelRefused as refusal:
        messages.error(request, str(refusal))


def _experts(number):
    return "1 expert is" if number == 1 else f"{number} experts are"


def panel_question(request, pk, position):
    """Show every answer to one question; use the counts."""
    panel = _panel_or_404(request, pk)
    asked = get_object_or_404(panel.questions.select_related("question__bank"), position=position)
    if request.method == "POST":
        return _use(request, panel, asked)
    found = next(each for each in findings_of(panel).questions if each.asked == asked)
    counts = found.spread.counts
    context = {
        "panel": panel,
        "found": found,
        "points": list(zip(found.item.points, counts, strict=True)),
        "advice": advice_on(counts) if any(counts) else [],
        "changed": has_changed(asked),
        "use": last_uses(panel).get(asked.pk),
    }
    return render(request, "assessments/cms/panel_question.html", context)


def _use(request, panel, asked):
    try:
        use = use_panel(asked=asked, at=timezone.now(), by=request.user)
    except PanelRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments_panel_question", panel.pk, asked.position)
    number = sum(use.counts)
    noun = "expert" if number == 1 else "experts"
    messages.success(request, f"The answers of {number} {noun} stand in the draft. Publish it.")
    return redirect(Question.snippet_viewset.get_url_name("edit"), asked.question_id)


def panel_decision(request, pk, panelist, position=None):
    """Leave out an answer or all of an expert's, or take them in again, with a reason."""
    panel = _panel_or_404(request, pk)
    panelist = _panelist_or_404(panel, panelist)
    asked = get_object_or_404(PanelQuestion, panel=panel, position=position) if position else None
    found = findings_of(panel)
    rows = (
        [line for each in found.questions if each.asked == asked for line in each.lines]
        if asked
        else found.panelists
    )
    row = next((row for row in rows if row.panelist == panelist), None)
    if row is None:
        raise Http404
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide_on_answers(
            panelist=panelist,
            asked=asked,
            leaves_out=row.left_out is None,
            at=timezone.now(),
            by=request.user,
            **form.cleaned_data,
        )
        if asked:
            return redirect("assessments_panel_question", pk, position)
        return redirect("assessments_panel", pk)
    context = {"panel": panel, "panelist": panelist, "asked": asked, "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/cms/panel_decision.html", context, status=status)


def _panel_or_404(request, pk):
    rows = ExpertPanel.objects.select_related("bank")
    return get_object_or_404(rows.filter(bank__in=banks_of(request.user)), pk=pk)


def _panelist_or_404(panel, pk):
    found = Panelist.objects.filter(panel=panel, pk=pk).first() if str(pk).isdigit() else None
    if found is None:
        raise Http404
    return found
