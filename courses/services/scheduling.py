"""Publish what is due; one that cannot be published keeps none of the others waiting."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Revision

from assessments.services import FreezeRefused

REFUSED = "courses.publish.refused"
LETTER = """\
{title} was to be published on {day:%-d %B %Y at %H:%M} UTC. It was not, because:

{problems}

The draft is kept. Put this right and publish it again: {address}
"""


def publish_due(*, at: datetime) -> None:
    """Publish every page, question and assessment scheduled up to a moment; unpublish the expired.

    What cannot be published loses its schedule, and whoever scheduled it gets a letter.
    """
    due = Revision.objects.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at")
    for revision in due:
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except FreezeRefused as refusal:
            _give_up(revision, refusal, at)
    call_command("publish_scheduled")


@transaction.atomic
def _give_up(revision: Revision, refusal: FreezeRefused, at: datetime) -> None:
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    draft = revision.as_object()
    log(instance=draft, action=REFUSED, revision=revision, data={"problems": refusal.problems})
    if revision.user:
        letter = LETTER.format(
            title=draft,
            day=revision.approved_go_live_at or at,
            problems="\n".join(f"- {problem}" for problem in refusal.problems),
            address=f"{settings.BASE_URL}/cms/",
        )
        send_mail(f"Not published: {draft}", letter, None, [revision.user.email])
