"""Cases in steps: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from assessments.domain import items
from assessments.domain.cases.graph import UNDO
from assessments.domain.cases.play import State, choices_at, may_undo, replay, take
from assessments.domain.items import ItemInvalid, ResponseInvalid
from tests.factories.items import branching_case, link, node

TOKENS = ["ask", "blurt", "chat", "back", "tell", "leave", UNDO]


def walk(*path):
    return {"path": list(path)}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("ask", "tell"), "1"),
        (("blurt",), "1/4"),
        (("chat", "back", "ask", "tell"), "1"),
        (("chat", "undo", "blurt"), "1/4"),
        (("ask", "leave"), "0"),  # the end would earn a half, but it is a killer
        (("ask",), "0"),  # no end was reached
        ((), "0"),
    ],
)
def test_worked_example(path, expected):
    assert branching_case().score(walk(*path)) == Fraction(expected)


def test_a_counter_is_mapped_between_its_bounds():
    case = branching_case(scoring="counter", counter="trust", lowest="-1", highest="4")
    assert case.score(walk("ask", "tell")) == Fraction(4, 5)  # trust 3 of -1 to 4
    assert case.score(walk("blurt")) == Fraction(1, 5)
    assert case.score(walk("ask")) == Fraction(4, 5), "what was reached by then"
    strict = branching_case(
        scoring="counter", counter="trust", lowest="-1", highest="4", unfinished="nothing"
    )
    assert strict.score(walk("ask")) == 0


def test_key_features_count_as_visited():
    case = branching_case(scoring="key_features")
    assert case.score(walk("ask")) == Fraction(1, 2)
    assert case.score(walk("ask", "tell")) == 1
    assert case.score(walk("ask", UNDO)) == 0, "a step taken back was not taken"


@st.composite
def walks(draw):
    """Return a case, and a path of steps that each could be taken."""
    case = branching_case()
    run, path = case.run(None), []
    for _ in range(draw(st.integers(0, 12))):
        steps = [each.key for each in choices_at(case.graph, run.state)]
        steps += [UNDO] if may_undo(case.graph, run) else []
        if not steps:
            break
        path.append(draw(st.sampled_from(steps)))
        run = take(case.graph, run, path[-1])
    return case, path, run


@given(walked=walks())
def test_replaying_a_path_gives_the_same_state(walked):
    case, path, run = walked
    assert replay(case.graph, case.start, path) == run
    assert 0 <= case.score(walk(*path)) <= 1


@given(walked=walks())
def test_undo_is_the_inverse_of_a_step(walked):
    case, path, run = walked
    for each in choices_at(case.graph, run.state):
        after = take(case.graph, run, each.key)
        if may_undo(case.graph, after):
            back = take(case.graph, after, UNDO)
            assert (back.state, back.states) == (run.state, run.states)
            assert case.score(walk(*path, each.key, UNDO)) == case.score(walk(*path))


@given(path=st.lists(st.sampled_from([*TOKENS, "told", "nowhere"]), max_size=6))
def test_a_path_is_walked_step_by_step_or_refused(path):
    case = branching_case()
    carried = case.carried(path) or []
    assert carried == path[: len(carried)]
    if carried == path:
        assert case.check(walk(*path)) == (walk(*path) if path else None)
    else:
        with pytest.raises(ResponseInvalid):
            case.check(walk(*path))


@pytest.mark.parametrize("value", [["tell"], ["ask", "blurt"], ["undo"], ["told"], "ask", [1]])
def test_forged_paths_are_refused(value):
    with pytest.raises(ResponseInvalid):
        branching_case().check({"path": value})


def test_paths_grow_by_one_step_and_never_shrink():
    case = branching_case()
    held = walk("chat", "back")
    assert case.follow(held, walk("chat", "back", "ask")) == walk("chat", "back", "ask")
    for older in (None, walk("chat"), held):
        assert case.follow(held, older) == held
    for forged in (walk("ask"), walk("chat", "back", "ask", "tell"), walk("chat", "undo", "ask")):
        with pytest.raises(ResponseInvalid, match="gone on"):
            case.follow(held, forged)
    assert case.follow(None, walk("ask")) == walk("ask")
    with pytest.raises(ResponseInvalid):
        case.follow(None, walk("ask", "tell"))


def test_links_hide_after_use_and_nodes_that_can_be_visited_once():
    case = branching_case()
    shown = [each.key for each in case.links_shown(case.run(walk("chat", "back")))]
    assert shown == ["ask", "blurt"]
    once = branching_case(
        node("a", link("x", "b"), link("y", "c"), chance="1"),
        node("b", link("z", "a"), once=True),
        node("c", end=True, score="100"),
    )
    assert [each.key for each in once.links_shown(once.run(walk("x", "z")))] == ["y"]


def test_a_closed_node_says_why():
    need = {"formula": "trust", "limit": "3", "message": "She does not trust you yet."}
    case = branching_case(
        node("a", link("x", "b"), link("y", "c"), chance="1"),
        node("b", link("z", "a"), changes=[{"counter": "trust", "formula": "trust + 2"}]),
        node("c", end=True, score="100", need=need),
    )
    with pytest.raises(ResponseInvalid, match="She does not trust you yet"):
        case.check(walk("y"))
    assert case.score(walk("x", "z", "y")) == 1


def test_counters_lead_on_by_themselves():
    rules = [{"comparison": "at_most", "limit": "0", "to": "out"}]
    case = branching_case(
        node("a", link("x", "b"), chance="1"),
        node("b", link("y", "c"), changes=[{"counter": "trust", "formula": "trust - 1"}]),
        node("c", end=True, score="100"),
        node("out", end=True, score="10"),
        counters=[{"name": "trust", "label": "Trust", "start": "1", "rules": rules}],
    )
    run = case.run(walk("x"))
    assert run.state.node == "out"
    assert run.steps[0].arrived == ("b", "out")
    assert case.score(walk("x")) == Fraction(1, 10)


def test_start_is_drawn_by_its_chance_and_kept():
    case = branching_case(
        node("a", link("x", "c"), chance="1"),
        node("b", link("y", "c"), chance="3"),
        node("c", end=True, score="100"),
    )
    landed = [case.drawn(seed, "s", shuffle=False)["start"][0] for seed in range(400)]
    assert landed == [case.drawn(seed, "s", shuffle=False)["start"][0] for seed in range(400)]
    assert 250 < landed.count("b") < 350
    asked = case.realised({"start": ["b"]})
    assert asked.score(walk("y")) == 1
    with pytest.raises(ResponseInvalid):
        asked.check(walk("x"))
    assert not branching_case().draws_values


def test_random_guess_is_the_exact_mean_where_no_way_comes_back():
    nodes = (
        node("a", link("x", "b"), link("y", "c"), link("z", "d"), chance="1"),
        node("b", link("v", "c"), link("w", "d")),
        node("c", end=True, score="100"),
        node("d", end=True, score="20"),
    )
    case = branching_case(*nodes)
    # a third by b, where the mean is (1 + 1/5) / 2, a third 1, a third 1/5
    assert case.guess_score() == (Fraction(3, 5) + 1 + Fraction(1, 5)) / 3
    assert branching_case().guess_score() is None, "from the small talk one comes back"


def test_best_path_is_the_authors_or_the_shortest_that_earns_most():
    assert branching_case().best == ["ask", "tell"]
    case = branching_case(
        node("a", link("x", "b"), link("y", "c"), chance="1"),
        node("b", link("v", "b2"), link("w", "a")),
        node("b2", end=True, score="100"),
        node("c", end=True, score="60"),
    )
    assert case.best == ["x", "v"]


def test_longest_path_ends_a_case():
    case = branching_case(longest=2)
    assert case.links_shown(case.run(walk("chat", "back"))) == []
    assert case.is_complete(walk("chat", "back"))
    with pytest.raises(ResponseInvalid, match="ends after 2 steps"):
        case.check(walk("chat", "back", "ask"))


def test_nodes_and_links_of_the_path_are_counted():
    case = branching_case()
    chosen = case.chosen(walk("chat", "undo", "ask"))
    assert chosen == ["node:door", "node:smalltalk", "node:listen", "link:chat", "link:ask"]
    assert set(chosen) <= {choice.key for choice in case.choices()}


def test_client_is_told_where_it_stands_and_nothing_beyond():
    case = branching_case()
    shown = case.progress(walk("ask"))
    assert shown["node"]["title"] == "Node listen"
    assert [each["key"] for each in shown["links"]] == ["tell", "leave"]
    assert shown["counters"] == [{"label": "Trust", "value": "3"}]
    assert shown["undo"] == UNDO
    told = str(case.details()) + str(shown)
    for secret in ("told", "Text of upset", "gone", "rationale", "best", "score", "killer"):
        assert secret not in told


def test_debrief_tells_every_step_beside_the_best_path():
    review = branching_case().review(walk("chat", "undo", "ask", "leave"))
    found = review.debrief
    assert [step.link and step.link.key for step in found.steps] == ["chat", None, "ask", "leave"]
    assert [step.is_best for step in found.steps] == [False, False, True, False]
    assert [(m.label, m.before, m.after) for m in found.steps[2].moved] == [("Trust", 1, 3)]
    assert [step.link.key for step in found.best] == ["ask", "tell"]
    assert (found.is_finished, found.last.key) == (True, "gone")


def test_a_path_is_carried_as_far_as_the_corrected_case_goes():
    shorter = branching_case(
        node("door", link("ask", "listen"), chance="1"),
        node("listen", end=True, score="40"),
    )
    assert shorter.score_carried(walk("ask", "tell")) == Fraction(2, 5)


A, C = node("a", link("x", "c"), chance="1"), node("c", end=True, score="100")


@pytest.mark.parametrize(
    ("nodes", "fields", "message"),
    [
        ((node("a", link("x", "c")), C), {}, "No place is a start"),
        ((A, node("c", link("y", "a"))), {}, "No place is an end"),
        ((node("a", link("x", "z"), chance="1"), C), {}, "There is no place z"),
        ((node("a", link("x", "c"), link("y", "b"), chance="1"), node("b"), C), {}, "dead end"),
        ((A, C, node("b", link("y", "c"))), {}, "Nothing leads to “Node b”"),
        ((A, node("c", end=True)), {}, "Give a score to an end"),
        ((A, C), {"scoring": "counter"}, "Choose the counter"),
        ((A, C), {"scoring": "key_features"}, "Mark a key feature"),
        ((A, C | {"changes": [{"counter": "fear", "formula": "1"}]}), {}, "no counter fear"),
        ((A, C | {"changes": [{"counter": "trust", "formula": "a b"}]}), {}, "cannot be read"),
        ((A, C, C), {}, "same key"),
        ((A | {"links": [link("undo", "c")]}, C), {}, "same key"),
    ],
)
def test_graphs_that_do_not_hang_together_are_refused(nodes, fields, message):
    with pytest.raises(ItemInvalid, match=message):
        branching_case(*nodes, **fields)


def test_author_is_warned_of_what_could_be_meant():
    trap = branching_case(
        node("a", link("x", "b"), link("y", "c"), chance="1"),
        node("b", link("v", "b2", rationale="")),
        node("b2", link("w", "b"), text=""),
        node("c", end=True, score="100"),
    )
    warned = " ".join(trap.drawing().warnings)
    assert "From “Node b” no end can be reached." in warned
    assert "“Node b2” says nothing." in warned
    assert "has no rationale" in warned


def test_states_are_told_apart_by_all_that_matters_later():
    assert State("a", ()) == State("a", ())
    assert State("a", (), frozenset("a")) != State("a", ())


@settings(max_examples=10)
@given(path=st.sampled_from([("ask", "tell"), ("chat", "back")]))
def test_case_survives_storage(path):
    case = branching_case()
    assert items.load(items.dump(case)).score(walk(*path)) == case.score(walk(*path))
