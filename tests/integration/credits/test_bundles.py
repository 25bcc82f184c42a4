"""A year's certificates in one file: asked for, made behind, private, gone after a week."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from credits.models import Bundle
from credits.services import make_bundle, make_waiting_bundles
from tests.factories.authoring import signed_in
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person
from tests.refusals import change, insert_copy, refused

PAGE = "/certificates/years/"


@pytest.fixture
def entry():
    return an_entry(a_person(profession="physician"))


@pytest.fixture
def browser(entry):
    return signed_in(entry.learner)


def ask(browser, entry, paper="a4") -> Bundle:
    answer = browser.post(PAGE, {"year": entry.earned_on.year, "paper": paper})
    assert answer.status_code == 302
    return Bundle.objects.get()


def unpacked(browser, bundle) -> zipfile.ZipFile:
    answer = browser.get(f"{PAGE}{bundle.pk}.zip")
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize(("paper", "width"), [("a4", 842), ("letter", 792)])
def test_file_holds_certificates_transcript_and_list(browser, entry, paper, width):
    certificate = a_certificate(entry)
    bundle = ask(browser, entry, paper)
    assert "being made: 0 of 0" in browser.get(PAGE).content.decode()
    assert make_bundle(bundle_id=bundle.pk, at=timezone.now())
    assert "1 certificate, kept until" in browser.get(PAGE).content.decode()

    packed = unpacked(browser, bundle)

    [name] = [each for each in packed.namelist() if certificate.code in each]
    year = entry.earned_on.year
    assert set(packed.namelist()) == {name, f"transcript-{year}.pdf", f"list-{year}.csv"}
    assert round(PdfReader(io.BytesIO(packed.read(name))).pages[0].mediabox.width) == width
    assert certificate.code in packed.read(f"list-{year}.csv").decode("utf-8-sig")


def test_a_certificate_that_no_task_has_made_is_made_now(browser, entry):
    bundle = ask(browser, entry)
    make_bundle(bundle_id=bundle.pk, at=timezone.now())
    assert len(unpacked(browser, bundle).namelist()) == 3


def test_one_at_a_time_and_made_once(browser, entry):
    bundle = ask(browser, entry)
    again = browser.post(PAGE, {"year": entry.earned_on.year, "paper": "a4"}, follow=True)
    assert "being made already" in again.content.decode()
    assert make_bundle(bundle_id=bundle.pk, at=timezone.now())
    assert not make_bundle(bundle_id=bundle.pk, at=timezone.now())


def test_a_worker_that_died_is_taken_over(browser, entry):
    bundle, at = ask(browser, entry), timezone.now()
    change(bundle, started_at=at, tries=1)
    assert make_waiting_bundles(at=at) == 0
    assert make_waiting_bundles(at=at + timedelta(minutes=16)) == 1


def test_after_three_failures_the_learner_is_told_and_can_ask_again(browser, entry):
    bundle = ask(browser, entry)
    change(bundle, tries=2)
    folder = Path(bundle.file.storage.path("bundles"))
    aside = folder.with_name("bundles-aside")
    if folder.exists():
        folder.rename(aside)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    try:
        assert not make_bundle(bundle_id=bundle.pk, at=timezone.now())
    finally:
        folder.unlink()
        if aside.exists():
            aside.rename(folder)
    assert "could not be made" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {"year": entry.earned_on.year, "paper": "a4"}).status_code == 302
    assert Bundle.objects.count() == 2


def test_it_is_the_owner_s_alone_and_expires(browser, entry):
    bundle = ask(browser, entry)
    make_bundle(bundle_id=bundle.pk, at=timezone.now())
    address = f"{PAGE}{bundle.pk}.zip"
    assert signed_in(a_person()).get(address).status_code == 404
    bundle.refresh_from_db()
    path, storage = bundle.file.name, bundle.file.storage
    make_waiting_bundles(at=timezone.now() + timedelta(days=8))
    assert browser.get(address).status_code == 404
    assert not storage.exists(path)


@pytest.mark.parametrize(
    "posted", [{}, {"year": "1999", "paper": "a4"}, {"year": "x", "paper": "b5"}]
)
def test_what_makes_no_sense_is_refused(browser, posted):
    assert browser.post(PAGE, posted).status_code == 422
    assert not Bundle.objects.exists()


def test_nobody_without_credit_is_asked_for_a_year():
    page = signed_in(a_person()).get(PAGE)
    assert "No credit yet" in page.content.decode()


def test_constraints(browser, entry):
    bundle = ask(browser, entry)
    with refused("credits_bundle_one_under_way"):
        insert_copy(bundle)
    with refused("credits_bundle_ready_has_file"):
        change(bundle, ready_at=timezone.now())
    with refused("credits_bundle_done_of_total"):
        change(bundle, done=5)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_transcript_pdf_is_sent_within_its_budget(
    browser, entry, paper, django_assert_max_num_queries
):
    address = f"/transcript.pdf?year={entry.earned_on.year}&paper={paper}"
    with django_assert_max_num_queries(8):
        answer = browser.get(address)
    assert answer["Content-Type"] == "application/pdf"
    said = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "1.00" in said
    assert "No credit counts" in (
        PdfReader(io.BytesIO(browser.get("/transcript.pdf?year=1999").content))
        .pages[0]
        .extract_text()
        .replace("\n", " ")
    )
