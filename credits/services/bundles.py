"""Bundles: a year's certificates, its transcript and a list, in one ZIP."""

import tempfile
import zipfile
from datetime import date, datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import IO

import structlog
from celery import current_app
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from common.spreadsheets import csv_bytes
from credits.documents import certificate_pdf
from credits.documents.transcript import transcript_pdf
from credits.models import Bundle, Certificate, Entry
from credits.queries import standing_entries_of
from credits.queries.yearly import transcript_of
from credits.services.certificates import issue_certificate, on_paper

logger = structlog.get_logger(__name__)
TASK = "credits.tasks.make_bundle"
KEPT = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(minutes=15)
TRIES = 3
LIST_HEADER = ("Completed", "Activity", "Provider", "Credit type", "Amount", "Certificate", "File")


class BundleRefused(Exception):
    """Another bundle is being made for the learner."""


def ask_for_bundle(*, learner: User, year: int, paper: str, at: datetime) -> Bundle:
    """Note the wish and have it made; one at a time for each learner."""
    try:
        with transaction.atomic():
            bundle = Bundle.objects.create(
                learner=learner, year=year, paper=paper, asked_at=at, expires_at=at + KEPT
            )
    except IntegrityError as running:
        raise BundleRefused from running
    send = partial(current_app.send_task, TASK, kwargs={"bundle_id": bundle.pk})
    transaction.on_commit(send, robust=True)
    return bundle


def make_bundle(*, bundle_id: int, at: datetime) -> bool:
    """Make a bundle that nobody is making; return whether it was made now.

    A worker that died is taken over after a while; after some tries the learner is told.
    """
    free = Q(started_at=None) | Q(started_at__lt=at - GIVEN_UP_AFTER)
    waiting = Bundle.objects.filter(free, pk=bundle_id, ready_at=None, failed_at=None)
    bundle = waiting.select_related("learner__profile").first()
    if bundle is None or not waiting.update(started_at=at, tries=bundle.tries + 1):
        return False
    try:
        _make(bundle, at)
    except Exception:
        logger.exception("bundle_failed", bundle=bundle.pk)
        last = bundle.tries + 1 >= TRIES
        Bundle.objects.filter(pk=bundle.pk).update(started_at=None, failed_at=at if last else None)
        return False
    return True


def make_waiting_bundles(*, at: datetime) -> int:
    """Make what no task has made, and remove what has expired; return how many were made."""
    for bundle in Bundle.objects.filter(expires_at__lt=at):
        if bundle.file:
            bundle.file.delete(save=False)
        bundle.delete()
    waiting = Bundle.objects.filter(ready_at=None, failed_at=None).values_list("pk", flat=True)
    return sum(make_bundle(bundle_id=pk, at=at) for pk in waiting)


def _make(bundle: Bundle, at: datetime) -> None:
    entries = list(standing_entries_of(bundle.learner_id).filter(earned_on__year=bundle.year))
    Bundle.objects.filter(pk=bundle.pk).update(total=len(entries), done=0)
    with tempfile.TemporaryFile() as file:
        _write(file, bundle, entries, at)
        file.seek(0)
        name = f"bundles/{bundle.pk}-{token_hex(8)}.zip"
        bundle.file.save(name, File(file), save=False)
    Bundle.objects.filter(pk=bundle.pk).update(
        file=bundle.file.name, ready_at=at, expires_at=at + KEPT
    )


def _write(file: IO[bytes], bundle: Bundle, entries: list[Entry], at: datetime) -> None:
    today = at.astimezone(bundle.learner.zone).date()
    rows = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, entry in enumerate(entries, start=1):
            rows.append(_put(packed, entry, bundle.paper, at))
            Bundle.objects.filter(pk=bundle.pk).update(done=number)
        packed.writestr(f"transcript-{bundle.year}.pdf", _transcript(bundle, today))
        packed.writestr(f"list-{bundle.year}.csv", csv_bytes(LIST_HEADER, rows))


def _put(packed: zipfile.ZipFile, entry: Entry, paper: str, at: datetime) -> list[object]:
    """Add one certificate, issuing it if no task has; return its line of the list."""
    certificate = getattr(entry, "certificate", None)
    certificate = certificate or issue_certificate(entry_id=entry.pk, at=at)
    activity, name = entry.facts["activity"], ""
    if certificate:
        name = f"{entry.earned_on:%Y-%m-%d}-{entry.credit_type.code}-{certificate.code}.pdf"
        packed.writestr(name, _pdf(certificate, entry, paper, at))
    return [
        entry.earned_on.isoformat(),
        activity["title"],
        activity["provider"],
        entry.credit_type.name,
        entry.amount,
        certificate.code if certificate else "",
        name,
    ]


def _pdf(certificate: Certificate, entry: Entry, paper: str, at: datetime) -> bytes:
    """Return the file as issued, or the same certificate for the other paper."""
    if paper == "a4":
        try:
            with certificate.file.open("rb") as file:
                return bytes(file.read())
        except FileNotFoundError:
            logger.warning("certificate_file_missing", certificate=certificate.code)
    return certificate_pdf(on_paper(certificate.printed, entry, at=at), paper=paper)


def _transcript(bundle: Bundle, today: date) -> bytes:
    printed = transcript_of(bundle.learner, year=bundle.year, made_on=today)
    return transcript_pdf(printed, paper=bundle.paper)
