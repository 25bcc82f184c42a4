"""The outcome report of one activity, put together from the other reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Profession
from assessments.queries import FrozenQuestion
from courses.models import Purpose
from courses.queries import FrozenActivity
from outcomes.domain.changes import Change, Learning, change, learning
from outcomes.domain.cohort import Cohort
from outcomes.domain.credit import CreditLine
from outcomes.domain.evaluation import Evaluation
from outcomes.domain.first_attempts import pair
from outcomes.domain.item_analysis import FINISHERS_NEEDED, ItemReport, item_report
from outcomes.domain.participation import Participation, Stage, by_profession, participation
from outcomes.domain.wording import Finding, finding
from outcomes.queries.cohorts import enrolments_in
from outcomes.queries.evaluation import evaluations
from outcomes.queries.first_attempts import Tests, tests_of
from outcomes.queries.held import held
from outcomes.queries.ledger import credit_lines
from outcomes.queries.participation import acknowledged, completions_by_month, groups_of
from outcomes.queries.snapshot import snapshot

QUERY_VERSION = 2
UNKNOWN_PROFESSION = "Not given"
NO_OBJECTIVE = "No objective named"


@dataclass(frozen=True)
class QuestionText:
    """What a report needs of a question's content."""

    title: str
    lead_in: str
    objective: int | None


@dataclass(frozen=True)
class ProfessionLine:
    """One profession's participation and change; the change is empty below ten people."""

    code: str
    participation: Participation
    change: Change

    @property
    def label(self) -> str:
        """The profession in words."""
        return profession_label(self.code)


@dataclass(frozen=True)
class OutcomeReport:
    """Everything that the report page and its files show, as of one moment.

    `items` is None while fewer finished than item statistics need.
    """

    activity: FrozenActivity
    cohort: Cohort
    cut_off: datetime
    participation: Participation
    professions: Sequence[ProfessionLine]
    months: Sequence[tuple[datetime, int]]
    acknowledged: int
    credit: Sequence[CreditLine]
    learning: Learning
    items: ItemReport | None
    questions: Mapping[int, QuestionText]
    objectives: Mapping[int | None, str]
    evaluation: Evaluation
    follow_up: Evaluation
    query_version: int = QUERY_VERSION

    @property
    def enrolled(self) -> int:
        """How many people the report is about."""
        return self.participation[Stage.ENROLLED]

    @property
    def finished(self) -> int:
        """How many finished the content."""
        return self.participation[Stage.FINISHED]

    @property
    def has_pre_test(self) -> bool:
        """Whether anything can be compared: a pre-test stands in the activity or was taken."""
        placed = {place["purpose"] for place in self.activity.facts["placements"]}
        return Purpose.PRE_TEST in placed or bool(
            self.learning.before_only or self.learning.waiting or self.matched
        )

    @property
    def matched(self) -> int:
        """How many took both tests."""
        return self.learning.change.matched

    @property
    def finding(self) -> Finding:
        """The sentences that open the report."""
        return finding(self.participation, self.learning.change, has_pre_test=self.has_pre_test)

    @property
    def has_item_statistics(self) -> bool:
        """Whether enough finished to show how the questions behaved."""
        return self.items is not None


def profession_label(code: str) -> str:
    """Return a profession in words."""
    return str(dict(Profession.choices).get(code, code or UNKNOWN_PROFESSION))


def outcome_report(activity: FrozenActivity, cohort: Cohort, *, at: datetime) -> OutcomeReport:
    """Return the outcome report of an activity in a constant number of queries."""
    subject = f"activity {activity.id} {cohort} {QUERY_VERSION}"
    return held(subject, lambda: _outcome_report(activity, cohort, at))


def _outcome_report(activity: FrozenActivity, cohort: Cohort, at: datetime) -> OutcomeReport:
    pk = activity.activity_id
    lessons = [lesson["id"] for lesson in activity.facts["lessons"]]
    with snapshot():
        enrolments = enrolments_in([pk], cohort)
        groups = groups_of(enrolments, lessons, with_tests=True).get(pk, [])
        reached = participation(groups, len(lessons))
        enough = reached[Stage.FINISHED] >= FINISHERS_NEEDED
        tests = tests_of(enrolments, with_answers=enough)
        texts = {pk: _text(question) for pk, question in tests.questions.items()}
        learned = learning(
            pair(tests.before, tests.after, tests.waiting),
            {pk: text.objective for pk, text in texts.items()},
        )
        replies = evaluations(enrolments_in([pk], Cohort()), cohort.profession)
        return OutcomeReport(
            activity=activity,
            cohort=cohort,
            cut_off=at,
            participation=reached,
            professions=[
                ProfessionLine(code, part, learned.professions.get(code, change([])))
                for code, part in by_profession(groups, len(lessons)).items()
            ],
            months=completions_by_month(enrolments),
            acknowledged=acknowledged(enrolments),
            credit=credit_lines([pk], cohort),
            learning=learned,
            items=_items(tests) if enough else None,
            questions=texts,
            objectives=_objectives(tests.questions.values()),
            evaluation=replies[Purpose.EVALUATION],
            follow_up=replies[Purpose.FOLLOW_UP],
        )


def _text(question: FrozenQuestion) -> QuestionText:
    objective = question.context.get("objective")
    return QuestionText(
        title=question.context.get("title", ""),
        lead_in=question.item.lead_in,
        objective=objective["id"] if objective else None,
    )


def _objectives(questions: Iterable[FrozenQuestion]) -> dict[int | None, str]:
    told = [question.context.get("objective") for question in questions]
    return {None: NO_OBJECTIVE, **{each["id"]: each["text"] for each in told if each}}


def _items(tests: Tests) -> ItemReport:
    return item_report(
        tests.before,
        tests.after,
        items={pk: question.item for pk, question in tests.questions.items()},
        points=tests.points,
    )
