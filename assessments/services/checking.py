"""Checking the wording of drafts, and accepting what is meant as it is."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.domain.flaws import RULES, Finding
from assessments.models import Acceptance, FoundFlaw, Question, QuestionBank, QuestionCheck
from assessments.queries.findings import (
    acceptances_of,
    check_draft,
    newest_draft,
    unchecked_questions,
)

AT_ONCE = 200


class FindingGone(Exception):
    """The wording changed, and with it the finding."""


@transaction.atomic
def check_question(*, draft: Question, at: datetime) -> list[FoundFlaw]:
    """Replace what is known of the wording of a question by what its newest draft says."""
    check, is_new = QuestionCheck.objects.get_or_create(
        question_id=draft.pk, defaults={"rules": RULES, "checked_at": at}
    )
    if not is_new:
        check = QuestionCheck.objects.select_for_update().get(pk=check.pk)
        check.rules, check.checked_at = RULES, at
        check.save()
        FoundFlaw.objects.filter(question=draft.pk).delete()
    accepted = acceptances_of(draft.pk)
    found = {each.fingerprint: each for each in check_draft(draft).findings}
    return FoundFlaw.objects.bulk_create(
        FoundFlaw(
            question_id=draft.pk,
            flaw=finding.flaw,
            place=finding.place,
            said=finding.said,
            fingerprint=mark,
            acceptance=accepted.get(mark),
        )
        for mark, finding in found.items()
    )


def check_bank(*, bank: QuestionBank) -> None:
    """Have every question of a bank checked anew by the next run of the task."""
    QuestionCheck.objects.filter(question__bank=bank).update(rules="")


def check_new_drafts(*, at: datetime) -> int:
    """Check drafts that came in without an editor, or under older rules; return how many."""
    waiting = list(unchecked_questions()[:AT_ONCE])
    for question in waiting:
        check_question(draft=newest_draft(question), at=at)
    return len(waiting)


@transaction.atomic
def accept_finding(
    *, question: Question, fingerprint: str, reason: str, by: User, at: datetime
) -> Acceptance:
    """Let a finding stand, for a reason, until the wording changes. Raises `FindingGone`."""
    finding = _finding(question, fingerprint)
    return _decide(question, finding, reason, by=by, at=at, is_taken_back=False)


@transaction.atomic
def take_back_acceptance(
    *, question: Question, fingerprint: str, by: User, at: datetime
) -> Acceptance:
    """Open an accepted finding again. Raises `FindingGone`."""
    finding = _finding(question, fingerprint)
    return _decide(question, finding, "Taken back.", by=by, at=at, is_taken_back=True)


def _finding(question: Question, fingerprint: str) -> Finding:
    for finding in check_draft(newest_draft(question)).findings:
        if finding.fingerprint == fingerprint:
            return finding
    raise FindingGone("The wording has changed since, and this finding is gone with it.")


def _decide(
    question: Question,
    finding: Finding,
    reason: str,
    *,
    by: User,
    at: datetime,
    is_taken_back: bool,
) -> Acceptance:
    decided = Acceptance.objects.create(
        question=question,
        flaw=finding.flaw,
        place=finding.place,
        said=finding.said,
        fingerprint=finding.fingerprint,
        is_taken_back=is_taken_back,
        reason=reason,
        decided_by=by,
        decided_at=at,
    )
    check_question(draft=newest_draft(question), at=at)
    return decided
