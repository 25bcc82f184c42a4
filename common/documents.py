"""Documents for the CMS: taken when their content is what their ending says."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from common.uploads import RefusedFilesMixin

HEAD = 1024
OFFICE_PARTS_AT_MOST = 5000
CONTENT_TYPES = "[Content_Types].xml"
MACROS = "vbaproject.bin"


def is_pdf(file: IO[bytes]) -> bool:
    return b"%PDF-" in file.read(HEAD)


def is_text(file: IO[bytes]) -> bool:
    try:
        return "\0" not in file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False


def is_office(folder: str) -> Callable[[IO[bytes]], bool]:
    """Return a test for an Office Open XML package (ECMA-376) whose parts lie in `folder`."""

    def is_one(file: IO[bytes]) -> bool:
        try:
            names = zipfile.ZipFile(file).namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        return (
            len(names) <= OFFICE_PARTS_AT_MOST
            and CONTENT_TYPES in names
            and any(name.startswith(folder) for name in names)
            and not any(name.lower().endswith(MACROS) for name in names)
        )

    return is_one


TESTS: Mapping[str, Callable[[IO[bytes]], bool]] = {
    ".csv": is_text,
    ".docx": is_office("word/"),
    ".pdf": is_pdf,
    ".pptx": is_office("ppt/"),
    ".txt": is_text,
    ".xlsx": is_office("xl/"),
}


def check_document(file: Any) -> None:
    """Raise `ValidationError` unless the file is small enough and is what its name says."""
    if file.size > settings.MAX_DOCUMENT_BYTES:
        limit = settings.MAX_DOCUMENT_BYTES // 1024 // 1024
        raise ValidationError(f"Choose a file of at most {limit} MB.", code="too_big")
    suffix = PurePath(file.name).suffix.lower()
    file.seek(0)
    is_sound = suffix in TESTS and TESTS[suffix](file)
    file.seek(0)
    if not is_sound:
        raise ValidationError(
            "Choose a PDF, a Word, Excel or PowerPoint file without macros, or UTF-8 text: "
            f"this file is no {suffix.removeprefix('.').upper() or 'document'} inside.",
            code="invalid_document",
        )


class DocumentForm(RefusedFilesMixin, BaseDocumentForm):
    """Wagtail's form for a document; a file that was just sent is looked into."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            check_document(file)
        return file
