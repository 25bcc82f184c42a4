"""Drafts out of portable questions: what is stored must say what was read."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.models import AbstractImage

from assessments.domain import items
from assessments.domain.interchange.fingerprint import comparable
from assessments.domain.interchange.portable import (
    ItemRefused,
    Notes,
    Portable,
    Problem,
    Severity,
)
from assessments.models import Question, QuestionBank, QuestionHint
from assessments.models.figures import as_stored

TEXTS = {"asked", "rationale", "pictures"}


def draft_question(
    *, portable: Portable, bank: QuestionBank, images: Mapping[str, AbstractImage]
) -> Question:
    """Return an unsaved draft; `images` are its pictures by their names."""
    item = portable.item
    question = Question(
        bank=bank,
        title=portable.title,
        stem=as_stored(item.stem, images),
        lead_in=item.lead_in,
        interaction=[_interaction(item, images)],
        rationale=as_stored(item.rationale, images),
        live=False,
    )
    question.hints = _hints(item)
    _place_pictures(question, item, images)
    return question


def _hints(item: items.Item) -> list[QuestionHint]:
    return [
        QuestionHint(text=hint.text, clear_wrong=hint.clear_wrong, sort_order=place)
        for place, hint in enumerate(item.hints)
    ]


def _interaction(
    item: items.Item, images: Mapping[str, AbstractImage] | None = None
) -> dict[str, Any]:
    """Return the answer format as it is stored; without images, pictures stay named."""
    block = Question.interaction.field.stream_block.child_blocks[item.kind]
    content = items.dump(item)
    if images is not None:
        content = items.html_changed(content, lambda html: as_stored(html, images))
    return {"type": item.kind, "value": block.decompile(content)}


def _place_pictures(draft: Question, item: items.Item, images: Mapping[str, AbstractImage]) -> None:
    """Put the picture that is asked about where its answer format has it."""
    for address in item.pictures():
        draft.interaction[0].value["picture"] = images[address]


def problems_of_draft(
    portable: Portable, images: Mapping[str, AbstractImage], notes: Notes
) -> tuple[Problem, ...]:
    """Return what a draft cannot keep of a question and what its author has to mend.

    `images` are its pictures by their names, stored or not. Raises `ItemRefused` for a question that no draft can hold.
    """
    item = portable.item
    longest = Question._meta.get_field("lead_in").max_length or 0
    if len(item.lead_in) > longest:
        raise ItemRefused(f"The question itself is longer than {longest} characters.")
    draft = Question(
        stem=item.stem,
        lead_in=item.lead_in,
        interaction=[_interaction(item)],
        rationale=item.rationale,
    )
    draft.hints = _hints(item)
    _place_pictures(draft, item, images)
    kept, sent = comparable(draft.compile_portable()[0]), comparable(item)
    for name in sent.keys() - TEXTS:
        if kept.get(name) != sent[name]:
            notes.lost(f"“{name.replace('_', ' ')}” cannot be kept as it was.")
    return (*notes.problems, *_to_mend(draft), *_lacking(item))


def _to_mend(draft: Question) -> tuple[Problem, ...]:
    """Return what the form would ask for before the draft can be published."""
    try:
        draft.interaction.stream_block.clean(draft.interaction)
    except ValidationError as error:
        told = dict.fromkeys(_told(error, ""))
        return tuple(
            Problem(Severity.TO_MEND, f"Before publishing, mend {sentence}") for sentence in told
        )
    return ()


def _lacking(item: items.Item) -> tuple[Problem, ...]:
    return tuple(Problem(Severity.TO_MEND, sentence) for sentence in item.lacks())


def _told(error: Any, label: str) -> Iterator[str]:
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield from (f"“{label or 'answer format'}”: {message}" for message in error.messages)
        return
    places = inner.items() if isinstance(inner, Mapping) else enumerate(inner)
    for place, each in places:
        if each is not None:
            yield from _told(each, place.replace("_", " ") if isinstance(place, str) else label)
