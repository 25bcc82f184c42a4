"""Regions of a picture: docs/rules/grading.md, "Hotspot"."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from assessments.domain.shapes import POINTS, SCALE, Shape, own_point, territories

at = st.integers(0, SCALE)
points = st.tuples(at, at)


def shape(kind: str, *coords: int) -> Shape:
    return Shape(shape=kind, coords=coords)


TRIANGLE = shape("poly", 100, 100, 300, 100, 100, 500)
HOLLOW = shape("poly", 0, 0, 900, 0, 900, 900, 600, 900, 600, 300, 300, 300, 300, 900, 0, 900)


@pytest.mark.parametrize(
    ("drawn", "inside", "outside"),
    [
        (
            shape("rect", 100, 200, 300, 400),
            [(100, 200), (300, 400), (300, 200), (200, 300), (100, 300)],
            [(99, 300), (301, 300), (200, 199), (200, 401)],
        ),
        (
            shape("circle", 500, 500, 100),
            [(500, 500), (600, 500), (400, 500), (500, 600), (560, 580)],
            [(601, 500), (560, 581), (500, 601)],
        ),
        (
            TRIANGLE,
            [(100, 100), (300, 100), (100, 500), (200, 100), (200, 300), (100, 300), (150, 200)],
            [(201, 300), (99, 300), (200, 301), (100, 501)],
        ),
        (
            HOLLOW,
            [(0, 0), (300, 500), (600, 500), (450, 300), (100, 899), (700, 900)],
            [(301, 500), (450, 301), (450, 900), (901, 0)],
        ),
    ],
)
def test_every_boundary_point_is_inside(drawn, inside, outside):
    """560, 580 lies on the circle: 60² + 80² = 100²."""
    assert [point for point in inside if not drawn.holds(point, 700, 700)] == []
    assert [point for point in outside if drawn.holds(point, 700, 700)] == []


def test_circles_are_round_on_the_picture_whatever_its_sides():
    """On 400 by 200, a radius of 100 thousandths is 40 pixels: 200 thousandths of the height."""
    circle = shape("circle", 500, 500, 100)
    assert circle.holds((600, 500), 400, 200)
    assert circle.holds((500, 700), 400, 200)
    assert not circle.holds((500, 701), 400, 200)
    assert not circle.holds((600, 501), 400, 200)


@pytest.mark.parametrize(
    ("kind", "coords", "problem"),
    [
        ("rect", (100, 100, 100, 300), "left, top, right and bottom"),
        ("rect", (100, 100, 300), "left, top, right and bottom"),
        ("circle", (100, 100, 0), "radius"),
        ("poly", (0, 0, 10, 10), "3 to 40 corners"),
        ("poly", (0, 0, 10, 10, 20), "3 to 40 corners"),
        ("poly", (0, 0, 10, 10, 20, 20), "one line"),
        ("poly", (0, 0, 10, 10, 0, 0), "same place"),
        ("poly", (0, 0, 100, 100, 100, 0, 0, 100), "crosses itself"),
        ("poly", (0, 0, 100, 0, 100, 100, 50, 0, 0, 100), "crosses itself"),
        ("rect", (0, 0, 1001, 10), "1000"),
    ],
)
def test_what_draws_nothing_is_refused_in_words(kind, coords, problem):
    with pytest.raises(ValidationError, match=problem):
        shape(kind, *coords)


corners = st.lists(points, min_size=3, max_size=7, unique=True)


@given(corners, points)
def test_a_polygon_holds_what_a_walk_round_it_says(listed, point):
    """Count the turns round the point, as no row by row count does."""
    try:
        drawn = shape("poly", *[number for corner in listed for number in corner])
    except ValidationError:
        return
    assert drawn.holds(point, 500, 300) == (_on_edge(listed, point) or _winding(listed, point) != 0)
    for corner in listed:
        assert drawn.holds(corner, 500, 300)


def _edges(listed):
    return pairwise([*listed, listed[0]])


def _on_edge(listed, point):
    x, y = point
    for (a, b), (c, d) in _edges(listed):
        flat = (c - a) * (y - b) == (d - b) * (x - a)
        if flat and min(a, c) <= x <= max(a, c) and min(b, d) <= y <= max(b, d):
            return True
    return False


def _winding(listed, point):
    x, y = point
    turns = 0
    for (a, b), (c, d) in _edges(listed):
        if (b <= y) != (d <= y) and a + Fraction((y - b) * (c - a), d - b) > x:
            turns += 1 if d > b else -1
    return turns


def test_a_point_belongs_to_the_first_region_that_holds_it():
    first, second = shape("rect", 0, 0, 9, 9), shape("rect", 0, 0, 19, 9)
    assert territories([first, second], 100, 100) == [100, 100]
    assert territories([second, first], 100, 100) == [200, 0]
    assert own_point(first, [second], 100, 100) is None
    assert own_point(second, [first], 100, 100) == (10, 4)


def test_the_whole_picture_is_every_point():
    assert territories([shape("rect", 0, 0, SCALE, SCALE)], 3, 7) == [POINTS]


@given(points, st.integers(1, 400), st.integers(50, 900), st.integers(50, 900))
def test_a_circle_is_counted_as_it_holds(centre, radius, width, height):
    circle = shape("circle", *centre, radius)
    row = centre[1]
    held = sum(circle.holds((x, row), width, height) for x in range(SCALE + 1))
    assert circle.bits(row, width, height).bit_count() == held
