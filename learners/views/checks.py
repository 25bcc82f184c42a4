"""Knowledge checks inside a lesson, as one learner sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from assessments.domain.items import Arrangement, Item, Posted, ResponseInvalid
from courses.queries import CurrentLesson
from learners import services
from learners.models import Enrolment
from learners.views.saving import typed


@dataclass(frozen=True)
class Check:
    """A knowledge check as one learner sees it."""

    id: int
    url: str
    item: Item
    arrangement: Arrangement
    response: Mapping[str, Any] | None = None
    review: Any = None
    errors: Mapping[str, str] | None = None
    is_new: bool = False


def check_of(
    found: CurrentLesson,
    enrolment: Enrolment,
    question_version_id: int,
    response: Mapping[str, Any] | None,
    **more: Any,
) -> Check:
    item, arrangement = services.check_asked(enrolment, question_version_id)
    code, slug = found.activity.code, found.slug
    is_done = bool(response) and not more.get("errors") and item.is_complete(response)
    return Check(
        id=question_version_id,
        url=reverse("learners:lesson_check", args=[code, slug, question_version_id]),
        item=item,
        arrangement=arrangement,
        response=response,
        review=item.review(response, arrangement) if is_done else None,
        **more,
    )


def answered(
    request: HttpRequest, found: CurrentLesson, enrolment: Enrolment, question_version_id: int
) -> Check:
    """Keep what was posted; a form without an answer comes back with its problem."""
    suffix = f".{question_version_id}"
    posted: Posted = {name.removesuffix(suffix): values for name, values in request.POST.lists()}
    response, errors = None, {}
    try:
        answer = services.answer_check(
            enrolment=enrolment,
            lesson_id=found.id,
            question_version_id=question_version_id,
            posted=posted,
            at=timezone.now(),
        )
        response = answer.response if answer else None
        errors = {} if answer else {"answer": "Choose or enter an answer first."}
    except ResponseInvalid as invalid:
        errors = {invalid.field: invalid.message}
        item = services.check_asked(enrolment, question_version_id).item
        response = None if item.stepwise else typed(item, posted)
    return check_of(
        found, enrolment, question_version_id, response, errors=errors, is_new=not errors
    )
