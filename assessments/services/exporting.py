"""Questions of a bank as a file."""

from collections.abc import Iterable

from wagtail.images.models import AbstractImage

from assessments.domain import interchange
from assessments.domain.interchange.portable import (
    Entry,
    Notes,
    Portable,
    Writing,
    attempt,
)
from assessments.models import Assessment, Question
from assessments.services.citing import cited_by
from assessments.services.transferring_tests import tests_of


def export_questions(
    *,
    questions: Iterable[Question],
    format_name: str,
    assessments: Iterable[Assessment] = (),
) -> Writing:
    """Write questions as they are stored, with assessments of them where the format has tests.

    The entries tell what did not come across.
    """
    asked = list(questions)
    read = [_entry(question) for question in asked]
    kept = [question for question, each in zip(asked, read, strict=True) if each.portable]
    tests, problems = tests_of(assessments, kept)
    writing = interchange.write(
        [each.portable for each in read if each.portable], format_name, tests
    )
    written = iter(writing.entries)
    entries = tuple(next(written) if each.portable else each for each in read)
    return Writing(writing.content, entries, (*problems, *writing.problems))


def _entry(question: Question) -> Entry:
    portable, problems = attempt(lambda notes: _portable(question, notes), name=question.title)
    return Entry(question.title, 0, portable, problems)


def _portable(question: Question, notes: Notes) -> Portable:
    item, images = question.compile_portable()
    return Portable(
        title=question.title,
        item=item,
        tags=tuple(sorted(tag.name for tag in question.tags.all())),
        difficulty=question.difficulty,
        objective=question.objective.text if question.objective else "",
        references=cited_by(question.references.all()),
        media={name: content for name, image in images.items() if (content := _bytes(image))},
    )


def _bytes(image: AbstractImage) -> bytes:
    """Return a picture's file, nothing if storage has lost it."""
    try:
        with image.open_file() as file:
            content: bytes = file.read()
            return content
    except OSError:
        return b""
