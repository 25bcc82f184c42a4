"""Frozen versions: each must still be the content that its hash was taken of."""

from collections.abc import Iterable, Iterator
from typing import Any

from assessments.domain.items import content_hash
from assessments.domain.policy import AssessmentPolicy
from assessments.models import AssessmentVersion, QuestionVersion, VersionQuestion
from courses.models import ActivityVersion
from credits.domain.audit import Difference

ROWS_HELD = 500


def differences() -> Iterator[Difference]:
    """Yield versions whose content is not what was published."""
    for activity in _all(ActivityVersion):
        yield from _changed("activity version", activity, activity.facts)
    for question in _all(QuestionVersion):
        told = {"content": question.content, "context": question.context}
        yield from _changed("question version", question, told)
    for assessment in _all(AssessmentVersion):
        yield from _changed("assessment version", assessment, assessment.policy)
        yield from _other_questions(assessment)


def _all(model: Any) -> Iterable[Any]:
    return model.objects.order_by("pk").iterator(chunk_size=ROWS_HELD)


def _changed(name: str, version: Any, content: dict[str, Any]) -> Iterator[Difference]:
    if content_hash(content) != version.content_hash:
        yield Difference(f"{name} {version.pk}", "is not the content that was published")


def _other_questions(version: AssessmentVersion) -> Iterator[Difference]:
    held = set(
        VersionQuestion.objects.filter(version=version).values_list("question_version", flat=True)
    )
    if held != AssessmentPolicy.model_validate(version.policy).question_versions:
        yield Difference(
            f"assessment version {version.pk}", "holds other questions than it may ask"
        )
