"""The tables of a report as files: the same figures as on the page, with more of their digits.

Every row ends with whom it is about, the moment of the data and the version of the queries, so
that a row still says what it is when it was copied elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from outcomes.domain.changes import Change
from outcomes.domain.cohort import Cohort
from outcomes.domain.credit import CreditLine
from outcomes.domain.effect_size import EffectSize, Interval
from outcomes.domain.evaluation import Evaluation
from outcomes.domain.item_analysis import Measured
from outcomes.domain.learning_gain import Transition
from outcomes.domain.participation import LABELS, MEANINGS, Participation, Stage
from outcomes.queries import OutcomeReport, ProviderReport, profession_label

DIGITS = 6
PROVENANCE = ("People included", "Data as of", "Query version")
Row = list[Any]


@dataclass(frozen=True)
class Table:
    """A file's header and rows."""

    header: Row
    rows: list[Row]


def figure(value: float | None) -> str:
    """Write a figure with six decimals, nothing where there is none."""
    return "" if value is None else f"{value + 0.0:.{DIGITS}f}"


def moment(at: datetime) -> str:
    """Write a moment in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def included(cohort: Cohort) -> str:
    """Say whom the figures are about."""
    who = profession_label(cohort.profession) if cohort.profession else ""
    return ", ".join(filter(None, [who, cohort.period])) or "Everybody"


def file_table(report: OutcomeReport | ProviderReport, table: Table) -> Table:
    """Return the table with whom, when and by which queries on every row."""
    facts = [included(report.cohort), moment(report.cut_off), report.query_version]
    return Table([*table.header, *PROVENANCE], [[*row, *facts] for row in table.rows])


def _stages(part: Participation, stages: Iterable[Stage]) -> Row:
    return [*(part[stage] for stage in stages), part.took_part]


ON_PROVIDER_PAGE = [stage for stage in Stage if stage not in {Stage.PASSED, Stage.EVALUATED}]


def activities(report: ProviderReport) -> Table:
    """One row an activity."""
    kinds = {line.type_code: line.type_name for line in report.credit}
    return Table(
        ["Activity", "Activity code", "Strand", "Released on", "Expires on"]
        + [LABELS[stage] for stage in ON_PROVIDER_PAGE]
        + ["PARS learners"]
        + [f"Balance: {name}" for name in kinds.values()],
        [
            [
                row.activity.title,
                row.activity.code,
                row.activity.facts["strand_label"],
                row.activity.facts["released_on"],
                row.activity.facts["expires_on"],
                *_stages(row.participation, ON_PROVIDER_PAGE),
                *_balances(row.credit, kinds),
            ]
            for row in report.lines
        ],
    )


def _balances(lines: Iterable[CreditLine], kinds: Iterable[str]) -> Row:
    held = {line.type_code: line.balance for line in lines}
    return [held.get(kind, "0.00") for kind in kinds]


CREDIT = ["Credit type", "People", "Recorded", "Claimed less", "Withdrawn", "Balance"]


def _credit(line: CreditLine) -> Row:
    return [
        line.type_name,
        line.people,
        line.recorded,
        line.adjusted,
        line.withdrawn,
        line.balance,
    ]


def provider_credits(report: ProviderReport) -> Table:
    """One row an activity and credit type."""
    return Table(
        ["Activity", "Activity code", *CREDIT],
        [
            [row.activity.title, row.activity.code, *_credit(line)]
            for row in report.lines
            for line in row.credit
        ],
    )


def funnel(report: OutcomeReport) -> Table:
    """One row a stage, and the three counts of learners."""
    reached = report.participation
    rows = [
        [LABELS[stage], MEANINGS[stage], reached[stage], figure(reached.share(stage))]
        for stage in Stage
    ]
    return Table(
        ["Stage", "Meaning", "People", "Share of enrolled"],
        [
            *rows,
            ["OSP learners", "Unique people who started", reached.osp_learners, ""],
            ["PARS learners", "Unique people who did all or part", reached.pars_learners, ""],
            ["Credit earners", "Unique people who hold credit", reached.credit_earners, ""],
        ],
    )


def professions(report: OutcomeReport) -> Table:
    """One row a profession."""
    return Table(
        ["Profession", *LABELS.values(), "PARS learners", *CHANGE],
        [
            [line.label, *_stages(line.participation, Stage), *_change(line.change)]
            for line in report.professions
        ],
    )


CHANGE = ["Matched", "Mean before %", "Mean after %", "Change", "95% CI low", "95% CI high"]


def _change(change: Change) -> Row:
    figures = map(figure, (change.before, change.after, change.change))
    return [change.matched, *figures, *_interval(change.interval)]


def _interval(interval: Interval | None) -> Row:
    return [figure(interval.low), figure(interval.high)] if interval else ["", ""]


def completions(report: OutcomeReport) -> Table:
    """One row a month."""
    return Table(
        ["Month (UTC)", "Completed"],
        [[f"{month:%Y-%m}", people] for month, people in report.months],
    )


def credit(report: OutcomeReport) -> Table:
    """One row a credit type and profession."""
    return Table(
        ["Profession at award", *CREDIT],
        [[profession_label(line.profession), *_credit(line)] for line in report.credit],
    )


KNOWLEDGE = [
    "Pre-test only",
    "Post-test only",
    "Being marked",
    "SD before",
    "SD after",
    "SD of change",
    "d_av",
    "d_av 95% CI low",
    "d_av 95% CI high",
    "d_z",
    "d_z 95% CI low",
    "d_z 95% CI high",
    "Hake gain",
]


def knowledge(report: OutcomeReport) -> Table:
    """One row: everything about the change from pre-test to post-test."""
    learned = report.learning
    gain = learned.gain.gain
    effect = gain.effect if gain else None
    sds = (gain.before.sd, gain.after.sd, gain.change.sd) if gain else (None, None, None)
    return Table(
        [*CHANGE, *KNOWLEDGE],
        [
            [
                *_change(learned.change),
                learned.before_only,
                learned.after_only,
                learned.waiting,
                *map(figure, sds),
                *_effect(effect.d_av if effect else None),
                *_effect(effect.d_z if effect else None),
                figure(gain.hake if gain else None),
            ]
        ],
    )


def _effect(effect: EffectSize | None) -> Row:
    return [figure(effect.value), *_interval(effect.interval)] if effect else ["", "", ""]


def objectives(report: OutcomeReport) -> Table:
    """One row an objective."""
    return Table(
        ["Objective", "Questions", *CHANGE],
        [
            [report.objectives[row.objective], row.questions, *_change(row.change)]
            for row in report.learning.objectives
        ],
    )


def changes(report: OutcomeReport) -> Table:
    """One row a question that the same people met before and after."""
    return Table(
        ["Question", "Question version", "Matched", "Share right before", "Share right after"]
        + [kind.capitalize() for kind in Transition]
        + ["McNemar exact p"],
        [
            [
                report.questions[row.question].title,
                row.question,
                row.change.matched,
                figure(row.before),
                figure(row.after),
                *(row.change.counts[kind] for kind in Transition),
                figure(row.change.p),
            ]
            for row in report.learning.questions
        ],
    )


MEASURED = ["n", "Difficulty p", "Corrected r", "Upper 27 %", "Lower 27 %", "Upper minus lower"]


def items(report: OutcomeReport) -> Table | None:
    """One row a question version."""
    if report.items is None:
        return None
    return Table(
        ["Question", "Question version", "Question text"]
        + [f"{name}, pre-test" for name in MEASURED]
        + [f"{name}, post-test" for name in MEASURED]
        + ["Distractors under 5 %", "Review"],
        [
            [
                report.questions[row.question].title,
                row.question,
                report.questions[row.question].lead_in,
                *_measured(row.before),
                *_measured(row.after),
                row.idle,
                " ".join(row.advice),
            ]
            for row in report.items.questions
        ],
    )


def _measured(part: Measured | None) -> Row:
    if part is None or part.figures is None:
        return [part.attempts if part else 0, "", "", "", "", ""]
    known = part.figures
    values = (known.facility, known.point_biserial, known.upper, known.lower, known.upper_lower)
    return [part.attempts, *map(figure, values)]


PICKED = ["Picked", "Share", "Correlation with the rest"]


def choices(report: OutcomeReport) -> Table | None:
    """One row a choice of a question."""
    if report.items is None:
        return None
    return Table(
        ["Question", "Question version", "Choice", "Right"]
        + [f"{name}, pre-test" for name in PICKED]
        + [f"{name}, post-test" for name in PICKED]
        + ["Flag"],
        [
            [
                report.questions[row.question].title,
                row.question,
                line.choice.text,
                "yes" if line.choice.correct else "no",
                *_picked(line.before),
                *_picked(line.after),
                "" if row.is_open else line.flag,
            ]
            for row in report.items.questions
            for line in row.choices
        ],
    )


def _picked(part: Any) -> Row:
    if part is None:
        return ["", "", ""]
    return [part.picked, figure(part.share), figure(part.point_biserial)]


def _ratings(evaluation: Evaluation) -> Table | None:
    if not evaluation.is_shown:
        return None
    return Table(
        ["Statement", "Question version", "Step", "Label", "People"],
        [
            [row.text, row.question, step, label, people]
            for row in evaluation.ratings
            if row.is_shown
            for step, (label, people) in enumerate(row.steps, start=1)
        ],
    )


def _comments(evaluation: Evaluation) -> Table | None:
    if not evaluation.is_shown:
        return None
    return Table(
        ["Question", "Question version", "Comment", "Times"],
        [
            [row.text, row.question, comment, times]
            for row in evaluation.comments
            for comment, times in row.comments
        ],
    )


Export = Callable[[OutcomeReport], Table | None]

PROVIDER_TABLES: Mapping[str, tuple[str, Callable[[ProviderReport], Table]]] = {
    "activities": ("Activities", activities),
    "credits": ("Credit by activity and type", provider_credits),
}
ACTIVITY_TABLES: Mapping[str, tuple[str, Export]] = {
    "participation": ("Participation funnel", funnel),
    "professions": ("Participation and change by profession", professions),
    "completions": ("Completions by month", completions),
    "credits": ("Credit by type and profession", credit),
    "knowledge": ("Pre-test and post-test", knowledge),
    "objectives": ("Change by objective", objectives),
    "changes": ("Change by question", changes),
    "items": ("Item statistics", items),
    "choices": ("Answers chosen", choices),
    "evaluation": ("Evaluation ratings", lambda report: _ratings(report.evaluation)),
    "comments": ("Evaluation comments", lambda report: _comments(report.evaluation)),
    "follow-up": ("Follow-up ratings", lambda report: _ratings(report.follow_up)),
    "follow-up-comments": ("Follow-up comments", lambda report: _comments(report.follow_up)),
}


def tables_of(report: OutcomeReport) -> list[tuple[str, str]]:
    """Return the names and titles of the files that there are of a report."""
    return [(name, title) for name, (title, export) in ACTIVITY_TABLES.items() if export(report)]
