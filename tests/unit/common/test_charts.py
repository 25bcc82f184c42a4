"""Marks must stand where the numbers say, and never carry a number alone."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from common import charts


def numbers(svg, attribute):
    return re.findall(rf'{attribute}="([^"]+)"', svg)


@pytest.mark.parametrize(
    ("value", "of", "width"),
    [(50, 100, "50%"), (1, 3, "33.33%"), (Decimal("0.5"), 1, "50%"), (Fraction(1, 4), 1, "25%")],
)
def test_bar_is_as_long_as_its_share(value, of, width):
    assert numbers(charts.bar(value, of), "width") == ["100%", "100%", width]


@pytest.mark.parametrize(("value", "width"), [(-5, "0%"), (250, "100%")])
def test_bar_stays_on_its_track(value, width):
    assert numbers(charts.bar(value), "width")[-1] == width


def test_bar_without_a_value_is_an_empty_track():
    assert charts.bar(None).count("<rect") == 1


def test_bar_of_nothing_is_empty():
    assert numbers(charts.bar(0, 0), "width")[-1] == "0%"


def test_bar_escapes_its_tone():
    assert "<script>" not in charts.bar(1, tone='"><script>')


def test_requirement_shows_recorded_waiting_and_pace():
    svg = charts.requirement(44, 50, waiting=1, pace=Decimal("46.6"))
    assert numbers(svg, "width") == ["100%", "100%", "90%", "88%"]
    assert numbers(svg, "x1") == ["93.2%"]


def test_requirement_leaves_out_what_is_not_there():
    svg = charts.requirement(8, 8)
    assert "c-hatch" not in svg
    assert "c-pace" not in svg


def test_dumbbell_draws_before_hollow_and_after_filled():
    svg = charts.dumbbell(56, 86)
    assert re.search(r'class="c-o" cx="56%"', svg)
    assert re.search(r'class="c-a" cx="86%"', svg)
    assert 'x1="56%" x2="86%"' in svg


def test_dumbbell_of_a_suppressed_group_is_only_its_grid():
    assert "circle" not in charts.dumbbell(None, None)


@pytest.mark.parametrize(
    ("value", "tone"), [(0.3, "c-a"), (0.95, "c-a"), (0.29, "c-c"), (1, "c-c")]
)
def test_target_warns_outside_the_band(value, tone):
    assert f'<circle class="{tone}"' in charts.target(value, 0.3, 0.95)


def test_target_scales_from_where_it_starts():
    svg = charts.target(0, 0.3, 1, start=-0.2, end=1)
    assert 'cx="16.67%"' in svg


def test_likert_parts_add_up_and_are_read_out():
    svg = charts.likert([1, 1, 4, 28, 66])
    assert numbers(svg, " x") == ["0%", "1%", "2%", "6%", "20%", "34%", "67%"]
    assert (
        "1% strongly disagree, 1% disagree, 4% neither, 28% agree, 66% strongly agree</span>" in svg
    )


def test_likert_labels_only_what_has_room():
    assert charts.likert([6, 94, 0, 0, 0]).count("<text") == 1


def test_likert_without_replies_says_so():
    svg = charts.likert([0, 0, 0, 0, 0])
    assert "No replies" in svg
    assert "<rect" not in svg


def test_likert_wants_five_counts():
    with pytest.raises(ValueError, match="zip"):
        charts.likert([1, 2, 3])


def test_line_goes_through_every_value():
    svg = charts.line([1, 3, 2])
    assert svg.count("<line") == 2
    assert 'cx="100%"' in svg


@pytest.mark.parametrize("values", [[], [5], [4, 4, 4]])
def test_line_bears_few_or_equal_values(values):
    assert charts.line(values).startswith("<svg")


def test_histogram_is_a_picture_with_its_whole_reading():
    svg = charts.histogram([("Tu", 12), ("We", 0)], label='12 on "Tu"', current=0)
    assert 'role="img"' in svg
    assert 'aria-label="12 on &quot;Tu&quot;"' in svg
    assert numbers(svg, "height") == ["72", "49", "1"]


def test_histogram_of_nothing_is_drawn():
    assert charts.histogram([], label="Nothing yet").startswith("<svg")


def test_axis_anchors_its_ends_inward():
    assert numbers(charts.axis([0, 50, 100], unit="%"), "text-anchor") == ["start", "middle", "end"]
    assert "100%</text>" in charts.axis([0, 50, 100], unit="%")


@pytest.mark.parametrize(
    "svg",
    [
        charts.bar(1),
        charts.requirement(1, 2),
        charts.dumbbell(1, 2),
        charts.target(0.5, 0, 1),
        charts.line([1, 2]),
        charts.axis([0, 1]),
        charts.hatch(),
    ],
)
def test_graphics_are_hidden_and_need_no_inline_style(svg):
    assert 'aria-hidden="true"' in svg
    assert "style=" not in svg


def test_trend_places_its_points_by_value_and_says_them():
    drawn = charts.trend([[0, 1], [-1, None]], [10, 30], ["v1", "<v2>"], label="a & b")
    assert 'points="16,82 288,12"' in drawn
    assert 'points="16,152"' in drawn
    assert 'aria-label="a &amp; b"' in drawn
    assert "&lt;v2&gt;" in drawn
    assert "style=" not in drawn


def test_trend_of_one_moment_stands_in_the_middle():
    assert 'cx="152"' in charts.trend([[0.5]], [5], ["v1"], label="one")
