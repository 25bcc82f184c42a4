"""The rows of little marks on a question's page, one for each question.

Written here and not in the template: a page of forty questions has eighty of them.
"""

from django import template
from django.utils.safestring import SafeString, mark_safe

from common.templatetags.attend import icon
from learners.views.paper import Asked, Paper

register = template.Library()

CURRENT = ' aria-current="step"'
DONE = ' data-state="done"'


@register.simple_tag
def question_bar(paper: Paper, asked: Asked) -> SafeString:
    """Show how far the learner is, as the parts of a bar."""
    here = asked.position
    return mark_safe(
        "".join(
            f"<li{CURRENT if other.position == here else _done(other)}></li>"
            for other in paper.questions
        )
    )


@register.simple_tag
def question_buttons(paper: Paper, asked: Asked) -> SafeString:
    """Show the buttons that lead to every question."""
    here = asked.position
    return mark_safe("".join(_button(other, other.position == here) for other in paper.questions))


def _button(other: Asked, is_current: bool) -> str:
    number = other.position
    now, words = (CURRENT, "current, ") if is_current else ("", "")
    return (
        f'<button name="next" value="{number}"{_done(other)}{now} '
        f'aria-label="Question {number}, {words}{other.state}">'
        f"{number}{icon('flag') if other.flagged else ''}</button>"
    )


def _done(asked: Asked) -> str:
    return "" if asked.response is None else DONE
