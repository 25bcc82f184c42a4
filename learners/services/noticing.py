"""Letters to learners whose time is over and who can still hand in."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt
from learners.models import OverdueNotice
from learners.queries import activity_of

LETTER = """\
Time is over for your attempt at {title}.

You can no longer answer, but what you saved still counts if you hand it in by
{until:%-d %B %Y at %H:%M} ({zone}). After that the attempt counts as not handed in.

Hand it in: {address}
"""


def send_overdue_notices(*, at: datetime) -> int:
    """Write to everybody who can still hand in and was not written to; return how many letters.

    A letter is taken before it is sent, so that two senders never send it twice, and put back if
    the mail server refuses it.
    """
    waiting = OverdueNotice.objects.filter(
        sent_at=None,
        until__gt=at,
        sitting__attempt__state=Attempt.State.OVERDUE,
        sitting__enrolment__learner__is_active=True,
    )
    return sum(
        _send(notice, at)
        for notice in waiting.select_related(
            "sitting__attempt", "sitting__enrolment__learner"
        ).order_by("until")
    )


def _send(notice: OverdueNotice, at: datetime) -> bool:
    row = OverdueNotice.objects.filter(pk=notice.pk)
    if not row.filter(sent_at=None).update(sent_at=at):
        return False
    sitting = notice.sitting
    learner, title = sitting.enrolment.learner, activity_of(sitting).title
    letter = LETTER.format(
        title=f"the {sitting.get_purpose_display().lower()} of “{title}”",
        until=timezone.localtime(notice.until, learner.zone),
        zone=learner.zone.key,
        address=f"{settings.BASE_URL}{reverse('learners:review', args=[sitting.pk])}",
    )
    try:
        send_mail(f"Hand in your answers: {title}", letter, None, [learner.email])
    except OSError:
        row.update(sent_at=None)
        raise
    return True
