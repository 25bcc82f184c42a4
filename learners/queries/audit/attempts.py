"""Attempts: read with everything that grading needs, and graded anew."""

from collections.abc import Iterable

from assessments.domain.form import load_form
from assessments.domain.states import State
from assessments.models import Answer, Attempt, Grade, Mark
from assessments.queries import frozen_assessment, known_rulings
from learners.domain.audit import (
    AttemptRecord,
    GradeRecord,
    MarkRecord,
    Replay,
    check_attempt,
    replay,
)
from learners.models import Sitting


def attempts_of(enrolments: Iterable[int]) -> dict[int, list[AttemptRecord]]:
    """Return finished attempts, and any other with a grade, by enrolment, with their grades and newest answers."""
    rows = Sitting.objects.filter(enrolment__in=enrolments).select_related("attempt")
    enrolment_of = {row.attempt_id: row.enrolment_id for row in rows}
    found: dict[int, list[AttemptRecord]] = {}
    for record in _records([row.attempt for row in rows]):
        if record.is_finished or record.is_wrongly_graded:
            found.setdefault(enrolment_of[record.pk], []).append(record)
    return found


def records_of(attempt_ids: Iterable[int]) -> Iterable[AttemptRecord]:
    """Return attempts by their keys, with their grades and answers."""
    return _records(Attempt.objects.filter(pk__in=attempt_ids))


def _records(attempts: Iterable[Attempt]) -> Iterable[AttemptRecord]:
    records = {attempt.pk: _record(attempt) for attempt in attempts}
    for grade in Grade.objects.filter(attempt__in=records).order_by("attempt", "number"):
        records[grade.attempt_id].grades.append(_grade(grade))
    answers = Answer.objects.filter(attempt__in=records).order_by("attempt", "sequence")
    for attempt, position, response, certainty, try_number, saved_at in answers.values_list(
        "attempt", "position", "response", "certainty", "try_number", "saved_at"
    ):
        records[attempt].responses[position] = response
        records[attempt].certainties[position] = certainty
        if try_number is not None:
            records[attempt].tries.setdefault(position, []).append(response)
        records[attempt].last_saved_at = saved_at
    for mark in Mark.objects.filter(attempt__in=records):
        record = MarkRecord(mark.position, mark.levels)
        records[mark.attempt_id].marks[mark.pk] = record
    return records.values()


def _grade(grade: Grade) -> GradeRecord:
    return GradeRecord(
        number=grade.number,
        points=grade.points,
        max_points=grade.max_points,
        passed=grade.passed,
        items=grade.items,
        graded_at=grade.graded_at,
        rulings=tuple(grade.rulings),
        marks=tuple(grade.marks),
    )


def _record(attempt: Attempt) -> AttemptRecord:
    return AttemptRecord(
        pk=attempt.pk,
        learner=attempt.learner_id,
        assessment=attempt.assessment_id,
        version=attempt.version_id,
        state=State(attempt.state),
        form=load_form(attempt.form),
        max_points=attempt.max_points,
        pass_mark=attempt.pass_mark,
        finished_at=attempt.finished_at,
    )


def replayed(attempt: AttemptRecord) -> Replay | None:
    """Grade an attempt anew, under the rulings that each of its grades names."""
    version = frozen_assessment(attempt.version)
    named = {pk for grade in attempt.grades for pk in grade.rulings}
    return replay(attempt, version.items, version.policy, known_rulings(named))


def differences_in_attempt(attempt: Attempt) -> tuple[AttemptRecord, list[str]]:
    """Return an attempt as stored, and what differs from it computed anew."""
    [record] = _records([attempt])
    policy = frozen_assessment(record.version).policy
    return record, list(check_attempt(record, replayed(record), policy))
