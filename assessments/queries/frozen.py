"""Reads about frozen versions: what never changes is read once per process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.domain import items
from assessments.domain.policy import AssessmentPolicy
from assessments.models import Assessment, AssessmentVersion, QuestionVersion, VersionQuestion
from common.frozen import FrozenCache
from common.prepared import ID, Prepared

VERSIONS_KEPT = 512
QUESTIONS_KEPT = 8192


@dataclass(frozen=True)
class FrozenQuestion:
    """A question version as learners see it; it never changes, so a process reads it once."""

    id: int
    question_id: int
    kind: str
    item: items.Item
    context: Mapping[str, Any]


@dataclass(frozen=True)
class FrozenAssessment:
    """An assessment version with all its questions; it never changes either."""

    id: int
    assessment_id: int
    number: int
    title: str
    instructions: str
    policy: AssessmentPolicy
    questions: Mapping[int, FrozenQuestion]

    @cached_property
    def items(self) -> dict[int, items.Item]:
        """Return the items by question version, as the domain wants them."""
        return {pk: question.item for pk, question in self.questions.items()}


def _load_assessments(version_ids: list[int]) -> dict[int, FrozenAssessment]:
    rows = VersionQuestion.objects.filter(version__in=version_ids).select_related(
        "question_version"
    )
    questions: dict[int, dict[int, FrozenQuestion]] = {}
    for row in rows:
        frozen = _frozen(row.question_version)
        questions.setdefault(row.version_id, {})[frozen.id] = frozen
    return {
        version.pk: FrozenAssessment(
            id=version.pk,
            assessment_id=version.assessment_id,
            number=version.number,
            title=version.title,
            instructions=version.instructions,
            policy=AssessmentPolicy.model_validate(version.policy),
            questions=questions.get(version.pk, {}),
        )
        for version in AssessmentVersion.objects.filter(pk__in=version_ids)
    }


def _load_questions(version_ids: list[int]) -> dict[int, FrozenQuestion]:
    rows = QuestionVersion.objects.filter(pk__in=version_ids)
    return {version.pk: _frozen(version) for version in rows}


def _frozen(version: QuestionVersion) -> FrozenQuestion:
    return FrozenQuestion(
        id=version.pk,
        question_id=version.question_id,
        kind=version.kind,
        item=items.load(version.content),
        context=version.context,
    )


_assessments = FrozenCache(_load_assessments, size=VERSIONS_KEPT)
_questions = FrozenCache(_load_questions, size=QUESTIONS_KEPT)


def frozen_assessment(version_id: int) -> FrozenAssessment:
    """Return the content of a version; raise `KeyError` for an unknown one."""
    return _assessments.get(version_id)


def frozen_assessments(version_ids: Iterable[int]) -> dict[int, FrozenAssessment]:
    """Return many versions by id, with two queries for all that are not yet held."""
    return _assessments.many(version_ids)


def frozen_question(question_version_id: int) -> FrozenQuestion:
    """Return the content of a question version; raise `KeyError` for an unknown one."""
    return _questions.get(question_version_id)


def frozen_questions(question_version_ids: Iterable[int]) -> dict[int, FrozenQuestion]:
    """Return many question versions by id, with one query for all that are not yet held."""
    return _questions.many(question_version_ids)


_current_version_id: Prepared[int] = Prepared(
    lambda assessment: (
        AssessmentVersion.objects.filter(assessment=assessment)
        .order_by("-number")
        .values_list("pk", flat=True)[:1]
    ),
    ID,
)


def current_version_id(assessment_id: int) -> int | None:
    """Return the newest frozen version of an assessment, None if it was never published."""
    return _current_version_id.first(assessment_id)


def with_current_version(assessments: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Annotate each assessment with `current_version_id`."""
    newest = AssessmentVersion.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    return assessments.annotate(current_version_id=Subquery(newest.values("pk")[:1]))
