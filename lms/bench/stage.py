"""What a journey needs beforehand: one activity with one lesson and ten questions, and learners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Profession, Profile, User
from assessments.domain.items import Item
from assessments.queries import current_version_id, frozen_assessment
from courses.models import ActivityPage, Provider, Purpose
from courses.services import freeze_activity
from credits.models import Entry
from credits.queries import eligible_offers
from lms.demo import authoring
from lms.demo.loader import PROVIDER_OF, is_loaded, load_content
from lms.demo.people import PASSWORD
from lms.demo.responses import response_for

CODE, TITLE = "bench", "An activity to measure with"
QUESTIONS = 10
RELEASED_BEFORE = timedelta(days=30)
PROFESSION = Profession.PHYSICIAN


@dataclass(frozen=True)
class Stage:
    """The activity to take, and the right answers as form fields, by the question's text."""

    activity: ActivityPage
    answers: Mapping[str, Mapping[str, Sequence[str]]]

    def answer_on(self, page: str) -> Mapping[str, Sequence[str]]:
        """Return the right answer to the question that a page asks."""
        return next(fields for asked, fields in self.answers.items() if asked in page)


def set_stage() -> Stage:
    """Make the activity, beside the demo's own, unless it is there."""
    released = timezone.now() - RELEASED_BEFORE
    activity = ActivityPage.objects.filter(code=CODE).first()
    if activity is None:
        with transaction.atomic():
            if not is_loaded():
                load_content(released)
            activity = _activity(released)
    return Stage(activity, _answers(activity))


def _activity(released: datetime) -> ActivityPage:
    """Publish a short edition of the first activity: passing its post-test completes it."""
    full = authoring.content_files()[0]
    after = {**full["posttest"], "draws": [], "fixed": _fixed(full)}
    content = {
        **full,
        "slug": CODE,
        "title": TITLE,
        "lessons": full["lessons"][:1],
        "posttest": after,
    }
    provider = Provider.objects.get(slug=PROVIDER_OF[full["strand"]])
    activity = authoring.create_activity(content, provider=provider, at=released)
    activity.placements.set(activity.placements.filter(purpose=Purpose.POST_TEST))
    activity.save()
    freeze_activity(activity=activity, at=released)
    return activity


def _fixed(content: Mapping[str, Any]) -> list[str]:
    """Return questions that one field or a list answers: what most learners meet most often."""
    plain = [row["key"] for row in content["questions"] if not {"picture", "parts"} & row.keys()]
    keys = [*content["posttest"]["fixed"], *plain]
    return [key for key in dict.fromkeys(keys) if key in plain][:QUESTIONS]


def _answers(activity: ActivityPage) -> dict[str, Mapping[str, Sequence[str]]]:
    version = current_version_id(activity.placements.get().assessment_id)
    dice = Random(0)  # noqa: S311 right answers need no luck
    return {
        item.stem or escape(item.lead_in): fields_for(item, dice)
        for item in frozen_assessment(version or 0).items.values()
    }


def fields_for(item: Item, dice: Random) -> dict[str, list[str]]:
    """Return the form fields of a right answer, as the question's page would send them."""
    response = item.check(response_for(item, right=True, dice=dice)) or {}
    return item.as_posted(response[item.response_field])


def fresh_learners(number: int) -> list[str]:
    """Make fresh learners with verified addresses and one password hash; return the addresses."""
    known, password = User.objects.count(), make_password(PASSWORD)
    users = [
        User(
            email=f"bench{known + place}@bench.attend.example",
            first_name="Bea",
            last_name=f"Bench {known + place}",
            time_zone="Europe/London",
            password=password,
        )
        for place in range(number)
    ]
    with transaction.atomic():
        User.objects.bulk_create(users)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
        Profile.objects.bulk_create(Profile(user=user, profession=PROFESSION) for user in users)
    return [user.email for user in users]


def missing_credit(stage: Stage, emails: Sequence[str]) -> list[str]:
    """Return a sentence for each learner without exactly one entry per offer."""
    now = timezone.now()
    offers = eligible_offers(stage.activity.pk, PROFESSION, now.date(), now)
    wanted = dict.fromkeys((offer.pk for offer in offers), 1)
    held: dict[str, dict[int, int]] = {email: {} for email in emails}
    rows = Entry.objects.filter(learner__email__in=emails).values_list("learner__email", "offer")
    for email, offer, entries in rows.annotate(entries=Count("pk")):
        held[email][offer] = entries
    if not wanted:
        return ["The activity offers no credit."]
    return [f"{email} has {found}" for email, found in held.items() if found != wanted]
