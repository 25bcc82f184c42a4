"""What fits, and what each other choice would leave."""

from hypothesis import given, strategies as st

from courses.domain.facets import Listed, select

VALUES = st.frozensets(st.sampled_from("abc"))
ROWS = st.lists(st.builds(lambda x, y: {"x": x, "y": y}, VALUES, VALUES), max_size=8)
CHOSEN = st.dictionaries(
    st.sampled_from("xy"), st.frozensets(st.sampled_from("abc"), min_size=1), max_size=2
)


def listed(**traits: str) -> Listed[str]:
    return Listed(repr(traits), {group: frozenset(values) for group, values in traits.items()})


def chosen(**groups: str) -> dict[str, frozenset[str]]:
    return {group: frozenset(values) for group, values in groups.items()}


def test_nothing_chosen_keeps_everything_and_counts_it():
    rows = [listed(x="a", y="c"), listed(x="ab", y="c")]

    found = select(rows, {})

    assert found.things == [row.thing for row in rows]
    assert found.counts == {"x": {"a": 2, "b": 1}, "y": {"c": 2}}
    assert found.most_limiting is None


def test_any_value_within_a_group_but_every_group():
    rows = [listed(x="a", y="c"), listed(x="b", y="c"), listed(x="a", y="d"), listed(x="e", y="c")]

    found = select(rows, chosen(x="ab", y="c"))

    assert found.things == [rows[0].thing, rows[1].thing]


def test_a_group_counts_what_its_other_values_would_leave():
    rows = [listed(x="a", y="c"), listed(x="b", y="c"), listed(x="b", y="d")]

    found = select(rows, chosen(x="a", y="c"))

    assert found.counts["x"] == {"a": 1, "b": 1}
    assert found.counts["y"] == {"c": 1}


def test_most_limiting_is_the_group_that_alone_keeps_most_out():
    rows = [listed(x="b", y="c"), listed(x="b", y="c"), listed(x="a", y="d"), listed(x="b", y="d")]

    found = select(rows, chosen(x="a", y="c"))

    assert found.things == []
    assert found.most_limiting == ("x", 2)


@given(ROWS, CHOSEN)
def test_choosing_a_counted_value_alone_leaves_as_many_as_counted(traits, groups):
    rows = [Listed(place, row) for place, row in enumerate(traits)]

    found = select(rows, groups)

    for group in "xy":
        for value in "abc":
            left = select(rows, groups | {group: frozenset(value)}).things
            assert found.counts.get(group, {}).get(value, 0) == len(left)


@given(ROWS, CHOSEN)
def test_dropping_the_most_limiting_group_leaves_as_many_as_promised(traits, groups):
    rows = [Listed(place, row) for place, row in enumerate(traits)]

    limit = select(rows, groups).most_limiting

    if limit:
        rest = {group: values for group, values in groups.items() if group != limit[0]}
        assert len(select(rows, rest).things) == limit[1]
