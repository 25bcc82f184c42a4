"""Reads about drafts: what freezing keeps of them, and what is published of them by now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from assessments.domain import items
from assessments.models import Assessment, Question, QuestionVersion, VersionQuestion
from assessments.queries.frozen import current_version_id, with_current_version


def describe_question(question: Question) -> dict[str, Any]:
    """Return what freezing a question keeps: its item and its context.

    Raises `items.ItemInvalid` if the draft is no sound question.
    """
    objective = question.objective
    return {
        "content": items.dump(question.compile()),
        "context": {
            "title": question.title,
            "difficulty": question.difficulty,
            "tags": sorted(tag.name for tag in question.tags.all()),
            "objective": {"id": objective.pk, "text": objective.text} if objective else None,
            "references": [row.as_facts() for row in question.references.order_by("pk")],
        },
    }


@dataclass(frozen=True)
class Use:
    """A live assessment that may ask a question, and whether it asks it as it now stands."""

    assessment: Assessment
    number: int
    frozen_at: datetime
    is_behind: bool


def live_uses_of(question: Question) -> list[Use]:
    """Return the live assessments whose newest version may ask the question."""
    present = present_hash(question)
    used_in = Assessment.objects.filter(
        live=True, versions__questions__question_version__question=question
    )
    current = with_current_version(used_in.distinct()).values("current_version_id")
    rows = (
        VersionQuestion.objects.filter(version__in=current, question_version__question=question)
        .select_related("version__assessment__bank", "question_version")
        .order_by("version__title")
    )
    return [
        Use(
            assessment=row.version.assessment,
            number=row.version.number,
            frozen_at=row.version.frozen_at,
            is_behind=row.question_version.content_hash != present,
        )
        for row in rows
    ]


def present_hash(question: Question) -> str:
    """Return the hash of the question as it is published, "" if it could not be frozen."""
    try:
        return items.content_hash(describe_question(Question.objects.get(pk=question.pk)))
    except items.ItemInvalid:
        return ""


def changed_questions(assessment: Assessment) -> list[Question]:
    """Return the questions that the newest version asks otherwise than they now stand."""
    version = current_version_id(assessment.pk)
    rows = VersionQuestion.objects.filter(version=version).select_related(
        "question_version__question"
    )
    return [
        row.question_version.question
        for row in rows
        if row.question_version.content_hash != present_hash(row.question_version.question)
    ]


def tags_in(bank_id: int) -> list[dict[str, Any]]:
    """Return the tags of a bank's published questions, with the number of questions of each."""
    rows = Question.objects.filter(bank=bank_id, live=True, tags__isnull=False)
    counted = rows.values(name=F("tags__name")).annotate(questions=Count("pk", distinct=True))
    return list(counted.order_by("name"))


def newest_question_versions(question_ids: list[int]) -> dict[int, int]:
    """Return the newest frozen version of each question that has one."""
    rows = QuestionVersion.objects.filter(question__in=question_ids)
    newest = rows.order_by("question_id", "-number").distinct("question_id")
    return dict(newest.values_list("question_id", "pk"))
