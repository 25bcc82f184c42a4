"""Reads about rulings: which hold, and what attempts earn under them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.domain.form import FormItem
from assessments.domain.grading import NO_MARKS, GradeResult, Marks, grade
from assessments.domain.rulings import Ruling as Decision, RulingChoice, Rulings
from assessments.models import Attempt, Grade, Question, QuestionVersion, Ruling
from assessments.queries.attempts import SavedAnswers, form_of, saved_answers
from assessments.queries.frozen import frozen_assessment, frozen_questions
from common.frozen import FrozenCache
from common.prepared import ID, Prepared

RULINGS_KEPT = 2048


def _load(ids: list[int]) -> dict[int, Decision]:
    return {row.pk: decision_of(row) for row in Ruling.objects.filter(pk__in=ids)}


def decision_of(row: Ruling) -> Decision:
    """Return a ruling as the rules need it, written to the database yet or not."""
    against = row.against_id
    return Decision(
        id=row.pk or 0,
        question_version=row.question_version_id,
        choice=RulingChoice(row.choice),
        against=None if against is None else frozen_questions([against])[against].item,
    )


_rulings = FrozenCache(_load, size=RULINGS_KEPT)
_newest: Prepared[Ruling] = Prepared(
    lambda version: (
        Ruling.objects.filter(question_version__used_in__version=version)
        .order_by("question_version_id", "-pk")
        .distinct("question_version_id")
    ),
    ID,
)


def rulings_by_id(ids: Iterable[int]) -> Rulings:
    """Return rulings by the question version that they are about; raise `KeyError` if one is missing."""
    return {ruling.question_version: ruling for ruling in _rulings.many(ids).values()}


def known_rulings(ids: Collection[int]) -> Mapping[int, Decision]:
    """Return which of these rulings there are, by key."""
    try:
        return _rulings.many(ids) if ids else {}
    except KeyError:
        return _load(list(ids))


def rulings_in_force(version_id: int, form: Iterable[FormItem]) -> Rulings:
    """Return the rulings that hold for a form of an assessment version."""
    asked = {place.question_version for place in form}
    held = rulings_by_id(row.pk for row in _newest.rows(version_id))
    return {version: ruling for version, ruling in held.items() if version in asked}


def ruling_in_force(question_version_id: int) -> Ruling | None:
    """Return the newest ruling on a question version, None if nobody ruled on it."""
    rows = Ruling.objects.filter(question_version=question_version_id)
    return rows.select_related("question_version").order_by("-pk").first()


@dataclass(frozen=True)
class Correction:
    """A ruling that holds for a question of an attempt, and where the question stands in it."""

    position: int
    ruling: Ruling

    def counts_in(self, grade: Grade) -> bool:
        """Whether the grade was made under it; else it changed nothing, or was held back."""
        return self.ruling.pk in grade.rulings


def corrections_of(attempt: Attempt) -> list[Correction]:
    """Return what was corrected of the questions that an attempt asks, in their order."""
    newest = {row.question_version_id: row for row in _newest.rows(attempt.version_id)}
    return [
        Correction(place.position, newest[place.question_version])
        for place in form_of(attempt)
        if place.question_version in newest
        and newest[place.question_version].choice != RulingChoice.NO_REGRADE
    ]


def rulings_on(question: Question) -> QuerySet[Ruling]:
    """Return every ruling on any version of a question, newest first."""
    rows = Ruling.objects.filter(question_version__question=question)
    return rows.select_related("question_version", "against", "decided_by").order_by("-pk")


def asked_versions(question: Question) -> QuerySet[QuestionVersion]:
    """Return the versions of a question that an assessment may have asked, newest first."""
    rows = QuestionVersion.objects.filter(question=question, used_in__isnull=False)
    return rows.distinct().order_by("-number")


def graded_under(
    attempt: Attempt, rulings: Rulings, marks: Marks = NO_MARKS, *, held: SavedAnswers | None = None
) -> GradeResult:
    """Return what an attempt earns under rulings, from its frozen version and saved answers alone.

    `marks` are what people gave, by position (`queries.counted_marks`).
    """
    version = frozen_assessment(attempt.version_id)
    held = held or saved_answers(attempt)
    return grade(
        form_of(attempt),
        version.items,
        held.responses,
        version.policy,
        rulings=rulings,
        certainties=held.certainties,
        tries=held.tries,
        marks=marks,
    )
