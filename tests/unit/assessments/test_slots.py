import pytest
from hypothesis import given, strategies as st

from assessments.domain.slots import DrawSlot, FixedSlot, SlotsUnfillable, allot

POOLS = st.lists(
    st.tuples(st.sets(st.integers(1, 9), min_size=1), st.integers(1, 3)), min_size=1, max_size=5
)


def draws(*pools: tuple[list[int], int]) -> list[DrawSlot]:
    return [DrawSlot(pool=tuple(pool), count=count) for pool, count in pools]


def test_fixed_slot_gets_its_question():
    assert allot([FixedSlot(question_version=4), FixedSlot(question_version=2)]) == [[4], [2]]


def test_draw_slot_gets_the_best_ranked():
    assert allot(draws(([1, 2, 3], 2)), ranked=lambda _slot, pool: sorted(pool)[::-1]) == [[3, 2]]


def test_an_earlier_slot_gives_way_where_pools_overlap():
    """Slot by slot, slot 1 would take question 1 and leave slot 2 with nothing."""
    assert allot(draws(([1, 2], 1), ([1], 1))) == [[2], [1]]


def test_giving_way_passes_down_a_chain():
    assert allot(draws(([1, 2], 1), ([2, 3], 1), ([3, 4], 1), ([1], 1))) == [[2], [3], [4], [1]]


def test_a_fixed_question_is_taken_out_of_the_draw_before_it():
    slots = [*draws(([1, 2], 1)), FixedSlot(question_version=1)]
    assert allot(slots) == [[2], [1]]


@pytest.mark.parametrize(
    "slots",
    [
        draws(([1], 2)),
        draws(([1, 2], 1), ([1, 2], 2)),
        [FixedSlot(question_version=1), *draws(([1], 1))],
    ],
)
def test_slots_that_no_form_fills_are_refused(slots):
    with pytest.raises(SlotsUnfillable, match="add questions to the pool"):
        allot(slots)


def _fillable(pools) -> bool:
    """Hall's condition, tried on every set of slots."""
    for chosen in range(1, 2 ** len(pools)):
        some = [pool for index, pool in enumerate(pools) if chosen >> index & 1]
        if len(set().union(*(pool for pool, _ in some))) < sum(count for _, count in some):
            return False
    return True


@given(POOLS)
def test_a_form_is_found_whenever_one_exists(pools):
    slots = draws(*((sorted(pool), count) for pool, count in pools))
    try:
        rows = allot(slots)
    except SlotsUnfillable:
        assert not _fillable(pools)
        return
    assert [len(row) for row in rows] == [count for _, count in pools]
    assert all(set(row) <= pool for row, (pool, _) in zip(rows, pools, strict=True))
    drawn = [version for row in rows for version in row]
    assert len(set(drawn)) == len(drawn)


def test_a_pool_names_a_question_once():
    with pytest.raises(ValueError, match="names each question once"):
        DrawSlot(pool=(1, 1), count=1)


def test_points_are_kept_with_two_places():
    slot = DrawSlot.model_validate({"pool": [1], "count": 1, "points": "2.5"})
    assert slot.model_dump(mode="json")["points"] == "2.50"


@pytest.mark.parametrize("points", ["-1", "0.001", "NaN", "10000"])
def test_points_are_checked(points):
    with pytest.raises(ValueError, match="points"):
        FixedSlot.model_validate({"question_version": 1, "points": points})
