"""What a question that comes in measures and cites: objectives of its bank, references of the site."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from accounts.models import User
from assessments.domain.interchange.portable import Cited, Notes, Portable
from assessments.models import Objective, Question, QuestionBank
from evidence.models import Reference

LONGEST_OBJECTIVE = 300


def note_context(portable: Portable, by: User | None, notes: Notes) -> None:
    """Note what of a question's objective, difficulty and references cannot be kept."""
    if len(portable.objective) > LONGEST_OBJECTIVE:
        notes.lost(f"The objective is longer than {LONGEST_OBJECTIVE} characters.")
    if portable.difficulty and portable.difficulty not in _difficulties():
        notes.lost(f"There is no difficulty “{portable.difficulty[:20]}” here.")
    for cited in portable.references:
        if not _found(cited) and (reason := _unfit(cited, by)):
            notes.lost(f"The reference “{cited.citation[:80]}” did not come across: {reason}")


def cite(question: Question, portable: Portable, bank: QuestionBank, by: User | None) -> None:
    """Give a draft what `note_context` found fit; the caller saves it."""
    if portable.difficulty in _difficulties():
        question.difficulty = portable.difficulty
    if portable.objective and len(portable.objective) <= LONGEST_OBJECTIVE:
        there = Objective.objects.filter(bank=bank, text=portable.objective).order_by("pk").first()
        question.objective = there or Objective.objects.create(bank=bank, text=portable.objective)
    question.references.set(_references(portable.references, by))


def cited_by(references: Iterable[Reference]) -> tuple[Cited, ...]:
    """Return references as they travel."""
    return tuple(
        Cited(**{name: getattr(each, name) for name in Cited.model_fields}) for each in references
    )


def _difficulties() -> set[str]:
    return {value for value, _label in Question._meta.get_field("difficulty").flatchoices}


def _references(listed: Iterable[Cited], by: User | None) -> list[Reference]:
    kept = []
    for cited in listed:
        found = _found(cited)
        if found is None and not _unfit(cited, by):
            found = Reference.objects.create(**cited.model_dump())
        if found:
            kept.append(found)
    return kept


def _found(cited: Cited) -> Reference | None:
    """Return the reference that the site has already, by DOI, PubMed id or citation."""
    for name in ("doi", "pmid", "citation"):
        value = getattr(cited, name)
        there = Reference.objects.filter(**{name: value}).order_by("pk").first() if value else None
        if there:
            return there
    return None


def _unfit(cited: Cited, by: User | None) -> str:
    """Return why a reference cannot be written, "" if it can; `by` None is the command line."""
    if by and not by.has_perm("evidence.add_reference"):
        return "the site does not have it, and you may not add references."
    try:
        Reference(**cited.model_dump()).full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
