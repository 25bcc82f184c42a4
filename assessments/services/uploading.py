"""Take files that learners send to a question, and add them to the answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from assessments.domain.answers.typed import storable
from assessments.domain.files import LONGEST_NAME, HeldFile, named
from assessments.domain.items import ResponseInvalid
from assessments.domain.items.file_answer import FileAnswer
from assessments.models import Attempt, Upload
from assessments.models.upload import file_store, place_of
from assessments.queries import files_sent, saved_answers
from assessments.services.answering import asked_at, refuse, save_given, takes_answers
from assessments.services.operations import Act, Saved, earlier, named as named_operation
from common.contents import format_of
from common.images import ImageRefused
from common.locks import lock

MOST_SENT = 40  # to one question of an attempt, those taken away again too


def upload_files(
    *,
    attempt: Attempt,
    position: int,
    files: "Sequence[File[bytes]]",
    operation: UUID,
    at: datetime,
    response: Mapping[str, Any] | None = None,
) -> Saved:
    """Keep the bytes, note what they are, and save an answer that holds these files too.

    `response` holds the files that stay, None for those held now. All are taken or none; the same
    operation with the same files again changes nothing. Raises `ResponseInvalid` for what is empty, too large, too much
    or of another kind by its content, `AnswerRefused` once the attempt takes no answers.
    """
    digests = [_digest(file) for file in files]
    sent = named_operation(operation, Act.SEND, position, {"files": digests})
    if found := earlier(attempt, sent):
        return found
    if not takes_answers(attempt, position, at):
        refuse(attempt, position, at)
    item = asked_at(attempt, position)
    if not isinstance(item, FileAnswer):
        raise ResponseInvalid("answer", "This question takes no files.")
    if response is None:
        response = saved_answers(attempt).responses.get(position)
    staying = item.files(response)
    if len(staying) + len(files) > item.max_files:
        raise ResponseInvalid("answer", _too_many(item, len(staying)))
    before = {each.sha256 for each in files_sent(attempt, position)}
    if len({*before, *digests}) > MOST_SENT:
        raise ResponseInvalid("answer", f"You have sent {MOST_SENT} files; no more are taken.")
    looked = [_looked_at(item, *pair, at) for pair in zip(files, digests, strict=True)]
    for each, file in zip(looked, files, strict=True):
        file_store().save(place_of(each.sha256), file)
    with transaction.atomic():
        locked = lock(attempt)
        if not takes_answers(locked, position, at):
            refuse(locked, position, at)
        Upload.objects.bulk_create(_rows(attempt, position, looked, at), ignore_conflicts=True)
        known = {each.sha256: each for each in files_sent(attempt, position)}
        kept = {each.sha256: known.get(each.sha256, each) for each in (*staying, *looked)}
        given = {item.response_field: [each.model_dump() for each in kept.values()]}
        return save_given(attempt, position, item.check(given), sent, at)


def _rows(
    attempt: Attempt, position: int, found: Sequence[HeldFile], at: datetime
) -> Iterator[Upload]:
    for each in found:
        yield Upload(
            attempt=attempt,
            position=position,
            sha256=each.sha256,
            size=each.size,
            format=each.format,
            name=each.name,
            uploaded_at=at,
        )


def _too_many(item: FileAnswer, staying: int) -> str:
    most = "One file" if item.max_files == 1 else f"{item.max_files} files"
    held = f" ({staying} held now)" if staying else ""
    return f"{most} at most can be handed in{held}. Remove one first, or send fewer."


def _digest(file: "File[bytes]") -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _looked_at(item: FileAnswer, file: "File[bytes]", digest: str, at: datetime) -> HeldFile:
    """Return what a file is by its content; raise `ResponseInvalid` if it cannot be taken."""
    name, size = _plain_name(file.name), file.size
    if problem := item.size_problem(size):
        raise ResponseInvalid("answer", f"“{name}” {problem}.")
    try:
        found = format_of(file, max_bytes=item.max_bytes)
    except ImageRefused as refusal:
        raise ResponseInvalid("answer", f"“{name}”: {refusal.message}") from refusal
    if not item.takes(found):
        message = f"“{name}” is none of what can be sent here: {named(item.accepts)}."
        raise ResponseInvalid("answer", f"{message} What is inside a file counts, not its name.")
    return HeldFile(sha256=digest, size=size, format=found, name=name, uploaded_at=at.isoformat())


def _plain_name(name: str | None) -> str:
    """Return the last part of a name on one line, as far as it can be stored."""
    last = PurePath((name or "").replace("\\", "/")).name
    words = " ".join(storable(last).split())
    return words[:LONGEST_NAME] or "file"
