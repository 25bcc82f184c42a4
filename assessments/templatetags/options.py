"""Draw the options that a learner chooses from."""

from collections.abc import Collection, Iterable
from functools import partial

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessments.domain.items.options import Option
from common.frozen import Kept

register = template.Library()

_options: Kept[SafeString] = Kept(size=8192)


@register.simple_tag
def option_rows(
    control: str,
    options: Iterable[Option],
    given: str | Collection[str] | None,
    struck: Collection[str] | None,
    suffix: str,
) -> SafeString:
    """Show the options to choose from, as "radio" or "checkbox"; `given` is what is chosen.

    Each is drawn once per process in each of its states: all that is shown of it is its key.
    """
    chosen = [given] if isinstance(given, str) else given or ()
    shown = (
        (control, each, place, each.key in chosen, _is_struck(each, struck), suffix)
        for place, each in enumerate(options)
    )
    return mark_safe("".join(_options.get(key, partial(_draw_option, *key)) for key in shown))


def _is_struck(option: Option, struck: Collection[str] | None) -> bool | None:
    """Whether an option is ruled out, None where none can be."""
    return None if struck is None else option.key in struck


def _draw_option(
    control: str, option: Option, place: int, is_chosen: bool, is_struck: bool | None, suffix: str
) -> SafeString:
    context = {
        "control": control,
        "option": option,
        "place": place,
        "is_chosen": is_chosen,
        "struck": None if is_struck is None else [option.key] * is_struck,
        "suffix": suffix,
    }
    return render_to_string("assessments/items/_option.html", context)
