import json
from collections import Counter

import pytest
from hypothesis import given, strategies as st

from assessments.domain.drawing import draw
from assessments.domain.form import dump_form, load_form
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.seeded import shuffled
from assessments.domain.slots import DrawSlot, FixedSlot
from tests.factories.items import numeric, single_best_answer

SEEDS = st.integers(min_value=0, max_value=2**62)
ITEMS = {version: single_best_answer() for version in range(1, 21)} | {99: numeric()}
POLICY = AssessmentPolicy(
    shuffle_questions=True,
    slots=(
        FixedSlot(question_version=1, points="2"),
        DrawSlot(pool=tuple(range(1, 11)), count=4),
        DrawSlot(pool=tuple(range(6, 21)), count=5),
        FixedSlot(question_version=99),
    ),
)


def versions(form) -> list[int]:
    return [place.question_version for place in form]


@given(SEEDS)
def test_same_seed_same_form(seed):
    assert draw(POLICY, ITEMS, seed=seed) == draw(POLICY, ITEMS, seed=seed)


def test_this_seed_gives_this_form_for_ever():
    """A change of this form would be a change of the algorithm under stored seeds."""
    form = draw(POLICY, ITEMS, seed=812)
    assert versions(form) == [99, 9, 10, 17, 18, 15, 3, 8, 7, 1, 14]
    assert form[0].arrangement == {}


def test_order_by_seed_is_the_published_one():
    """sha256("7:salt:<key>"), ascending: any language can check it."""
    assert shuffled("abcdef", seed=7, salt="salt") == ["c", "f", "e", "d", "a", "b"]


@given(SEEDS)
def test_a_form_never_repeats_a_question(seed):
    drawn = versions(draw(POLICY, ITEMS, seed=seed))
    assert len(drawn) == len(set(drawn)) == POLICY.length


@given(SEEDS)
def test_every_slot_is_filled_from_its_pool_with_its_points(seed):
    form = draw(POLICY, ITEMS, seed=seed)
    assert Counter(place.slot for place in form) == {1: 1, 2: 4, 3: 5, 4: 1}
    for place in form:
        slot = POLICY.slots[place.slot - 1]
        assert place.question_version in slot.pool
        assert place.points == slot.points


@given(SEEDS)
def test_positions_count_from_one(seed):
    form = draw(POLICY, ITEMS, seed=seed)
    assert [place.position for place in form] == list(range(1, POLICY.length + 1))


@given(SEEDS, st.sets(st.integers(1, 20), max_size=10))
def test_unseen_questions_come_first(seed, seen):
    policy = AssessmentPolicy(slots=(DrawSlot(pool=tuple(range(1, 21)), count=10),))
    form = draw(policy, ITEMS, seed=seed, seen=dict.fromkeys(seen, 1))
    assert not seen & set(versions(form))


def test_the_least_seen_come_next():
    policy = AssessmentPolicy(slots=(DrawSlot(pool=(1, 2, 3, 4), count=2),))
    form = draw(policy, ITEMS, seed=1, seen={1: 3, 2: 1, 3: 2, 4: 1})
    assert set(versions(form)) == {2, 4}


@given(SEEDS)
def test_a_whole_pool_is_met_before_anything_comes_again(seed):
    policy = AssessmentPolicy(slots=(DrawSlot(pool=tuple(range(1, 11)), count=5),))
    first = versions(draw(policy, ITEMS, seed=seed))
    second = versions(draw(policy, ITEMS, seed=seed + 1, seen=Counter(first)))
    assert set(first) | set(second) == set(range(1, 11))


def test_draws_spread_evenly_over_the_pool():
    policy = AssessmentPolicy(slots=(DrawSlot(pool=tuple(range(1, 11)), count=1),))
    times = Counter(versions(draw(policy, ITEMS, seed=seed))[0] for seed in range(1000))
    assert min(times.values()) > 70
    assert max(times.values()) < 130


@given(SEEDS)
def test_pool_order_as_stored_does_not_matter(seed):
    pool = tuple(range(1, 11))
    forms = [
        draw(AssessmentPolicy(slots=(DrawSlot(pool=order, count=4),)), ITEMS, seed=seed)
        for order in (pool, pool[::-1])
    ]
    assert forms[0] == forms[1]


def test_questions_keep_their_order_unless_shuffled():
    slots = tuple(FixedSlot(question_version=version) for version in (5, 3, 9))
    form = draw(AssessmentPolicy(slots=slots), ITEMS, seed=3)
    assert versions(form) == [5, 3, 9]


def test_options_are_shuffled_unless_policy_or_question_says_no():
    slots = (FixedSlot(question_version=1), FixedSlot(question_version=99))
    shown = draw(AssessmentPolicy(slots=slots), ITEMS, seed=3)
    assert sorted(shown[0].arrangement["options"]) == list("abcd")
    assert shown[1].arrangement == {}
    still = draw(AssessmentPolicy(slots=slots, shuffle_options=False), ITEMS, seed=3)
    assert still[0].arrangement == {}


def test_equal_questions_are_shuffled_apart():
    slots = tuple(FixedSlot(question_version=version) for version in range(1, 9))
    form = draw(AssessmentPolicy(slots=slots), ITEMS, seed=3)
    assert len({tuple(place.arrangement["options"]) for place in form}) > 1


@given(SEEDS)
def test_form_survives_storage(seed):
    form = draw(POLICY, ITEMS, seed=seed)
    assert load_form(json.loads(json.dumps(dump_form(form)))) == form


def test_stored_form_reads_as_agreed():
    form = draw(AssessmentPolicy(slots=(FixedSlot(question_version=99),)), ITEMS, seed=3)
    assert dump_form(form) == [
        {"position": 1, "slot": 1, "question_version": 99, "points": "1.00", "arrangement": {}}
    ]


@pytest.mark.parametrize("stored", [[{"position": 0}], [{}], ["x"], [None]])
def test_a_spoilt_form_is_refused(stored):
    with pytest.raises(ValueError, match="validation error"):
        load_form(stored)
