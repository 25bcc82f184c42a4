"""What the pages of a sitting share: find it, refuse when it is closed, answer a save."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.domain.items import Item, Posted, Response, ResponseInvalid
from assessments.domain.states import CLOSED_WORDS, HANDED_IN, State
from assessments.services import ON_BREAK, Seen
from common.templatetags.attend import clock_seconds
from learners import services
from learners.models import Sitting
from learners.queries import activity_of, sitting_of
from learners.views.device import go, uuid_in
from learners.views.paper import seconds_left

MOST_DIGITS = 9
TIME_OVER = "time_over"
TIME_OVER_WORDS = {
    State.OVERDUE: "Time is over: you cannot answer any more, but you can still hand in.",
    State.TIMED_OUT: "Time is over: what you had saved was submitted.",
    State.ABANDONED: "Time is over: this attempt was not handed in and earns no grade.",
}


def find_sitting(request: HttpRequest, sitting_id: int) -> Sitting:
    """Return the learner's own sitting; anybody else's is a 404."""
    sitting = sitting_of(request.user, sitting_id)
    if sitting is None:
        raise Http404
    return sitting


def if_closed(request: HttpRequest, sitting: Sitting, at: datetime) -> HttpResponseBase | None:
    """Mind what time has ended; return what to answer when nothing can be saved any more."""
    is_news = services.finish_overdue_sitting(sitting=sitting, at=at)
    if sitting.attempt.is_on_break(at):
        return refusal(request, sitting, "on_break", ON_BREAK)
    if sitting.attempt.takes_answers:
        return None
    state = State(sitting.attempt.state)
    if is_news or state is State.OVERDUE:
        return refusal(request, sitting, TIME_OVER, TIME_OVER_WORDS[state])
    words = CLOSED_WORDS.get(state, HANDED_IN)
    return refusal(request, sitting, "attempt_closed", words)


def refusal(request: HttpRequest, sitting: Sitting, code: str, message: str) -> HttpResponseBase:
    """Answer somebody who comes too late: readers see what is left, savers why nothing was saved."""
    if request.method != "POST":
        return go(request, *place_of(sitting))
    error = {"code": code, "message": message, "onward": onward(sitting)}
    if wants_json(request):
        return JsonResponse({"error": error}, status=409)
    context = {"sitting": sitting, "message": message, "onward": error["onward"]}
    return render(request, "learners/closed.html", context, status=409)


def place_of(sitting: Sitting) -> tuple[str, int]:
    """Return the route of the one page that is left when no question can be shown."""
    if sitting.attempt.break_until:
        return "learners:break", sitting.pk
    return "learners:review" if sitting.attempt.is_open else "learners:result", sitting.pk


def onward(sitting: Sitting) -> str:
    """Name where somebody goes from a page that can save nothing more."""
    if sitting.attempt.break_until:
        return "Go to your break"
    if sitting.attempt.takes_answers:
        return "Go to the question that is open"
    return "Hand in what is saved" if sitting.attempt.is_open else "See the result"


def hand_in(sitting: Sitting, at: datetime) -> HttpResponseBase:
    """Submit what is still open and show the result."""
    services.finish_overdue_sitting(sitting=sitting, at=at)
    if sitting.attempt.is_open:
        services.submit(sitting=sitting, at=at)
    return redirect("learners:result", sitting.pk)


def way_out(sitting: Sitting) -> str:
    """Return the address of the activity that the sitting belongs to."""
    return reverse("learners:activity", args=[activity_of(sitting).code])


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks; a browser's own form post prefers a page."""
    if "application/json" not in request.META.get("HTTP_ACCEPT", ""):
        return False  # asked on every save: parsing the header costs more than a statement
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def fields_of(request: HttpRequest) -> Posted:
    """Return every posted field with all its values; of files, their names."""
    names = {field: [each.name or "" for each in files] for field, files in request.FILES.lists()}
    return {**dict(request.POST.lists()), **names}


def operation_of(request: HttpRequest) -> UUID | None:
    """Return the browser's name for this save; a form without script has none."""
    return uuid_in(request.POST.get("operation", ""))


def certainty_of(request: HttpRequest) -> int | None:
    """Return the level of certainty that was chosen, None for none."""
    written = request.POST.get("certainty", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) == 1):
        raise ResponseInvalid("certainty", "Say how sure you are: 1, 2 or 3.")
    return int(written)


def stays(request: HttpRequest) -> bool:
    """Whether the page comes again: an answer went one step further, or is only to be saved."""
    return "stay" in request.POST or any(
        name.partition(".")[0] == "answer-step" for name in request.POST
    )


def seen_of(request: HttpRequest) -> Seen | None:
    """Return what the page showed that posts, None if it does not say: nothing is held against it."""
    seen, page = number_in(request.POST.get("seen", "")), uuid_in(request.POST.get("page", ""))
    if seen is None or page is None:
        return None
    return Seen(seen, page, number_in(request.POST.get("step", "")) or 0)


def number_in(told: str) -> int | None:
    """Return a whole number from outside, None if it is none that the database could hold."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS else None


def typed(item: Item, posted: Posted) -> Response | None:
    """Return what was typed in the shape of a response, though it is none, so that it is kept."""
    try:
        return {item.response_field: item.posted_value(posted)}
    except ResponseInvalid:
        return None


def receipt_reply(receipt: services.Receipt, sitting: Sitting, at: datetime) -> JsonResponse:
    """Tell a script what is saved and how much time is left."""
    return JsonResponse(
        {
            "saved_at": receipt.saved_at,
            "saved_words": f"Saved {clock_seconds(receipt.saved_at)}",
            "server_time": at,
            "seconds_left": seconds_left(sitting.attempt, at),
            "sequence": receipt.sequence,
            "answered": receipt.answered,
            "flagged": receipt.flagged,
        }
    )


def problem_reply(problem: ResponseInvalid, field: str) -> JsonResponse:
    """Tell a script which field holds no answer, and why."""
    error = {"code": "invalid", "message": problem.message, "field": field}
    return JsonResponse({"error": error}, status=422)
