"""Grading a form: exact fractions inside, four decimals outside (docs/rules/grading.md).

The denominator is what the form was worth when it was drawn. Unanswered questions stay in it; only
a ruling can take a question out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from assessments.domain.decimals import rounded
from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.policy import AssessmentPolicy, KeptGrade
from assessments.domain.rulings import NO_RULINGS, Ruling, Rulings, needs_no_mark, ruled_score
from assessments.domain.statistics.certainty import CertainAnswer
from assessments.domain.tries import Checking, counted, earned as earned_by

NOTHING = Fraction(0)
EVERYTHING = Fraction(1)
HUNDRED = 100
NO_CERTAINTIES: Mapping[int, int] = MappingProxyType({})
NO_TRIES: Mapping[int, Sequence[object]] = MappingProxyType({})
Marks: TypeAlias = Mapping[int, Fraction]
NO_MARKS: Marks = MappingProxyType({})


@dataclass(frozen=True)
class ItemGrade:
    """What one question earned, after penalties; `tries` are the scores before them, where checked.

    `certain` where the assessment asks how sure the learner is.
    """

    position: int
    question_version: int
    score: Fraction
    points: Fraction
    certain: CertainAnswer | None = None
    tries: tuple[Fraction, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """Write the score exactly and the points rounded."""
        return {
            "position": self.position,
            "question_version": self.question_version,
            "score": str(self.score),
            "points": str(rounded(self.points)),
            **({"certainty": self.certain.as_json()} if self.certain else {}),
            **({} if self.tries is None else {"tries": [str(score) for score in self.tries]}),
        }


@dataclass(frozen=True)
class GradeResult:
    """What a form earned; `percent` is None where nothing in the form could earn points."""

    points: Decimal
    max_points: Decimal
    percent: Decimal | None
    passed: bool
    items: tuple[ItemGrade, ...]

    def items_json(self) -> list[dict[str, Any]]:
        """Write the grades of the questions for storage."""
        return [item.as_json() for item in self.items]


def grade(
    form: Sequence[FormItem],
    items: Mapping[int, Item],
    responses: Mapping[int, object],
    policy: AssessmentPolicy,
    *,
    rulings: Rulings = NO_RULINGS,
    certainties: Mapping[int, int] = NO_CERTAINTIES,
    tries: Mapping[int, Sequence[object]] = NO_TRIES,
    marks: Marks = NO_MARKS,
) -> GradeResult:
    """Grade a form: `items` by question version, `responses` by position (absent = unanswered).

    `marks` are what people gave, by position; `to_be_marked` says where they are needed.

    Kinds that nobody grades are left out, and so are questions that a ruling excludes. The pass
    decision compares exact fractions. Certainty marks stand beside the points and change none.
    `tries` are the responses that were checked, in their order.
    """
    graded = [place for place in form if items[place.question_version].graded]
    found = [
        _item_grade(
            place,
            place.asks(items),
            counted(tries.get(place.position, ()), responses.get(place.position)),
            rulings.get(place.question_version),
            policy,
            marks.get(place.position),
        )
        for place in graded
    ]
    grades = tuple(item for item in found if item is not None)
    if policy.certainty:
        grades = tuple(
            _with_certainty(item, responses, certainties)
            if items[item.question_version].graded_by_rule
            else item
            for item in grades
        )
    scores = {item.position: item.score for item in grades}
    earned = sum((item.points for item in grades), NOTHING)
    available = sum((Fraction(p.points) for p in graded if p.position in scores), NOTHING)
    share = earned / available if available else None
    return GradeResult(
        points=rounded(earned),
        max_points=rounded(available, 2),
        percent=None if share is None else rounded(share * HUNDRED, 2, ROUND_DOWN),
        passed=is_pass(share, _mark(graded, scores, policy)) and not missed(form, scores, policy),
        items=grades,
    )


def _item_grade(
    place: FormItem,
    item: Item,
    given: Sequence[object],
    ruling: Ruling | None,
    policy: AssessmentPolicy,
    mark: Fraction | None,
) -> ItemGrade | None:
    ruled = [ruled_score(place, item, response, ruling, mark) for response in given or [None]]
    scores = tuple(score for score in ruled if score is not None)
    if not scores:
        return None
    score = earned_by(scores, policy.checking, policy.penalty)
    return ItemGrade(
        position=place.position,
        question_version=place.question_version,
        score=score,
        points=score * Fraction(place.points),
        tries=None if policy.checking is Checking.NONE else scores[: len(given)],
    )


def _with_certainty(
    item: ItemGrade, responses: Mapping[int, object], certainties: Mapping[int, int]
) -> ItemGrade:
    """Add how sure the learner was; credit for everyone counts as an answer."""
    is_answered = responses.get(item.position) is not None
    level = certainties.get(item.position) if is_answered else None
    share = item.score if is_answered or item.score else None
    return replace(item, certain=CertainAnswer(share, level))


def to_be_marked(
    form: Iterable[FormItem],
    items: Mapping[int, Item],
    responses: Mapping[int, object],
    rulings: Rulings = NO_RULINGS,
) -> list[int]:
    """Return the positions whose answers people must mark before there is a grade.

    What was left out earns nothing without anybody; what a ruling settles needs no mark either.
    """
    return [
        place.position
        for place in form
        if items[place.question_version].marked_by_people
        and responses.get(place.position) is not None
        and not needs_no_mark(rulings.get(place.question_version))
    ]


def missed(
    form: Iterable[FormItem], scores: Mapping[int, Fraction], policy: AssessmentPolicy
) -> list[int]:
    """Return the positions of safety-critical questions that did not earn everything.

    `scores` by position, graded questions alone. Without a pass mark there is nothing to fail.
    """
    critical = policy.safety_critical_slots if policy.pass_mark is not None else ()
    asked = [place.position for place in form if place.slot in critical]
    return [position for position in asked if scores.get(position, EVERYTHING) < EVERYTHING]


def _mark(
    graded: Sequence[FormItem], scores: Mapping[int, Fraction], policy: AssessmentPolicy
) -> Decimal | None:
    """Return the pass mark of the questions that count: a ruling may have taken some out."""
    excluded = {place.position for place in graded} - scores.keys()
    return policy.pass_mark_of(graded, excluded=excluded)


def is_pass(share: Fraction | None, pass_mark: Decimal | None) -> bool:
    """Whether a share of the points passes; without a pass mark, handing in passes."""
    if pass_mark is None:
        return True
    return share is not None and share * HUNDRED >= Fraction(pass_mark)


class Graded(Protocol):
    """Anything with a result, such as a stored grade."""

    @property
    def points(self) -> Decimal: ...
    @property
    def max_points(self) -> Decimal: ...
    @property
    def passed(self) -> bool: ...


def has_passed(grades: Sequence[Graded], policy: AssessmentPolicy) -> bool:
    """Whether the attempts, in their order, add up to a pass under the rule for several.

    With the mean, the mean share of the points must reach the pass mark, and at least one attempt
    must have been a pass, which safety-critical questions decide too.
    """
    passes = [grade.passed for grade in grades]
    if not passes:
        return False
    if policy.kept_grade is KeptGrade.FIRST:
        return passes[0]
    if policy.kept_grade is KeptGrade.LAST:
        return passes[-1]
    if policy.kept_grade is KeptGrade.MEAN:
        shares = [Fraction(g.points) / Fraction(g.max_points) for g in grades if g.max_points]
        return any(passes) and is_pass(kept_share(shares, KeptGrade.MEAN), policy.pass_mark)
    return any(passes)


def kept_share(shares: Sequence[Fraction], rule: KeptGrade) -> Fraction | None:
    """Return the share of the points that stands for the learner, None before any attempt."""
    if not shares:
        return None
    if rule is KeptGrade.MEAN:
        return sum(shares, NOTHING) / len(shares)
    if rule is KeptGrade.LAST:
        return shares[-1]
    return shares[0] if rule is KeptGrade.FIRST else max(shares)
