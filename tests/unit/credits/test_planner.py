"""The shortest plan, against every subset tried and against what it promises."""

from decimal import Decimal
from itertools import combinations
from random import Random

from hypothesis import given, settings, strategies as st

from credits.domain.planner import Candidate, Need, plan
from credits.domain.requirements.allocation import Demand, allocate
from lms.bench.planner import a_catalogue, all_topics, what_is_open


def need(key, short_by, **more):
    return Need(key, f"Need {key}", Decimal(str(short_by)), "hours", **more)


def activity(pk, minutes, needs_first=(), **gives):
    given_ = {key: Decimal(str(amount)) for key, amount in gives.items()}
    return Candidate(pk, f"Activity {pk}", minutes, given_, needs_first=frozenset(needs_first))


def taken(found):
    return {pick.candidate.id for pick in found.picks}


def test_one_activity_that_serves_two_licences_beats_two():
    """Two hours on opioids for Texas, one and a half points for a board."""
    both = activity(1, 120, texas=2, board="1.5")
    found = plan(
        [need("texas", 2), need("board", "1.5")],
        [activity(2, 90, texas=2), activity(3, 60, board=2), both],
    )
    assert taken(found) == {1}
    assert found.picks[0].closes == (
        (need("texas", 2), Decimal(2)),
        (need("board", "1.5"), Decimal("1.5")),
    )
    assert found.is_exact


def test_an_hour_is_not_counted_for_two_rivals():
    rivals = [need("a", 2, rivals="pool"), need("b", 2, rivals="pool")]
    found = plan(rivals, [activity(1, 120, a=2, b=2), activity(2, 130, a=2, b=2)])
    assert taken(found) == {1, 2}
    assert found.open == ()


def test_a_limit_makes_room_for_something_else():
    limited = need("total", 10, limits=((Decimal(4), frozenset({1, 2})),))
    found = plan(
        [limited], [activity(1, 60, total=5), activity(2, 60, total=5), activity(3, 400, total=6)]
    )
    assert 3 in taken(found)
    assert found.open == ()


def test_what_has_to_come_first_is_part_of_the_plan():
    found = plan([need("a", 1)], [activity(1, 30, [2], a=1), activity(2, 45), activity(3, 80, a=1)])
    assert taken(found) == {1, 2}
    found = plan([need("a", 1)], [activity(1, 30, [2], a=1), activity(2, 60), activity(3, 80, a=1)])
    assert taken(found) == {3}


def test_what_comes_first_stands_first_and_its_hours_count():
    found = plan(
        [need("a", 3)],
        [
            activity(1, 30, [2], a=1),
            activity(2, 45, [3], a=1),
            activity(3, 20, a=1),
            activity(4, 200, a=3),
        ],
    )
    assert [pick.candidate.id for pick in found.picks] == [3, 2, 1]
    assert (found.minutes, found.open) == (95, ())


def test_what_cannot_be_had_or_goes_in_circles_is_left_out():
    found = plan(
        [need("a", 1)], [activity(1, 30, [9], a=1), activity(2, 9, [3], a=1), activity(3, 9, [2])]
    )
    assert found.picks == ()
    assert found.open == ((need("a", 1), Decimal(1)),)


def test_a_catalogue_that_is_not_enough_leaves_the_least_open():
    found = plan([need("a", 5)], [activity(1, 60, a=2), activity(2, 60, a=1)])
    assert taken(found) == {1, 2}
    assert found.open == ((need("a", 5), Decimal(2)),)


def test_nothing_owed_needs_no_plan():
    assert plan([need("a", 0)], [activity(1, 10, a=1)]).picks == ()


AMOUNTS = st.sampled_from(["0.25", "0.5", "1", "1.5", "2", "3"])
KEYS = st.sampled_from(["a", "b", "c"])


@st.composite
def problems(draw):
    rivals = draw(st.sampled_from([None, "pool"]))
    count = draw(st.integers(1, 7))
    limited = st.frozensets(st.integers(0, count - 1), min_size=1)
    limits = st.lists(st.tuples(AMOUNTS.map(Decimal), limited), max_size=1).map(tuple)
    needs = [
        need(key, draw(AMOUNTS), rivals=rivals, limits=draw(limits))
        for key in draw(st.sets(KEYS, min_size=1))
    ]
    candidates = [
        activity(
            number,
            draw(st.integers(5, 120)),
            draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else (),
            **draw(st.dictionaries(KEYS, AMOUNTS, max_size=3)),
        )
        for number in range(count)
    ]
    return needs, candidates


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_subset_is_better(problem):
    needs, candidates = problem
    found = plan(needs, candidates, seconds=20)
    assert found.is_exact
    best = min(
        (worth(needs, chosen), sum(one.minutes for one in chosen))
        for size in range(len(candidates) + 1)
        for chosen in combinations(candidates, size)
        if all(one.needs_first <= {c.id for c in chosen} for one in chosen)
    )
    assert (sum(amount for _need, amount in found.open), found.minutes) == best
    done = set()
    for pick in found.picks:
        assert pick.candidate.needs_first <= done
        done.add(pick.candidate.id)


def worth(needs, chosen):
    """Return what a choice leaves open, by the exact allocation."""
    groups = {}
    for each in needs:
        takes = {str(one.id): one.gives[each.key] for one in chosen if each.key in one.gives}
        limits = tuple((most, frozenset(map(str, limited))) for most, limited in each.limits)
        demand = Demand(each.key, each.short_by, takes, limits)
        groups.setdefault(each.group, []).append(demand)
    held = {key: row for rows in groups.values() for key, row in allocate(rows).items()}
    return sum(max(each.short_by - sum(held[each.key].values()), 0) for each in needs)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_without_time_a_choice_is_made_all_the_same(problem):
    """The greedy choice: nothing in it is for nothing, and how far it may be from the best is told."""
    needs, candidates = problem
    found = plan(needs, candidates, seconds=0)
    exact = plan(needs, candidates, seconds=20)
    still = sum(amount for _need, amount in found.open)
    assert still >= sum(amount for _need, amount in exact.open)
    assert found.minutes - found.gap <= exact.minutes
    picked = [pick.candidate for pick in found.picks]
    for one in picked:
        others = [each for each in picked if each is not one]
        if all(one.id not in each.needs_first for each in others):
            assert worth(needs, others) > still


def test_the_catalogue_of_the_bench_is_planned_without_time_too():
    """Ten boards, 500 activities: what the solver proves, and what the greedy choice makes of it."""
    opened = list(what_is_open())
    needs = [each for each, _clause in opened]
    candidates = a_catalogue(Random(1), sorted(all_topics()), opened)
    exact = plan(needs, candidates, seconds=60)
    assert (exact.is_exact, exact.gap, exact.open) == (True, 0, ())
    greedy = plan(needs, candidates, seconds=0)
    assert not greedy.is_exact
    assert greedy.open == ()
    assert exact.minutes <= greedy.minutes <= exact.minutes * 1.1
    assert greedy.gap >= greedy.minutes - exact.minutes
