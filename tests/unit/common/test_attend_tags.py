"""Tags and filters that every template may use."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone

from common.templatetags import attend


def render(source, **context):
    return Template(source).render(Context(context))


def at(path, source):
    return Template(source).render(RequestContext(RequestFactory().get(path)))


def test_icon_points_into_the_sprite():
    assert render('{% icon "check" %}') == (
        '<svg class="ico" aria-hidden="true"><use href="/static/img/icons.svg#check"/></svg>'
    )


def test_icon_takes_classes_and_escapes_them():
    assert 'class="ico s"' in render('{% icon "check" "s" %}')
    assert "<b>" not in render("{% icon name %}", name='"><b>')


def test_fixed_tags_are_written_into_the_template():
    template = Template("{% icon 'check' %}{% static 'css/site.css' %}{% brand_mark %}")
    assert {type(node).__name__ for node in template.nodelist} == {"TextNode"}
    assert "/static/css/site.css" in template.render(Context())


def test_other_tags_are_shown_anew():
    assert render("{% static name %}", name="a.css") == "/static/a.css"
    assert render("{% static 'css/site.css' as found %}[{{ found }}]") == "[/static/css/site.css]"
    assert "#flag" in render("{% icon name %}", name="flag")


@pytest.mark.parametrize(
    ("certainty", "glyph", "words"),
    [("high", "grade-4", "High certainty"), (1, "grade-1", "Very low certainty")],
)
def test_grade_says_its_word(certainty, glyph, words):
    shown = render("{% grade certainty %}", certainty=certainty)
    assert glyph in shown
    assert words in shown


def test_grade_of_nothing_known_fails_loudly():
    with pytest.raises(KeyError):
        render('{% grade "excellent" %}')


@pytest.mark.parametrize(("path", "is_current"), [("/today/", True), ("/activities/x/", False)])
def test_current_marks_the_page_of_the_menu(path, is_current):
    marked = at(path, '<a{% current "/today/" "/sittings/" %}>') == '<a aria-current="page">'
    assert marked is is_current


def test_current_without_a_request_marks_nothing():
    assert render('<a{% current "/today/" %}>') == "<a>"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal(1), "1.00"),
        ("0.125", "0.13"),
        (0, "0.00"),
        ("1234.5", "1,234.50"),
        ("-0.25", "-0.25"),
    ],
)
def test_credit_always_has_two_decimals(amount, shown):
    assert attend.credit(amount) == shown


def test_day_is_the_readers_day():
    late = datetime(2026, 5, 12, 23, 30, tzinfo=UTC)
    with timezone.override("Europe/Vienna"):
        assert attend.day(late) == "13 May 2026"
        assert attend.clock(late) == "01:30"


def test_day_takes_plain_days_and_nothing():
    assert attend.day(date(2026, 5, 2)) == "2 May 2026"
    assert attend.day(None) == ""
    assert attend.clock(None) == ""


@pytest.mark.parametrize(
    ("amount", "shown"), [(0, "0 min"), (40, "40 min"), (60, "1 h"), (90, "1 h 30 min"), (None, "")]
)
def test_minutes(amount, shown):
    assert attend.minutes(amount) == shown


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [(Decimal("0.612"), 0, "61%"), (0.6125, 1, "61.3%"), (None, 0, "–")],
)
def test_percent(share, decimals, shown):
    assert attend.percent(share, decimals) == shown


def test_letter():
    assert [attend.letter(i) for i in range(3)] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("values", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_joined(values, shown):
    assert attend.joined(values) == shown


@pytest.mark.parametrize(
    ("level", "tone"), [("success", "ok"), ("error", "bad"), ("debug", "info")]
)
def test_tone_of_a_message(level, tone):
    assert attend.tone(level) == tone
    assert attend.tone_icon(tone)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AMA PRA Category 1 Credit™", "<i>AMA PRA Category 1 Credit</i>™"),
        ("0.75 AMA PRA Category 1 Credit(s)™.", "0.75 <i>AMA PRA Category 1 Credit(s)</i>™."),
        ("ANCC nursing contact hours", "ANCC nursing contact hours"),
        ("<b> AMA™", "&lt;b&gt; <i>AMA</i>™"),
    ],
)
def test_a_name_with_its_mark_is_in_italics(text, shown):
    assert attend.marked(text) == shown
