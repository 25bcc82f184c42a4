"""One tab or device at a time: the first that saves holds an attempt until another takes it over."""

from assessments.models import Attempt
from assessments.services.refusing import AnswerRefused

ELSEWHERE = (
    "You went on in another tab or on another device, so nothing was saved here. What you see here is "
    "kept until you leave this page."
)


def is_held_elsewhere(attempt: Attempt, tab: str) -> bool:
    """Whether another tab or device than this one may answer."""
    return attempt.holder not in {"", tab}


def hold(*, attempt: Attempt, tab: str) -> None:
    """Let a tab answer if nobody else does; raise `AnswerRefused` if somebody does.

    Clients that name no tab may answer as long as no tab holds the attempt.
    """
    if attempt.holder == tab:
        return
    if not attempt.holder:
        free = Attempt.objects.filter(pk=attempt.pk, holder="")
        if free.update(holder=tab):
            attempt.holder = tab
            return
        attempt.refresh_from_db(fields=["holder"])
    if is_held_elsewhere(attempt, tab):
        raise AnswerRefused("elsewhere", ELSEWHERE)


def let_go(*, attempt: Attempt) -> None:
    """Leave an attempt to whoever answers next; only if nobody has taken it over meanwhile."""
    Attempt.objects.filter(pk=attempt.pk, holder=attempt.holder).update(holder="")


def take_over(*, attempt: Attempt, tab: str) -> None:
    """Let this tab answer from now on; the other finds out at its next save."""
    Attempt.objects.filter(pk=attempt.pk).update(holder=tab)
    attempt.holder = tab
