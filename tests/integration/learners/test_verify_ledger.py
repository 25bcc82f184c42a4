"""The audit finds what somebody with the database's own password changed behind its triggers."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from assessments.models import Answer, AssessmentVersion, Attempt, Grade, QuestionVersion
from common.frozen import forget_everything
from courses.models import ActivityVersion
from credits.models import Certificate, CreditOffer, Entry
from credits.services import adjust_claim, reverse_credit
from learners.models import (
    Completion,
    FrontMatterAcknowledgement,
    LessonProgress,
    Sitting,
)
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person
from tests.factories.sittings import a_stage
from tests.refusals import insert_copy


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def verify(*options: str) -> tuple[list[str], int]:
    """Run the command; return what it printed and its exit code."""
    forget_everything()
    out = io.StringIO()
    try:
        call_command("verify_ledger", *options, stdout=out)
    except SystemExit as end:
        return out.getvalue().splitlines(), end.code
    return out.getvalue().splitlines(), 0


@pytest.fixture
def entry() -> Entry:
    """Credit with its certificate, claimed down once."""
    entry = an_entry()
    a_certificate(entry)
    return a_certificate(adjust_claim(entry=entry, claim=Decimal("0.75"), at=timezone.now())).entry


def test_untouched_ledger_differs_in_nothing(entry):
    withdrawn = an_entry()
    a_certificate(withdrawn)
    reverse_credit(entry=withdrawn, reason="Recorded in error", at=timezone.now())
    assert verify() == (["2 completions, 5 entries checked, 0 differences"], 0)


def test_empty_ledger_differs_in_nothing():
    assert verify() == (["0 completions, 0 entries checked, 0 differences"], 0)


def first() -> Entry:
    return Entry.objects.get(source__startswith="completion")


def reversal() -> Entry:
    return Entry.objects.get(source__startswith="reversal")


def claimed() -> Entry:
    return Entry.objects.get(source__startswith="claim")


def certificate() -> Certificate:
    return Certificate.objects.get(entry=claimed())


def edit(row, **changes) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


def forge_answer() -> None:
    answer = Answer.objects.order_by("pk").first()
    edit(answer, response={"choice": "a"})


def forge_key() -> None:
    version = QuestionVersion.objects.first()
    for option in version.content["options"]:
        option["correct"] = option["key"] == "a"
    edit(version, content=version.content)


def forge_pass_mark() -> None:
    version = AssessmentVersion.objects.first()
    edit(version, policy={**version.policy, "pass_mark": "10"})


def forge_activity() -> None:
    version = ActivityVersion.objects.first()
    edit(version, facts={**version.facts, "title": "Another title"})


def forge_completion_facts() -> None:
    completion = Completion.objects.get()
    facts = completion.facts
    edit(completion, facts={**facts, "activity": {**facts["activity"], "content_hash": "0"}})


def forge_cited_attempt() -> None:
    completion = Completion.objects.get()
    [told] = completion.facts["attempts"]
    edit(completion, facts={**completion.facts, "attempts": [{**told, "points": "1.0000"}]})


def forge_profession() -> None:
    edit(first(), facts={**first().facts, "profession": "nurse"})


def forge_printed() -> None:
    edit(certificate(), printed={**certificate().printed, "amount": "9.00"})


def overwrite_file() -> None:
    Path(certificate().file.path).write_bytes(b"%PDF-1.7 forged")


TAMPERED: dict[str, tuple[Callable[[], object], str]] = {
    "points of a grade": (
        lambda: edit(Grade.objects.get(), points=Decimal(1)),
        "grade 1 says 1.0000 of 3.00, passed, recomputed 3.0000 of 3.00, passed",
    ),
    "pass of a grade": (
        lambda: edit(Grade.objects.get(), passed=False),
        "3.0000 of 3.00, not passed, recomputed",
    ),
    "scores of a grade": (
        lambda: edit(Grade.objects.get(), items=[]),
        "grade 1 has other scores of questions than recomputed",
    ),
    "second grade": (
        lambda: insert_copy(Grade.objects.get(), number=2, points=Decimal(0)),
        "grade 2 says 0.0000 of 3.00",
    ),
    "grade removed": (lambda: Grade.objects.all()._raw_delete("default"), "was never graded"),
    "answer changed": (forge_answer, "recomputed 2.0000 of 3.00, passed"),
    "answers removed": (
        lambda: Answer.objects.all()._raw_delete("default"),
        "recomputed 0.0000 of 3.00, not passed",
    ),
    "post-test no longer passed": (
        lambda: Answer.objects.all()._raw_delete("default"),
        "was not passed",
    ),
    "answer saved after the end": (
        lambda: edit(
            Answer.objects.order_by("pk").last(), saved_at=timezone.now() + timedelta(hours=1)
        ),
        "after its end",
    ),
    "attempt of somebody else": (
        lambda: edit(Attempt.objects.get(), learner=a_person()),
        "was made by learner",
    ),
    "attempt worth more": (
        lambda: edit(Attempt.objects.get(), max_points=Decimal(9)),
        "is worth 9.00 points, recomputed 3.00",
    ),
    "attempt passed more easily": (
        lambda: edit(Attempt.objects.get(), pass_mark=Decimal(1)),
        "has pass mark 1.00, its version 60",
    ),
    "attempt counts elsewhere": (
        lambda: Sitting.objects.all()._raw_delete("default"),
        "was not passed",
    ),
    "key of a question": (forge_key, "question version"),
    "pass mark of a version": (forge_pass_mark, "is not the content that was published"),
    "facts of an activity": (forge_activity, "is not the content that was published"),
    "facts of a completion": (forge_completion_facts, "tells other facts of its activity"),
    "attempt that a completion cites": (forge_cited_attempt, "earned 1.0000 of 3.00, recomputed"),
    "lesson unfinished": (
        lambda: edit(LessonProgress.objects.get(), finished_at=None),
        "was not finished",
    ),
    "front matter unseen": (
        lambda: FrontMatterAcknowledgement.objects.all()._raw_delete("default"),
        "nobody acknowledged what must be shown beforehand",
    ),
    "amount of an entry": (lambda: edit(first(), amount=Decimal(9)), "gives 9.00 where 1.00"),
    "entry of somebody else": (
        lambda: edit(first(), learner=a_person()),
        "its completion to",
    ),
    "entry removed": (
        lambda: Entry.objects.filter(pk=first().pk)._raw_delete("default"),
        "gave no ama_pra_1 credit to a physician",
    ),
    "entry out of nothing": (
        lambda: insert_copy(first(), source="completion:99999:ama_pra_1"),
        "rests on completion:99999, which is not there",
    ),
    "entry of no source": (
        lambda: insert_copy(first(), source="a friend"),
        "has the source a friend, which no rule gives",
    ),
    "profession of an entry": (forge_profession, "gives ama_pra_1 credit to a nurse"),
    "day of an entry": (
        lambda: edit(first(), earned_on=F("earned_on") - timedelta(days=3)),
        "was earned on",
    ),
    "half a reversal": (
        lambda: edit(reversal(), amount=Decimal("-0.25")),
        "takes back 0.25 of 1.00",
    ),
    "balance": (lambda: edit(reversal(), amount=Decimal("-0.25")), "entries sum to 1.50"),
    "reversal removed": (
        lambda: Entry.objects.filter(pk=reversal().pk)._raw_delete("default"),
        "is no reversal of an entry",
    ),
    "claim above the maximum": (lambda: edit(claimed(), amount=Decimal(5)), "At most 1.00"),
    "claim off the step": (lambda: edit(claimed(), amount=Decimal("0.7")), "Claim in steps of"),
    "offer raised afterwards": (
        lambda: CreditOffer.objects.update(amount=Decimal(2)),
        "gives 1.00 where 2.00 was designated",
    ),
    "certificate prints more": (forge_printed, "prints 9.00"),
    "code of a certificate": (
        lambda: edit(certificate(), code="2222-2222-2223"),
        "its check character does not fit",
    ),
    "file overwritten": (overwrite_file, "is not the one that was issued"),
    "file removed": (lambda: Path(certificate().file.path).unlink(), "is not there"),
}


@pytest.mark.parametrize(("tamper", "words"), TAMPERED.values(), ids=TAMPERED)
def test_tampering_is_found_and_named(entry, tamper, words):
    assert verify()[1] == 0
    with behind_the_triggers():
        tamper()
    printed, code = verify()
    assert code == 1
    assert any(words in line for line in printed), printed
    assert not printed[-1].endswith(" 0 differences")


def test_certificate_still_to_come_is_counted_and_can_be_demanded():
    entry = an_entry()
    assert verify() == (
        [
            "Certificates still to be issued: 1",
            "1 completions, 1 entries checked, 0 differences",
        ],
        0,
    )
    printed, code = verify("--require-certificates")
    assert (printed[0], code) == (f"entry {entry.pk}: has no certificate", 1)


def test_files_can_be_left_unread(entry):
    overwrite_file()
    assert verify("--skip-files")[1] == 0
    assert verify()[1] == 1


def test_run_can_be_cut_short(entry):
    an_entry()
    printed, _code = verify("--limit=1")
    assert printed[-1] == "1 completions, 1 entries checked, 0 differences"
    tomorrow = (timezone.now() + timedelta(days=2)).date()
    printed, _code = verify(f"--since={tomorrow}")
    assert printed[-1] == "0 completions, 0 entries checked, 0 differences"


def test_batches_read_in_bulk(django_assert_max_num_queries):
    stage = a_stage()
    for _ in range(6):
        a_certificate(an_entry(stage=stage))
    with django_assert_max_num_queries(35):
        printed, code = verify()
    assert (printed, code) == (["6 completions, 6 entries checked, 0 differences"], 0)
