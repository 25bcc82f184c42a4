"""Show a question for answering, and what became of the answer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessments.domain.answers.numbers import Amount
from assessments.domain.cases.debrief import WORDS
from assessments.domain.cases.graph import Link, Node
from assessments.domain.decimals import rounded
from assessments.domain.items import (
    NO_ARRANGEMENT,
    Arrangement,
    Item,
    ItemReview,
    Response,
    ReviewLine,
)
from assessments.domain.items.branching_case import BranchingCase
from assessments.domain.items.cloze import Cloze, Piece
from assessments.domain.items.essay import Essay, words_in
from assessments.domain.items.features import Feature, MenuOption
from assessments.domain.items.gaps import Gap
from assessments.domain.items.hotspot import Hotspot, Slot
from assessments.domain.items.key_feature import KeyFeature
from assessments.domain.items.labelling import Asked, Labelling
from assessments.domain.items.numeric import AmountItem
from assessments.domain.items.vignette_set import Part, VignetteSet
from assessments.domain.review import EVERYTHING, Shown, narrowed
from assessments.domain.scores import written
from assessments.queries import FrozenQuestion
from common.frozen import Kept
from common.templatetags.attend import icon

register = template.Library()

_lines: Kept[SafeString] = Kept(size=8192)
_sources: Kept[SafeString] = Kept(size=8192)

STOPS = ".,;:!?)%"
VERDICTS = {True: "true", False: "false"}


@register.simple_tag
def answer_field(
    item: Item,
    arrangement: Arrangement = NO_ARRANGEMENT,
    response: Response | None = None,
    errors: Mapping[str, str] | None = None,
    number: int | None = None,
    struck: Collection[str] | None = None,
) -> SafeString:
    """Show lead-in and controls of a question; `number` tells several on one page apart.

    Fields are then called `answer.3`, not `answer`. `struck` are the options ruled out, None where
    none can be.
    """
    suffix = "" if number is None else f".{number}"
    return _fields(item, arrangement, response, errors, suffix, struck)


def _fields(
    item: Item,
    arrangement: Arrangement,
    response: Response | None,
    errors: Mapping[str, str] | None,
    suffix: str,
    struck: Collection[str] | None = None,
) -> SafeString:
    return render_to_string(
        f"assessments/items/{item.kind}.html",
        {
            "item": item,
            "options": item.options_shown(arrangement),
            "arrangement": arrangement,
            "response": response,
            "errors": errors,
            "struck": struck,
            "suffix": suffix,
        },
    )


class Here(NamedTuple):
    """Where a learner stands in a case, and what can be done there."""

    node: Node
    links: list[tuple[Link, str]]
    counters: list[tuple[str, str]]
    history: list[tuple[str, str, str]]
    path: str
    can_undo: bool
    is_over: bool


@register.simple_tag
def case_here(item: BranchingCase, arrangement: Arrangement, response: Response | None) -> Here:
    """Return what the page of a case shows; nothing beyond where the learner stands."""
    run = item.run(response)
    links = item.links_shown(run, arrangement)
    return Here(
        node=item.graph.by_key[run.state.node],
        links=[(link, WORDS[link.type]) for link in links],
        counters=[(counter.label, written(value)) for counter, value in item.counters_shown(run)],
        history=item.history(run),
        path=" ".join((response or {}).get(item.response_field) or ()),
        can_undo=item.can_undo(run),
        is_over=not links,
    )


@register.simple_tag
def item_drawing(item: Item) -> SafeString:
    """Show its author how a question hangs together, if there is something to draw."""
    drawing = item.drawing()
    if drawing is None:
        return mark_safe("")
    return render_to_string("assessments/_drawing.html", {"drawing": drawing, "item": item})


@register.simple_tag
def part_fields(
    part: Part,
    arrangement: Arrangement,
    response: Response | None,
    errors: Mapping[str, str] | None,
    suffix: str,
) -> SafeString:
    """Show one question of a set; its fields are called `answer.<part>`, its errors belong to it."""
    item, mine = part.question, f".{part.key}"
    given = ((response or {}).get(VignetteSet.response_field) or {}).get(part.key)
    return _fields(
        item,
        part.arrangement(arrangement),
        part.response(given),
        {name.removesuffix(mine): m for name, m in (errors or {}).items() if name.endswith(mine)},
        f"{mine}{suffix}",
    )


@register.simple_tag
def item_review(
    item: Item,
    arrangement: Arrangement = NO_ARRANGEMENT,
    response: Response | None = None,
    shown: Shown = EVERYTHING,
) -> SafeString:
    """Show every option with its rationale and what the learner chose, as far as it may be shown."""
    review = narrowed(item, response, arrangement, shown)
    context = {"review": review, "item": item, "shown": shown}
    return render_to_string("components/item_review.html", context)


@register.simple_tag
def given_answer(item: Item, response: Response | None = None) -> SafeString:
    """Show what was answered to a question that people mark, and nothing about whether it is right."""
    context = {"given": item.review(response).given, "measure": item.measure(response)}
    return render_to_string("components/given_answer.html", context)


@register.simple_tag
def review_line(line: ReviewLine, place: int, shown: Shown | str = EVERYTHING) -> SafeString:
    """Show one option of a review; what was published is drawn once per process."""
    allowed = shown or EVERYTHING
    return _lines.get((line, place, allowed), lambda: _draw_line(line, place, allowed))


def _draw_line(line: ReviewLine, place: int, shown: Any) -> SafeString:
    told = verdict(line) if shown.shows_everything else partly_told(line, shown)
    context = {"line": line, "told": told, "place": place}
    return render_to_string("components/review_line.html", context)


@register.simple_tag
def question_sources(question: FrozenQuestion) -> SafeString:
    """Show the references of a question version, drawn once per process."""
    return _sources.get(question.id, lambda: _draw_sources(question))


def _draw_sources(question: FrozenQuestion) -> SafeString:
    context = {"references": question.context.get("references")}
    return render_to_string("assessments/_sources.html", context)


class Verdict(NamedTuple):
    """How a line of a review is shown: never by colour alone."""

    state: SafeString
    icon: SafeString
    tone: str
    words: str


RIGHT, WRONG, PLAIN = map(mark_safe, (' data-state="right"', ' data-state="wrong"', ""))


JUDGED = {
    "right": (RIGHT, "circle-check", "ok", "correct"),
    "wrong": (WRONG, "circle-x", "bad", "not correct"),
    "partly": (PLAIN, "circle-alert", "warn", "partly right"),
}


def verdict(line: ReviewLine) -> Verdict:
    """Say what was done about an option, or how a statement was judged."""
    if line.expected:
        return _judgement(line)
    return {
        "right": Verdict(RIGHT, icon("circle-check"), "ok", "Your answer, correct"),
        "wrong": Verdict(WRONG, icon("circle-x"), "bad", "Your answer, not correct"),
        "missed": Verdict(RIGHT, icon("circle-check"), "ok", "Correct answer"),
        "none": Verdict(PLAIN, icon("circle"), "", "Not correct"),
    }[line.state]


def partly_told(line: ReviewLine, shown: Shown) -> Verdict:
    """Say of a line what may be said; `line` is narrowed already."""
    judged = shown.correctness and shown.attempt and line.state in JUDGED
    state, sign, tone, word = JUDGED[line.state] if judged else (PLAIN, "circle", "", "")
    parts = [f"You said {line.given}" if line.given else "Your answer" if line.chosen else ""]
    if line.chosen or line.given:
        parts.append(word)
    if line.expected:
        parts.append(f"it is {line.expected}")
    elif line.correct and not (judged and line.state == "right"):
        parts.append("correct answer")
    words = ", ".join(part for part in parts if part)
    return Verdict(state, icon(sign), tone, words[:1].upper() + words[1:])


def _judgement(line: ReviewLine) -> Verdict:
    truth = f"it is {line.expected}"
    partly = f"You said {line.given}, partly right; {truth}"
    return {
        "right": Verdict(RIGHT, icon("circle-check"), "ok", _agreement(line)),
        "partly": Verdict(PLAIN, icon("circle-alert"), "warn", partly),
        "wrong": Verdict(WRONG, icon("circle-x"), "bad", f"You said {line.given}; {truth}"),
        "missed": Verdict(PLAIN, icon("circle-alert"), "", f"Not answered; {truth}"),
    }[line.state]


def _agreement(line: ReviewLine) -> str:
    """Say that an answer is right; a step may be so in its sequence though not in its place."""
    if line.given == line.expected:
        return f"{line.expected}, as you said"
    return f"In sequence: you said {line.given}, it is {line.expected}"


@register.filter
def judged(response: Response | None, key: str) -> str:
    """Return the verdict on a statement as its form field holds it, "" for none."""
    verdict: bool | str | None = ((response or {}).get("statements") or {}).get(key)
    if isinstance(verdict, bool):
        return VERDICTS[verdict]
    return verdict or ""


@register.filter
def matched(response: Response | None, stem: Any) -> list[tuple[str, str]]:
    """Return the form fields of a stem, each with the option that it holds, "" for none."""
    picked = ((response or {}).get("matches") or {}).get(stem.key) or []
    return list(zip(stem.fields, [*picked, *[""] * stem.count], strict=False))


@register.filter
def placed(response: Response | None, key: str) -> str:
    """Return the place of a step as its form field holds it, "" for none."""
    order: list[str] | dict[str, str] = (response or {}).get("order") or []
    if isinstance(order, dict):
        return order.get(key, "")
    return str(order.index(key) + 1) if key in order else ""


@register.filter
def slots(response: Response | None, item: Hotspot) -> list[Slot]:
    """Return what the fields of each mark hold."""
    return item.slots((response or {}).get(item.response_field))


@register.filter
def named(response: Response | None, item: Hotspot) -> bool:
    """Whether a region of the list was chosen by its name."""
    marks = (response or {}).get(item.response_field) or []
    return any(isinstance(mark, str) for mark in marks)


@register.filter
def places(response: Response | None, item: Labelling) -> list[Asked]:
    """Return the places of a picture with the labels that their fields hold."""
    return item.asked((response or {}).get(item.response_field))


@register.filter
def outcome(review: ItemReview) -> Verdict:
    """Say whether a typed answer was right."""
    if review.score == 1:
        return Verdict(RIGHT, icon("circle-check", "s"), "ok", "Correct")
    if review.score:
        return Verdict(PLAIN, icon("circle-alert", "s"), "warn", "Partly right")
    return Verdict(WRONG, icon("circle-x", "s"), "bad", "Not correct")


@register.filter
def amount(response: Response | None, item: AmountItem) -> Amount:
    """Return number and unit of a response as their fields hold them."""
    return item.typed_amount((response or {}).get(item.response_field) or "")


@register.filter
def paragraphs(item: Cloze, arrangement: Arrangement) -> list[list[tuple[Piece, str]]]:
    """Return the lines of a text with gaps, each piece with the stops that must stay beside it."""
    return [[*_with_stops(line)] for line in item.paragraphs(arrangement)]


def _with_stops(line: list[Piece]) -> Iterator[tuple[Piece, str]]:
    before: Piece | None = None
    for piece in [*line, Piece()]:
        rest = piece.text.lstrip(STOPS) if before and before.gap else piece.text
        if before:
            yield before, piece.text.removesuffix(rest)
        before = replace(piece, text=rest)


@register.filter
def filling(response: Response | None, gap: Gap) -> Amount:
    """Return what a gap holds: words, the key of a choice, or a number and its unit."""
    filled = (response or {}).get(Cloze.response_field) or {}
    return gap.typed(filled.get(gap.key) or "")


@register.filter
def in_percent(share: Fraction) -> str:
    """Write a share as a percentage with a proper minus: 80%, −2.5%."""
    return f"{written(share * 100)}%".replace("-", "−")


@register.filter
def two_places(number: Fraction) -> str:
    """Write a number to two places at most, with a proper minus."""
    return written(number).replace("-", "−")


@register.simple_tag
def features_shown(
    item: KeyFeature, arrangement: Arrangement, response: Response | None
) -> list[tuple[Feature, list[MenuOption], list[Any]]]:
    """Return the questions of a case with their menus and what their fields hold."""
    held = (response or {}).get(item.response_field) or {}
    return [
        (each, each.offered(arrangement.get(each.key)), each.filled(given) or given)
        for each in item.questions
        for given in [held.get(each.key) or []]
    ]


@register.filter
def credit(share: Fraction) -> str:
    """Write what something earns, 0 to 1, in per cent: 100%, 33.3%."""
    return f"{written(rounded(share * 100, 1))}%"


@register.filter
def words_of(item: Essay, response: Response | None) -> str:
    """Say how many words a saved text has."""
    text = (response or {}).get(item.response_field)
    count = words_in(text) if isinstance(text, str) else 0
    return "1 word" if count == 1 else f"{count} words"


@register.filter
def percentage(mark: Decimal) -> str:
    """Write a number of hundredths without needless zeros: 80%, 66.66%."""
    return f"{written(mark)}%"
