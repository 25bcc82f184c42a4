"""The PDF goes to its owner and to who runs the site, and to nobody else."""

import io
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from pypdf import PdfReader

from credits.models import Certificate
from tests.factories.authoring import signed_in
from tests.factories.certificates import a_certificate, an_entry
from tests.factories.outcomes import a_person


@pytest.fixture
def certificate() -> Certificate:
    return a_certificate(an_entry(a_person(profession="physician")))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_owner_downloads_what_was_issued(certificate):
    response = signed_in(certificate.entry.learner).get(f"/certificates/{certificate.code}.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="certificate-{certificate.code}.pdf"'
    )
    assert "no-store" in response["Cache-Control"]
    assert body(response) == Path(certificate.file.path).read_bytes()


def test_owner_may_have_it_on_letter_paper(certificate):
    browser = signed_in(certificate.entry.learner)
    letter = body(browser.get(f"/certificates/{certificate.code}.pdf?paper=letter"))
    page = PdfReader(io.BytesIO(letter)).pages[0]
    assert round(page.mediabox.width) == 792
    other = body(browser.get(f"/certificates/{certificate.code}.pdf?paper=napkin"))
    assert other == Path(certificate.file.path).read_bytes()


def test_file_that_the_disk_lost_is_made_again(certificate):
    path = Path(certificate.file.path)
    issued = path.read_bytes()
    path.unlink()
    browser = signed_in(certificate.entry.learner)
    assert body(browser.get(f"/certificates/{certificate.code}.pdf")) == issued


def test_administrator_may_read_it(certificate):
    administrator = a_person()
    administrator.user_permissions.add(Permission.objects.get(codename="view_certificate"))
    response = signed_in(administrator).get(f"/certificates/{certificate.code}.pdf")
    assert response.status_code == 200
    body(response)


def test_nobody_else_may(client, certificate):
    path = f"/certificates/{certificate.code}.pdf"
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert signed_in(a_person(profession="physician")).get(path).status_code == 404
    assert client.get(f"/media/{certificate.file.name}").status_code == 404


@pytest.mark.parametrize("code", ["7Q4K-MX2P-9TRD", "x", "..%2f..%2fetc%2fpasswd", "%00"])
def test_unknown_code_is_not_found(code, certificate):
    browser = signed_in(certificate.entry.learner)
    assert browser.get(f"/certificates/{code}.pdf").status_code == 404
