from hypothesis import given, strategies as st

from learners.domain.completion import Done, Need, Remaining, Requirements, progress, remaining

ASKED = Requirements(lessons=(3, 1, 2), assessments={20: Need.PASS, 10: Need.SUBMIT})
ALL = Done(lessons={1, 2, 3}, submitted={10, 20}, passed={20})
IDS = st.sets(st.integers(1, 8))
DONE = st.builds(Done, lessons=IDS, submitted=IDS, passed=IDS)
REQUIREMENTS = st.builds(
    Requirements,
    lessons=IDS.map(tuple),
    assessments=st.dictionaries(st.integers(1, 8), st.sampled_from(Need)),
)


def test_everything_is_missing_at_first_in_the_order_of_the_activity():
    assert remaining(ASKED, Done()) == Remaining(lessons=(3, 1, 2), to_submit=(10,), to_pass=(20,))
    assert remaining(ASKED, Done()).steps == 5


def test_nothing_is_missing_when_all_is_done():
    assert not remaining(ASKED, ALL)


def test_submitting_a_post_test_is_not_passing_it():
    done = Done(lessons={1, 2, 3}, submitted={10, 20})
    assert remaining(ASKED, done) == Remaining(to_pass=(20,))


def test_a_passed_evaluation_was_submitted():
    assert not remaining(ASKED, Done(lessons={1, 2, 3}, passed={10, 20}))


def test_one_unfinished_lesson_is_missing():
    done = Done(lessons={1, 3}, submitted={10, 20}, passed={20})
    assert remaining(ASKED, done) == Remaining(lessons=(2,))


def test_what_is_not_asked_for_neither_helps_nor_hinders():
    done = Done(lessons={1, 2, 3, 99}, submitted={10, 20, 98}, passed={20, 98})
    assert not remaining(ASKED, done)


def test_an_activity_that_asks_for_nothing_is_never_complete():
    """Otherwise handing in an optional evaluation would earn credit."""
    missing = remaining(Requirements(), ALL)
    assert missing
    assert missing.is_unset
    assert progress(Requirements(), ALL) == 0


def test_progress_rounds_down():
    assert progress(ASKED, Done(lessons={1, 2})) == 40
    thirds = Requirements(lessons=(1, 2, 3))
    assert [progress(thirds, Done(lessons=set(range(1, n + 1)))) for n in range(4)] == [
        0,
        33,
        66,
        100,
    ]


@given(REQUIREMENTS, DONE)
def test_complete_means_a_hundred_percent(requirements, done):
    assert (progress(requirements, done) == 100) == (not remaining(requirements, done))


@given(REQUIREMENTS, DONE, DONE)
def test_doing_more_never_leaves_more_to_do(requirements, done, more):
    both = Done(
        lessons=done.lessons | more.lessons,
        submitted=done.submitted | more.submitted,
        passed=done.passed | more.passed,
    )
    assert remaining(requirements, both).steps <= remaining(requirements, done).steps
