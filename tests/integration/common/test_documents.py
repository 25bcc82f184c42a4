"""Documents: taken when they are inside what their name says."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document

from common.documents import check_document
from tests.factories.authoring import a_team, signed_in

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<!doctype html><script>alert(1)</script>"


def office(*names):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", *names):
            package.writestr(name, "<x/>")
    return file.getvalue()


WORD, EXCEL = office("word/document.xml"), office("xl/workbook.xml")
MACROS = office("word/document.xml", "word/vbaProject.bin")


def uploaded(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", b"\n" + PDF),
        ("a.docx", WORD),
        ("a.xlsx", EXCEL),
        ("a.pptx", office("ppt/presentation.xml")),
        ("a.txt", "Dosis: 5 µg".encode()),
        ("a.csv", b"\xef\xbb\xbfname,amount\r\n"),
    ],
)
def test_what_is_what_it_says_is_taken_and_rewound(name, content):
    file = uploaded(name, content)
    check_document(file)
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", HTML),
        ("a.pdf", WORD),
        ("a.docx", PDF),
        ("a.docx", EXCEL),
        ("a.docx", MACROS),
        ("a.docx", b"PK\x03\x04 not a zip"),
        ("a.xlsx", b""),
        ("a.txt", b"\x00\x01binary"),
        ("a.csv", b"\xff\xfe\xff"),
        ("a.html", HTML),
        ("a", PDF),
    ],
)
def test_what_only_calls_itself_so_is_refused(name, content):
    with pytest.raises(ValidationError, match="inside"):
        check_document(uploaded(name, content))


def test_too_big_a_document_is_refused(settings):
    settings.MAX_DOCUMENT_BYTES = 10
    with pytest.raises(ValidationError, match="at most 0 MB"):
        check_document(uploaded("a.pdf", PDF))


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "taken"), [(PDF, 1), (HTML, 0)])
def test_the_cms_asks_before_it_keeps_one(content, taken):
    ours = a_team("Ours")
    form = {
        "title": "Handout",
        "file": uploaded("handout.pdf", content),
        "collection": ours.provider.collection_id,
        "tags": "",
    }
    answer = signed_in(ours.educator).post(reverse("wagtaildocs:add"), form)
    assert Document.objects.count() == taken
    if not taken:
        assert "this file is no PDF inside" in answer.content.decode()
        assert "not allowed" not in answer.content.decode()
