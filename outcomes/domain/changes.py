"""What changed between pre-test and post-test: in all, by profession, objective and question.

By question and objective, only questions that the same person met in both tests are compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.domain.statistics import Footing, footing
from outcomes.domain.effect_size import Interval
from outcomes.domain.first_attempts import HUNDRED, Pairs, Person
from outcomes.domain.intervals import mean_interval
from outcomes.domain.learning_gain import GainReport, ItemChange, item_change, report


@dataclass(frozen=True)
class Change:
    """Mean percentages before and after, and the mean change with its 95 % interval."""

    matched: int
    footing: Footing
    before: float | None = None
    after: float | None = None
    change: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True)
class QuestionChange:
    """How one question went in both tests, met by the same people."""

    question: int
    objective: int | None
    change: ItemChange
    before: float | None
    after: float | None


@dataclass(frozen=True)
class ObjectiveChange:
    """How the questions of one objective went; None is what belongs to no objective."""

    objective: int | None
    questions: int
    change: Change


@dataclass(frozen=True)
class Learning:
    """Everything that pre-test and post-test together show."""

    gain: GainReport
    change: Change
    before_only: int
    after_only: int
    waiting: int
    professions: Mapping[str, Change]
    objectives: Sequence[ObjectiveChange]
    questions: Sequence[QuestionChange]


def learning(pairs: Pairs, objectives: Mapping[int, int | None]) -> Learning:
    """Return what changed; `objectives` maps question versions to their objective."""
    questions = [
        question_change(pairs, question, objective)
        for question, objective in objectives.items()
        if any(_met_twice(pair, question) for pair in pairs.matched)
    ]
    return Learning(
        gain=report(pairs.percents, unmatched=pairs.unmatched),
        change=change(pairs.percents),
        before_only=pairs.before_only,
        after_only=pairs.after_only,
        waiting=pairs.waiting,
        professions={
            profession: change(pairs.of(profession).percents)
            for profession in sorted({before.profession for before, _after in pairs.matched})
        },
        objectives=_objectives(pairs, questions),
        questions=questions,
    )


def change(percents: Sequence[tuple[float, float]]) -> Change:
    """Return the mean change; nothing but the count below ten people."""
    standing = footing(len(percents))
    if standing is Footing.NONE:
        return Change(len(percents), standing)
    before, after = np.array(percents, dtype=np.float64).T
    return Change(
        matched=len(percents),
        footing=standing,
        before=float(before.mean()),
        after=float(after.mean()),
        change=float((after - before).mean()),
        interval=mean_interval(after - before),
    )


def _met_twice(pair: tuple[Person, Person], question: int) -> bool:
    return question in pair[0].scores and question in pair[1].scores


def question_change(pairs: Pairs, question: int, objective: int | None) -> QuestionChange:
    """Return how the answers to one question changed."""
    both = [pair for pair in pairs.matched if _met_twice(pair, question)]
    changed = item_change((a.is_right(question), b.is_right(question)) for a, b in both)
    shown = changed.footing is not Footing.NONE
    return QuestionChange(
        question=question,
        objective=objective,
        change=changed,
        before=_share_right((a for a, _b in both), question) if shown else None,
        after=_share_right((b for _a, b in both), question) if shown else None,
    )


def _share_right(answers: Iterable[Person], question: int) -> float:
    right = [person.is_right(question) for person in answers]
    return sum(right) / len(right)


def _objectives(pairs: Pairs, questions: Sequence[QuestionChange]) -> list[ObjectiveChange]:
    grouped: dict[int | None, list[int]] = {}
    for row in questions:
        grouped.setdefault(row.objective, []).append(row.question)
    return [
        ObjectiveChange(objective, len(measured), change(_percents(pairs, measured)))
        for objective, measured in grouped.items()
    ]


def _percents(pairs: Pairs, questions: Sequence[int]) -> list[tuple[float, float]]:
    """Return each person's mean share of the questions met twice, before and after."""
    percents = []
    for pair in pairs.matched:
        met = [question for question in questions if _met_twice(pair, question)]
        if met:
            percents.append((_mean_percent(pair[0], met), _mean_percent(pair[1], met)))
    return percents


def _mean_percent(person: Person, questions: Sequence[int]) -> float:
    return HUNDRED * sum(person.scores[question] for question in questions) / len(questions)
