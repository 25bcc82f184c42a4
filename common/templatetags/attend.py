"""The site's own tags and filters; a builtin library, so templates load nothing."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Node, Parser, TextNode, Token
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from common import charts, forms
from common.rosette import rosette as draw_rosette

register = template.Library()

GRADE_WORDS = {4: "High", 3: "Moderate", 2: "Low", 1: "Very low"}
GRADE_LEVELS = {"high": 4, "moderate": 3, "low": 2, "very_low": 1}
CENT = Decimal("0.01")
QUOTED = re.compile(r"\"[^\"|]*\"|'[^'|]*'")
TRADE_NAME = re.compile(r"([A-Z]{2,}(?: [A-Z0-9][\w()]*)*)™")
TONES = {"success": "ok", "warning": "warn", "error": "bad"}
TONE_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-x", "credit": "award"}

register.simple_tag(forms.control, name="control")
register.filter("anchor", forms.anchor)
register.filter("kind", forms.kind)
register.filter("complaints", forms.complaints)
register.simple_tag(charts.bar, name="chart_bar")
register.simple_tag(charts.requirement, name="chart_requirement")
register.simple_tag(charts.dumbbell, name="chart_dumbbell")
register.simple_tag(charts.target, name="chart_target")
register.simple_tag(charts.likert, name="chart_likert")
register.simple_tag(charts.line, name="chart_line")
register.simple_tag(charts.histogram, name="chart_histogram")
register.simple_tag(charts.axis, name="chart_axis")
register.simple_tag(charts.hatch, name="chart_hatch")


def written_once(name: str, tag: Callable[..., str]) -> None:
    """Register a simple tag whose result is put into the template itself when its words are fixed.

    Most of a page's icons and file names are; they then cost nothing when the page is shown.
    """
    library = template.Library()
    library.simple_tag(tag, name=name)
    compile_simply = library.tags[name]

    def compile_tag(parser: Parser, token: Token) -> Node:
        words = token.split_contents()[1:]
        if all(QUOTED.fullmatch(word) for word in words):
            return TextNode(conditional_escape(tag(*(word[1:-1] for word in words))))
        node: Node = compile_simply(parser, token)
        return node

    register.tag(name, compile_tag)


def icon(name: str, classes: str = "") -> SafeString:
    """Show an icon of the sprite: {% icon "check" %}, small with {% icon "check" "s" %}."""
    return _icon(name, classes)


@lru_cache(maxsize=512)
def _icon(name: str, classes: str) -> SafeString:
    names = f"ico {classes}".strip()
    return mark_safe(
        f'<svg class="{escape(names)}" aria-hidden="true">'
        f'<use href="{_sprite()}#{escape(name)}"/></svg>'
    )


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("img/icons.svg")


def brand_mark() -> SafeString:
    """Show the brand's mark."""
    return mark_safe(f'<svg class="ros" aria-hidden="true"><use href="{_sprite()}#mark"/></svg>')


written_once("icon", icon)
written_once("brand_mark", brand_mark)
written_once("static", static)


@register.simple_tag
def rosette(slug: str, which: str = "opi", dense: int = 1, ident: str = "r") -> SafeString:
    """Draw the rosette of a slug: "pi" on cards, "opi" in heroes and seals."""
    return mark_safe(draw_rosette(slug, which, dense=dense, ident=ident))


@register.simple_tag
def grade(certainty: int | str) -> SafeString:
    """Show a GRADE certainty, 1 to 4 or very_low … high, as its glyph and word."""
    level = GRADE_LEVELS[certainty] if isinstance(certainty, str) else certainty
    return mark_safe(
        f'<span class="grade"><svg aria-hidden="true"><use href="{_sprite()}#grade-{level}"/></svg>'
        f"{GRADE_WORDS[level]} certainty</span>"
    )


@register.simple_tag(takes_context=True)
def current(context: Context, *prefixes: str) -> SafeString:
    """Mark a menu link as the current page when the address starts with one of the prefixes."""
    request = getattr(context, "request", None) or context.get("request")
    if request is not None and request.path.startswith(prefixes):
        return mark_safe(' aria-current="page"')
    return mark_safe("")


@register.filter
def credit(amount: Decimal | float | str) -> str:
    """Write an amount of credit with two decimals, always."""
    return f"{Decimal(amount).quantize(CENT, ROUND_HALF_UP):,}"


@register.filter
def hours(amount: Decimal) -> str:
    """Write an amount that is only compared, without zeros that say nothing: 10, 1.5, 0.25."""
    return f"{amount.quantize(CENT, ROUND_HALF_UP).normalize():f}"


@register.filter
def in_units(amount: Decimal, unit: str) -> str:
    """Write an amount with its unit: 1 hour, 1.5 hours."""
    return f"{hours(amount)} {unit.removesuffix('s') if amount == 1 else unit}"


@register.filter
def marked(text: str) -> SafeString:
    """Set a name that carries ™ in italics, as its owner wants it written."""
    return mark_safe(TRADE_NAME.sub(r"<i>\1</i>™", escape(text)))


@register.filter
def day(moment: date | datetime | None) -> str:
    """Write a day as 12 May 2026, in the reader's time zone."""
    if moment is None:
        return ""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, "j F Y")


@register.filter
def clock(moment: datetime | None) -> str:
    """Write a time of day as 07:52, in the reader's time zone."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


@register.filter
def clock_seconds(moment: datetime | None) -> str:
    """Write a time of day as 07:52:09, in the reader's time zone."""
    return timezone.localtime(moment).strftime("%H:%M:%S") if moment else ""


@register.filter
def minutes(amount: int | None) -> str:
    """Write a length in minutes as 40 min, 1 h or 1 h 30 min."""
    if amount is None:
        return ""
    hours, rest = divmod(int(amount), 60)
    parts = [f"{hours} h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} min")
    return " ".join(parts)


@register.filter
def percent(share: Decimal | float | None, decimals: int = 0) -> str:
    """Write a share of one as a percentage; nothing known is a dash."""
    return "–" if share is None else f"{float(share) * 100:.{decimals}f}%"


@register.filter
def tone(level: str) -> str:
    """Return the tone of a message level."""
    return TONES.get(level, "info")


@register.filter
def tone_icon(tone_name: str) -> str:
    """Return the icon that repeats a tone without colour."""
    return TONE_ICONS.get(tone_name, "info")


@register.filter
def letter(index: int) -> str:
    """Return A for 0, B for 1 and so on."""
    return chr(ord("A") + int(index))


@register.simple_tag
def joined(values: Iterable[Any]) -> str:
    """Join words as "a, b and c"."""
    words = [str(value) for value in values]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
