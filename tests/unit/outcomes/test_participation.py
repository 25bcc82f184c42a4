import pytest
from hypothesis import given, strategies as st

from outcomes.domain.participation import (
    LABELS,
    MEANINGS,
    Group,
    Stage,
    Trace,
    by_profession,
    participation,
    stages,
    total,
)

TRACES = st.builds(
    Trace,
    lessons_finished=st.integers(0, 4),
    started=st.booleans(),
    took_part=st.booleans(),
    passed=st.booleans(),
    evaluated=st.booleans(),
    completed=st.booleans(),
    credited=st.booleans(),
)
GROUPS = st.lists(
    st.builds(Group, profession=st.sampled_from("abc"), trace=TRACES, people=st.integers(1, 9))
)


def test_every_stage_has_a_label_and_a_meaning():
    assert set(LABELS) == set(MEANINGS) == set(Stage)


@pytest.mark.parametrize(
    ("trace", "lessons", "reached"),
    [
        (Trace(), 2, {Stage.ENROLLED}),
        (Trace(started=True, lessons_finished=1), 2, {Stage.ENROLLED, Stage.STARTED}),
        (Trace(started=True, lessons_finished=2), 2, {"enrolled", "started", "finished"}),
        (Trace(started=True), 0, {"enrolled", "started", "finished"}),
        (Trace(), 0, {"enrolled"}),
        # Completed before a third lesson came: what there was then was finished.
        (
            Trace(started=True, lessons_finished=2, completed=True),
            3,
            {"enrolled", "started", "finished", "completed"},
        ),
    ],
)
def test_stages_reached(trace, lessons, reached):
    assert stages(trace, lessons) == reached


def test_three_counts_of_learners_differ():
    groups = [
        Group("nurse", Trace(started=True), 5),
        Group("nurse", Trace(started=True, took_part=True, lessons_finished=1), 3),
        Group("nurse", Trace(started=True, took_part=True, completed=True, credited=True), 2),
        Group("nurse", Trace(), 7),
    ]
    counted = participation(groups, 2)
    assert (counted.osp_learners, counted.pars_learners, counted.credit_earners) == (10, 5, 2)
    assert counted[Stage.ENROLLED] == 17
    assert counted.share(Stage.STARTED) == 10 / 17
    assert counted.completion_rate == 2 / 10


def test_nobody_has_no_share_and_no_rate():
    nobody = participation([], 2)
    assert nobody.share(Stage.STARTED) is None
    assert nobody.completion_rate is None


@given(GROUPS, st.integers(0, 4))
def test_professions_add_up_to_everybody(groups, lessons):
    parts = by_profession(groups, lessons)
    assert total(parts.values()) == participation(groups, lessons)


@given(GROUPS, st.integers(0, 4))
def test_nobody_reaches_a_stage_without_enrolling(groups, lessons):
    counted = participation(groups, lessons)
    assert all(counted[stage] <= counted[Stage.ENROLLED] for stage in Stage)
    assert counted[Stage.COMPLETED] <= counted[Stage.FINISHED] <= counted[Stage.STARTED]
