"""The pages on which experts answer a panel's questions; a signed link lets them in, no account."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.domain.items import ResponseInvalid
from assessments.queries.panels import LinkRefused, Refusal, asked_of, panelist_by
from assessments.services.panels import PanelRefused, answer_as_expert, finish_as_expert
from common.private_links import keep_private
from common.throttling import Allowance

MISSES = Allowance("panel-link-unknown", tries=30, seconds=600)
SAVES = Allowance("panel-answers", tries=240, seconds=600)
TOO_MANY = "Too many tries from your network. Wait ten minutes, then try again."
UNANSWERED = "Choose a point of the scale, or say that it is outside your field."


def by_link(view):
    """Call a view with the panelist whom the link lets in; keep no copy and no track of the page."""

    @wraps(view)
    def wrapped(request, token, **kwargs):
        return keep_private(_let_in(request, view, token, kwargs))

    return wrapped


def _let_in(request, view, token, kwargs):
    if MISSES.is_spent(request):
        return _refused(request, {"message": TOO_MANY}, 429)
    try:
        panelist = panelist_by(token, at=timezone.now())
        return view(request, panelist, token, **kwargs)
    except LinkRefused as refused:
        if refused.refusal is Refusal.UNKNOWN:
            MISSES.spend(request)
            raise Http404 from refused
        return _refused(request, {"refusal": refused.refusal.value}, 410)


def _refused(request, context, status):
    return render(request, "assessments/panel_refused.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@by_link
def panel(request, panelist, token):
    """Show what is asked, what is answered, and how to finish."""
    return _overview(request, panelist, token)


def _overview(request, panelist, token, *, problem="", status=200):
    asked = asked_of(panelist)
    context = {
        "panelist": panelist,
        "panel": panelist.panel,
        "token": token,
        "asked": asked,
        "answered": sum(each.told is not None for each in asked),
        "next": _first_open(asked),
        "problem": problem,
    }
    return render(request, "assessments/panel.html", context, status=status)


def _first_open(asked):
    """Return the first question without an answer, None if there is none."""
    return next((each for each in asked if each.told is None), None)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def panel_question(request, panelist, token, position):
    """Ask one question; an answer that is sent is kept at once."""
    asked = asked_of(panelist)
    here = next((each for each in asked if each.row.position == position), None)
    if here is None:
        raise Http404
    context = {
        "panelist": panelist,
        "panel": panelist.panel,
        "token": token,
        "here": here,
        "number": len(asked),
        "position": position,
        "answered": sum(each.told is not None for each in asked),
        "response": here.item.answered_with(here.told) if here.told else None,
    }
    if request.method != "POST":
        return render(request, "assessments/panel_question.html", context)
    if SAVES.is_spent(request):
        return _refused(request, {"message": TOO_MANY}, 429)
    SAVES.spend(request)
    return _save(request, context, asked)


def _save(request, context, asked):
    panelist, here = context["panelist"], context["here"]
    posted = dict(request.POST.lists())
    try:
        response = _read(here.item, posted)
        answer_as_expert(panelist=panelist, asked=here.row, response=response, at=timezone.now())
    except PanelRefused as refusal:
        raise LinkRefused(Refusal.CLOSED) from refusal
    except ResponseInvalid as invalid:
        errors = {"errors": {invalid.field: invalid.message}, "response": _typed(here.item, posted)}
        return render(request, "assessments/panel_question.html", context | errors, status=422)
    return _on(context, asked)


def _read(item, posted):
    response = item.read_form(posted)
    if response is None:
        raise ResponseInvalid("answer", UNANSWERED)
    return response


def _typed(item, posted):
    """Return what was sent, as far as it can be shown again."""
    try:
        return {item.response_field: item.posted_value(posted)}
    except ResponseInvalid:
        return None


def _on(context, asked):
    """Go to the next question without an answer behind this one, else before it, else back."""
    position = context["position"]
    open_ones = [e.row.position for e in asked if e.told is None and e.row.position != position]
    later = [each for each in open_ones if each > position]
    if not open_ones:
        return redirect("assessments:panel", context["token"])
    return redirect("assessments:panel_question", context["token"], (later or open_ones)[0])


@require_POST
@by_link
def panel_finish(request, panelist, token):
    """Note that the panelist is done, or say what is missing."""
    try:
        finish_as_expert(panelist=panelist, at=timezone.now())
    except PanelRefused as refusal:
        return _overview(request, panelist, token, problem=str(refusal), status=409)
    return redirect("assessments:panel", token)
