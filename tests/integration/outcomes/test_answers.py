"""What bodies answered: previewed, read in once, every line accounted for, learners told in plain words."""

import pytest
from django.utils import timezone

from credits.domain.reporting import Status
from credits.models import CreditReport
from credits.services import reverse_credit
from outcomes.domain.reports.replies import Said
from outcomes.models import Answer, ExportLine
from outcomes.queries.answers import BOTH, TWICE, match_answers
from outcomes.services import AnswersRefused, read_in, record_reply
from tests.factories.authoring import signed_in
from tests.factories.outcomes import a_person
from tests.factories.reporting import (
    a_nurse_s_report,
    a_physician_s_report,
    a_stage_for,
    an_export,
    provider_of,
    set_up_ce_broker,
)
from tests.refusals import assert_append_only, insert_copy, refused


@pytest.fixture
def stage():
    return a_stage_for("ancc", "ama_pra_1")


@pytest.fixture
def provider(stage):
    found = provider_of(stage)
    set_up_ce_broker(found)
    return found


def says(report, status: str, reason: str = "", **more) -> Said:
    return Said(2, report.credit_id, status, status, reason, **more)


def answer(provider, *said, destination="ce_broker", sha256="a" * 64, is_final=True):
    return read_in(
        provider=provider,
        destination=destination,
        name="answers.csv",
        sha256=sha256,
        said=said,
        is_final=is_final,
        by=a_person(),
        at=timezone.now(),
    )


def status_of(report) -> str:
    return CreditReport.objects.get(pk=report.pk).status


def test_answers_move_reports_once_and_every_line_is_accounted_for(stage, provider):
    yes, no, quiet = (a_nurse_s_report(stage, last_name=name) for name in ("Yes", "No", "Quiet"))
    an_export(provider)
    stranger = Said(5, "ccid:elsewhere:1", "accepted", "ok")
    said = [
        says(yes, "accepted"),
        says(yes, "rejected", "Twice"),
        says(no, "rejected", "License not found"),
        stranger,
        Said(6, quiet.credit_id, "", "perhaps"),
    ]
    matched = answer(provider, *said)
    assert [status_of(each) for each in (yes, no, quiet)] == ["accepted", "rejected", "exported"]
    assert list(matched.unknown) == [stranger]
    assert [why for _said, why in matched.unclear] == [TWICE, said[4].problem]
    outcomes = dict(ExportLine.objects.values_list("report", "outcome"))
    assert outcomes == {yes.pk: "accepted", no.pk: "rejected", quiet.pk: "sent"}
    [read] = Answer.objects.all()
    assert (read.accepted, read.rejected, read.pending, read.unknown) == (1, 1, 0, 1)
    assert_append_only(read)
    with refused("outcomes_answer_read_in_once"):
        insert_copy(read)

    with pytest.raises(AnswersRefused, match="read in before"):
        answer(provider, *said)
    again = answer(provider, *said[:1], sha256="b" * 64)
    assert list(again.unchanged) == said[:1]
    page = signed_in(no.entry.learner).get("/transcript/").content.decode()
    assert "Rejected" in page


def test_a_first_yes_is_no_acceptance(stage, provider):
    report = a_physician_s_report(stage)
    an_export(provider, "pars", "csv")
    answer(provider, says(report, "accepted"), destination="pars", is_final=False)
    assert status_of(report) == Status.PENDING_CONFIRMATION
    assert ExportLine.objects.get().closed_at is None
    answer(provider, says(report, "accepted"), destination="pars", sha256="b" * 64)
    assert status_of(report) == Status.ACCEPTED


def test_answer_about_a_record_and_its_deletion_has_to_say_which(stage, provider):
    report = a_physician_s_report(stage)
    an_export(provider, "pars", "csv")
    reverse_credit(entry=report.entry, reason="Awarded in error", at=timezone.now())
    an_export(provider, "pars", "csv")
    matched = match_answers(provider, "pars", [says(report, "accepted")], is_final=True)
    assert [why for _said, why in matched.unclear] == [BOTH]
    answer(provider, says(report, "accepted", action="delete"), destination="pars")
    deletion = CreditReport.objects.get(is_deletion=True, destination="pars")
    assert (status_of(report), deletion.status) == ("exported", "accepted")


def test_another_provider_s_reports_are_unknown_here(stage, provider):
    theirs = a_nurse_s_report(stage)
    an_export(provider)
    other = provider_of(a_stage_for("ancc"))
    assert len(match_answers(other, "ce_broker", [says(theirs, "accepted")], is_final=True).unknown)


def test_one_reply_is_recorded_once(stage, provider):
    report = a_nurse_s_report(stage)
    an_export(provider)
    told = {"status": Status.REJECTED, "reason": "No match", "at": timezone.now()}
    assert record_reply(report=report, **told)
    assert not record_reply(report=report, **told)
    assert ExportLine.objects.get().outcome == "rejected"
    assert CreditReport.objects.get(pk=report.pk).reason == "No match"
