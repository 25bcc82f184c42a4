"""Reads about flaws in the wording of drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.domain import items
from assessments.domain.flaws import (
    FAMILIES,
    FLAWS,
    RULES,
    Draft,
    Finding,
    Flaw,
    find_flaws,
    with_answers,
)
from assessments.domain.flaws.base import plain
from assessments.models import Acceptance, Assessment, FoundFlaw, Question
from assessments.queries.question_history import idle_answers_of


@dataclass(frozen=True)
class Checked:
    """What the checks say of a draft; `problem` is why its answers could not be looked at yet."""

    findings: list[Finding]
    problem: str = ""


@dataclass(frozen=True)
class Told:
    """A finding as an author reads it, with what somebody decided on it."""

    finding: Finding
    acceptance: Acceptance | None

    @property
    def flaw(self) -> Flaw:
        """The kind of flaw."""
        return FLAWS[self.finding.flaw]

    @property
    def family(self) -> str:
        """What it does to the measurement, in words."""
        return FAMILIES[self.flaw.family]


def check_wording(question: Question, *, has_objective: bool, has_reference: bool) -> Checked:
    """Check a draft as it stands in memory; its objective and references may be unsaved."""
    draft = Draft(
        stem=plain(question.stem),
        lead_in=question.lead_in,
        rationale=plain(question.rationale),
        has_objective=has_objective,
        has_reference=has_reference,
        language=question.bank.language if question.bank_id else "",
        idle=idle_answers_of(question.pk),
    )
    try:
        return Checked(find_flaws(with_answers(draft, question.compile())))
    except items.ItemInvalid as invalid:
        return Checked(find_flaws(draft), str(invalid))


def check_draft(draft: Question) -> Checked:
    """Check a draft as it is saved, the newest of a question as `newest_draft` gives it."""
    return check_wording(
        draft,
        has_objective=draft.objective_id is not None,
        has_reference=bool(list(draft.references.all())),
    )


def newest_draft(question: Question) -> Question:
    """Return a question as its author saved it last."""
    draft: Question = question.get_latest_revision_as_object()
    return draft


def acceptances_of(question_id: int | None) -> dict[str, Acceptance]:
    """Return the acceptances that hold on a question, by fingerprint."""
    rows = Acceptance.objects.filter(question=question_id).select_related("decided_by")
    newest = {row.fingerprint: row for row in rows.order_by("pk")}
    return {mark: row for mark, row in newest.items() if not row.is_taken_back}


def told(question_id: int | None, findings: Iterable[Finding]) -> list[Told]:
    """Return findings with what was decided on them, open ones first."""
    accepted = acceptances_of(question_id)
    rows = [Told(finding, accepted.get(finding.fingerprint)) for finding in findings]
    return sorted(rows, key=lambda row: row.acceptance is not None)


def with_open_findings(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Annotate each question with `open_findings`, their number."""
    rows = FoundFlaw.objects.filter(question=OuterRef("pk"), acceptance=None).order_by()
    counted = rows.values("question").annotate(found=Count("pk")).values("found")
    number = Coalesce(Subquery(counted), 0, output_field=IntegerField())
    return questions.annotate(open_findings=number)


def unchecked_questions() -> QuerySet[Question]:
    """Return the questions whose newest draft was not looked at under the present rules."""
    current = Q(wording_check__rules=RULES) & (
        Q(latest_revision=None) | Q(wording_check__checked_at__gte=F("latest_revision__created_at"))
    )
    return Question.objects.exclude(current).select_related("bank").order_by("pk")


def saved_findings(question_id: int | None) -> set[str]:
    """Return the fingerprints of what was found in the draft as it is saved."""
    rows = FoundFlaw.objects.filter(question=question_id)
    return set(rows.values_list("fingerprint", flat=True))


def asked_with_open_findings(assessment: Assessment) -> list[Question]:
    """Return the questions in an assessment's fixed slots that have open findings."""
    asked = [slot.question_id for slot in assessment.slots.all() if slot.question_id]
    rows = with_open_findings(Question.objects.filter(pk__in=asked))
    return list(rows.filter(open_findings__gt=0).order_by("-open_findings", "title"))


def open_findings_in(questions: QuerySet[Question]) -> list[dict[str, Any]]:
    """Return each flaw with how many open and accepted findings and how many questions it has."""
    rows = FoundFlaw.objects.filter(question__in=questions).order_by().values("flaw")
    counted = {
        row["flaw"]: row
        for row in rows.annotate(
            open=Count("pk", filter=Q(acceptance=None)),
            accepted=Count("pk", filter=Q(acceptance__isnull=False)),
            questions=Count("question", distinct=True, filter=Q(acceptance=None)),
        )
    }
    nothing = {"open": 0, "accepted": 0, "questions": 0}
    return [
        {**nothing, **counted.get(code, {}), "flaw": flaw, "family": FAMILIES[flaw.family]}
        for code, flaw in FLAWS.items()
    ]


def open_findings_of(question_ids: Iterable[int]) -> QuerySet[FoundFlaw]:
    """Return the open findings of questions."""
    rows = FoundFlaw.objects.filter(question__in=list(question_ids), acceptance=None)
    return rows.order_by("question_id", "pk")
