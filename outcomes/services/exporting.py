"""Files for bodies: made whole in one transaction with the steps of their reports, or not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from common.encryption import decrypt_bytes, encrypt_bytes
from courses.models import Provider
from credits.models import CreditReport
from credits.services import identities_for, lock_queued, mark_sent
from outcomes.domain.reports.formats import FORMATS, Format, Wish, write_file
from outcomes.models import Export, ExportDownload, ExportLine, report_store
from outcomes.models.reporting import FOLDER
from outcomes.queries.reports import (
    activities_of,
    check_reports,
    columns_for,
    record_of,
    setup_of,
)

logger = structlog.get_logger(__name__)
TASK = "outcomes.tasks.make_export"
MOST = 5_000  # reports in a file; the rest goes into the next
AT_ONCE = 200  # so many are written while the page waits
GIVEN_UP_AFTER = timedelta(minutes=15)
TRIES = 3
KEPT = timedelta(days=90)
A_DAY = timedelta(days=1)
A_CHUNK = 500
PROGRESS_KEPT = 3600


class ExportRefused(Exception):
    """This file cannot be made or fetched; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def ask_for_export(
    *,
    provider: Provider,
    destination: str,
    form: Format,
    waiting: int,
    by: User,
    at: datetime,
    by_service: bool = False,
) -> Export:
    """Note that a file is wanted and make it, at once if it is small; one at a time.

    `by_service` has its records delivered over the web once it is made.
    """
    if destination not in form.destinations:
        raise ExportRefused("format", f"{form.name} is no format for this destination.")
    try:
        with transaction.atomic():
            export = Export.objects.create(
                provider=provider,
                destination=destination,
                format=form.code,
                asked_by=by,
                asked_at=at,
                by_service=by_service,
            )
    except IntegrityError as running:
        raise ExportRefused("under_way", "A file for it is being made already.") from running
    if waiting > AT_ONCE:
        send = partial(current_app.send_task, TASK, kwargs={"export_id": export.pk})
        transaction.on_commit(send, robust=True)
    else:
        prepare_export(export_id=export.pk, at=at)
    export.refresh_from_db()
    return export


def prepare_export(*, export_id: int, at: datetime) -> bool:
    """Make a file that nobody is making; return whether it was made now.

    A worker that died leaves nothing half done, and is taken over after a while.
    """
    free = Q(started_at=None) | Q(started_at__lt=at - GIVEN_UP_AFTER)
    waiting = Export.objects.filter(free, pk=export_id, made_at=None, failed_at=None)
    export = waiting.select_related("provider", "asked_by").first()
    if export is None or not waiting.update(started_at=at, tries=export.tries + 1):
        return False
    try:
        with transaction.atomic():
            _make(export, at)
    except ExportRefused as refusal:
        _fail(export, refusal.message, at)
    except Exception:
        logger.exception("export_failed", export=export.pk)
        if export.tries + 1 < TRIES:
            Export.objects.filter(pk=export.pk).update(started_at=None)
        else:
            _fail(export, "It could not be written. The administrators find why in the log.", at)
    else:
        return True
    return False


def _fail(export: Export, why: str, at: datetime) -> None:
    Export.objects.filter(pk=export.pk).update(failed_at=at, failure=why)


def _make(export: Export, at: datetime) -> None:
    """Lock, check, write, note; the caller's transaction makes it one."""
    form, provider = FORMATS[export.format], export.provider
    reports = lock_queued(
        destination=export.destination, activities=activities_of(provider), most=MOST, at=at
    )
    setup = setup_of(provider, export.destination)
    checked = check_reports(reports, form, setup, provider)
    if not checked.sound:
        raise ExportRefused("nothing", "There was nothing that can be sent.")
    if checked.stops:
        raise ExportRefused("setup", " ".join(checked.stops))
    identities = identities_for(checked.sound, at=at)
    records = []
    for number, report in enumerate(checked.sound, start=1):
        records.append(record_of(report, identities[report.pk], provider))
        if number % A_CHUNK == 0:
            _tell_progress(export, number, len(checked.sound))
    wish = Wish(
        name=f"arid:{urlsplit(settings.BASE_URL).hostname}:{export.pk}",
        at=at,
        columns=columns_for(form, setup),
        constants=setup.constants,
    )
    content = write_file(form, records, wish)
    _note(export, checked.sound, content, at)
    Export.objects.filter(pk=export.pk).update(left_behind=len(reports) - len(checked.sound))


def _note(export: Export, reports: Sequence[CreditReport], content: bytes, at: datetime) -> None:
    export.sha256 = sha256(content).hexdigest()
    sealed = encrypt_bytes(content, place=export.place)
    report_store().save(export.place, ContentFile(sealed))
    ExportLine.objects.filter(report__in=reports, closed_at=None).update(
        outcome="put_back", closed_at=at
    )
    ExportLine.objects.bulk_create(
        [
            ExportLine(export=export, report=report, number=number)
            for number, report in enumerate(reports, start=1)
        ],
        batch_size=A_CHUNK,
    )
    mark_sent(reports, by=export.asked_by, at=at, reason=f"In file {export.pk}.")
    deleted = sum(report.is_deletion for report in reports)
    Export.objects.filter(pk=export.pk).update(
        made_at=at,
        sha256=export.sha256,
        size=len(content),
        added=len(reports) - deleted,
        deleted=deleted,
        is_kept=True,
        deliver_at=at if export.by_service else None,
    )


def _tell_progress(export: Export, done: int, total: int) -> None:
    """Say how far it is where others see it before the transaction ends."""
    cache.set(f"export:{export.pk}", (done, total), PROGRESS_KEPT)


def progress_of(export: Export) -> tuple[int, int] | None:
    """Return how many reports of how many are written, None before the first."""
    found: tuple[int, int] | None = cache.get(f"export:{export.pk}")
    return found


def make_waiting_exports(*, at: datetime) -> int:
    """Make what no task has made; return how many files that were."""
    waiting = Export.objects.filter(made_at=None, failed_at=None).values_list("pk", flat=True)
    return sum(prepare_export(export_id=pk, at=at) for pk in waiting)


@transaction.atomic
def fetch_export(*, export: Export, by: User, at: datetime) -> bytes:
    """Return what a file says, and note who fetched it."""
    content = content_of_file(export)
    ExportDownload.objects.create(export=export, by=by, at=at)
    return content


def content_of_file(export: Export) -> bytes:
    """Return what a file says, unnoted: for sending it on, never for showing."""
    if not export.is_kept:
        raise ExportRefused("gone", "This file is not kept any more.")
    try:
        with report_store().open(export.place) as file:
            return decrypt_bytes(file.read(), place=export.place)
    except FileNotFoundError as missing:
        raise ExportRefused("gone", "This file is missing in the store.") from missing


def forget_files(*, at: datetime) -> int:
    """Remove files that are old, that name somebody who closed their account, or that no row knows."""
    closed = Q(lines__report__entry__learner__closed_at__isnull=False)
    old = Q(made_at__lt=at - KEPT)
    found = list(Export.objects.filter(closed | old, is_kept=True).distinct())
    Export.objects.filter(pk__in=[export.pk for export in found]).update(is_kept=False)
    kept = set(Export.objects.filter(is_kept=True).values_list("sha256", flat=True))
    for export in found:
        if export.sha256 not in kept:
            report_store().delete(export.place)
    _forget_strays(kept, at - A_DAY)
    return len(found)


def _forget_strays(kept: set[str], before: datetime) -> None:
    """Remove what a writer left behind that died before its transaction ended."""
    store = report_store()
    if not store.exists(FOLDER):
        return
    for folder in store.listdir(FOLDER)[0]:
        for name in store.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if name not in kept and store.get_modified_time(path) < before:
                store.delete(path)
