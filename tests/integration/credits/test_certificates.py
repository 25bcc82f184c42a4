"""One certificate for each entry that stands, whatever is repeated, simultaneous or killed."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Profile
from credits.models import Certificate, Entry
from credits.queries import missing_certificates
from credits.services import (
    adjust_claim,
    issue_certificate,
    issue_missing_certificates,
    reverse_credit,
)
from credits.tasks import issue_certificate as task
from lms.settings import BASE_DIR
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage

KILLED_BETWEEN_FILE_AND_COMMIT = """
import sys, time
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[2]
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import transaction
from django.utils import timezone
from credits.services import issue_certificate
with transaction.atomic():
    certificate = issue_certificate(entry_id=int(sys.argv[3]), at=timezone.now())
    print(certificate.file.path, certificate.code, flush=True)
    time.sleep(60)
"""

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def test_certificate_is_issued_once_and_its_file_is_the_one_hashed():
    entry = an_entry()
    certificate = issue_certificate(entry_id=entry.pk, at=timezone.now())
    again = issue_certificate(entry_id=entry.pk, at=timezone.now())
    assert again == certificate
    content = Path(certificate.file.path).read_bytes()
    assert content.startswith(b"%PDF-")
    assert sha256(content).hexdigest() == certificate.sha256
    assert certificate.file.name.startswith("certificates/")
    assert Path(certificate.file.path).stat().st_mode & 0o777 == 0o640


def test_what_is_printed_stays_when_the_profile_changes():
    learner = a_person(profession="physician")
    Profile.objects.filter(user=learner).update(credentials="MD, PhD")
    certificate = a_certificate(an_entry(learner))
    learner.last_name = "Renamed"
    learner.save()
    fresh = Certificate.objects.get(pk=certificate.pk)
    assert fresh.printed["name"].endswith(", MD, PhD")
    assert "Renamed" not in fresh.printed["name"]
    assert fresh.printed["verify_url"] == f"{settings.BASE_URL}/verify/{fresh.code}/"
    assert fresh.printed["provider"]["name"].startswith("Academy")


def test_file_is_made_of_printed_words_alone():
    from credits.documents import certificate_pdf

    certificate = a_certificate()
    stored = Certificate.objects.get(pk=certificate.pk)
    assert sha256(certificate_pdf(stored.printed)).hexdigest() == stored.sha256


def test_entry_taken_back_and_its_reversal_get_none():
    entry = an_entry()
    reversal = reverse_credit(entry=entry, reason="Recorded in error", at=timezone.now())
    assert issue_certificate(entry_id=entry.pk, at=timezone.now()) is None
    assert issue_certificate(entry_id=reversal.pk, at=timezone.now()) is None
    assert not missing_certificates()


def test_claim_gets_a_certificate_of_its_own():
    entry = an_entry()
    old = a_certificate(entry)
    claimed = adjust_claim(entry=entry, claim=Decimal("0.75"), at=timezone.now())
    assert list(missing_certificates()) == [claimed.pk]
    new = a_certificate(claimed)
    assert (old.printed["amount"], new.printed["amount"]) == ("1.00", "0.75")
    assert old.code != new.code


def test_entry_asks_for_its_certificate_once_it_is_committed(
    broker, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        entry = an_entry()
        assert not broker.keys(f"test-{WORKER}*celery")
    [queue] = [key for key in broker.keys(f"test-{WORKER}*celery") if broker.type(key) == b"list"]
    [message] = broker.lrange(queue, 0, -1)
    headers = json.loads(message)["headers"]
    assert headers["task"] == task.name
    assert f"'entry_id': {entry.pk}" in headers["kwargsrepr"]


def test_sweep_issues_what_was_lost_and_leaves_a_failing_one_alone():
    stage = a_stage()
    good, bad = an_entry(stage=stage), an_entry(stage=stage)
    broken = {**bad.facts, "activity": {**bad.facts["activity"], "version": 99}}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.filter(pk=bad.pk).update(facts=broken)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert issue_missing_certificates(at=timezone.now()) == 1
    assert Certificate.objects.get().entry == good
    assert list(missing_certificates()) == [bad.pk]


def test_sweep_takes_no_more_than_asked():
    stage = a_stage()
    entries = [an_entry(stage=stage) for _ in range(3)]
    assert issue_missing_certificates(at=timezone.now(), limit=2) == 2
    assert list(missing_certificates()) == [entries[0].pk]


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_issue_one_certificate():
    entry = an_entry()
    barrier = Barrier(10)

    def work(sweeps):
        try:
            connection.ensure_connection()
            barrier.wait()
            if sweeps:
                issue_missing_certificates(at=timezone.now())
            else:
                issue_certificate(entry_id=entry.pk, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as workers:
        list(workers.map(work, [True, False] * 5))
    certificate = Certificate.objects.get()
    assert sha256(Path(certificate.file.path).read_bytes()).hexdigest() == certificate.sha256


@pytest.mark.django_db(transaction=True)
def test_worker_killed_between_file_and_commit_leaves_one_certificate_in_the_end():
    entry = an_entry()
    arguments = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), str(entry.pk)]
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED_BETWEEN_FILE_AND_COMMIT, *arguments],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    path, lost_code = worker.stdout.readline().split()
    worker.stdout.close()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert Path(path).read_bytes().startswith(b"%PDF-")
    assert not Certificate.objects.exists()
    certificate = issue_certificate(entry_id=entry.pk, at=timezone.now())
    assert certificate.code != lost_code
    assert certificate.file.path == path
    assert sha256(Path(path).read_bytes()).hexdigest() == certificate.sha256
    assert not list(Path(path).parent.glob("*.part"))
    assert Certificate.objects.count() == 1
