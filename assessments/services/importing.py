"""Bring questions from files into a bank, always as drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from wagtail.images.models import AbstractImage
from wagtail.log_actions import log

from accounts.models import User
from assessments.domain import interchange
from assessments.domain.interchange.fingerprint import fingerprint
from assessments.domain.interchange.pictures import rename_kept
from assessments.domain.interchange.portable import (
    Entry,
    ItemRefused,
    Notes,
    Portable,
    Problem,
    attempt,
)
from assessments.domain.interchange.report import (
    Report,
    ReportItem,
    Verdict,
    problems_told,
)
from assessments.domain.interchange.text_files import storable
from assessments.domain.items import dump, html_changed, load
from assessments.models import Question, QuestionBank, QuestionImport, QuestionSource
from assessments.services.citing import cite, note_context
from assessments.services.drafting import draft_question, problems_of_draft
from assessments.services.picturing import Picture, as_image, find_pictures, store_pictures
from assessments.services.transferring_tests import Arrived, draft_test, examine_test
from common.locks import lock

PREVIEW_KEPT = timedelta(days=1)
LONGEST_SOURCE = 100_000


class ImportRefused(Exception):
    """The file cannot be taken; the message is a sentence for the author."""


@dataclass(frozen=True)
class Candidate:
    """An item of the file with what is to become of it."""

    entry: Entry
    verdict: Verdict
    problems: tuple[Problem, ...]
    portable: Portable | None = None
    pictures: Sequence[Picture] = ()
    twin: int | None = None
    mark: str = ""

    def told(self, question: int | None = None) -> ReportItem:
        item = self.portable.item if self.portable else None
        return ReportItem(
            kind=item.label if item else "",
            asks=item.lead_in if item else "",
            line=self.entry.line,
            name=self.entry.name,
            verdict=self.verdict,
            problems=problems_told(self.problems),
            question=question or self.twin,
        )


@transaction.atomic
def preview_import(
    *,
    bank: QuestionBank,
    content: bytes,
    file_name: str,
    format_name: str,
    at: datetime,
    by: User | None = None,
) -> QuestionImport:
    """Keep a file with the report of what importing it would do. Raises `ImportRefused`."""
    QuestionImport.objects.filter(finished_at=None, uploaded_at__lt=at - PREVIEW_KEPT).delete()
    candidates, reading = _examine(bank, content, format_name, by)
    report = Report(
        format=format_name,
        file=storable(file_name),
        bank=str(bank),
        dry_run=True,
        items=tuple(candidate.told() for candidate in candidates),
        problems=problems_told(reading.problems),
        tests=tuple(examine_test(test, bank) for test in reading.tests),
    )
    return QuestionImport.objects.create(
        bank=bank,
        format=format_name,
        file_name=storable(file_name)[:200],
        file=content,
        report=report.as_json(),
        uploaded_by=by,
        uploaded_at=at,
    )


@transaction.atomic
def finish_import(*, pending: QuestionImport, at: datetime) -> Report:
    """Write the drafts of a previewed file; a second call returns the first one's report."""
    pending = lock(pending)
    if pending.finished_at:
        return Report.model_validate(pending.report)
    lock(pending.bank)
    by = pending.uploaded_by
    content = bytes(pending.file or b"")
    candidates, reading = _examine(pending.bank, content, pending.format, by)
    arrived = _take_all(candidates, pending)
    told = [
        candidate.told(arrived[place].question.pk if place in arrived else None)
        for place, candidate in enumerate(candidates)
    ]
    tests = [draft_test(test, pending.bank, arrived, by) for test in reading.tests]
    report = Report.model_validate(pending.report).model_copy(
        update={"dry_run": False, "items": tuple(told), "tests": tuple(tests)}
    )
    pending.file, pending.report, pending.finished_at = None, report.as_json(), at
    pending.save()
    return report


def discard_import(*, pending: QuestionImport) -> None:
    """Forget a preview; what was imported stays on record."""
    QuestionImport.objects.filter(pk=pending.pk, finished_at=None).delete()


def _examine(
    bank: QuestionBank, content: bytes, format_name: str, by: User | None
) -> tuple[list[Candidate], interchange.Reading]:
    try:
        reading = interchange.read(content, format_name)
    except interchange.FileRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal
    known = _known(bank)
    return [_candidate(entry, bank, known, by) for entry in reading.entries], reading


def _known(bank: QuestionBank) -> dict[str, int]:
    """Return the bank's questions by fingerprint, the oldest of equal ones."""
    for question in Question.objects.filter(bank=bank, fingerprint=""):
        question.save(update_fields=["fingerprint"])
    rows = Question.objects.filter(bank=bank).exclude(fingerprint="").order_by("-pk")
    return dict(rows.values_list("fingerprint", "pk"))


def _candidate(
    entry: Entry, bank: QuestionBank, known: dict[str, int], by: User | None
) -> Candidate:
    if entry.portable is None:
        return Candidate(entry, Verdict.REFUSED, entry.problems)
    examined, problems = attempt(
        partial(_prepare, entry.portable, bank, by), name=entry.name, line=entry.line
    )
    if examined is None:
        return Candidate(entry, Verdict.REFUSED, (*entry.problems, *problems))
    portable, pictures, found = examined
    mark = fingerprint(portable.item)
    verdict = Verdict.DUPLICATE if mark in known else Verdict.IMPORTED
    twin = known.get(mark) or None
    known.setdefault(mark, 0)
    return Candidate(entry, verdict, (*entry.problems, *found), portable, pictures, twin, mark)


def _prepare(
    portable: Portable, bank: QuestionBank, by: User | None, notes: Notes
) -> tuple[Portable, list[Picture], tuple[Problem, ...]]:
    note_context(portable, by, notes)
    pictures = find_pictures(portable, bank.collection, notes)
    names = {picture.sent_as: picture.name for picture in pictures}
    if not names.keys() >= set(portable.item.pictures()):
        raise ItemRefused("The picture that it asks about cannot be kept.")
    content = dump(portable.item.with_pictures(names))
    item = load(html_changed(content, lambda html: rename_kept(html, names)))
    prepared = replace(portable, item=item)
    images = {picture.name: as_image(picture) for picture in pictures}
    return prepared, pictures, problems_of_draft(prepared, images, notes)


def _take_all(candidates: Sequence[Candidate], came_with: QuestionImport) -> dict[int, Arrived]:
    """Write a draft for each new question; return by place what stands in the bank now."""
    arrived: dict[int, Arrived] = {}
    by_mark: dict[str, Question] = {}
    for place, candidate in enumerate(candidates):
        if candidate.verdict is Verdict.IMPORTED and candidate.portable:
            question = _take(candidate, candidate.portable, came_with)
            by_mark[candidate.mark] = question
            arrived[place] = Arrived(question, is_new=True)
        elif candidate.twin:
            arrived[place] = Arrived(Question.objects.get(pk=candidate.twin), is_new=False)
        elif candidate.mark in by_mark:
            arrived[place] = Arrived(by_mark[candidate.mark], is_new=True)
    return arrived


def _take(candidate: Candidate, portable: Portable, came_with: QuestionImport) -> Question:
    """Write one draft, its revision, its source and a line of the log."""
    bank, by = came_with.bank, came_with.uploaded_by
    images: dict[str, AbstractImage] = store_pictures(
        candidate.pictures, collection=bank.collection, by=by
    )
    question = draft_question(portable=portable, bank=bank, images=images)
    cite(question, portable, bank, by)
    question.tags.add(*portable.tags)
    question.save()
    question.save_revision(user=by, log_action=False, clean=False)
    log(instance=question, action="wagtail.create", user=by)
    QuestionSource.objects.create(
        question=question,
        came_with=came_with,
        line=candidate.entry.line,
        text=portable.source[:LONGEST_SOURCE],
    )
    return question
