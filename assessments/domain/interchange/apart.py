"""Several questions about one case, for formats that know single questions alone.

A vignette set becomes as many questions as it has, each with the case; key features become questions of
plain kinds first. What holds the questions together is lost, and told.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import singledispatch
from typing import Any

from assessments.domain.interchange.markup import escaped, joined, lines
from assessments.domain.interchange.portable import (
    LONGEST_TITLE,
    ItemRefused,
    Notes,
    Portable,
    build,
    one_line,
)
from assessments.domain.items import Item, dump
from assessments.domain.items.boxes import WriteIn
from assessments.domain.items.features import Feature
from assessments.domain.items.key_feature import KeyFeature
from assessments.domain.items.menus import Amount, Menu, Scheme as MenuScheme
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.vignette_set import VignetteSet

MOST_OPTIONS = 26
KEPT_TOGETHER = (
    "It became {} questions, each with the case; that they stay together did not come across."
)


def apart(portable: Portable, notes: Notes) -> list[Portable]:
    """Return a question as the single questions that it is made of; most are one."""
    item = portable.item
    if isinstance(item, KeyFeature):
        item = as_set(item, notes)
    if not isinstance(item, VignetteSet):
        return [replace(portable, item=item)]
    notes.lost(KEPT_TOGETHER.format(len(item.parts)))
    if len({part.weight for part in item.parts}) > 1:
        notes.lost("The weights of its questions did not come across.")
    if item.hints:
        notes.lost("Hints did not come across.")
    default = VignetteSet.model_fields["lead_in"].default
    case = item.stem if item.lead_in == default else joined(item.stem, item.lead_in)
    return [
        replace(
            portable,
            title=_numbered(portable.title, number),
            item=part.question.model_copy(
                update={
                    "stem": case + part.question.stem,
                    "rationale": part.question.rationale + item.rationale,
                }
            ),
        )
        for number, part in enumerate(item.parts, start=1)
    ]


def _numbered(title: str, number: int) -> str:
    end = f" {number}"
    return title[: LONGEST_TITLE - len(end)].rstrip() + end


def as_set(item: KeyFeature, notes: Notes) -> Item:
    """Return key features as a vignette set of plain kinds, or as the one question that they are."""
    questions = []
    for number, feature in enumerate(item.questions, start=1):
        own = Notes()
        questions.append(_as_question(feature, number, own))
        for problem in own.problems:
            notes.lost(f"Question {number}: {problem.message}")
    notes.lost("Key features became plain questions.")
    case = joined(item.stem, item.lead_in)
    if len(questions) == 1:
        (only,) = questions
        rationale = only.rationale + item.rationale
        return only.model_copy(update={"stem": case, "rationale": rationale, "hints": item.hints})
    parts = [
        {"key": feature.key, "weight": str(feature.weight), "question": dump(question)}
        for feature, question in zip(item.questions, questions, strict=True)
    ]
    hints = [hint.model_dump() for hint in item.hints]
    return build(VignetteSet, stem=case, rationale=item.rationale, parts=parts, hints=hints)


def _as_question(feature: Feature, number: int, notes: Notes) -> Item:
    try:
        return as_question(feature, notes)
    except ItemRefused as refusal:
        raise ItemRefused(f"Question {number}: {refusal.message}") from refusal


@singledispatch
def as_question(feature: Feature, notes: Notes) -> Item:
    """Return a question of key features as one of a plain kind; raise `ItemRefused` if none fits."""
    raise NotImplementedError


@as_question.register
def _(feature: Menu, notes: Notes) -> Item:
    if len(feature.options) > MOST_OPTIONS:
        raise ItemRefused(f"a menu of more than {MOST_OPTIONS} options has no form there.")
    _note_harm([option.text for option in feature.options if option.harm], notes)
    options = [
        {name: getattr(option, name) for name in ("key", "text", "correct", "rationale")}
        for option in feature.options
    ]
    right = [option for option in feature.options if option.correct]
    fields = {**_shared(feature), "options": options, "shuffle": feature.shuffle}
    if feature.amount is Amount.ONE and len(right) == 1:
        return build(SingleBestAnswer, **fields)
    if len({option.weight for option in right}) > 1:
        notes.lost("The weights of its keys did not come across.")
    most = feature.most
    if most is not None and most < len(right):
        notes.lost(f"That at most {most} options may be picked did not come across.")
        most = None
    whole = feature.scheme is MenuScheme.ALL_OR_NOTHING and most == feature.most
    if not whole and not (feature.scheme is MenuScheme.LESS_WRONG and most == feature.most):
        notes.lost("The marking by keys became right minus wrong picks.")
    scheme = Scheme.ALL_OR_NOTHING if whole else Scheme.RIGHT_MINUS_WRONG
    return build(MultipleResponse, max_choices=most, scheme=scheme, **fields)


@as_question.register
def _(feature: WriteIn, notes: Notes) -> Item:
    if feature.boxes > 1:
        raise ItemRefused(f"{feature.boxes} boxes to write in have no form there.")
    _note_harm([harmful.text for harmful in feature.harmful], notes)
    best = max(key.weight for key in feature.keys)
    accepted, rejected = [], []
    for key in feature.keys:
        worth = Fraction(key.weight, best)
        accepted += [{"text": a.text, "credit": str(a.credit * worth)} for a in key.accepted]
        rejected += [reject.model_dump() for reject in key.rejected]
    rejected += [{"text": each.text, "feedback": each.feedback} for each in feature.harmful]
    first = feature.keys[0]
    switches = ("case_matters", "accents_matter", "punctuation_matters", "forgives_slips")
    if any(getattr(key, name) != getattr(first, name) for key in feature.keys for name in switches):
        notes.lost("How words are compared became that of the first key.")
    return build(
        ShortText,
        **_shared(feature),
        accepted=_each_once(accepted),
        rejected=_each_once(rejected, accepted),
        **{name: getattr(first, name) for name in switches},
    )


def _each_once(
    rows: Sequence[dict[str, Any]], taken: Sequence[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    seen = {one_line(row["text"]).casefold() for row in taken}
    kept = []
    for row in rows:
        text = one_line(row["text"]).casefold()
        if text not in seen:
            seen.add(text)
            kept.append(row)
    return kept


def _shared(feature: Feature) -> dict[str, Any]:
    reason = f"<p>{escaped(lines(feature.rationale))}</p>" if feature.rationale.strip() else ""
    return {"lead_in": one_line(feature.text), "rationale": reason}


def _note_harm(texts: Sequence[str], notes: Notes) -> None:
    for text in texts:
        notes.lost(
            f"That “{one_line(text)[:60]}” does harm did not come across; it is wrong there."
        )
