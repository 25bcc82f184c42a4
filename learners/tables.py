"""Lines of the tables about regrades, the same on a page and in a file."""

from collections.abc import Mapping
from decimal import Decimal

from assessments.domain.regrading import LABELS, Effect
from learners.models import RegradeLine
from learners.queries.regrade_preview import Credit, Person
from learners.queries.regrading import Change

Names = Mapping[int, str]
Row = list[str]
PREVIEW_HEADER = (
    "Attempt", "Learner", "Stands", "Would be", "Effect", "Completes", "Credit",
)  # fmt: skip
LINE_HEADER = ("Attempt", "Learner", "Stands", "Effect", "Completes", "Credit")


def preview_row(change: Change, person: Person, names: Names) -> Row:
    """Say what a ruling would do to an attempt."""
    held = change.effect is Effect.LOWERED
    return [
        str(change.attempt.pk),
        _learner(change.attempt.learner_id, names),
        _mark(change.before.points, change.before.max_points, change.before.passed)
        if change.before
        else "Waits to be marked",
        _mark(change.after.points, change.after.max_points, change.after.passed),
        f"{LABELS[change.effect]}, held back" if held else LABELS[change.effect],
        "Yes" if person.completes else "",
        _credit(person.credited, "given") or _credit(person.withdrawn, "lost if lowered"),
    ]


def line_row(line: RegradeLine, names: Names) -> Row:
    """Say what a regrade did to an attempt."""
    grade, effect = line.grade, LABELS[Effect(line.effect)]
    given = f"{line.credited} given" if line.credited else ""
    return [
        str(line.attempt_id),
        _learner(line.attempt.learner_id, names),
        _mark(grade.points, grade.max_points, grade.passed),
        f"{effect}, held back" if line.is_held_back else effect,
        "Yes" if line.completes else "",
        given or (f"{line.withdrawn} taken back" if line.withdrawn else ""),
    ]


def _learner(pk: int, names: Names) -> str:
    return names.get(pk, f"Learner {pk}")


def _mark(points: Decimal, of: Decimal, passed: bool) -> str:
    return f"{points:.2f} of {of:.2f}, {'passed' if passed else 'not passed'}"


def _credit(credit: Credit, words: str) -> str:
    told = ", ".join(f"{amount:.2f} {name}" for name, amount in credit)
    return f"{told} {words}" if told else ""
