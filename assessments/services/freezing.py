"""Freeze what authors published, so that attempts rest on content that never changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from pydantic import ValidationError
from wagtail.log_actions import log
from wagtail.rich_text import expand_db_html

from accounts.models import User
from assessments.domain import items
from assessments.domain.policy import NO_MEAN, AssessmentPolicy, KeptGrade, Section
from assessments.domain.shares import snapped
from assessments.models import (
    Assessment,
    AssessmentSlot,
    AssessmentVersion,
    Question,
    QuestionVersion,
    VersionQuestion,
)
from assessments.queries import describe_question
from common.html import clean
from common.locks import lock

NOT_ADOPTED = (
    "A pass mark from the questions drawn needs the cut score of a study: adopt one, and leave the "
    "pass mark as it was adopted."
)
UNRATED = "“{}” was not rated in the study as it now stands: open a new study, or take it out."
REPUBLISHED = "assessments.republish"
Pools = list[tuple[AssessmentSlot, list[Question]]]


class FreezeRefused(Exception):
    """The draft cannot be frozen; `problems` are sentences for the author."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def freeze_assessment(
    *, assessment: Assessment, at: datetime, by: User | None = None
) -> AssessmentVersion:
    """Write a version of the published assessment and of each question that it may ask.

    Raises `FreezeRefused` naming everything that is missing.
    """
    lock(assessment)
    pools = [(slot, slot.pool()) for slot in assessment.slots.all()]
    _check(pools)
    frozen = {
        question.pk: freeze_question(question=question, at=at)
        for _slot, pool in pools
        for question in pool
    }
    if problems := _problems_of_pass_mark(assessment, pools):
        raise FreezeRefused(problems)
    policy = _policy(assessment, [(slot, [frozen[q.pk] for q in pool]) for slot, pool in pools])
    version = AssessmentVersion.objects.create(
        assessment=assessment,
        number=_next_number(assessment.versions),
        title=assessment.title,
        instructions=clean(expand_db_html(assessment.instructions)),
        policy=policy,
        content_hash=items.content_hash(policy),
        frozen_at=at,
        frozen_by=by,
    )
    _join(version, pools, frozen)
    return version


@transaction.atomic
def republish_assessment(*, assessment: Assessment, at: datetime, by: User) -> AssessmentVersion:
    """Freeze a live assessment again, so that it asks its questions as they now stand.

    Drafts that wait behind the live content stay drafts. Raises `FreezeRefused`.
    """
    live = Assessment.objects.get(pk=assessment.pk, live=True)
    version = freeze_assessment(assessment=live, at=at, by=by)
    log(instance=live, action=REPUBLISHED, user=by, data={"version": version.number})
    return version


def _check(pools: Pools) -> None:
    if problems := _missing(pools):
        raise FreezeRefused(problems)


def problems_of(assessment: Assessment, slots: Iterable[AssessmentSlot]) -> list[str]:
    """Return what would keep it from being frozen with these slots, as sentences for the author."""
    pools = [(slot, slot.pool()) for slot in slots]
    return (
        _missing(pools)
        or _problems_of_items(pools)
        or _problems_of_form(pools)
        or _problems_of_pass_mark(assessment, pools)
        or [problem for problem in [assessment.told_too_early()] if problem]
    )


def _missing(pools: Pools) -> list[str]:
    problems = [] if pools else ["Add at least one question."]
    for slot, pool in pools:
        problems += [f"“{q}” is not published yet." for q in pool if not q.live]
        if slot.draw_count and len(pool) < slot.draw_count:
            problems.append(
                f"“{slot.draw_tag}” marks {len(pool)} published questions"
                f"{slot.draw_difficulty and f' of this difficulty ({slot.draw_difficulty})'}; "
                f"{slot.draw_count} are to be drawn."
            )
    return problems


def _problems_of_items(pools: Pools) -> list[str]:
    problems = []
    for question in {question.pk: question for _slot, pool in pools for question in pool}.values():
        problems += [f"“{question}”: {message}" for message in question.publication_problems()]
    return problems


def _problems_of_form(pools: Pools) -> list[str]:
    """Try whether a form can be drawn; question ids stand in for those of their versions."""
    try:
        AssessmentPolicy(slots=tuple(_slot(slot, [q.pk for q in pool]) for slot, pool in pools))
    except ValueError as error:
        return [_sentence(error)]
    return []


def _problems_of_pass_mark(assessment: Assessment, pools: Pools) -> list[str]:
    """Refuse a mark that no form could reach, and questions that must be right without a mark."""
    adopted = assessment.standard
    if assessment.pass_mark_from_form and (adopted is None or adopted.cut != assessment.pass_mark):
        return [NOT_ADOPTED]
    if assessment.pass_mark_from_form and assessment.kept_grade == KeptGrade.MEAN:
        return [NO_MEAN]
    if assessment.pass_mark is None:
        if any(slot.safety_critical for slot, _pool in pools):
            return ["Questions that must be right to pass need a pass mark: set one."]
        return []
    if any(_earns_points(*pair) for pair in pools):
        return []
    return ["A pass mark needs questions that earn points: add one, or take the pass mark away."]


def _earns_points(slot: AssessmentSlot, pool: list[Question]) -> bool:
    """Whether a slot puts a graded question into every form."""
    ungraded = sum(not question.compile().graded for question in pool)
    return (slot.draw_count or 1) > ungraded


def freeze_question(*, question: Question, at: datetime) -> QuestionVersion:
    """Return the version that holds the question's present content, writing it if it is new."""
    question = lock(question, "objective")
    try:
        description = describe_question(question)
    except items.ItemInvalid as error:
        raise FreezeRefused([f"“{question}”: {message}" for message in error.messages]) from error
    if lacking := items.load(description["content"]).lacks():
        raise FreezeRefused([f"“{question}”: {sentence}" for sentence in lacking])
    version, _created = QuestionVersion.objects.get_or_create(
        question=question,
        content_hash=items.content_hash(description),
        defaults={
            **description,
            "number": _next_number(question.versions),
            "kind": description["content"]["kind"],
            "objective": question.objective,
            "frozen_at": at,
        },
    )
    return version


def _policy(
    assessment: Assessment, pools: list[tuple[AssessmentSlot, list[QuestionVersion]]]
) -> dict[str, Any]:
    try:
        policy = AssessmentPolicy(
            slots=tuple(_slot(slot, [version.pk for version in pool]) for slot, pool in pools),
            sections=_sections(slot for slot, _pool in pools),
            review=assessment.reviewing,
            password=assessment.password.strip(),
            penalty=snapped(str(assessment.penalty_percent)),
            marking=_marking(assessment),
            **_standard(assessment, pools),
            **{
                name: getattr(assessment, name)
                for name in (
                    "pass_mark",
                    "pass_mark_from_form",
                    "time_limit_minutes",
                    "expiry",
                    "grace_minutes",
                    "attempts_allowed",
                    "wait_minutes",
                    "stop_after_pass",
                    "kept_grade",
                    "honour_statement",
                    "certainty",
                    "checking",
                    "check_shows",
                    "navigation",
                    "shuffle_questions",
                    "shuffle_options",
                )
            },
        )
    except ValueError as error:
        raise FreezeRefused([_sentence(error)]) from error
    return policy.model_dump(mode="json")


def _standard(
    assessment: Assessment, pools: list[tuple[AssessmentSlot, list[QuestionVersion]]]
) -> dict[str, Any]:
    """Return who set the pass mark, and what is expected of each question if forms need it."""
    adopted = assessment.standard
    if adopted is None or adopted.cut != assessment.pass_mark:
        return {}
    told = {"standard_source": adopted.source}
    if not assessment.pass_mark_from_form:
        return told
    asked = {version.pk: version for _slot, pool in pools for version in pool}
    missing = [
        version
        for pk, version in asked.items()
        if str(pk) not in adopted.standards and items.load(version.content).graded
    ]
    if missing:
        raise FreezeRefused([UNRATED.format(missing[0].context["title"])])
    standards = {pk: adopted.standards[str(pk)] for pk in asked if str(pk) in adopted.standards}
    return {**told, "standards": standards}


def _marking(assessment: Assessment) -> dict[str, Any]:
    return {
        "second_share": assessment.second_marking,
        "near_fail": assessment.near_fail,
        "tolerance": assessment.marking_tolerance,
        "agreed": assessment.agreed_mark,
        "days": assessment.marking_days,
        "anonymous": assessment.anonymous_marking,
    }


def _sentence(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return " ".join(str(detail["msg"]).removeprefix("Value error, ") for detail in error.errors())


def _slot(slot: AssessmentSlot, pool: list[int]) -> dict[str, Any]:
    terms = {"points": str(slot.points), "safety_critical": slot.safety_critical}
    if slot.question_id:
        return {"kind": "fixed", "question_version": pool[0], **terms}
    return {
        "kind": "draw",
        "pool": pool,
        "count": slot.draw_count,
        "tag": slot.draw_tag,
        "difficulty": slot.draw_difficulty,
        **terms,
    }


def _sections(slots: Iterable[AssessmentSlot]) -> tuple[Section, ...]:
    return tuple(
        Section(
            first_slot=number,
            title=slot.section_title,
            instructions=clean(expand_db_html(slot.section_instructions)),
        )
        for number, slot in enumerate(slots, start=1)
        if slot.section_title
    )


def _join(version: AssessmentVersion, pools: Pools, frozen: dict[int, QuestionVersion]) -> None:
    """Write which question versions may be asked; a question in two pools stands once."""
    rows: dict[int, VersionQuestion] = {}
    for number, (slot, pool) in enumerate(pools, start=1):
        for question in pool:
            rows.setdefault(
                question.pk,
                VersionQuestion(
                    version=version,
                    question_version=frozen[question.pk],
                    slot=number,
                    points=slot.points,
                ),
            )
    VersionQuestion.objects.bulk_create(rows.values())


def _next_number(versions: Any) -> int:
    return (versions.aggregate(newest=Max("number"))["newest"] or 0) + 1
