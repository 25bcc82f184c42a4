"""What came of a sitting: the score, the credit, what is next, and the reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.domain.grading import missed
from assessments.domain.items import Item
from assessments.domain.marking.rubric import Criterion, Level
from assessments.domain.policy import Expiry
from assessments.domain.review import Shown
from assessments.domain.scores import Score, calibration_of, score_of, written
from assessments.domain.states import FINISHED
from assessments.domain.statistics.certainty import Calibration
from assessments.models import Attempt, Grade, Mark
from assessments.queries import (
    Correction,
    FrozenQuestion,
    Terms,
    corrections_of,
    form_of,
    frozen_assessment,
    grades_of,
    latest_grades,
    marks_in,
    terms_for,
)
from courses.models import Purpose
from credits.models import CreditReport, Entry
from credits.queries import reports_by_entry, standing_entries_at
from learners import services
from learners.models import Sitting
from learners.queries import Look, Standing, look_of, marks_of, standing_in
from learners.views.paper import Paper, first_page, paper_of
from learners.views.saving import find_sitting


@login_required
@never_cache
@require_safe
def result(request: HttpRequest, sitting_id: int) -> HttpResponseBase:
    """Show the result; a sitting that is still open goes on instead."""
    sitting, at = find_sitting(request, sitting_id), timezone.now()
    if services.finish_overdue_sitting(sitting=sitting, at=at):
        return redirect(request.path)
    if sitting.attempt.is_open:
        return redirect(*first_page(sitting))
    found = result_of(sitting, at)
    context = {"result": found, "show": request.GET.get("show", "")}
    return render(request, "learners/result.html", context)


@dataclass(frozen=True)
class Reviewed:
    """One question with its answer, for the list of reasons."""

    position: int
    question: FrozenQuestion
    item: Item
    arrangement: dict[str, list[str]]
    response: dict[str, Any] | None
    is_right: bool
    tries: int
    share: Fraction


@dataclass(frozen=True)
class MarkedAnswer:
    """An answer that people marked, with what they say about it."""

    position: int
    item: Item
    response: dict[str, Any] | None
    share: Fraction
    worth: Fraction
    marks: list[Mark]

    @property
    def points(self) -> str:
        """What it earned of what it could have, as points of the assessment."""
        return f"{written(self.share * self.worth)} of {written(self.worth)}"

    @property
    def said(self) -> list[list[tuple[Criterion, Level | None, str]]]:
        """What each counted mark says of every criterion."""
        guide = self.item.marking_guide()
        criteria = guide.criteria if guide else ()
        return [
            [
                (each, each.level(mark.levels.get(each.key)), mark.comments.get(each.key, ""))
                for each in criteria
            ]
            for mark in self.marks
        ]

    @property
    def comments(self) -> list[str]:
        """What was said of the whole answer."""
        return [mark.remark for mark in self.marks if mark.remark]


@dataclass(frozen=True)
class Result:
    """Everything that the result page says."""

    paper: Paper
    standing: Standing
    terms: Terms
    grades: dict[int, Grade]
    entries: list[Entry]

    @property
    def attempt(self) -> Attempt:
        return self.paper.attempt

    @property
    def grade(self) -> Grade | None:
        return self.grades.get(self.attempt.pk)

    @cached_property
    def score(self) -> Score | None:
        """The exact score, None where nothing was graded."""
        score = self._score_of(self.attempt)
        return score if score and score.asked else None

    @property
    def told(self) -> Score | None:
        """The score, if its points may be told."""
        return self.score if self.shown.score else None

    def _score_of(self, attempt: Attempt) -> Score | None:
        grade = self.grades.get(attempt.pk)
        return score_of(form_of(attempt), grade.items) if grade else None

    @cached_property
    def calibration(self) -> Calibration | None:
        """How well the learner judged their certainty, None where nobody asked."""
        grade = self.grade if self.shown.score else None
        return calibration_of(form_of(self.attempt), grade.items) if grade else None

    @property
    def is_being_marked(self) -> bool:
        """Whether people have to mark it before there is a grade."""
        return self.grade is None and self.attempt.state in FINISHED

    @property
    def expected_on(self) -> datetime | None:
        """When the marks are to be expected."""
        days, finished = self.paper.version.policy.marking.days, self.attempt.finished_at
        return finished and finished + timedelta(days=days)

    @cached_property
    def marked(self) -> list[MarkedAnswer]:
        """The answers that people marked, with the marks that count."""
        if self.grade is None or not self.grade.marks or not self.shown.score:
            return []
        found, shares = marks_in(self.attempt, self.grade.marks), self.score_shares
        return [
            MarkedAnswer(
                position=asked.position,
                item=asked.item,
                response=asked.response,
                share=shares[asked.position],
                worth=Fraction(asked.place.points),
                marks=found[asked.position],
            )
            for asked in self.paper.questions
            if asked.position in found and asked.position in shares
        ]

    @property
    def score_shares(self) -> Mapping[int, Fraction]:
        return self.score.shares if self.score else {}

    @property
    def has_passed(self) -> bool:
        """Whether there was a mark to pass, and it was reached."""
        return bool(self.grade and self.grade.passed and self.attempt.pass_mark is not None)

    @property
    def has_failed(self) -> bool:
        return bool(self.grade and not self.grade.passed)

    @cached_property
    def corrections(self) -> list[tuple[Correction, bool]]:
        """What was corrected of the questions asked, and whether the grade follows it."""
        if self.grade is None:
            return []
        return [(found, found.counts_in(self.grade)) for found in corrections_of(self.attempt)]

    @cached_property
    def history(self) -> list[tuple[Grade, Score]]:
        """Every grade with its score, newest first, once there is more than one."""
        if self.grade is None or self.grade.number == 1 or not self.shown.score:
            return []
        form = form_of(self.attempt)
        return [(each, score_of(form, each.items)) for each in reversed(grades_of(self.attempt))]

    @cached_property
    def missed(self) -> int:
        """How many questions were wrong that must be right to pass."""
        if not self.shown.score:
            return 0
        rows = self.grade.items if self.grade else []
        scores = {row["position"]: Fraction(row["score"]) for row in rows}
        return len(missed(form_of(self.attempt), scores, self.paper.version.policy))

    @property
    def ran_out(self) -> bool:
        """Whether time ended the attempt."""
        end, finished = self.attempt.deadline_at, self.attempt.finished_at
        return bool(self.attempt.is_finished and end and finished and finished >= end)

    @property
    def was_in_grace(self) -> bool:
        """Whether it was handed in after time was over, as its rules allow."""
        is_allowed = self.paper.version.policy.expiry is Expiry.GRACE
        return is_allowed and self.ran_out and self.attempt.state == Attempt.State.SUBMITTED

    @property
    def is_complete(self) -> bool:
        return self.standing.completion is not None

    @cached_property
    def credited(self) -> list[tuple[Entry, list[CreditReport]]]:
        """Each credit that counts, with who is to hear of it."""
        reports = reports_by_entry(self.entries)
        return [(entry, reports.get(entry.pk, [])) for entry in self.entries]

    @cached_property
    def before(self) -> Score | None:
        """The pre-test's score beside a post-test's."""
        if self.paper.sitting.purpose != Purpose.POST_TEST:
            return None
        found = pre_test(self.standing)
        if found is None:
            return None
        policy = frozen_assessment(found.version_id).policy
        shown = marks_of(found, policy, self.paper.at, self.closes_at)
        return self._score_of(found) if shown.score else None

    @cached_property
    def objectives(self) -> list[tuple[str, int, int]]:
        """Objectives with questions that earned less than everything: (text, right, asked)."""
        if not self.shown.score:
            return []
        tally: dict[str, list[bool]] = {}
        for row in self.questions:
            objective = row.question.context.get("objective")
            if objective:
                tally.setdefault(objective["text"], []).append(row.is_right)
        return [(text, sum(r), len(r)) for text, r in tally.items() if not all(r)]

    @cached_property
    def look(self) -> Look:
        """What may be looked at again now, under the assessment's rules."""
        return look_of(
            self.attempt,
            self.paper.version.policy,
            self.paper.at,
            passed=bool(self.grade and self.grade.passed),
            attempts_left=self.terms.attempts_left,
            closes_at=self.closes_at,
        )

    @property
    def closes_at(self) -> datetime:
        """When the activity closes for this learner."""
        return self.paper.activity.closes_at

    @property
    def shown(self) -> Shown:
        return self.look.shown

    @property
    def maximum(self) -> str:
        """How many points there were to earn."""
        return written(self.grade.max_points) if self.grade else ""

    @property
    def shows_questions(self) -> bool:
        """Whether anything of single questions may be shown."""
        return self.score is not None and self.shown.shows_questions

    @cached_property
    def questions(self) -> list[Reviewed]:
        """The questions that could earn points, in the order they were asked."""
        shares = self.score_shares
        return [
            Reviewed(
                position=asked.position,
                question=self.paper.version.questions[asked.place.question_version],
                item=asked.item,
                arrangement=asked.place.arrangement,
                response=self.paper.saved.standing(asked.position),
                tries=len(asked.progress.scores),
                share=shares[asked.position],
                is_right=shares[asked.position] == 1,
            )
            for asked in self.paper.questions
            if asked.position in shares
        ]

    @cached_property
    def to_revisit(self) -> list[Reviewed]:
        """The questions that were not right, as far as that may be said."""
        if not self.shown.correctness:
            return []
        return [row for row in self.questions if not row.is_right]

    @property
    def unfolded(self) -> Reviewed | None:
        """The question whose reasons stand open at first."""
        return self.to_revisit[0] if self.to_revisit else None

    @property
    def may_go_on(self) -> bool:
        """Whether the learner can start again or has started again already."""
        refusal = self.terms.refusal
        return bool(self.place and (refusal is None or refusal.code == "attempt_open"))

    @property
    def place(self) -> dict[str, Any] | None:
        """Where the assessment stands in the activity now, None if it was taken out."""
        rows: Iterable[dict[str, Any]] = self.paper.activity.facts["placements"]
        wanted = self.attempt.assessment_id
        return next((row for row in rows if row["assessment_id"] == wanted), None)


def pre_test(standing: Standing) -> Attempt | None:
    """Return the learner's first finished pre-test."""
    ids = {
        place["assessment_id"]
        for place in standing.activity.facts["placements"]
        if place["purpose"] == Purpose.PRE_TEST
    }
    found = (a for a in standing.attempts if a.assessment_id in ids and a.is_finished)
    return next(found, None)


def result_of(sitting: Sitting, at: datetime) -> Result:
    """Read everything that the result page says."""
    paper, learner = paper_of(sitting, at), sitting.enrolment.learner
    activity = paper.activity
    standing = standing_in(learner, activity, sitting.enrolment)
    graded = [sitting.attempt, pre_test(standing)]
    terms = terms_for(
        learner,
        paper.version,
        standing.attempts_at(sitting.attempt.assessment_id),
        at,
        closes_at=activity.closes_at,
    )
    return Result(
        paper=paper,
        standing=standing,
        terms=terms,
        grades=latest_grades(attempt for attempt in graded if attempt),
        entries=(standing_entries_at(learner, activity.activity_id) if standing.completion else []),
    )
