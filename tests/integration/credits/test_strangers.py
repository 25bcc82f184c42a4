"""What is one's own is nobody else's: every private address of credit, tried by a stranger."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfWriter

from credits.models import Bundle, Entry
from credits.services import issue_certificate, make_bundle
from tests.factories.authoring import signed_in
from tests.factories.certificates import an_entry
from tests.factories.licences import a_licence, a_requirement, an_external
from tests.factories.outcomes import a_person


@pytest.fixture
def owner():
    return a_person(profession="physician")


def a_pdf() -> ContentFile:
    made = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    writer.write(made)
    return ContentFile(made.getvalue(), "evidence.pdf")


@pytest.fixture
def addresses(owner) -> dict[str, list[str]]:
    """Return what only the owner may read, and what only they may send to."""
    entry = an_entry(owner)
    code = issue_certificate(entry_id=entry.pk, at=timezone.now()).code
    licence = a_licence(owner, a_requirement())
    external = an_external(owner, evidence=a_pdf())
    signed_in(owner).post("/certificates/years/", {"year": entry.earned_on.year, "paper": "a4"})
    bundle = Bundle.objects.get()
    make_bundle(bundle_id=bundle.pk, at=timezone.now())
    return {
        "read": [
            f"/certificates/{code}.pdf",
            f"/certificates/{code}.pdf?paper=letter",
            f"/certificates/years/{bundle.pk}.zip",
            f"/credits/{entry.pk}/why/",
            f"/credits/{entry.pk}/claim/",
            f"/owed/licences/{licence.pk}/",
            f"/owed/licences/{licence.pk}/remove/",
            f"/owed/credit/{external.pk}/",
            f"/owed/credit/{external.pk}/delete/",
            f"/owed/credit/{external.pk}/evidence/",
        ],
        "send": [
            f"/credits/{entry.pk}/claim/",
            f"/owed/licences/{licence.pk}/",
            f"/owed/licences/{licence.pk}/answers/",
            f"/owed/licences/{licence.pk}/remove/",
            f"/owed/credit/{external.pk}/",
            f"/owed/credit/{external.pk}/delete/",
        ],
    }


def status(browser, address: str) -> int:
    answer = browser.get(address)
    if answer.streaming:
        answer.getvalue()  # to the end, where the client closes what it reads
    return answer.status_code


def test_stranger_finds_nothing_that_its_owner_finds(client, owner, addresses):
    mine, stranger = signed_in(owner), signed_in(a_person(profession="physician"))
    for address in addresses["read"]:
        assert status(mine, address) == 200, address
        assert status(stranger, address) == 404, address
        assert status(client, address) == 302, address


def test_stranger_changes_nothing(client, owner, addresses):
    stranger = signed_in(a_person(profession="physician"))
    before = Entry.objects.count(), owner.licences.count(), owner.external_credits.count()
    for address in addresses["send"]:
        told = {"amount": "0.25", "attest": "on", "title": "Mine", "prescribes": "yes"}
        assert stranger.post(address, told).status_code == 404, address
        assert client.post(address, told).status_code == 302, address
    after = Entry.objects.count(), owner.licences.count(), owner.external_credits.count()
    assert after == before


def test_stranger_s_own_pages_show_none_of_it(owner, addresses):
    stranger = signed_in(a_person(profession="physician"))
    title = Entry.objects.get().facts["activity"]["title"]
    for address in ("/transcript/", "/transcript.csv", "/owed/", "/owed/plan/", "/owed/credit/"):
        answer = stranger.get(address)
        said = answer.getvalue().decode()
        assert owner.last_name not in said, address
        if address != "/owed/plan/":
            assert title not in said, address
