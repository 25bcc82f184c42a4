"""The learner's own files, as they were sent."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from assessments.queries import file_sent
from common.downloads import download
from learners.views.saving import find_sitting


@login_required
@require_safe
def sent_file(request: HttpRequest, sitting_id: int, position: int, sha256: str) -> FileResponse:
    """Hand a file back to the one who sent it; for anybody else there is none."""
    found = file_sent(find_sitting(request, sitting_id).attempt, position, sha256)
    if found is None:
        raise Http404
    held, file = found
    return download(file, name=held.name, content_type=held.kind.content_type)
