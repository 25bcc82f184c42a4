"""Hand a certificate to its owner."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile, File
from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from credits.documents import certificate_pdf
from credits.models import Certificate
from credits.permissions import can_read_certificate
from credits.queries import certificate_by_code
from credits.services import on_paper

logger = structlog.get_logger(__name__)


@login_required
@require_safe
@never_cache
def certificate(request, code):
    """Send the PDF as issued; `?paper=letter` makes the same certificate for that paper."""
    found = certificate_by_code(code)
    if found is None or found.is_erased or not can_read_certificate(request.user, found):
        raise Http404
    return FileResponse(
        _on_letter(found) if request.GET.get("paper") == "letter" else _as_issued(found),
        as_attachment=True,
        filename=f"certificate-{found.code}.pdf",
        content_type="application/pdf",
    )


def _on_letter(found: Certificate) -> File:
    return ContentFile(certificate_pdf(_printed(found), paper="letter"))


def _as_issued(found: Certificate) -> File:
    """Return the file, made again from what was printed if the disk has lost it."""
    try:
        return found.file.open("rb")
    except FileNotFoundError:
        logger.warning("certificate_file_missing", certificate=found.code)
        return ContentFile(certificate_pdf(_printed(found)))


def _printed(found: Certificate) -> Mapping[str, Any]:
    return on_paper(found.printed, found.entry, at=timezone.now())
