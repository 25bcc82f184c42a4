"""Hours are counted once among rivals, and as many as can be."""

from decimal import Decimal

from hypothesis import given, strategies as st
from scipy.optimize import linprog

from credits.domain.requirements.allocation import Demand, allocate

HOURS = st.decimals(min_value=0, max_value=20, places=2)
CREDITS = [f"credit {number}" for number in range(5)]


@st.composite
def demands(draw, most=4):
    rows = []
    for number in range(draw(st.integers(1, most))):
        takes = draw(st.dictionaries(st.sampled_from(CREDITS), HOURS.filter(bool), max_size=5))
        limited = draw(st.frozensets(st.sampled_from(CREDITS), max_size=3))
        limits = ((draw(HOURS), limited),) if draw(st.booleans()) else ()
        rows.append(Demand(number, draw(HOURS), takes, limits))
    return rows


def supplies(rows):
    return {
        credit: max(row.takes.get(credit, Decimal(0)) for row in rows)
        for row in rows
        for credit in row.takes
    }


@given(demands())
def test_nothing_is_counted_twice_or_over_a_limit(rows):
    counted = allocate(rows)
    for credit, amount in supplies(rows).items():
        assert sum(found.get(credit, Decimal(0)) for found in counted.values()) <= amount
    for row in rows:
        found = counted[row.key]
        assert all(0 < amount <= row.takes[credit] for credit, amount in found.items())
        for most, limited in row.limits:
            assert sum((found.get(credit, Decimal(0)) for credit in limited), Decimal(0)) <= most


@given(demands())
def test_as_much_is_fulfilled_as_a_linear_program_finds(rows):
    """The maximum flow is checked against another method, scipy's linear programming."""
    counted = allocate(rows)
    fulfilled = sum(min(sum(counted[row.key].values(), Decimal(0)), row.needs) for row in rows)
    assert abs(float(fulfilled) - most_fulfilled(rows)) < 1e-6


def most_fulfilled(rows):
    variables = [(row, credit) for row in rows for credit in row.takes]
    if not variables:
        return 0.0
    table, bounds = [], []
    for credit, amount in supplies(rows).items():
        table.append([float(c == credit) for _row, c in variables])
        bounds.append(float(amount))
    for row in rows:
        table.append([float(r is row) for r, _credit in variables])
        bounds.append(float(row.needs))
        for most, limited in row.limits:
            table.append([float(r is row and c in limited) for r, c in variables])
            bounds.append(float(most))
    ranges = [(0, float(row.takes[credit])) for row, credit in variables]
    return -linprog([-1.0] * len(variables), A_ub=table, b_ub=bounds, bounds=ranges).fun


def test_the_scarcest_is_served_first():
    total = Demand("total", Decimal(5), {"a": Decimal(5), "b": Decimal(2)})
    topic = Demand("topic", Decimal(3), {"a": Decimal(3)})
    counted = allocate([total, topic])
    assert counted == {
        "total": {"a": Decimal(2), "b": Decimal(2)},
        "topic": {"a": Decimal(3)},
    }
