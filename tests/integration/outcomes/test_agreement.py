"""The report agrees with the rows, to the last digit."""

from datetime import UTC, date, datetime
from statistics import mean

import pytest

from courses.queries import frozen_activity
from outcomes.domain.cohort import Basis, Cohort
from outcomes.domain.learning_gain import Transition
from outcomes.domain.participation import Stage
from outcomes.queries import outcome_report, provider_report
from tests.factories.outcomes import a_provider, a_world, with_history
from tests.integration.outcomes.recount import Recount, spread

NOW = datetime(2026, 9, 1, tzinfo=UTC)
COHORTS = [
    Cohort(),
    Cohort(profession="nurse"),
    Cohort(begins_on=date(2026, 3, 1)),
    Cohort(date(2026, 2, 1), date(2026, 4, 30)),
    Cohort(date(2026, 2, 1), date(2026, 4, 30), Basis.COMPLETED),
    Cohort(ends_on=date(2026, 5, 1), basis=Basis.COMPLETED, profession="physician"),
]
LEARNERS = 150


@pytest.fixture(params=[1, 2, 3])
def world(request):
    provider = a_provider()
    # Another activity of the same people's kind, whose rows must stay out.
    with_history(a_world(provider), learners=15, seed=100 + request.param)
    return with_history(a_world(provider, code="told"), learners=LEARNERS, seed=request.param)


def both(world, cohort):
    frozen = frozen_activity(world.version.pk)
    return outcome_report(frozen, cohort, at=NOW), Recount(world.activity, world.version, cohort)


def test_every_figure_of_every_cohort(world):
    for cohort in COHORTS:
        report, recount = both(world, cohort)
        same_participation(report, recount)
        same_credit(report, recount)
        same_change(report, recount)
        same_items(report, recount)
        same_evaluation(report, recount)


def same_participation(report, recount):
    counts = recount.funnel()
    assert report.participation.people == {stage: counts[stage.value] for stage in Stage}
    assert report.participation.took_part == counts["took_part"]
    for line in report.professions:
        mine = recount.funnel(line.code)
        assert line.participation.people == {stage: mine[stage.value] for stage in Stage}
    assert (
        sum(line.participation[Stage.ENROLLED] for line in report.professions) == counts["enrolled"]
    )
    months = {f"{month:%Y-%m}": people for month, people in report.months if people}
    assert months == dict(recount.months())
    assert report.acknowledged == counts["enrolled"]


def same_credit(report, recount):
    found = {(line.type_code, line.profession): line for line in report.credit}
    expected = recount.credit()
    assert found.keys() == expected.keys()
    for key, (recorded, adjusted, withdrawn, people) in expected.items():
        line = found[key]
        assert (line.recorded, line.adjusted, line.withdrawn) == (recorded, adjusted, withdrawn)
        assert line.people == len(people)
        assert line.balance == recorded + adjusted + withdrawn


def same_change(report, recount):
    matched, before_only, after_only = recount.pairs()
    learned = report.learning
    assert report.matched == len(matched)
    assert (learned.before_only, learned.after_only) == (before_only, after_only)
    if len(matched) >= 10:
        gain = learned.gain.gain
        before, after = zip(*matched, strict=True)
        assert gain.before.mean == pytest.approx(float(mean(before)), rel=1e-12)
        assert gain.after.mean == pytest.approx(float(mean(after)), rel=1e-12)
        assert gain.before.sd == pytest.approx(spread(before), rel=1e-12)
        assert gain.after.sd == pytest.approx(spread(after), rel=1e-12)
        assert gain.change.sd == pytest.approx(spread(b - a for a, b in matched), rel=1e-12)
        d_z = float(mean(after) - mean(before)) / spread([b - a for a, b in matched])
        assert gain.effect.d_z.value == pytest.approx(d_z, rel=1e-9)
    counts = {row.question: row.change.counts for row in learned.questions}
    expected = recount.transitions()
    assert counts.keys() == expected.keys()
    for question, numbers in expected.items():
        assert [counts[question][kind] for kind in Transition] == numbers


def same_items(report, recount):
    enough = recount.funnel()["finished"] >= 30
    assert report.has_item_statistics == enough
    if not enough:
        return
    for purpose, side in (("pre_test", "before"), ("post_test", "after")):
        expected, picked = recount.items(purpose), recount.picked(purpose)
        found = {row.question: getattr(row, side) for row in report.items.questions}
        assert {q for q, part in found.items() if part} == expected.keys()
        for question, (attempts, difficulty, r) in expected.items():
            part = found[question]
            assert part.attempts == attempts
            if attempts < 10:
                assert part.figures is None
                continue
            assert part.figures.facility == pytest.approx(float(difficulty), rel=1e-12)
            if r is not None:
                assert part.figures.point_biserial == pytest.approx(r, abs=1e-9)
            if question in picked:
                counts = {row.choice.key: row.picked for row in part.table.rows}
                assert {key: n for key, n in counts.items() if n} == picked[question]


def same_evaluation(report, recount):
    expected = recount.replies()
    if not report.evaluation.is_shown:
        return
    for rating in report.evaluation.ratings:
        steps = {step: n for step, n in enumerate(rating.counts, start=1) if n}
        assert steps == expected[rating.question]
    for row in report.evaluation.comments:
        assert dict(row.comments) == expected[row.question]


def test_the_provider_page_adds_up_the_activities(world):
    for cohort in COHORTS:
        report = provider_report(world.provider, cohort, at=NOW)
        assert len(report.lines) == 2
        line = next(line for line in report.lines if line.activity.code == "told")
        recount = Recount(world.activity, world.version, cohort)
        counts = recount.funnel()
        for stage in ("enrolled", "started", "finished", "completed", "credited"):
            assert line.participation.people[Stage(stage)] == counts[stage]
        assert line.participation.took_part == counts["took_part"]
        totals = {row.type_code: row.balance for row in line.credit}
        expected = {}
        for (kind, _profession), (a, b, c, _people) in recount.credit().items():
            expected[kind] = expected.get(kind, 0) + a + b + c
        assert totals == expected
    everybody = provider_report(world.provider, Cohort(), at=NOW)
    assert everybody.people == everybody.enrolled == LEARNERS + 15
