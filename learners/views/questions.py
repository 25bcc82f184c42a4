"""Sit an ungraded assessment: every question on one page, one button."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.domain.items import Posted, ResponseInvalid
from assessments.services import AnswerRefused, hold, let_go, take_over
from learners import services
from learners.models import Sitting
from learners.views.breaks import take_break
from learners.views.device import go, holder_of, in_device, in_tab, tab_of
from learners.views.paper import Asked, Paper, is_ungraded, paper_of
from learners.views.saving import (
    fields_of,
    find_sitting,
    hand_in,
    if_closed,
    operation_of,
    problem_reply,
    receipt_reply,
    refusal,
    seen_of,
    stays,
    typed,
    wants_json,
    way_out,
)

NOTHING_POSTED: Mapping[int, Posted] = {}
NO_PROBLEMS: Mapping[int, ResponseInvalid] = {}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_device
def questions(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Show all questions; a POST saves them and, pressed by a person, hands in."""
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    if answer := if_closed(request, sitting, at):
        return _again(request, sitting) or answer
    if not is_ungraded(sitting.attempt):
        return go(request, "learners:question", sitting.pk, 1)
    if request.method == "POST":
        return _save(request, sitting, at)
    return _show(request, paper_of(sitting, at, request))


def _again(request: HttpRequest, sitting: Sitting) -> HttpResponseBase | None:
    """Answer a second click on the button like the first one."""
    if request.method != "POST" or wants_json(request):
        return None
    if not services.holds_page(sitting=sitting, posted=by_position(fields_of(request))):
        return None
    return redirect("learners:result", sitting.pk)


def _save(request: HttpRequest, sitting: Sitting, at: datetime) -> HttpResponseBase:
    posted = by_position(fields_of(request))
    if answer := _held_elsewhere(request, sitting, posted, at):
        return answer
    try:
        receipt = services.answer_page(
            sitting=sitting,
            posted=posted,
            operation=operation_of(request) or uuid4(),
            at=at,
            seen=seen_of(request),
        )
    except services.PageInvalid as invalid:
        return _invalid(request, sitting, posted, invalid.problems, at)
    except AnswerRefused as refused:
        if refused.code == "newer" and not wants_json(request):
            return _lost(request, sitting, posted, refused, at)
        return refusal(request, sitting, refused.code, refused.message)
    if wants_json(request):
        return receipt_reply(receipt, sitting, at)
    return _go_on(request, sitting, posted, at)


def _go_on(
    request: HttpRequest, sitting: Sitting, posted: Mapping[int, Posted], at: datetime
) -> HttpResponseBase:
    """Do what the pressed button says, now that everything is saved."""
    if stays(request) or "take" in request.POST or request.POST.get("next") in {"break", "exit"}:
        return _leave(request, sitting, at)
    if missing := services.left_out(sitting, at):
        return _invalid(request, sitting, posted, missing, at)
    return hand_in(sitting, at)


def _held_elsewhere(
    request: HttpRequest, sitting: Sitting, posted: Mapping[int, Posted], at: datetime
) -> HttpResponseBase | None:
    """Refuse what comes from another tab than the one that answers, or take over as asked."""
    holder = holder_of(request)
    if "take" in request.POST and holder:
        take_over(attempt=sitting.attempt, tab=holder)
    if "reading" in request.POST:
        return redirect(in_tab(request.path, tab_of(request)))
    try:
        hold(attempt=sitting.attempt, tab=holder)
    except AnswerRefused as refused:
        if wants_json(request):
            return refusal(request, sitting, refused.code, refused.message)
        return _lost(request, sitting, posted, refused, at)
    return None


def _leave(request: HttpRequest, sitting: Sitting, at: datetime) -> HttpResponseBase:
    if stays(request) or "take" in request.POST:
        return redirect(in_tab(request.path, tab_of(request)))
    on_break = request.POST["next"] == "break"
    if on_break:
        return take_break(request, sitting, at)
    let_go(attempt=sitting.attempt)
    return redirect(way_out(sitting))


def by_position(fields: Posted) -> dict[int, Posted]:
    """Sort fields such as `answer.3` by the number of their question."""
    found: dict[int, dict[str, list[str]]] = {}
    for name, values in fields.items():
        field, _dot, position = name.rpartition(".")
        if position.isascii() and position.isdigit() and len(position) <= 4:
            found.setdefault(int(position), {})[field] = values
    return dict(found)


def _invalid(
    request: HttpRequest,
    sitting: Sitting,
    posted: Mapping[int, Posted],
    problems: Mapping[int, ResponseInvalid],
    at: datetime,
) -> HttpResponseBase:
    if wants_json(request):
        position, problem = next(iter(problems.items()))
        return problem_reply(problem, f"{problem.field}.{position}")
    paper = paper_of(sitting, at, request, seen=seen_of(request))
    return _show(request, paper, posted, problems)


def _lost(
    request: HttpRequest,
    sitting: Sitting,
    posted: Mapping[int, Posted],
    refused: AnswerRefused,
    at: datetime,
) -> HttpResponseBase:
    """Show what was kept from being saved, with a way to save it, and what newer answers there are."""
    paper, seen = paper_of(sitting, at, request), seen_of(request)
    rows = [
        {
            "asked": asked,
            "response": typed(asked.item, posted.get(asked.position, {})),
            "errors": {},
            "newer": paper.newer_than(seen, asked),
        }
        for asked in paper.questions
    ]
    context = {"paper": paper, "rows": rows, "problems": {}, "lost": refused}
    return render(request, "learners/questions.html", context, status=409)


def _show(
    request: HttpRequest,
    paper: Paper,
    posted: Mapping[int, Posted] = NOTHING_POSTED,
    problems: Mapping[int, ResponseInvalid] = NO_PROBLEMS,
) -> HttpResponse:
    rows = [_row(asked, posted, problems.get(asked.position)) for asked in paper.questions]
    context = {"paper": paper, "rows": rows, "problems": problems, "reading": paper.is_elsewhere}
    return render(request, "learners/questions.html", context, status=422 if problems else 200)


def _row(
    asked: Asked, posted: Mapping[int, Posted], problem: ResponseInvalid | None
) -> dict[str, Any]:
    if problem is None:
        return {"asked": asked, "response": asked.response, "errors": {}}
    if asked.item.stepwise:
        written = asked.response
    else:
        written = typed(asked.item, posted.get(asked.position, {}))
    return {"asked": asked, "response": written, "errors": {problem.field: problem.message}}
