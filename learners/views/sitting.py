"""Sit an assessment question by question: answer, flag, look everything over, hand in."""

from datetime import datetime
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.items import Posted, Response, ResponseInvalid
from assessments.domain.items.file_answer import FILES
from assessments.domain.statistics.certainty import LEVELS
from assessments.services import (
    AnswerRefused,
    hold,
    is_one_way,
    let_go,
    pass_question,
    stands_open,
    strike_options,
    take_over,
)
from learners import services
from learners.models import Sitting
from learners.views.breaks import take_break
from learners.views.device import go, holder_of, in_device, in_tab, tab_of
from learners.views.paper import Paper, first_page, is_ungraded, paper_of
from learners.views.saving import (
    certainty_of,
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

STILL_OPEN = frozenset({"locked", "waiting", "not_checked"})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_device
def question(request: HttpRequest, sitting_id: int, position: int) -> HttpResponseBase:
    """Show one question; a POST saves its answer and goes on."""
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    if answer := if_closed(request, sitting, at):
        return answer
    if position not in services.items_in(sitting):
        raise Http404
    if request.method == "POST":
        if answer := _held_elsewhere(request, sitting, position, at):
            return answer
        act = _check if {"check", "again"} & request.POST.keys() else _save
        return act(request, sitting, position, at)
    if is_ungraded(sitting.attempt):
        return go(request, "learners:questions", sitting.pk)
    if not stands_open(sitting.attempt, position):
        return go(request, *first_page(sitting))
    paper = paper_of(sitting, at, request)
    return _show(request, paper, position, leaving="leaving" in request.GET)


@login_required
@never_cache
@require_safe
@in_device
def review(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Show what is answered, what is not and what is flagged, before handing in."""
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    answer = if_closed(request, sitting, at)
    if answer and (not sitting.attempt.is_open or sitting.attempt.break_until):
        return answer
    if answer is None and is_ungraded(sitting.attempt):
        return go(request, "learners:questions", sitting.pk)
    return _overview(request, paper_of(sitting, at, request))


def _overview(request: HttpRequest, paper: Paper, status: int = 200) -> HttpResponse:
    problems = services.left_out(paper.sitting, paper.at)
    context = {"paper": paper, "problems": problems, "refused": status != 200}
    return render(request, "learners/review.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_device
def submit(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Hand in; a second click or a second tab finds the same result.

    Whoever had to sign in again on the way comes back by GET and is asked once more.
    """
    if request.method != "POST":
        return redirect("learners:review", sitting_id)
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    if sitting.attempt.is_open and services.left_out(sitting, at):
        return _overview(request, paper_of(sitting, at, request), status=422)
    return hand_in(sitting, at)


def _held_elsewhere(
    request: HttpRequest, sitting: Sitting, position: int, at: datetime
) -> HttpResponseBase | None:
    """Refuse what comes from another tab than the one that answers, or take over as asked."""
    holder = holder_of(request)
    if "take" in request.POST and holder:
        take_over(attempt=sitting.attempt, tab=holder)
    if "reading" in request.POST:
        return redirect(_destination(request, sitting, position))
    try:
        hold(attempt=sitting.attempt, tab=holder)
    except AnswerRefused as refused:
        if wants_json(request):
            return refusal(request, sitting, refused.code, refused.message)
        written = typed(services.items_in(sitting)[position], fields_of(request))
        paper = paper_of(sitting, at, request)
        return _show(request, paper, position, written=written, lost=refused)
    return None


def _save(request: HttpRequest, sitting: Sitting, position: int, at: datetime) -> HttpResponseBase:
    flag = request.POST.get("flag")
    try:
        if (keys := _struck(request, sitting, position)) is not None:
            strike_options(attempt=sitting.attempt, position=position, keys=keys, at=at)
        receipt = services.answer_question(
            sitting=sitting,
            position=position,
            posted=_posted(request),
            operation=operation_of(request),
            at=at,
            flagged=None if flag is None else flag == "1",
            certainty=None if "clear" in request.POST else certainty_of(request),
            seen=seen_of(request),
            files=[] if "clear" in request.POST else request.FILES.getlist(FILES),
        )
    except ResponseInvalid as problem:
        return _invalid(request, sitting, position, problem, at)
    except AnswerRefused as refused:
        return _refused(request, sitting, position, refused, at)
    if wants_json(request):
        return receipt_reply(receipt, sitting, at)
    if request.POST.get("next") == "exit":
        let_go(attempt=sitting.attempt)
    if request.POST.get("next") == "break":
        return take_break(request, sitting, at)
    if is_one_way(sitting.attempt) and _goes_on(request):
        return _pass(request, sitting, position, at)
    return redirect(_destination(request, sitting, position))


def _goes_on(request: HttpRequest) -> bool:
    """Whether a button was pressed that leads to a later question."""
    here = stays(request) or {"flag", "clear", "strike", "take"} & request.POST.keys()
    return not here and request.POST.get("next") not in {"exit", "review"}


def _pass(request: HttpRequest, sitting: Sitting, position: int, at: datetime) -> HttpResponseBase:
    """Leave a question for good; one without an answer only if that is meant."""
    asked = paper_of(sitting, at).questions[position - 1]
    if asked.response is None and "leave" not in request.POST:
        address = in_tab(request.path, tab_of(request))
        return redirect(f"{address}{'&' if '?' in address else '?'}leaving=1")
    try:
        reached = pass_question(attempt=sitting.attempt, position=position, at=at)
    except AnswerRefused as refused:
        return refusal(request, sitting, refused.code, refused.message)
    if reached == position:
        return go(request, "learners:review", sitting.pk)
    return go(request, "learners:question", sitting.pk, reached)


def _struck(request: HttpRequest, sitting: Sitting, position: int) -> set[str] | None:
    """Return which options are ruled out now, None if nothing is said of them.

    A script names all of them; a button names the one that it turns over, or none to begin anew.
    """
    if "struck" in request.POST:
        return set(request.POST["struck"].split())
    if "strike" not in request.POST:
        return None
    pressed = request.POST["strike"]
    return set(sitting.attempt.struck.get(str(position), ())) ^ {pressed} if pressed else set()


def _posted(request: HttpRequest) -> Posted | None:
    """Return the fields of the answer; a page that showed it closed has none to say."""
    if "keep" in request.POST:
        return None
    return {} if "clear" in request.POST else fields_of(request)


def _check(request: HttpRequest, sitting: Sitting, position: int, at: datetime) -> HttpResponseBase:
    """Check the posted answer, or open it for another try, and show what came of it."""
    operation = operation_of(request) or uuid4()
    try:
        if "again" in request.POST:
            services.try_question_again(
                sitting=sitting, position=position, operation=operation, at=at
            )
        else:
            services.check_question(
                sitting=sitting,
                position=position,
                posted=fields_of(request),
                operation=operation,
                at=at,
                certainty=certainty_of(request),
                seen=seen_of(request),
            )
    except ResponseInvalid as problem:
        return _invalid(request, sitting, position, problem, at)
    except AnswerRefused as refused:
        return _refused(request, sitting, position, refused, at)
    place = "answer-field" if "again" in request.POST else "outcome"
    return redirect(f"{in_tab(request.path, tab_of(request))}#{place}")


def _refused(
    request: HttpRequest, sitting: Sitting, position: int, refused: AnswerRefused, at: datetime
) -> HttpResponseBase:
    """Say why nothing was changed: beside the answer if that alone is closed."""
    if refused.code == "newer" and not wants_json(request):
        written = typed(services.items_in(sitting)[position], fields_of(request))
        paper = paper_of(sitting, at, request)
        return _show(request, paper, position, written=written, lost=refused)
    if refused.code not in STILL_OPEN or wants_json(request):
        return refusal(request, sitting, refused.code, refused.message)
    return _show(request, paper_of(sitting, at, request), position, refused=refused.message)


def _destination(request: HttpRequest, sitting: Sitting, position: int) -> str:
    """Return where the pressed button leads: any question, the overview or the way out."""
    pressed, last, tab = request.POST.get("next", ""), len(sitting.attempt.form), tab_of(request)
    if stays(request) or {"flag", "clear", "strike", "take"} & request.POST.keys():
        pressed = str(position)
    if pressed == "exit":
        return way_out(sitting)
    wanted = int(pressed) if pressed in map(str, range(1, last + 1)) else position + 1
    if pressed == "review" or wanted > last:
        return in_tab(reverse("learners:review", args=[sitting.pk]), tab)
    address = in_tab(reverse("learners:question", args=[sitting.pk, wanted]), tab)
    stays_at_field = "strike" in request.POST or services.items_in(sitting)[wanted].takes_files
    return f"{address}#answer-field" if wanted == position and stays_at_field else address


def _invalid(
    request: HttpRequest, sitting: Sitting, position: int, problem: ResponseInvalid, at: datetime
) -> HttpResponseBase:
    if wants_json(request):
        return problem_reply(problem, problem.field)
    item = services.items_in(sitting)[position]
    # Step by step, what is held is where the learner stands, whatever was posted.
    written = None if item.stepwise else typed(item, fields_of(request))
    paper = paper_of(sitting, at, request, seen=seen_of(request))
    return _show(request, paper, position, written=written, problem=problem)


def _show(
    request: HttpRequest,
    paper: Paper,
    position: int,
    *,
    written: Response | None = None,
    problem: ResponseInvalid | None = None,
    refused: str = "",
    leaving: bool = False,
    lost: AnswerRefused | None = None,
) -> HttpResponse:
    asked = paper.questions[position - 1]
    context = {
        "paper": paper,
        "asked": asked,
        "leaving": leaving and asked.response is None,
        "lost": lost,
        "newer": lost and paper.newer_than(seen_of(request), asked),
        "reading": paper.is_elsewhere and not lost,
        "response": written if (problem or lost) and not asked.item.stepwise else asked.response,
        "errors": {problem.field: problem.message} if problem else {},
        "refused": refused,
        "checks": paper.checks(asked),
        "told": paper.told(asked),
        "levels": LEVELS.values() if paper.asks_certainty(asked) else [],
        "certainty": request.POST.get("certainty")
        if problem or lost
        else str(asked.certainty or ""),
    }
    status = 409 if lost or refused else 422 if problem else 200
    return render(request, "learners/question.html", context, status=status)
