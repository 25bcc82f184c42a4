"""Replay an attempt to the same mark, or grade the attempts that met a faulty question again."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from assessments.domain.regrading import LABELS, Effect, Mark
from assessments.domain.rulings import RulingChoice
from assessments.models import Attempt, Grade, QuestionVersion, Ruling
from assessments.permissions import can_rule_on
from assessments.queries import decision_of
from assessments.services import RulingRefused, draft_ruling, rule_on_question
from learners.domain.audit import GradeRecord
from learners.models import Regrade, RegradeLine
from learners.queries.audit.attempts import differences_in_attempt
from learners.queries.regrade_preview import Person, Preview, preview
from learners.queries.regrading import Change, Counts, counts_of
from learners.services import LoweringRefused, ask_for_regrade, carry_out


class Command(BaseCommand):
    """With --attempt: end with 1 if anything differs. With --question-version: rule and regrade."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--attempt", type=int, help="Replay this attempt; nothing is written.")
        what.add_argument("--question-version", type=int, help="Rule on it, as it was asked.")
        parser.add_argument("--choice", choices=[str(choice) for choice in RulingChoice])
        parser.add_argument("--against", type=int, help="The corrected question version.")
        parser.add_argument("--reason", default="", help="Learners read it.")
        parser.add_argument("--by", default="", help="The e-mail address of who decides.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what the run would say, and write nothing."
        )
        parser.add_argument("--lower", action="store_true", help="Take points and credit too.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["attempt"] is not None:
            self._replay(options["attempt"])
            return
        asked = _drafted(options)
        if options["dry_run"]:
            found = preview({asked.question_version_id: decision_of(asked)}, timezone.now())
            for lowers in _runs(options):
                self._tell(_previewed(found, asked, lowers=lowers))
            return
        ruling = rule_on_question(
            question_version=asked.question_version,
            choice=RulingChoice(asked.choice),
            against=asked.against,
            reason=asked.reason,
            by=asked.decided_by,
            at=timezone.now(),
        )
        for lowers in _runs(options):
            self._tell(_done(_regraded(ruling, asked, lowers=lowers)))

    def _replay(self, pk: int) -> None:
        attempt = Attempt.objects.filter(pk=pk).first()
        if attempt is None:
            raise CommandError(f"There is no attempt {pk}.")
        record, differences = differences_in_attempt(attempt)
        if not record.is_finished:
            raise CommandError(f"Attempt {pk} has not been handed in: there is nothing to replay.")
        self._tell([_graded(given) for given in record.grades])
        if not record.grades and not differences:
            self._tell([f"attempt {pk} waits for people to mark it"])
        self._tell([f"attempt {pk} {words}" for words in differences])
        grades = _number(len(record.grades), "grade")
        self._tell([f"attempt {pk}: {grades} replayed, {_number(len(differences), 'difference')}"])
        if differences:
            sys.exit(1)

    def _tell(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _runs(options: dict[str, Any]) -> list[bool]:
    """Whether each run lowers: nobody is lowered before everybody else has what they gain."""
    return [False, True] if options["lower"] else [False]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _graded(given: GradeRecord) -> str:
    passed = "passed" if given.passed else "not passed"
    under = ", ".join(map(str, given.rulings))
    told = f"grade {given.number}: {given.points} of {given.max_points}, {passed}"
    return f"{told}, under rulings {under}" if under else told


def _drafted(options: dict[str, Any]) -> Ruling:
    if missing := [name for name in ("choice", "reason", "by") if not options[name]]:
        raise CommandError(f"Give --{', --'.join(missing)} too.")
    by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
    if by is None:
        raise CommandError(f"Nobody here has the address {options['by']}.")
    version = _version(options["question_version"])
    if not can_rule_on(by, version.question):
        raise CommandError(f"{by.email} may not publish this question, so cannot correct results.")
    try:
        return draft_ruling(
            question_version=version,
            choice=RulingChoice(options["choice"]),
            against=None if options["against"] is None else _version(options["against"]),
            reason=options["reason"],
            by=by,
            at=timezone.now(),
        )
    except RulingRefused as refusal:
        raise CommandError(refusal.message) from refusal


def _version(pk: int) -> QuestionVersion:
    found = QuestionVersion.objects.select_related("question").filter(pk=pk).first()
    if found is None:
        raise CommandError(f"There is no question version {pk}.")
    return found


def _regraded(ruling: Ruling, asked: Ruling, *, lowers: bool) -> Regrade:
    """Regrade under the ruling that stands, in the name of who asks now and for their reason."""
    try:
        regrade = ask_for_regrade(
            ruling=ruling,
            by=asked.decided_by,
            at=timezone.now(),
            lowers=lowers,
            reason=asked.reason,
        )
    except LoweringRefused as refusal:
        raise CommandError(refusal.message) from refusal
    carry_out(regrade=regrade, clock=timezone.now)
    return regrade


def _previewed(found: Preview, ruling: Ruling, *, lowers: bool) -> list[str]:
    """Say what the run would say that lowers nobody, or the one that lowers after it."""
    lines = [
        _foreseen(change, found.person(change), ruling, lowers=lowers) for change in found.changes
    ]
    return [*filter(None, lines), *_counted(found.counts(lowers=lowers))]


def _foreseen(change: Change, person: Person, ruling: Ruling, *, lowers: bool) -> str:
    is_lower, who = change.effect is Effect.LOWERED, _who(change.attempt)
    if change.before and is_lower and not lowers:
        return _spared(who, change.before)
    if is_lower is not lowers:
        return ""
    return _changed(
        who,
        change.effect,
        [mark for mark in (change.before, change.after) if mark],
        _named(ruling.decided_by, ruling.reason),
        (person.completes, len(person.credited), len(person.withdrawn)),
    )


def _done(regrade: Regrade) -> list[str]:
    rows = regrade.lines.select_related("attempt__learner", "grade").order_by("attempt")
    return [*map(_written, rows), *_counted(counts_of(regrade))]


def _written(line: RegradeLine) -> str:
    who = _who(line.attempt)
    if line.is_held_back:
        return _spared(who, line.grade)
    return _changed(
        who,
        Effect(line.effect),
        Grade.objects.filter(attempt=line.attempt_id, number__lte=line.grade.number).order_by(
            "number"
        )[max(0, line.grade.number - 2) :],
        _named(line.regrade.asked_by, line.regrade.reason),
        (line.completes, line.credited, line.withdrawn),
    )


def _named(by: User, reason: str) -> str:
    return f"{by.email} ({reason})"


def _who(attempt: Attempt) -> str:
    return f"attempt {attempt.pk} of {attempt.learner.email}"


def _spared(who: str, stands: Grade | Mark) -> str:
    return f"{who}: held back at {_mark(stands)}, since it would be lower"


def _changed(
    who: str,
    effect: Effect,
    marks: Iterable[Grade | Mark],
    named: str,
    follows: tuple[bool, int, int],
) -> str:
    completes, credited, withdrawn = follows
    words = LABELS[effect].lower()
    if effect is Effect.LOWERED:
        words = f"{words} by {named}"
    told = [f"{who}: {words}, {' → '.join(map(_mark, marks))}"]
    if completes:
        told.append("completes")
    if credited:
        told.append(f"credit given: {credited}")
    if withdrawn:
        told.append(f"credit taken back: {withdrawn}")
    return "; ".join(told)


def _mark(given: Grade | Mark) -> str:
    passed = "passed" if given.passed else "not passed"
    return f"{given.points:.4f} of {given.max_points:.2f}, {passed}"


def _counted(counts: Counts) -> list[str]:
    return [f"{words}: {number}" for words, number in counts.words if number]
