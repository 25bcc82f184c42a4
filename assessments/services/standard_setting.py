"""Writes about standard setting: open a study, judge, go on to the next round, adopt the result."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from assessments.models import (
    Adoption,
    Assessment,
    Judge,
    Rating,
    Study,
    StudyItem,
)
from assessments.queries.frozen import frozen_questions
from assessments.queries.studies import CELLS, cell_name, result_of
from assessments.services.freezing import FreezeRefused, freeze_question
from common.locks import lock

ADOPTED = "assessments.adopt_cut_score"


class StudyRefused(Exception):
    """What was asked of a study cannot be done; the message is a sentence for the person."""


@transaction.atomic
def open_study(
    *, assessment: Assessment, by: User, at: datetime, judges: Collection[User], **fields: Any
) -> Study:
    """Open a study of the questions that an assessment's draft may ask, as they are published.

    Raises `StudyRefused` where there is nothing to judge.
    """
    draft = assessment.get_latest_revision_as_object()
    study = Study.objects.create(assessment=assessment, opened_by=by, opened_at=at, **fields)
    seen: dict[int, StudyItem] = {}
    for slot in draft.slots.all():
        pool = [question for question in slot.pool() if question.live]
        for question in pool:
            try:
                version = freeze_question(question=question, at=at)
            except FreezeRefused as refusal:
                raise StudyRefused(str(refusal)) from refusal
            if version.pk not in seen and frozen_questions([version.pk])[version.pk].item.graded:
                seen[version.pk] = StudyItem(
                    study=study,
                    question_version=version,
                    position=len(seen) + 1,
                    points=slot.points,
                    drawn=slot.draw_count or 1,
                    pool=max(len(pool), slot.draw_count or 1),
                )
    if not seen:
        raise StudyRefused("This assessment asks no published question that earns points.")
    StudyItem.objects.bulk_create(seen.values())
    invite_judges(study=study, users=judges, at=at)
    return study


@transaction.atomic
def invite_judges(*, study: Study, users: Collection[User], at: datetime) -> None:
    """Ask people to judge, whoever was asked before again."""
    _check_open(study)
    wanted = {user.pk for user in users}
    Judge.objects.filter(study=study, user__in=wanted).update(left_at=None)
    known = set(Judge.objects.filter(study=study).values_list("user", flat=True))
    Judge.objects.bulk_create(
        Judge(study=study, user_id=pk, invited_at=at) for pk in sorted(wanted - known)
    )


def dismiss_judge(*, judge: Judge, at: datetime) -> None:
    """Leave a judge's ratings out of the result; they stay on record."""
    _check_open(judge.study)
    Judge.objects.filter(pk=judge.pk, left_at=None).update(left_at=at)


@transaction.atomic
def rate(
    *,
    judge: Judge,
    item: StudyItem,
    at: datetime,
    percent: int | None = None,
    difficulty: str = "",
    importance: str = "",
) -> Rating:
    """Write a judge's rating of a question in the round that is open. Raises `StudyRefused`."""
    study = lock(judge.study)
    _check_open(study)
    if judge.left_at is not None or item.study_id != study.pk:
        raise StudyRefused("You are not asked to judge this question.")
    return Rating.objects.create(
        judge=judge,
        item=item,
        round=study.round,
        percent=percent,
        difficulty=difficulty,
        importance=importance,
        rated_at=at,
    )


@transaction.atomic
def open_next_round(*, study: Study) -> Study:
    """Let the judges see how far apart they are and rate again. Raises `StudyRefused`."""
    study = lock(study)
    _check_open(study)
    if not study.in_rounds:
        raise StudyRefused("The judges of this study rate once.")
    found = result_of(study)
    if found.newest is None or found.newest.number < study.round:
        raise StudyRefused("Nobody has rated in this round yet.")
    study.round += 1
    study.save(update_fields=["round"])
    return study


@transaction.atomic
def set_grid(*, study: Study, grid: Mapping[str, int]) -> Study:
    """Say what share a borderline candidate earns in each cell of Ebel's grid."""
    study = lock(study)
    _check_open(study)
    study.grid = {cell_name(*cell): grid[cell_name(*cell)] for cell in CELLS}
    study.save(update_fields=["grid"])
    return study


def close_study(*, study: Study, at: datetime) -> None:
    """End the judging; the result stays."""
    Study.objects.filter(pk=study.pk, closed_at=None).update(closed_at=at)


@transaction.atomic
def adopt_cut_score(*, study: Study, reason: str, by: User, at: datetime) -> Adoption:
    """Take a study's cut score as the pass mark of its assessment's draft, and end the study.

    Publishing the assessment makes it count. Raises `StudyRefused` while a question has no rating.
    """
    study = lock(study)
    found = result_of(study)
    if found.cut is None or found.newest is None:
        raise StudyRefused("There is no cut score yet: every question needs a rating.")
    counted = {str(i.question_version_id) for i, _q in found.items if i.pk not in found.excluded}
    adoption = Adoption.objects.create(
        study=study,
        round=found.newest.number,
        cut=found.cut,
        standards={
            version: share for version, share in found.standards.items() if version in counted
        },
        excluded=[i.question_version_id for i, _q in found.items if i.pk in found.excluded],
        judges=len(found.newest.judges),
        reason=reason,
        adopted_by=by,
        adopted_at=at,
    )
    draft = study.assessment.get_latest_revision_as_object()
    draft.pass_mark, draft.standard = adoption.cut, adoption
    if not draft.live:
        draft.save()
    draft.save_revision(user=by)
    log(instance=draft, action=ADOPTED, user=by, data={"cut": str(adoption.cut), "study": study.pk})
    close_study(study=study, at=at)
    return adoption


def _check_open(study: Study) -> None:
    if not study.is_open:
        raise StudyRefused("This study is closed.")
