"""From questions to GIFT text, always as [html] and with every mark escaped."""

import re
from collections.abc import Sequence
from functools import singledispatch

from assessments.domain.decimals import plain
from assessments.domain.interchange import choices
from assessments.domain.interchange.choices import Weighted
from assessments.domain.interchange.intervals import symmetric
from assessments.domain.interchange.markup import (
    escaped,
    joined,
    lines,
    note_hints,
    without_pictures,
)
from assessments.domain.interchange.matched import Row, write_matching, write_statements
from assessments.domain.interchange.portable import ItemRefused, Notes, Portable, Writing, one_line
from assessments.domain.interchange.scripted import as_case, write_script
from assessments.domain.interchange.worded import write_words
from assessments.domain.interchange.writers import CannotCarry, write_entries
from assessments.domain.items import Item
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.options import Option
from assessments.domain.items.script_concordance import ScriptConcordance
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import TrueFalseSet
from assessments.domain.shares import percent_of

MARKS = re.compile(r"[\\:#={}~]")


def write(portables: Sequence[Portable]) -> Writing:
    """Write what GIFT can say of these questions."""
    return write_entries(portables, _write_item, lambda parts: "\n".join(parts).encode())


def _write_item(portable: Portable, notes: Notes) -> str:
    item = as_case(portable.item)
    if portable.media:
        notes.lost("Pictures did not come across.")
    note_hints(item, notes)
    answers = write_answers(item, notes)
    feedback = without_pictures(item.rationale)
    inside = [*answers, *([f"####{_escape(feedback)}"] if feedback else [])]
    tags = " ".join(f"[tag:{_escape_tag(tag)}]" for tag in portable.tags)
    return "".join(
        [
            f"// {tags}\n" if tags else "",
            f"::{_escape(one_line(portable.title))}::[html]",
            _escape(joined(without_pictures(item.stem), item.lead_in)),
            "{",
            "\n\t".join(inside) if len(inside) < 2 else "\n\t" + "\n\t".join(inside) + "\n",
            "}\n",
        ]
    )


def _escape_tag(name: str) -> str:
    return re.sub(r"[\]\\]", r"\\\g<0>", name)


def _escape(text: str) -> str:
    return MARKS.sub(r"\\\g<0>", text).replace("\n", r"\n")


def _text(text: str) -> str:
    """Write an option; a weight or a format at its beginning is meant as text."""
    html = escaped(text)
    if html[:1] in {"%", "["}:
        html = f"&#{ord(html[0])};{html[1:]}"
    return _escape(html)


@singledispatch
def write_answers(item: Item, notes: Notes) -> list[str]:
    """Return the lines between the braces; raise `CannotCarry` for a kind without a form."""
    raise CannotCarry(item, "GIFT")


@write_answers.register
def _(item: SingleBestAnswer, notes: Notes) -> list[str]:
    truth = choices.truth_of(item)
    if truth:
        return [_write_truth(*truth)]
    choices.note_order(item, notes)
    return [
        ("=" if option.share else "~") + _with_feedback(option)
        for option in choices.write_single(item)
    ]


@write_answers.register
def _(item: ScriptConcordance, notes: Notes) -> list[str]:
    return [
        ("=" if option.share == 1 else f"~%{percent_of(option.share)}%") + _text(option.text)
        for option in write_script(item, notes)
    ]


@write_answers.register
def _(item: MultipleResponse, notes: Notes) -> list[str]:
    choices.note_order(item, notes)
    return [
        f"~%{percent_of(option.share)}%{_with_feedback(option)}"
        for option in choices.write_multiple(item, notes)
    ]


@write_answers.register
def _(item: Numeric, notes: Notes) -> list[str]:
    if item.unit:
        notes.lost(f"The unit {item.unit} did not come across.")
    if item.units:
        notes.lost("That the unit has to be named did not come across.")
    written = []
    for accepted in item.accepted:
        value, tolerance = symmetric(accepted, notes)
        written.append(f"=%{percent_of(accepted.credit)}%{plain(value)}:{plain(tolerance)}")
    return [f"#{written[0]}", *written[1:]]


@write_answers.register
def _(item: ShortText, notes: Notes) -> list[str]:
    if item.case_matters:
        notes.lost("That capitals matter did not come across.")
    answers = write_words(item, notes, case_matters=False)
    if any("->" in answer.text for answer in answers):
        raise ItemRefused("An answer with -> would become a matching in GIFT.")
    return [
        f"=%{percent_of(answer.share)}%{_escape(answer.text)}"
        + (f"#{_text(lines(answer.rationale))}" if answer.rationale.strip() else "")
        for answer in answers
    ]


@write_answers.register
def _(item: TrueFalseSet, notes: Notes) -> list[str]:
    if item.shuffle:
        notes.lost("That the statements are shuffled did not come across.")
    return _rows(write_statements(item, notes))


@write_answers.register
def _(item: Matching, notes: Notes) -> list[str]:
    return _rows(write_matching(item, notes))


def _rows(rows: Sequence[Row]) -> list[str]:
    if len(rows) < 2:
        raise ItemRefused("GIFT matches two items or more.")
    return [f"={_text(row.text)} -> {_escape(row.answer)}" for row in rows]


@write_answers.register
def _(item: Comment, notes: Notes) -> list[str]:
    notes.lost("It becomes an essay there, which people mark.")
    return []


@write_answers.register
def _(item: Essay, notes: Notes) -> list[str]:
    notes.lost("The rubric and all that is said to markers did not come across.")
    if item.guidance or item.length_asked:
        notes.lost("The guidance and the number of words did not come across.")
    return []


def _with_feedback(option: Weighted) -> str:
    feedback = f"#{_text(lines(option.rationale))}" if option.rationale.strip() else ""
    return _text(one_line(option.text)) + feedback


def _write_truth(true: Option, false: Option) -> str:
    right, wrong = (true, false) if true.correct else (false, true)
    said = [_text(lines(option.rationale)) for option in (wrong, right)]
    feedback = f"#{said[0]}#{said[1]}" if any(said) else ""
    return ("TRUE" if true.correct else "FALSE") + feedback
