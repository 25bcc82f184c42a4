"""Release a result once people have marked it, and tell the learner."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from assessments.models import Attempt, Grade
from assessments.queries import latest_grade
from assessments.services import grade_marked
from courses.queries import frozen_activity, published_version_id
from learners.models import Enrolment, ResultNotice, Sitting
from learners.services.completing import complete_locked

logger = structlog.get_logger(__name__)
TASK = "learners.tasks.send_result_notices"
AT_ONCE = 200
SUBJECT = "Your result: {title}"
LETTER = """\
{purpose} of “{title}” has been marked. Your result, with what those who marked it say about your
answers, is here:

{address}
"""


def release_if_marked(enrolment: Enrolment, attempt: Attempt, at: datetime) -> Grade | None:
    """Grade an attempt of a locked enrolment if nothing of it waits to be marked any more.

    Grade, completion and credit are one transaction with the last mark. Whoever comes later finds
    the grade that was given.
    """
    if existing := latest_grade(attempt):
        return existing
    grade = grade_marked(attempt=attempt, at=at)
    if grade is None:
        return None
    complete_locked(enrolment, at=at)
    ask_for_notice(attempt, grade, at)
    return grade


def ask_for_notice(attempt: Attempt, grade: Grade, at: datetime) -> None:
    """Note that the learner is to be told of a grade."""
    sitting = Sitting.objects.get(attempt=attempt)
    ResultNotice.objects.create(sitting=sitting, grade=grade, asked_at=at)
    transaction.on_commit(partial(current_app.send_task, TASK), robust=True)


def send_result_notices(*, clock: Callable[[], datetime]) -> int:
    """Send the letters that wait; one that fails keeps no other waiting. Return how many went."""
    waiting = ResultNotice.objects.filter(sent_at=None).values_list("pk", flat=True)
    return sum(_send(pk, clock) for pk in list(waiting[:AT_ONCE]))


def _send(pk: int, clock: Callable[[], datetime]) -> bool:
    try:
        with transaction.atomic():
            rows = ResultNotice.objects.select_for_update(of=("self",), skip_locked=True)
            notice = rows.filter(pk=pk, sent_at=None).first()
            if notice is None:
                return False
            notice.sent_at = clock()
            notice.save(update_fields=["sent_at"])
            _write_to_learner(notice)
    except Exception:
        logger.exception("result_notice_failed", notice=pk)
        return False
    return True


def _write_to_learner(notice: ResultNotice) -> None:
    sitting = notice.sitting
    learner = sitting.enrolment.learner
    if not learner.is_active or not learner.email:
        return
    activity = frozen_activity(published_version_id(sitting.enrolment.activity_id))
    letter = LETTER.format(
        purpose=sitting.get_purpose_display(),
        title=activity.title,
        address=f"{settings.BASE_URL}{reverse('learners:result', args=[sitting.pk])}",
    )
    send_mail(SUBJECT.format(title=activity.title), letter, None, [learner.email])
