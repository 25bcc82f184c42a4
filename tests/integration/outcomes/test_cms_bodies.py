"""Accreditation staff report to bodies: pages, files, settings, answers, and who may do what."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.domain.roles import Role
from courses.services import set_up_roles_and_teams
from credits.models import CreditReport, Entry
from outcomes.models import Answer, Export, ExportDownload, ReportingSetup
from tests.factories.authoring import a_member, signed_in
from tests.factories.reporting import (
    LICENCE,
    a_nurse_s_report,
    a_physician_s_report,
    a_stage_for,
    an_export,
    provider_of,
    set_up_ce_broker,
)
from tests.refusals import change

BUDGET = 45


@pytest.fixture
def stage():
    return a_stage_for("ancc", "ama_pra_1")


@pytest.fixture
def provider(stage):
    return provider_of(stage)


@pytest.fixture
def staff(provider) -> Client:
    set_up_roles_and_teams()
    return signed_in(a_member(provider, Role.ACCREDITATION_STAFF))


def at(provider, rest: str = "ce_broker/") -> str:
    return f"/cms/reports-to-bodies/{provider.slug}/{rest}"


def text(answer) -> str:
    return answer.content.decode()


def upload(name: str, content: bytes, **fields):
    return {"file": SimpleUploadedFile(name, content), "is_final": "yes", **fields}


def test_from_settings_to_the_file_to_its_answer(stage, provider, staff):
    report = a_nurse_s_report(stage)
    page = text(staff.get(at(provider)))
    assert "number of the provider is missing" in page
    assert "Make the file" not in page
    told = {"provider_number": "5012", "professions": "nurse_practitioner = APRN", "courses": ""}
    assert staff.post(at(provider, "ce_broker/settings/"), told).status_code == 302
    page = text(staff.get(at(provider)))
    assert "<b>1</b> of 1 can go" in page

    made = staff.post(at(provider), {"format": "ce_broker_xlsx", "way": "file"})

    export = Export.objects.get()
    assert made.url == at(provider, f"ce_broker/files/{export.pk}/")
    page = text(staff.get(made.url))
    assert report.credit_id in page
    assert LICENCE not in page
    assert "Nobody so far." in page
    file = staff.post(made.url + "download/")
    assert file["Content-Disposition"] == f'attachment; filename="ce_broker-{export.pk}.xlsx"'
    assert "no-store" in file["Cache-Control"]
    rows = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.values
    assert [row[4] for row in rows] == ["License number", LICENCE]
    assert "Accreditation M" in text(staff.get(made.url))

    content = (
        f"CreditID,Result,Reason\n{report.credit_id},Rejected,License not found\nccid:x:1,OK,\n"
    )
    preview = staff.post(at(provider, "ce_broker/answers/"), upload("a.csv", content.encode()))
    assert "1 report of CE Broker would change" in text(preview)
    assert "unknown here" in text(preview)
    assert CreditReport.objects.get(pk=report.pk).status == "exported"
    confirm = {"confirm": preview.context["carried"]}
    assert staff.post(at(provider, "ce_broker/answers/"), confirm).url == at(provider)
    found = CreditReport.objects.get(pk=report.pk)
    assert (found.status, found.reason) == ("rejected", "License not found")
    assert (
        staff.post(
            at(provider, "ce_broker/settings/"), {**told, "provider_number": "1"}
        ).status_code
        == 302
    )
    again = staff.post(at(provider, "ce_broker/answers/"), confirm, follow=True)
    assert "read in before" in text(again)
    assert Answer.objects.count() == 1
    assert "1 report was rejected" in text(staff.get(at(provider)))
    address = at(provider, "ce_broker/again/")
    assert "goes back into the queue" in text(staff.get(address))
    assert staff.post(address).status_code == 302
    assert CreditReport.objects.get(pk=report.pk).status == "queued"
    assert "a.csv" in text(staff.get(at(provider)))


def test_overview_counts_and_names_what_is_late(stage, provider, staff):
    a_nurse_s_report(stage)
    late = a_physician_s_report(stage)
    long_ago = timezone.localdate() - timedelta(days=31)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outcomes.queries.reports.SOON", timedelta(days=365))
        page = text(staff.get(at(provider, "")))
    assert "CE Broker" in page
    assert "within 90 days" in page
    assert "American Board of Surgery" in page
    entry = Entry.objects.get(pk=late.entry_id)
    assert entry.earned_on > long_ago
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "django.utils.timezone.localdate", lambda: entry.earned_on + timedelta(days=31)
        )
        assert "1 late" in text(staff.get(at(provider, "")))
        assert "1 report is late" in text(staff.get(at(provider, "pars/")))


def test_every_problem_is_told_before_anything_is_sent(stage, provider, staff):
    set_up_ce_broker(provider)
    report = a_nurse_s_report(stage)
    change(report.entry.learner, first_name="A\x7fnn\x0b")
    held = a_nurse_s_report(stage, last_name="Held")
    change(held, problem="outside_dates")
    page = text(staff.get(at(provider)))
    assert "Characters that no file can hold" in page
    assert "Completed outside the offer&#x27;s dates: 1 report" in page
    page = text(staff.get(at(provider, "ce_broker/?format=csv")))
    assert '<option value="csv" selected>' in page


def test_columns_are_mapped_and_mistakes_told(provider, staff):
    address = at(provider, "pars/settings/pars_xlsx/")
    assert "Check the columns" in text(staff.get(address))
    wrong = staff.post(address, {"columns": "NPI | npi\nnonsense\nX | nothing"})
    assert wrong.status_code == 422
    assert "no heading" in text(wrong)
    assert "no field “nothing”" in text(wrong)
    assert staff.post(address, {"columns": "A | B | npi\nState | =FL"}).status_code == 302
    assert ReportingSetup.objects.get().columns == {
        "pars_xlsx": [["A | B", "npi"], ["State", "=FL"]]
    }
    assert "your own columns" in text(staff.get(at(provider, "pars/settings/")))
    assert staff.post(address, {"columns": ""}).status_code == 302
    assert ReportingSetup.objects.get().columns == {}
    assert staff.get(at(provider, "pars/settings/pars_json/")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a file."),
        (upload("a.csv", b"Nothing\n1\n"), "There is no column headed"),
        (upload("a.csv", b"CreditID,Result\n1,ok\n", is_final=""), "Say what a yes means"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_word(provider, staff, fields, words):
    answer = staff.post(at(provider, "ce_broker/answers/"), fields)
    assert answer.status_code == 422
    assert words in text(answer)


def test_preview_of_elsewhere_is_not_taken(stage, provider, staff):
    content = b"CreditID,Result\nccid:x:1,ok\n"
    preview = staff.post(at(provider, "ce_broker/answers/"), upload("a.csv", content))
    told = {"confirm": preview.context["carried"]}
    for rest, confirm in [("pars/answers/", told), ("ce_broker/answers/", {"confirm": "x"})]:
        answer = staff.post(at(provider, rest), confirm, follow=True)
        assert "too old" in text(answer)
    assert not Answer.objects.exists()


def test_who_may_do_what(stage, provider, staff):
    set_up_ce_broker(provider)
    a_nurse_s_report(stage)
    export = an_export(provider)
    pages = [
        "",
        "ce_broker/",
        "ce_broker/settings/",
        "ce_broker/answers/",
        f"ce_broker/files/{export.pk}/",
    ]
    elsewhere = provider_of(a_stage_for("ancc"))
    stranger = signed_in(a_member(elsewhere, Role.ACCREDITATION_STAFF))
    educator = signed_in(a_member(provider, Role.EDUCATOR))
    for rest in pages:
        assert staff.get(at(provider, rest)).status_code == 200
        assert stranger.get(at(provider, rest)).status_code == 404
        assert educator.get(at(provider, rest)).status_code == 404
        assert Client().get(at(provider, rest)).status_code == 302
    download = at(provider, f"ce_broker/files/{export.pk}/download/")
    assert stranger.post(download).status_code == 404
    assert staff.get(download).status_code == 405
    assert staff.post(at(provider, f"pars/files/{export.pk}/download/")).status_code == 404
    assert not ExportDownload.objects.exists()
    assert staff.get(at(provider, "nowhere/")).status_code == 404
    assert staff.get("/cms/reports-to-bodies/").url == at(provider, "")
    assert educator.get("/cms/reports-to-bodies/").status_code == 302
    assert "Reports to bodies" not in text(educator.get("/cms/"))


def test_who_may_not_read_identifiers_makes_no_file(stage, provider):
    set_up_roles_and_teams()
    member = a_member(provider, Role.ACCREDITATION_STAFF)
    for group in member.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="reveal_identifier"))
    staff = signed_in(member)
    set_up_ce_broker(provider)
    a_nurse_s_report(stage)
    page = text(staff.get(at(provider)))
    assert "accreditation staff who may read identifiers" in page
    assert staff.post(at(provider), {"format": "csv", "way": "file"}).status_code in {302, 403}
    assert not Export.objects.exists()


@pytest.mark.parametrize("many", [1, 5])
def test_page_costs_the_same_however_many_there_are(
    stage, provider, staff, many, django_assert_max_num_queries
):
    set_up_ce_broker(provider)
    for number in range(many):
        a_nurse_s_report(stage, last_name=f"N{number}")
    staff.get(at(provider))
    with django_assert_max_num_queries(BUDGET):
        assert staff.get(at(provider)).status_code == 200
