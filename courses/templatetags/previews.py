"""What previews of drafts show that a published page reads from frozen facts."""

from typing import Any

from django import template

from assessments.queries import current_version_id, frozen_assessment
from courses.models import ActivityPage, LessonPage
from courses.services import describe_activity

register = template.Library()


@register.simple_tag
def facts_of(activity: ActivityPage) -> dict[str, Any]:
    """Return the facts that publishing the draft would freeze."""
    return describe_activity(activity)


@register.simple_tag
def terms_of(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rules of the assessments placed, as far as these are published."""
    placed = [(place, current_version_id(place["assessment_id"])) for place in facts["placements"]]
    return [_term(place, version) for place, version in placed if version]


def _term(place: dict[str, Any], version_id: int) -> dict[str, Any]:
    policy = frozen_assessment(version_id).policy
    return {
        "place": place,
        "policy": policy,
        "pass_mark": policy.pass_mark_words,
    }


@register.simple_tag
def pieces_of(lesson: LessonPage) -> dict[str, Any]:
    """Return the parts of a lesson and the references that it cites."""
    pieces, references = lesson.body.stream_block.pieces(lesson.body)
    return {"pieces": pieces, "references": references}
