"""The CMS pages on which people mark answers: the queue, an answer beside its rubric, agreement."""

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from wagtail.admin import messages

from assessments.domain.decimals import plain, rounded
from assessments.domain.marking.agreement import MINIMUM
from assessments.domain.marking.settling import LABELS, RECONCILED, ROUND_OF, SECOND, Stage
from assessments.models import MarkingTask
from assessments.permissions import can_mark_again, markable_by
from assessments.queries import (
    agreement_in,
    assessments_to_mark,
    drafts_of,
    file_of,
    newest_marks,
    progress_of,
    script_of,
    tasks_for,
)
from assessments.queries.marking import final_tasks
from assessments.services import (
    MarkingRefused,
    claim_answer,
    claim_next,
    release_answer,
    save_draft,
)
from common.downloads import download
from learners import services
from learners.forms import MarkAgainForm, MarkForm, QueueForm, ReconcileForm

ON_A_PAGE = 25


def _lease(at):
    return at + timedelta(minutes=settings.MARKING_LEASE_MINUTES)


def _allowed(request):
    """Return the assessments that the person may mark; nobody else finds these pages."""
    allowed = markable_by(request.user)
    if not allowed.exists():
        raise Http404
    return allowed


@require_GET
def queue(request):
    """Show what waits, oldest first, and how far the marking is."""
    allowed = _allowed(request)
    form = QueueForm(assessments_to_mark(allowed), request.GET)
    filters, stage = form.filters, form.waits_for
    rows = final_tasks(request.user, allowed) if stage == Stage.FINAL else None
    rows = tasks_for(request.user, allowed) if rows is None else rows
    if stage and stage != Stage.FINAL:
        rows = rows.filter(stage=stage)
    at = timezone.now()
    page = Paginator(rows.filter(**filters), ON_A_PAGE).get_page(request.GET.get("page"))
    counts = progress_of(allowed, filters)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(task, request.user, at) for task in page],
        "progress": [(LABELS[each], counts[each.value]) for each in Stage],
        "marked": counts[Stage.FINAL.value],
        "total": sum(counts.values()),
        "asked": request.GET.urlencode(),
    }
    return render(request, "learners/cms/marking_queue.html", context)


def _row(task, user, at):
    held = task.is_held(at)
    return {
        "task": task,
        "name": task.pseudonym,
        "is_mine": held and task.claimed_by_id == user.pk,
        "is_held": held and task.claimed_by_id != user.pk,
    }


@require_POST
def take(request, pk=None):
    """Take the oldest answer of those asked for, or a certain one."""
    allowed, at = _allowed(request), timezone.now()
    if pk is not None:
        task = _task(request, pk)
        try:
            claim_answer(task=task, by=request.user, at=at, until=_lease(at))
        except MarkingRefused as refusal:
            messages.error(request, refusal.message)
        return redirect("learners_script", pk)
    return _next(request, QueueForm(assessments_to_mark(allowed), request.POST), allowed, at)


def _next(request, form, allowed, at):
    rows = tasks_for(request.user, allowed).filter(**form.filters)
    if form.waits_for and form.waits_for != Stage.FINAL:
        rows = rows.filter(stage=form.waits_for)
    asked = urlencode(form.asked)
    task = claim_next(tasks=rows, by=request.user, at=at, until=_lease(at))
    if task is None:
        messages.success(request, "Nothing waits for you here at present.")
        return redirect(f"{reverse('learners_marking')}?{asked}")
    return redirect(f"{reverse('learners_script', args=[task.pk])}?{asked}")


def _task(request, pk):
    """Return an answer that the person may mark; their own and others' places are a 404."""
    rows = MarkingTask.objects.select_related("attempt__assessment__bank", "attempt__learner")
    task = get_object_or_404(rows.select_related("claimed_by"), pk=pk)
    attempt = task.attempt
    may = markable_by(request.user).filter(pk=attempt.assessment_id).exists()
    if not may or attempt.learner_id == request.user.pk or attempt.state == attempt.State.VOIDED:
        raise Http404
    return task


@require_http_methods(["GET", "HEAD", "POST"])
def script(request, pk):
    """Show an answer beside its rubric; a POST notes or gives a mark, or puts the answer back."""
    task, at = _task(request, pk), timezone.now()
    marks = newest_marks(task)
    found = script_of(task)
    is_mine = task.claimed_by_id == request.user.pk and not task.is_final
    form = _form(request, task, found, marks) if is_mine else None
    if request.method == "POST":
        if not is_mine:
            return _not_held(request, pk)
        if answer := _act(request, task, form, marks, at):
            return answer
    context = _shown(request, task, found, marks, at) | {"form": form}
    return render(
        request, "learners/cms/script.html", context, status=422 if form and form.errors else 200
    )


@require_safe
def script_file(request, pk, number):
    """Hand a file of an answer to somebody who may mark it, under a name that tells nothing."""
    found = script_of(_task(request, pk))
    held = dict(enumerate(found.files, start=1)).get(number)
    file = file_of(held) if held else None
    if held is None or file is None:
        raise Http404
    name, kind = held.neutral_name(number), held.kind.content_type
    return download(file, name=name, content_type=kind)


def _not_held(request, pk):
    message = "Somebody else has taken this answer: nothing was saved."
    if _wants_json(request):
        return JsonResponse({"error": message}, status=409)
    messages.error(request, message)
    return redirect("learners_script", pk)


def _wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _form(request, task, found, marks):
    posted = request.POST if request.method == "POST" else None
    initial = MarkForm.entered(drafts_of(task, request.user)) if posted is None else None
    if task.stage != Stage.RECONCILIATION:
        return MarkForm(found, posted, initial=initial)
    return ReconcileForm(found, posted, initial=initial, other=_other(marks, request.user))


def _other(marks, user):
    """Return the other of two markers, None for a third person."""
    two = [mark.marker for mark in marks if mark.round <= SECOND]
    return next((each for each in two if each != user), None) if user in two else None


def _act(request, task, form, marks, at):
    """Do what the pressed button says; None to show the form with what is wrong."""
    asked = QueueForm(assessments_to_mark(markable_by(request.user)), request.GET)
    if "release" in request.POST:
        release_answer(task=task, by=request.user)
        return redirect(f"{reverse('learners_marking')}?{urlencode(asked.asked)}")
    if not form.is_valid():
        return JsonResponse({"error": form.errors}, status=422) if _wants_json(request) else None
    try:
        if "mark" in request.POST or "mark_next" in request.POST:
            return _give(request, task, form, marks, asked, at)
        save_draft(task=task, by=request.user, given=form.given, at=at, until=_lease(at))
    except MarkingRefused as refusal:
        form.refuse(refusal)
        return (
            JsonResponse({"error": refusal.message}, status=409) if _wants_json(request) else None
        )
    if _wants_json(request):
        return JsonResponse({"saved_at": at})
    messages.success(request, "Noted. The answer stays with you.")
    return redirect(request.get_full_path())


def _give(request, task, form, marks, asked, at):
    together = form.cleaned_data.get("joint")
    services.mark_answer(
        task=task,
        by=request.user,
        round_=ROUND_OF[Stage(task.stage)],
        given=form.given,
        at=at,
        joint_with=_other(marks, request.user) if together else None,
    )
    messages.success(request, f"{task.pseudonym} is marked.")
    if "mark_next" in request.POST:
        return _next(request, asked, markable_by(request.user), at)
    return redirect(f"{reverse('learners_marking')}?{urlencode(asked.asked)}")


def _shown(request, task, found, marks, at):
    sees_marks = task.is_final or task.stage == Stage.RECONCILIATION
    gave = {mark.marker_id for mark in marks}
    return {
        "task": task,
        "script": found,
        "name": task.pseudonym if found.rules.anonymous else str(task.attempt.learner),
        "review": found.item.review(found.response),
        "stage": LABELS[Stage(task.stage)],
        "marks": [_mark(mark, found) for mark in marks] if sees_marks else [],
        "is_held": task.is_held(at) and task.claimed_by_id != request.user.pk,
        "may_take": not task.is_final
        and not (task.stage == Stage.SECOND and request.user.pk in gave),
        "may_mark_again": task.is_final and can_mark_again(request.user, task.attempt.assessment),
        "asked": request.GET.urlencode(),
    }


def _mark(mark, found):
    titles = {SECOND: "Second mark", RECONCILED: "Reconciliation", 1: "First mark"}
    return {
        "mark": mark,
        "title": titles.get(mark.round, "Marked again"),
        "points": plain(found.rubric.earned(mark.levels)),
        "rows": [
            (each, each.level(mark.levels.get(each.key)), mark.comments.get(each.key, ""))
            for each in found.rubric.criteria
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def mark_again(request, pk):
    """Mark an answer again whose result is out; nobody is lowered unasked."""
    task = _task(request, pk)
    if not task.is_final or not can_mark_again(request.user, task.attempt.assessment):
        raise Http404
    marks, found = newest_marks(task), script_of(task)
    initial = MarkForm.entered(marks[-1] if marks else None)
    form = MarkAgainForm(found, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_answer_again(
                task=task,
                by=request.user,
                given=form.given,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                lowers=form.cleaned_data["lowers"],
            )
        except MarkingRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Marked again; the learner is told if the result changed.")
            return redirect("learners_script", pk)
    context = _shown(request, task, found, marks, timezone.now()) | {"form": form, "again": True}
    return render(request, "learners/cms/script.html", context, status=422 if form.errors else 200)


@require_GET
def agreement(request, pk):
    """Show how far first and second marks of an assessment agree."""
    assessment = get_object_or_404(_allowed(request), pk=pk)
    figures = agreement_in(assessment)
    mean = figures.mean_difference
    context = {
        "assessment": assessment,
        "figures": figures,
        "difference": None if mean is None else rounded(mean * 100, 1),
        "icc": None if figures.icc is None else rounded(figures.icc, 2),
        "minimum": MINIMUM,
    }
    return render(request, "learners/cms/agreement.html", context)
